-- The configuration that head office gives its stores: whole documents, each a version, and who signs for them.

create table store_configuration (
    tenant      text not null,
    store       text not null,
    version     bigint not null check (version >= 1),
    content     bytea not null,
    sha256      bytea not null check (octet_length(sha256) = 32),
    -- The version whose document this is once more.
    rollback_to bigint check (rollback_to >= 1 and rollback_to < version),
    created_at  timestamptz not null,
    client      text not null,
    primary key (tenant, store, version),
    foreign key (tenant, store) references store
);
create trigger store_configuration_is_written_once before update or delete or truncate on store_configuration
    for each statement execute function is_written_once();

-- The newest version of each store; its lock puts changes in order.
create table store_configuration_head (
    tenant      text not null,
    store       text not null,
    version     bigint not null check (version >= 1),
    -- The version whose pointer went to the broker after its COMMIT.
    published   bigint not null default 0,
    primary key (tenant, store),
    foreign key (tenant, store, version) references store_configuration
);
create index store_configuration_to_publish on store_configuration_head (store, tenant) where published < version;

-- What agents said that counts with them.
create table configuration_report (
    tenant      text not null,
    agent       text not null,
    store       text not null,
    version     bigint not null check (version >= 0),
    reported_at timestamptz not null,
    primary key (tenant, agent),
    foreign key (tenant, store) references store
);

-- Who signs pointers: a key of the installation's own, certified by its authority for this alone.
create table configuration_signer (
    serial     text primary key,
    authority  integer not null references authority,
    -- PEM: its certificate first, then those between it and the authority.
    chain      text not null,
    -- PKCS #8, sealed for the place 'configuration_signer/<serial>'.
    sealed_key bytea not null,
    not_after  timestamptz not null,
    created_at timestamptz not null
);

alter table node_certificate drop constraint node_certificate_kind_check;
alter table node_certificate add constraint node_certificate_kind_check check (kind in ('server', 'node', 'signer'));
