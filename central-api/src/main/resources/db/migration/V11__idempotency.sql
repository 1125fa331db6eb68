-- The first answer to every command, written in the transaction of its effect and kept.

create table idempotency_record (
    tenant       text not null,
    -- As the client chose it.
    key          text not null,
    -- SHA-256 over method, path, query and typed body.
    fingerprint  bytea not null check (octet_length(fingerprint) = 32),
    -- Place in the request (JSON Pointer, ?parameter, #part) -> short digest of what stood there: tells a client where
    -- another request differs without keeping the request.
    parts        text not null,
    client       text not null,
    -- What that client was narrowed to: another caller sees the answer only if it may see as much.
    stores       text[],
    status       smallint not null,
    content_type text not null,
    headers      text not null,
    body         bytea not null,
    request_id   text not null,
    recorded_at  timestamptz not null,
    primary key (tenant, key)
);
create trigger idempotency_record_is_written_once before update or delete or truncate on idempotency_record
    for each statement execute function is_written_once();
