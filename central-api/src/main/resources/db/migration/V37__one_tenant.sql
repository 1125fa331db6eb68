-- From here on rights and row-level security are handed out by db/rights.sql after every migration. What it finds open to
-- everyone on older servers is closed once.
do $$
begin
    execute format('revoke create on schema %I from public', current_schema());
exception
    -- The schema is another's; its owner decides.
    when insufficient_privilege then null;
end $$;
