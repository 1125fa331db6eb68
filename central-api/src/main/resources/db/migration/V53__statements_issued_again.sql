-- What a bank says of how it issued a statement; nothing of those that are kept by then.
alter table bank_statement
    add column electronic_number text,
    add column legal_number      text,
    add column created           text,
    add column copy_indicator    text,
    add column is_whole          boolean,
    add column content           text;

-- A statement in whose place the bank has issued another one, once and for ever.
create table bank_statement_replaced (
    tenant      text not null,
    statement   uuid not null,
    replaced_by uuid not null,
    at          timestamptz not null,
    primary key (tenant, statement),
    foreign key (tenant, statement) references bank_statement,
    foreign key (tenant, replaced_by) references bank_statement
);

-- A line counts as long as a statement that is not replaced has it. Each time that changes.
create table bank_line_change (
    tenant  text not null,
    line    uuid not null,
    ordinal integer not null check (ordinal > 0),
    action  text not null,
    at      timestamptz not null,
    primary key (tenant, line, ordinal),
    foreign key (tenant, line) references bank_line,
    check (action = case when ordinal % 2 = 1 then 'taken-back' else 'restored' end)
);

create trigger bank_statement_replaced_is_written_once before update or delete or truncate on bank_statement_replaced
    for each statement execute function is_written_once();
create trigger bank_line_change_is_written_once before update or delete or truncate on bank_line_change
    for each statement execute function is_written_once();

alter table discrepancy
    drop constraint discrepancy_class_check,
    add constraint discrepancy_class_check check (class in ('missing', 'duplicate', 'wrong-amount', 'unknown-line',
        'unconfirmed-attestation', 'over-refunded', 'z-difference', 'contradiction'));
