-- What each role may do with each table, and that each tenant's rows are seen by that tenant alone. Run by the owner of the
-- tables after every migration; looks at the catalogue, so a table that is new is covered, and changes only what differs.
--
-- The rules: the runtime role reads and adds rows everywhere, and changes them where no trigger says that rows are
-- written once. It takes rows away, and it may not even add any, only in the tables named here. The reader reads what
-- holds no secrets. Neither makes, changes or empties tables.
do $rights$
declare
    -- Made before the first connection of the runtime role, or by hand.
    roles     constant text[] := array['tillpost_runtime', 'tillpost_reader'];
    -- Tables whose rows go away in daily work.
    deletable constant text[] := array['reservation', 'store_agent', 'card_contract', 'merchant_contract', 'used_proof',
        'revoked_token', 'api_key_secret', 'data_key_wrap', 'signing_key'];
    -- Kept by the owner, read by the others.
    given     constant text[] := array['flyway_schema_history', 'central_epoch'];
    -- Nothing for reports in them: secrets, sealed keys, whole answers.
    secret    constant text[] := array['api_client', 'signing_key', 'idempotency_record', 'client_key', 'used_proof',
        'revoked_token', 'api_key', 'api_key_secret', 'authority', 'enrolment_code', 'data_key', 'data_key_wrap',
        -- Whoever tries numbers finds those that are worth something.
        'voucher_move', 'flyway_schema_history'];
    -- A column of such a name closes a table that nobody has thought of yet.
    revealing constant text := '(secret|sealed|private|password|token)';
    forced    constant boolean := current_setting('tillpost.owner_runs') = 'on';
    role_name text;
    t         record;
    has_roles boolean;
    wanted    text[];
    held      text[];
begin
    -- Nodes start together.
    perform pg_advisory_xact_lock(hashtextextended('tillpost rights', 0));

    foreach role_name in array roles loop
        if not exists (select from pg_roles where rolname = role_name) then
            begin
                execute format('create role %I nologin', role_name);
            exception
                when insufficient_privilege then null;
                when duplicate_object or unique_violation then null;
            end;
        end if;
    end loop;
    has_roles := (select count(*) = 2 from pg_roles where rolname = any(roles));
    perform set_config('tillpost.has_roles', has_roles::text, true);
    if has_roles then
        execute format('grant usage on schema %I to tillpost_runtime, tillpost_reader', current_schema());
    end if;

    for t in
        select c.oid, c.relname as name, c.relrowsecurity as has_rows_secured, c.relforcerowsecurity as is_forced,
               exists (select from pg_attribute a
                        where a.attrelid = c.oid and a.attname = 'tenant' and not a.attisdropped) as of_tenants,
               exists (select from pg_trigger g join pg_proc p on p.oid = g.tgfoid
                        where g.tgrelid = c.oid and p.proname = 'is_written_once') as written_once,
               c.relname = any(secret) or exists (select from pg_attribute a
                        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                          and a.attname ~ revealing) as is_secret
          from pg_class c
         where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
         order by c.relname
    loop
        if t.of_tenants then
            if not exists (select from pg_policy where polrelid = t.oid and polname = 'one_tenant') then
                -- The settings are looked up once for a statement, not once for a row.
                execute format($policy$
                    create policy one_tenant on %I
                        using (tenant = (select current_setting('tillpost.tenant', true))
                               or (select current_setting('tillpost.everyone', true)) = 'on')
                    $policy$, t.name);
            end if;
            if not t.has_rows_secured then
                execute format('alter table %I enable row level security', t.name);
            end if;
            -- Only where the owner serves as well: it could not be dumped by its owner otherwise.
            if t.is_forced <> forced then
                execute format('alter table %I %s row level security', t.name,
                    case when forced then 'force' else 'no force' end);
            end if;
        end if;

        continue when not has_roles;
        foreach role_name in array roles loop
            wanted := case
                when role_name = 'tillpost_reader' and t.is_secret then '{}'
                when role_name = 'tillpost_reader' or t.name = any(given) then array['SELECT']
                when t.written_once then array['INSERT', 'SELECT']
                when t.name = any(deletable) then array['DELETE', 'INSERT', 'SELECT', 'UPDATE']
                else array['INSERT', 'SELECT', 'UPDATE']
            end;
            select coalesce(array_agg(a.privilege_type order by a.privilege_type), '{}') into held
              from pg_class c cross join lateral aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
             where c.oid = t.oid and r.rolname = role_name;
            if held <> wanted then
                execute format('revoke all on table %I from %I', t.name, role_name);
                if cardinality(wanted) > 0 then
                    execute format('grant %s on table %I to %I', array_to_string(wanted, ', '), t.name, role_name);
                end if;
            end if;
        end loop;
    end loop;

    -- What runs with its owner's rights is misled by no table in a caller's temporary schema, which is looked into first where
    -- nothing says otherwise. It was made for the runtime role and is nobody else's; what fires by itself is not even that one's.
    for t in
        select p.oid::regprocedure::text as name, p.prorettype = 'trigger'::regtype as fires_by_itself,
               format('search_path=%I, pg_temp', current_schema()) = any(coalesce(p.proconfig, '{}')) as is_pinned,
               has_function_privilege('public', p.oid, 'execute') as is_public,
               has_roles and has_function_privilege('tillpost_runtime', p.oid, 'execute') as is_granted
          from pg_proc p
         where p.pronamespace = current_schema()::regnamespace and p.prosecdef
    loop
        if not t.is_pinned then
            execute format('alter function %s set search_path = %I, pg_temp', t.name, current_schema());
        end if;
        if t.is_public then
            execute format('revoke all on function %s from public', t.name);
        end if;
        if t.fires_by_itself and t.is_granted and not t.is_public then
            execute format('revoke all on function %s from tillpost_runtime', t.name);
        elsif has_roles and not t.fires_by_itself and (t.is_public or not t.is_granted) then
            execute format('grant execute on function %s to tillpost_runtime', t.name);
        end if;
    end loop;
end
$rights$;
