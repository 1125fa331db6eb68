-- One row per API call, refused or not.

create table audit_entry (
    id              bigint generated always as identity primary key,
    at              timestamptz not null,
    -- Absent where nobody proved who they are.
    tenant          text,
    client          text,
    method          text not null,
    -- The route's template; the ids in the path are among the touched ones.
    route           text not null,
    operation       text not null,
    status          smallint not null,
    request_id      text not null,
    -- SHA-256: enough to find the call by its key, and no use to anyone who reads the trail.
    idempotency_key bytea,
    remote          text not null,
    touched         text[] not null
);
create index audit_entry_of_tenant on audit_entry (tenant, id);
create trigger audit_entry_is_written_once before update or delete or truncate on audit_entry
    for each statement execute function is_written_once();
