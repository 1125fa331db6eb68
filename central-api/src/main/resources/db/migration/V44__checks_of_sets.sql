-- A foreign key is checked row by row, by a query for each: two fifths of what taking a batch cost the database. These rows
-- come in sets, are written once and stay, so each set is checked at once, by the statement that writes it
-- (docs/decisions/0028). Keys where that is not so stay as they are.

-- What a key would have held on the other side: an account with lines and a payment with steps do not go away.
create function stays() returns trigger language plpgsql as $$
begin
    raise exception '% on %: its rows are never taken away', tg_op, tg_table_name
        using errcode = 'integrity_constraint_violation';
end $$;

create trigger account_stays before delete or truncate on account for each statement execute function stays();
create trigger payment_stays before delete or truncate on payment for each statement execute function stays();

-- Entries: as in V3. What is looked for stands in a subquery that the planner cannot turn into a join: joined, a new table
-- without statistics was read from end to end for each row.
create or replace function entry_has_lines() returns trigger language plpgsql set enable_seqscan = off as $$
declare
    bare uuid;
begin
    select e.entry into bare
      from new_entries e
     where (select l.line from entry_line l where l.tenant = e.tenant and l.entry = e.entry and l.line = 1) is null
     limit 1;
    if found then
        raise exception 'entry % has fewer than two lines', bare using errcode = 'check_violation';
    end if;
    return null;
end $$;

-- Lines: as in V3, and their entry and their account are there.
create or replace function entry_balances() returns trigger language plpgsql set enable_seqscan = off as $$
declare
    short  uuid;
    uneven record;
begin
    select l.entry into short
      from new_lines l
     group by l.tenant, l.entry
    having min(l.line) <> 1 or count(*) < 2
     limit 1;
    if found then
        raise exception 'entry % has fewer than two lines in this statement', short
            using errcode = 'check_violation';
    end if;
    select l.entry into short
      from (select distinct tenant, entry from new_lines) l
     where (select e.entry from entry e where e.tenant = l.tenant and e.entry = l.entry) is null
     limit 1;
    if found then
        raise exception 'lines of entry %, which does not exist', short using errcode = 'foreign_key_violation';
    end if;
    select l.entry, a.currency, sum(l.amount_minor) as residue into uneven
      from new_lines l
      left join account a on a.tenant = l.tenant and a.account = l.account
     group by l.tenant, l.entry, a.currency
    having sum(l.amount_minor) <> 0 or a.currency is null
     order by a.currency nulls first
     limit 1;
    if found and uneven.currency is null then
        raise exception 'entry % has lines of an account that does not exist', uneven.entry
            using errcode = 'foreign_key_violation';
    end if;
    if found then
        raise exception 'entry % is % % off balance', uneven.entry, uneven.residue, uneven.currency
            using errcode = 'check_violation';
    end if;
    return null;
end $$;

alter table entry_line drop constraint entry_line_tenant_entry_fkey, drop constraint entry_line_tenant_account_fkey;

-- Steps of payments: their payment is there.
create function payment_change_has_payment() returns trigger language plpgsql set enable_seqscan = off as $$
declare
    missing uuid;
begin
    select c.attempt into missing
      from (select distinct tenant, attempt from new_changes) c
     where (select p.attempt from payment p where p.tenant = c.tenant and p.attempt = c.attempt) is null
     limit 1;
    if found then
        raise exception 'a step of payment %, which does not exist', missing using errcode = 'foreign_key_violation';
    end if;
    return null;
end $$;

create trigger payment_change_has_payment after insert on payment_change
    referencing new table as new_changes for each statement execute function payment_change_has_payment();

alter table payment_change drop constraint payment_change_tenant_attempt_fkey;

-- What an event says and its place in a journal are written by the statement that writes the event, or finds it there.
alter table event_content drop constraint event_content_tenant_event_fkey;
alter table journal_position drop constraint journal_position_tenant_event_fkey;

-- What is sealed does not compress: nobody tries.
alter table event_content alter column body set storage external;
