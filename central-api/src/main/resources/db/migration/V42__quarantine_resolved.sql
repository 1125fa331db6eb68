-- Who let an event count after all, or never, and why.
alter table quarantine
    add column resolved_at timestamptz,
    add column resolved_by text,
    add column resolution  text;

create index quarantine_in_order on quarantine (tenant, journal, seq) where state = 'open';
