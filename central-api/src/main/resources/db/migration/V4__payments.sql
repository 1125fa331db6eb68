-- Card payments as their stores reported them.

create table payment (
    tenant          text not null,
    attempt         uuid not null,
    legal_entity    text not null,
    store           text not null,
    till            text not null,
    sale            uuid not null,
    terminal        text not null,
    state           text not null
        check (state in ('in_progress', 'unknown', 'authorized', 'captured', 'declined', 'failed')),
    business_date   date not null,
    occurred_at     timestamptz not null,
    currency        char(3),
    requested_minor bigint check (requested_minor > 0),
    approved_minor  bigint check (approved_minor > 0),
    captured_minor  bigint not null default 0,
    tip_minor       bigint,
    acquirer        text,
    merchant_id     text,
    terminal_id     text,
    card_name       text,
    trace           integer,
    receipt_number  integer,
    -- All that the terminal said, as the store wrote it.
    facts           jsonb,
    primary key (tenant, attempt),
    -- Captured is never more than authorized, and only what was captured counts.
    check (captured_minor between 0 and coalesce(approved_minor, 0)),
    check (tip_minor is null or tip_minor between 0 and approved_minor),
    check ((state = 'captured') = (captured_minor > 0)),
    -- A charge is known with everything that a settlement file can name it by, or it is not a charge.
    check (state not in ('authorized', 'captured') or num_nulls(approved_minor, tip_minor, currency, acquirer,
        merchant_id, terminal_id, card_name, trace, receipt_number, facts) = 0)
);

-- Not beginning with the tenant, for the reason given in V3.
create index payment_by_day on payment (business_date, tenant, store, attempt);
create index payment_by_reference on payment (merchant_id, terminal_id, trace, receipt_number, tenant)
    where state in ('authorized', 'captured');
create index payment_by_merchant on payment (merchant_id, tenant, business_date)
    where state in ('authorized', 'captured');

-- Each step of a payment's state, with the event that caused it.
create table payment_change (
    tenant     text not null,
    attempt    uuid not null,
    event      uuid not null,
    from_state text,
    to_state   text not null,
    at         timestamptz not null,
    primary key (tenant, attempt, event),
    foreign key (tenant, attempt) references payment
);

create trigger payment_change_is_written_once before update or delete or truncate on payment_change
    for each statement execute function is_written_once();

-- What the terminals' ends of day added up to.
create table terminal_batch (
    tenant        text not null,
    event         uuid not null,
    store         text not null,
    business_date date not null,
    closed        jsonb not null,
    primary key (tenant, event)
);

create index terminal_batch_by_day on terminal_batch (tenant, business_date, store);
