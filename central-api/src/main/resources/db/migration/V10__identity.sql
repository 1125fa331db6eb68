-- Who may call, and with what the tokens are signed.

create table api_client (
    -- Unique over all tenants: a token request names no tenant, the client's row does.
    client_id   text primary key check (client_id ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
    tenant      text not null,
    -- SHA-256 of a secret with 256 bits of randomness: there is nothing to guess that a slow hash would slow down.
    secret_hash bytea not null check (octet_length(secret_hash) = 32),
    scopes      text[] not null,
    -- Absent: all stores of the tenant.
    stores      text[],
    created_at  timestamptz not null,
    disabled_at timestamptz
);
create index api_client_of_tenant on api_client (tenant, client_id);

create table signing_key (
    -- RFC 7638 thumbprint.
    key_id      text primary key,
    -- JWK with its private part (RFC 7517). Shared by all nodes; readable by the service's database user alone.
    private_jwk text not null,
    created_at  timestamptz not null
);
