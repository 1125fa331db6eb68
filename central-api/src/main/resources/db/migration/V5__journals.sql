-- What the stores sent: each journal's head, the events, and the place of each event in its journal.

-- Raised by every restore of this database, so that agents know that it may have forgotten.
create table central_epoch (
    only_row boolean primary key default true check (only_row),
    epoch    bigint not null check (epoch >= 1)
);
insert into central_epoch (epoch) values (1);

create table journal (
    tenant         text not null,
    journal        uuid not null,
    store          text not null,
    agent          text not null,
    lane           text not null check (lane in ('fin', 'ops', 'tel')),
    epoch          bigint not null check (epoch >= 1),
    parent_journal uuid,
    parent_seq     bigint,
    parent_hash    bytea,
    head_seq       bigint not null default 0 check (head_seq >= 0),
    -- Of the row head_seq, or the genesis hash.
    head_hash      bytea not null check (octet_length(head_hash) = 32),
    -- A newer one of the same lane was welcomed: nothing is taken from this one any more.
    fenced         boolean not null default false,
    welcomed_at    timestamptz not null,
    primary key (tenant, journal),
    unique (tenant, agent, lane, epoch),
    foreign key (tenant, store) references store
) with (fillfactor = 50);

-- The identity of an event: narrow, so that the check for a known one stays in memory.
create table event (
    tenant text not null,
    event  uuid not null,
    digest bytea not null,
    primary key (tenant, event)
);

create table event_content (
    tenant        text not null,
    event         uuid not null,
    store         text not null,
    type          text not null,
    version       integer not null,
    metadata      bytea not null,
    body          bytea not null,
    received_at   timestamptz not null,
    committed_at  timestamptz not null,
    primary key (tenant, event),
    foreign key (tenant, event) references event
);

create table journal_position (
    tenant  text not null,
    journal uuid not null,
    seq     bigint not null,
    event   uuid not null,
    hash    bytea not null,
    primary key (tenant, journal, seq),
    foreign key (tenant, event) references event
);

create index journal_position_by_event on journal_position (event, tenant);

-- Rows that were taken and acknowledged but count for nothing until somebody looks at them.
create table quarantine (
    tenant        text not null,
    journal       uuid not null,
    seq           bigint not null,
    event         uuid not null,
    store         text not null,
    sale          uuid,
    business_date date,
    reason        text not null,
    detail        text not null,
    -- The bytes where the event's own place holds others.
    metadata      bytea,
    body          bytea,
    since         timestamptz not null,
    state         text not null default 'open' check (state in ('open', 'released', 'dropped')),
    primary key (tenant, journal, seq)
);

create index quarantine_by_sale on quarantine (tenant, sale) where state = 'open' and sale is not null;
create index quarantine_by_day on quarantine (tenant, store, business_date) where state = 'open';

-- Which connection of an agent spoke last: two that alternate betray a cloned box.
create table agent_presence (
    tenant     text not null,
    agent      text not null,
    nonce      uuid not null,
    previous   uuid,
    alternated boolean,
    online     boolean not null,
    since      timestamptz not null,
    last_hello timestamptz,
    primary key (tenant, agent)
);

create trigger event_is_written_once before update or delete or truncate on event
    for each statement execute function is_written_once();
create trigger event_content_is_written_once before update or delete or truncate on event_content
    for each statement execute function is_written_once();
create trigger journal_position_is_written_once before update or delete or truncate on journal_position
    for each statement execute function is_written_once();
