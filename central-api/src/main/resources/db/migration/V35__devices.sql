-- Head office's own certificate authority, the codes that bring a box in, and the certificates it has made.

create table authority (
    authority         integer primary key check (authority >= 1),
    -- DER, self-signed.
    certificate       bytea not null,
    -- DER: the same key, signed by the authority before this one, for those who know that one only.
    cross_certificate bytea,
    -- PKCS #8, sealed for the place 'authority/<authority>'.
    sealed_key        bytea not null,
    -- next: announced, issues nothing yet. current: issues. former: trusted, issues nothing any more.
    state             text not null check (state in ('next', 'current', 'former')),
    created_at        timestamptz not null,
    -- The newest revocation list (RFC 5280, 5), DER, and its number.
    crl               bytea,
    crl_number        bigint not null default 0 check (crl_number >= 0),
    crl_made_at       timestamptz
);
create unique index authority_is_current_once on authority (state) where state = 'current';
create unique index authority_is_next_once on authority (state) where state = 'next';

-- The servers and nodes of head office itself; a node's name is its common name at the broker.
create table node_certificate (
    serial     text primary key,
    authority  integer not null references authority,
    kind       text not null check (kind in ('server', 'node')),
    name       text not null,
    not_after  timestamptz not null,
    issued_at  timestamptz not null
);

create table enrolment_code (
    tenant      text not null,
    -- SHA-256 of a secret with 80 bits of randomness.
    secret_hash bytea not null check (octet_length(secret_hash) = 32),
    store       text not null,
    agent       text not null,
    authority   integer not null references authority,
    created_by  text not null,
    created_at  timestamptz not null,
    expires_at  timestamptz not null,
    -- A newer code for the same agent, or a revocation, took its place.
    withdrawn_at timestamptz,
    -- Refused uses.
    attempts    integer not null default 0 check (attempts >= 0),
    used_at     timestamptz,
    used_csr    bytea check (octet_length(used_csr) = 32),
    serial      text,
    primary key (tenant, secret_hash),
    unique (secret_hash),
    foreign key (tenant, store) references store,
    check ((used_at is null) = (used_csr is null) and (used_at is null) = (serial is null))
);
create index enrolment_code_by_agent on enrolment_code (agent, tenant);

create table device_certificate (
    tenant        text not null,
    -- Lower-case hex without leading zeros.
    serial        text not null check (serial ~ '^[1-9a-f][0-9a-f]*$'),
    store         text not null,
    agent         text not null,
    authority     integer not null references authority,
    -- SHA-256 of the SubjectPublicKeyInfo.
    key_id        bytea not null check (octet_length(key_id) = 32),
    -- SHA-256 of the certificate.
    fingerprint   bytea not null check (octet_length(fingerprint) = 32),
    certificate   bytea not null,
    -- SHA-256 of the request that it answers.
    csr_hash      bytea not null check (octet_length(csr_hash) = 32),
    -- The certificate that a renewal proved itself with; absent for one that a code brought.
    renews        text,
    not_before    timestamptz not null,
    not_after     timestamptz not null,
    issued_at     timestamptz not null,
    revoked_at    timestamptz,
    revoked_by    text,
    -- RFC 5280, 5.3.1
    reason        text check (reason in ('unspecified', 'key-compromise', 'superseded', 'cessation-of-operation')),
    -- Whether the newest revocation list has it.
    in_crl        boolean not null default false,
    primary key (tenant, serial),
    unique (serial),
    unique (fingerprint),
    unique (renews, csr_hash, tenant),
    foreign key (tenant, store) references store,
    check ((revoked_at is null) = (reason is null) and (revoked_at is null) = (revoked_by is null))
);
create index device_certificate_by_agent on device_certificate (agent, tenant);
create index device_certificate_by_key on device_certificate (key_id, tenant);
create index device_certificate_not_in_crl on device_certificate (authority)
    where revoked_at is not null and not in_crl;

-- Which key said a batch, by its head (the hash of its last row).
create table batch_signature (
    tenant    text not null,
    journal   uuid not null,
    from_seq  bigint not null,
    to_seq    bigint not null,
    head_hash bytea not null check (octet_length(head_hash) = 32),
    key_id    bytea not null check (octet_length(key_id) = 32),
    signature bytea not null,
    primary key (tenant, journal, to_seq),
    foreign key (tenant, journal) references journal
);
create trigger batch_signature_is_written_once before update or delete or truncate on batch_signature
    for each statement execute function is_written_once();
