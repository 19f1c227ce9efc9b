-- Every `security definer` function runs as hub_system: under `force` the owner of the tables itself sees no row.
do $$
declare f record;
begin
  for f in
    select p.oid::regprocedure as name from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prosecdef and p.proowner <> 'hub_system'::regrole
  loop
    execute format('alter function %s owner to hub_system', f.name);
  end loop;
end $$;
grant usage on all sequences in schema public to hub_app, hub_system;
-- `/readyz` asks whether the migrations of this version have run.
grant select on alembic_version to hub_system;
