-- What head office asks the agents in the stores to do, and how far they are.

create table command (
    tenant        text not null,
    command       uuid not null,
    store         text not null,
    agent         text not null,
    name          text not null,
    -- JSON objects, as they came.
    arguments     text not null,
    result        text,
    issued_at     timestamptz not null,
    -- By head office's clock: what is left of it goes down with each sending.
    valid_until   timestamptz not null,
    asked_by      text not null,
    traceparent   text not null,
    state         text not null check (state in ('issued', 'received', 'started', 'done', 'failed', 'expired',
        'cancelled', 'unknown-after-crash')),
    detail        text not null default '',
    -- While it is 0 no agent can have it.
    sent_times    integer not null default 0 check (sent_times >= 0),
    -- When it is to be sent to a connected agent next; absent once it has ended.
    next_send_at  timestamptz,
    cancel_asked  boolean not null default false,
    received_at   timestamptz,
    ended_at      timestamptz,
    primary key (tenant, command),
    foreign key (tenant, store) references store,
    check ((ended_at is null) = (state in ('issued', 'received', 'started'))),
    check ((ended_at is null) = (next_send_at is not null))
);
create index command_by_store on command (store, command, tenant);
create index command_open_by_agent on command (agent, command, tenant) where ended_at is null;
create index command_due on command (next_send_at) where ended_at is null;
create index command_issued_lately on command (store, issued_at, tenant);
