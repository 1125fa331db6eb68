-- The catalogues that head office has for its stores. A file is kept once, whatever versions it is.
create table catalog_file (
    tenant  text not null,
    sha256  bytea not null check (length(sha256) = 32),
    content bytea not null,
    primary key (tenant, sha256)
);

create table catalog_version (
    tenant       text not null,
    version      bigint not null check (version > 0),
    content_type text not null check (content_type in ('text/csv', 'application/json')),
    sha256       bytea not null,
    bytes        integer not null,
    -- Null: for all stores of the tenant.
    stores       text[] check (cardinality(stores) > 0),
    created_at   timestamptz not null,
    client       text not null,
    primary key (tenant, version),
    foreign key (tenant, sha256) references catalog_file
);

-- The row's lock puts a tenant's versions in one order.
create table catalog_counter (
    tenant       text not null,
    last_version bigint not null,
    primary key (tenant)
);

create trigger catalog_file_is_written_once before update or delete or truncate on catalog_file
    for each statement execute function is_written_once();
create trigger catalog_version_is_written_once before update or delete or truncate on catalog_version
    for each statement execute function is_written_once();
