-- Double entry. What an entry must be, the database itself demands: at least two lines, zero per currency, never
-- changed and never taken away.
--
-- Every key holds the tenant. Only primary keys begin with it: while a table is new and has no statistics, the planner
-- takes any index that begins with the tenant to be as good as the primary key, and a foreign key that is checked
-- through it reads all of the tenant's rows.

create table account (
    tenant   text not null,
    account  bigint generated always as identity,
    name     text not null,
    currency char(3) not null,
    primary key (tenant, account),
    unique (name, currency, tenant)
);

-- The running balance: locked in the order of the accounts, changed together with the lines.
create table account_balance (
    tenant        text not null,
    account       bigint not null,
    balance_minor bigint not null default 0,
    primary key (tenant, account),
    foreign key (tenant, account) references account
) with (fillfactor = 50);

create table entry (
    tenant        text not null,
    entry         uuid not null,
    source        uuid not null,
    role          text not null,
    rule          text not null,
    legal_entity  text not null,
    store         text,
    occurred_at   timestamptz not null,
    business_date date not null,
    tax_date      date,
    posting_date  date not null,
    known_at      timestamptz not null,
    description   text not null,
    reversal_of   uuid,
    primary key (tenant, entry),
    unique (source, role, tenant),
    foreign key (tenant, reversal_of) references entry
);

create index entry_by_day on entry (business_date, tenant, store);
-- An entry is taken back at most once.
create unique index entry_reversed_once on entry (reversal_of, tenant) where reversal_of is not null;

create table entry_line (
    tenant       text not null,
    entry        uuid not null,
    line         smallint not null,
    account      bigint not null,
    amount_minor bigint not null,
    payment      uuid,
    -- Order of an account's statement.
    position     bigint generated always as identity,
    primary key (tenant, entry, line),
    foreign key (tenant, entry) references entry,
    foreign key (tenant, account) references account
);

create index entry_line_by_account on entry_line (account, tenant, position);
create index entry_line_by_payment on entry_line (payment, tenant) where payment is not null;

-- An entry and its lines come in one statement, so both checks see them whole. Line 1 is among them: lines that come
-- later have no line 1 and are refused. The planner knows nothing of the size of what has just been inserted, so the
-- checks forbid it to read whole tables.
create function entry_has_lines() returns trigger language plpgsql set enable_seqscan = off as $$
declare
    bare uuid;
begin
    select e.entry into bare
      from new_entries e
     where not exists (select from entry_line l where l.tenant = e.tenant and l.entry = e.entry and l.line = 1)
     limit 1;
    if found then
        raise exception 'entry % has fewer than two lines', bare using errcode = 'check_violation';
    end if;
    return null;
end $$;

create trigger entry_has_lines after insert on entry
    referencing new table as new_entries for each statement execute function entry_has_lines();

create function entry_balances() returns trigger language plpgsql set enable_seqscan = off as $$
declare
    short  uuid;
    uneven record;
begin
    select l.entry into short
      from new_lines l
     group by l.tenant, l.entry
    having min(l.line) <> 1 or count(*) < 2
     limit 1;
    if found then
        raise exception 'entry % has fewer than two lines in this statement', short
            using errcode = 'check_violation';
    end if;
    select l.entry, a.currency, sum(l.amount_minor) as residue into uneven
      from new_lines l
      join account a on a.tenant = l.tenant and a.account = l.account
     group by l.tenant, l.entry, a.currency
    having sum(l.amount_minor) <> 0
     limit 1;
    if found then
        raise exception 'entry % is % % off balance', uneven.entry, uneven.residue, uneven.currency
            using errcode = 'check_violation';
    end if;
    return null;
end $$;

create trigger entry_balances after insert on entry_line
    referencing new table as new_lines for each statement execute function entry_balances();

create function is_written_once() returns trigger language plpgsql as $$
begin
    raise exception '% on %: its rows are written once and never changed', tg_op, tg_table_name
        using errcode = 'integrity_constraint_violation';
end $$;

create trigger entry_is_written_once before update or delete or truncate on entry
    for each statement execute function is_written_once();
create trigger entry_line_is_written_once before update or delete or truncate on entry_line
    for each statement execute function is_written_once();
