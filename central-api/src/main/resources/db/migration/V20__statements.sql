-- What acquirers' settlement files and banks' statements say. Kept once however often a file comes, never changed.

create table settlement_file (
    tenant      text not null,
    settlement  uuid not null,
    acquirer    text not null,
    sha256      text not null,
    imported_at timestamptz not null,
    primary key (tenant, settlement)
);

create index settlement_file_by_time on settlement_file (tenant, imported_at, settlement);

create table payout (
    tenant                text not null,
    payout                uuid not null,
    acquirer              text not null,
    merchant_id           text not null,
    reference             text not null,
    legal_entity          text not null,
    payout_date           date not null,
    period_from           date not null,
    period_to             date not null,
    currency              char(3) not null,
    gross_minor           bigint not null,
    fee_commission_minor  bigint not null,
    fee_interchange_minor bigint not null,
    fee_scheme_minor      bigint not null,
    net_minor             bigint not null,
    line_count            integer not null check (line_count > 0),
    content_hash          text not null,
    primary key (tenant, payout),
    unique (tenant, acquirer, merchant_id, reference),
    check (gross_minor - fee_commission_minor - fee_interchange_minor - fee_scheme_minor = net_minor),
    check (period_from <= period_to)
);

create index payout_by_date on payout (tenant, payout_date, payout);
create index payout_by_period on payout (tenant, merchant_id, period_from);

-- Files are re-sent and overlap: a payout stands in one or more.
create table settlement_file_payout (
    tenant     text not null,
    settlement uuid not null,
    payout     uuid not null,
    primary key (tenant, settlement, payout),
    foreign key (tenant, settlement) references settlement_file,
    foreign key (tenant, payout) references payout
);

create table settlement_line (
    tenant                text not null,
    line                  uuid not null,
    payout                uuid not null,
    -- Place in the payout, in an order that depends on content alone.
    ordinal               integer not null,
    merchant_id           text not null,
    terminal_id           text not null,
    terminal_batch        integer,
    terminal_date         date not null,
    terminal_time         time not null,
    trace                 integer not null,
    receipt_number        integer not null,
    "authorization"       text,
    card_name             text not null,
    card_number           text check (card_number ~ '[*]'),
    gross_minor           bigint not null,
    fee_commission_minor  bigint not null,
    fee_interchange_minor bigint not null,
    fee_scheme_minor      bigint not null,
    net_minor             bigint not null,
    currency              char(3) not null,
    acquirer_reference    text,
    primary key (tenant, line),
    unique (tenant, payout, ordinal),
    foreign key (tenant, payout) references payout,
    check (gross_minor - fee_commission_minor - fee_interchange_minor - fee_scheme_minor = net_minor)
);

create index settlement_line_by_reference
    on settlement_line (tenant, merchant_id, terminal_id, trace, receipt_number);

-- Accounts of ours at banks. The number is an IBAN, or the bank's own where there is none.
create table bank_account (
    tenant       text not null,
    iban         text not null,
    legal_entity text not null,
    currency     char(3) not null,
    name         text not null,
    primary key (tenant, iban)
);

create table statement_file (
    tenant      text not null,
    file        uuid not null,
    sha256      text not null,
    imported_at timestamptz not null,
    primary key (tenant, file)
);

create table bank_statement (
    tenant        text not null,
    statement     uuid not null,
    file          uuid not null,
    iban          text not null,
    reference     text not null,
    sequence      text,
    currency      char(3) not null,
    opening_minor bigint,
    opening_date  date,
    closing_minor bigint,
    closing_date  date,
    booked_minor  bigint not null,
    line_count    integer not null,
    imported_at   timestamptz not null,
    primary key (tenant, statement),
    foreign key (tenant, file) references statement_file,
    foreign key (tenant, iban) references bank_account,
    check ((opening_minor is null) = (opening_date is null)),
    check ((closing_minor is null) = (closing_date is null))
);

create index bank_statement_by_account on bank_statement (tenant, iban, opening_date, statement);

create table bank_line (
    tenant             text not null,
    line               uuid not null,
    iban               text not null,
    currency           char(3) not null,
    -- Above zero is credited to us.
    amount_minor       bigint not null,
    booking_date       date not null,
    value_date         date,
    status             text not null check (status in ('booked', 'pending', 'information')),
    reversal           boolean not null,
    servicer_reference text,
    -- One per text line.
    end_to_end         text not null,
    remittance         text not null,
    transactions       integer not null check (transactions > 0),
    primary key (tenant, line),
    foreign key (tenant, iban) references bank_account
);

create index bank_line_by_date on bank_line (tenant, booking_date, line);

-- Statements overlap too: a line stands in one or more.
create table bank_statement_line (
    tenant    text not null,
    statement uuid not null,
    line      uuid not null,
    primary key (tenant, statement, line),
    foreign key (tenant, statement) references bank_statement,
    foreign key (tenant, line) references bank_line
);

create index bank_statement_line_by_line on bank_statement_line (tenant, line);

create trigger settlement_file_is_written_once before update or delete or truncate on settlement_file
    for each statement execute function is_written_once();
create trigger payout_is_written_once before update or delete or truncate on payout
    for each statement execute function is_written_once();
create trigger settlement_file_payout_is_written_once before update or delete or truncate on settlement_file_payout
    for each statement execute function is_written_once();
create trigger settlement_line_is_written_once before update or delete or truncate on settlement_line
    for each statement execute function is_written_once();
create trigger statement_file_is_written_once before update or delete or truncate on statement_file
    for each statement execute function is_written_once();
create trigger bank_statement_is_written_once before update or delete or truncate on bank_statement
    for each statement execute function is_written_once();
create trigger bank_line_is_written_once before update or delete or truncate on bank_line
    for each statement execute function is_written_once();
create trigger bank_statement_line_is_written_once before update or delete or truncate on bank_statement_line
    for each statement execute function is_written_once();
