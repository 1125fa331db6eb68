-- How each client proves who it is, what was used once, and which tokens were taken back.

alter table api_client
    alter column secret_hash drop not null,
    -- The secret before: good until the next rotation, so that a client can change over without a gap.
    add column previous_secret_hash bytea check (octet_length(previous_secret_hash) = 32),
    add column auth_method text not null default 'client_secret_basic'
        check (auth_method in ('client_secret_basic', 'client_secret_post', 'private_key_jwt',
                               'tls_client_auth', 'self_signed_tls_client_auth')),
    -- JWK set (RFC 7517, 5) of public keys.
    add column public_keys text,
    -- RFC 4514.
    add column certificate_subject text,
    -- SHA-256 of the certificates' DER.
    add column certificate_sha256 bytea[],
    add column require_dpop boolean not null default false,
    add constraint api_client_has_what_its_method_needs check (
        (secret_hash is not null) = (auth_method in ('client_secret_basic', 'client_secret_post'))
        and (public_keys is not null) = (auth_method = 'private_key_jwt')
        and (certificate_subject is not null) = (auth_method = 'tls_client_auth')
        and (certificate_sha256 is not null) = (auth_method = 'self_signed_tls_client_auth')
        and (secret_hash is not null or previous_secret_hash is null));

alter table signing_key
    alter column private_jwk drop not null,
    -- The same JWK, sealed. Rows of earlier versions are sealed when a node starts.
    add column sealed_jwk bytea,
    -- Published from the start, used from here on.
    add column signs_from timestamptz;
update signing_key set signs_from = created_at;
alter table signing_key
    alter column signs_from set not null,
    add constraint signing_key_is_kept_once check ((private_jwk is null) <> (sealed_jwk is null));

-- Assertions and proofs that may be used once, for all nodes, until they would have expired anyhow.
create table used_proof (
    kind       text not null check (kind in ('assertion', 'dpop')),
    -- The client, or the thumbprint of the key.
    owner      text not null,
    jti_sha256 bytea not null check (octet_length(jti_sha256) = 32),
    expires_at timestamptz not null,
    primary key (kind, owner, jti_sha256)
);
create index used_proof_expiry on used_proof (expires_at);

-- Tokens taken back before they expired (RFC 7009).
create table revoked_token (
    token_id   text primary key,
    expires_at timestamptz not null
);
create index revoked_token_expiry on revoked_token (expires_at);
