-- What the lines of each store's business date add up to, by account: sums by store or date are read from here, whatever
-- was booked. Who posts moves them with the balances, and has locked his accounts, so two callers meet there and not here.
create table account_day (
    tenant        text not null,
    -- Empty: of entries without a store.
    store         text not null,
    business_date date not null,
    account       bigint not null,
    moved_minor   bigint not null,
    primary key (tenant, store, business_date, account)
) with (fillfactor = 80);

create index account_day_by_date on account_day (business_date, tenant);

-- Not only when rights are handed out, after this: nodes of before post meanwhile.
do $$ begin
    if exists (select from pg_roles where rolname = 'tillpost_runtime') then
        grant select, insert, update on account_day to tillpost_runtime;
    end if;
end $$;

-- For nodes of before, which go on while the first of this version migrates: they know nothing of these sums.
create function sums_by_day() returns trigger language plpgsql set enable_seqscan = off as $$
begin
    insert into account_day as d (tenant, store, business_date, account, moved_minor)
    select l.tenant, coalesce(e.store, ''), e.business_date, l.account, sum(l.amount_minor)
      from new_lines l
      cross join lateral (select e.store, e.business_date from entry e
           where e.tenant = l.tenant and e.entry = l.entry offset 0) e
     group by l.tenant, coalesce(e.store, ''), e.business_date, l.account
    on conflict (tenant, store, business_date, account)
    do update set moved_minor = d.moved_minor + excluded.moved_minor;
    return null;
end $$;

-- Nobody posts between the lines that are here and those that the trigger sees.
lock table entry_line in share row exclusive mode;

insert into account_day (tenant, store, business_date, account, moved_minor)
select l.tenant, coalesce(e.store, ''), e.business_date, l.account, sum(l.amount_minor)
  from entry_line l join entry e on e.tenant = l.tenant and e.entry = l.entry
 group by l.tenant, coalesce(e.store, ''), e.business_date, l.account;

-- After entry_balances, which refuses lines of entries and accounts that do not exist.
create trigger entry_sums_by_day after insert on entry_line
    referencing new table as new_lines for each statement
    when (current_setting('tillpost.sums_by_day', true) is distinct from 'moved') execute function sums_by_day();
