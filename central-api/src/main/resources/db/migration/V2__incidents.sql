-- Something wrong that a person must see. The same thing seen again is counted, not listed twice.
create table incident (
    tenant    text not null,
    incident  uuid not null,
    kind      text not null,
    subject   text not null,
    store     text,
    evidence  text not null,
    since     timestamptz not null,
    last_seen timestamptz not null,
    seen      bigint not null default 1 check (seen >= 1),
    state     text not null default 'open' check (state in ('open', 'closed')),
    primary key (tenant, incident)
);

create unique index incident_open_once on incident (tenant, kind, subject) where state = 'open';
