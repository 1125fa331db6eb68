-- API keys: who may call without asking for tokens.

create table api_key (
    -- Unique over all tenants: a request names no tenant, the key's row does.
    key_id       text primary key check (key_id ~ '^[0-9A-Za-z]{12}$'),
    tenant       text not null,
    mode         text not null check (mode in ('live', 'test')),
    title        text not null check (length(title) between 1 and 100),
    scopes       text[] not null check (cardinality(scopes) > 0),
    -- Absent: all stores of the tenant.
    stores       text[],
    created_at   timestamptz not null,
    created_by   text not null,
    expires_at   timestamptz,
    disabled_at  timestamptz,
    -- Written at most once a minute.
    last_used_at timestamptz
);
create index api_key_of_tenant on api_key (tenant, key_id);

create table api_key_secret (
    key_id      text not null references api_key (key_id),
    tenant      text not null,
    -- SHA-256 of a secret with 178 bits of randomness: there is nothing to guess that a slow hash would slow down.
    secret_hash bytea not null check (octet_length(secret_hash) = 32),
    created_at  timestamptz not null,
    -- Absent: as long as the key is good.
    ends_at     timestamptz,
    primary key (key_id, secret_hash)
);
