-- Which theirs belongs to which ours: settlement line to card payment, bank line to payout. The events are the truth; the
-- reservations are what they add up to.

create table match_event (
    tenant   text not null,
    event    uuid not null,
    -- Counts the events of one item of theirs.
    ordinal  integer not null,
    theirs   uuid not null,
    ours     uuid not null,
    stage    text not null check (stage in ('settlement', 'bank')),
    action   text not null check (action in ('match', 'supersede')),
    -- Which ledger account the match clears.
    account  text not null,
    rule     text not null,
    at       timestamptz not null,
    primary key (tenant, event),
    unique (tenant, theirs, ordinal)
);

create index match_event_by_ours on match_event (tenant, ours);

create trigger match_event_is_written_once before update or delete or truncate on match_event
    for each statement execute function is_written_once();

-- Each item is reserved by at most one match, on either side.
create table reservation (
    tenant text not null,
    theirs uuid not null,
    ours   uuid not null,
    stage  text not null check (stage in ('settlement', 'bank')),
    event  uuid not null,
    primary key (tenant, theirs),
    unique (tenant, ours),
    foreign key (tenant, event) references match_event
);

create table discrepancy (
    tenant          text not null,
    discrepancy     uuid not null,
    class           text not null check (class in ('missing', 'duplicate', 'wrong-amount', 'unknown-line')),
    -- Settlement line, card payment or bank line that it is about: one of each class.
    subject         uuid not null,
    state           text not null check (state in ('open', 'explained', 'resolved')),
    store           text,
    business_date   date,
    payment         uuid,
    settlement_line uuid,
    payout          uuid,
    bank_line       uuid,
    currency        char(3) not null,
    expected_minor  bigint,
    actual_minor    bigint,
    detail          text not null,
    opened_at       timestamptz not null,
    closed_at       timestamptz,
    closed_by       text,
    reason          text,
    primary key (tenant, discrepancy),
    unique (tenant, class, subject),
    check ((state = 'open') = (closed_at is null))
);

create index discrepancy_by_state on discrepancy (tenant, state, class, discrepancy);
create index discrepancy_by_day on discrepancy (tenant, store, business_date) where store is not null;
create index discrepancy_by_payment on discrepancy (tenant, payment) where payment is not null;
create index discrepancy_by_payout on discrepancy (tenant, payout) where bank_line is not null;

-- What became of it, and by whom.
create table discrepancy_event (
    tenant      text not null,
    discrepancy uuid not null,
    ordinal     integer not null,
    action      text not null check (action in ('opened', 'explained', 'reopened', 'resolved')),
    by_whom     text not null,
    reason      text not null,
    at          timestamptz not null,
    primary key (tenant, discrepancy, ordinal),
    foreign key (tenant, discrepancy) references discrepancy
);

create trigger discrepancy_event_is_written_once before update or delete or truncate on discrepancy_event
    for each statement execute function is_written_once();
