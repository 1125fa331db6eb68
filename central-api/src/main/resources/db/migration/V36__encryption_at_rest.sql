-- Encryption at rest: the data keys, wrapped, and which key sealed what.

create table data_key (
    number      integer primary key check (number >= 1),
    made_at     timestamptz not null,
    -- It seals from then on; until then all nodes have seen it.
    active_from timestamptz not null,
    -- How often it has sealed at most. With random nonces the limit is 2^32 (NIST SP 800-38D, 8.3).
    reserved    bigint not null default 0 check (reserved between 0 and 4294967296)
);

-- A data key lies under more than one master key while that is exchanged.
create table data_key_wrap (
    number  integer not null references data_key,
    -- Fingerprint of the master key.
    master  text not null check (master ~ '^[0-9a-f]{16}$'),
    wrapped bytea not null,
    primary key (number, master)
);

-- Null: in clear, from before there were keys. Else metadata is empty and body holds both, sealed.
alter table event_content add column body_key integer;
alter table quarantine add column body_key integer;
alter table idempotency_record add column body_key integer;

create index event_content_in_clear on event_content (tenant, event) where body_key is null;
create index quarantine_in_clear on quarantine (tenant, journal, seq) where body_key is null and body is not null;
create index idempotency_record_in_clear on idempotency_record (tenant, key) where body_key is null;

-- Rows that are written once may be sealed once: from clear to a key, all else as it was.
create function is_sealed_once() returns trigger language plpgsql as $$
begin
    if old.body_key is null and new.body_key is not null
        and to_jsonb(old) - 'metadata' - 'body' - 'body_key' = to_jsonb(new) - 'metadata' - 'body' - 'body_key' then
        return new;
    end if;
    raise exception '% on %: its rows are written once and never changed', tg_op, tg_table_name
        using errcode = 'integrity_constraint_violation';
end $$;

drop trigger event_content_is_written_once on event_content;
create trigger event_content_is_written_once before delete or truncate on event_content
    for each statement execute function is_written_once();
create trigger event_content_is_sealed_once before update on event_content
    for each row execute function is_sealed_once();
drop trigger idempotency_record_is_written_once on idempotency_record;
create trigger idempotency_record_is_written_once before delete or truncate on idempotency_record
    for each statement execute function is_written_once();
create trigger idempotency_record_is_sealed_once before update on idempotency_record
    for each row execute function is_sealed_once();

-- Sealing concerns all tenants and needs no right to change rows: these functions run with their owner's.
create function event_content_in_clear(rows integer) returns setof event_content
    language sql security definer set search_path from current as $$
    select * from event_content where body_key is null limit rows for update skip locked
$$;
create function seal_event_content(of_tenant text, of_event uuid, sealed bytea, key integer) returns void
    language sql security definer set search_path from current as $$
    update event_content set metadata = '', body = sealed, body_key = key where tenant = of_tenant and event = of_event
$$;
create function quarantine_in_clear(rows integer) returns setof quarantine
    language sql security definer set search_path from current as $$
    select * from quarantine where body_key is null and body is not null limit rows for update skip locked
$$;
create function seal_quarantine(of_tenant text, of_journal uuid, of_seq bigint, sealed bytea, key integer) returns void
    language sql security definer set search_path from current as $$
    update quarantine set metadata = null, body = sealed, body_key = key
     where tenant = of_tenant and journal = of_journal and seq = of_seq
$$;
create function idempotency_record_in_clear(rows integer) returns setof idempotency_record
    language sql security definer set search_path from current as $$
    select * from idempotency_record where body_key is null limit rows for update skip locked
$$;
create function seal_idempotency_record(of_tenant text, of_key text, sealed bytea, with_key integer) returns void
    language sql security definer set search_path from current as $$
    update idempotency_record set body = sealed, body_key = with_key where tenant = of_tenant and key = of_key
$$;

revoke all on function event_content_in_clear(integer), seal_event_content(text, uuid, bytea, integer),
    quarantine_in_clear(integer), seal_quarantine(text, uuid, bigint, bytea, integer),
    idempotency_record_in_clear(integer), seal_idempotency_record(text, text, bytea, integer) from public;
