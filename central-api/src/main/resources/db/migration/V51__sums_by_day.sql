-- What the lines of each store's business date add up to, by account: sums by store or date are read from here, whatever
-- was booked. The statement that writes the lines moves them, also that of a node of before; nobody else may. Who posts has
-- locked his accounts, so two callers meet there and not here.
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

create function sums_by_day() returns trigger language plpgsql
    security definer set search_path from current set enable_seqscan = off as $$
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
revoke all on function sums_by_day() from public;

-- Nobody posts between the lines that are here and those that the trigger sees.
lock table entry_line in share row exclusive mode;

insert into account_day (tenant, store, business_date, account, moved_minor)
select l.tenant, coalesce(e.store, ''), e.business_date, l.account, sum(l.amount_minor)
  from entry_line l join entry e on e.tenant = l.tenant and e.entry = l.entry
 group by l.tenant, coalesce(e.store, ''), e.business_date, l.account;

-- After entry_balances, which refuses lines of entries and accounts that do not exist.
create trigger entry_sums_by_day after insert on entry_line
    referencing new table as new_lines for each statement execute function sums_by_day();
