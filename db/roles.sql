-- Run once by an administrator of the server, inside the hub's own database: the three roles of the hub.
-- hub_owner owns the tables and migrates, hub_app serves people under row policies, hub_system is the hub itself.
do $$
declare role text;
begin
  foreach role in array array['hub_owner', 'hub_app', 'hub_system'] loop
    if not exists (select from pg_roles where rolname = role) then
      execute format('create role %I login nosuperuser nobypassrls', role);
    end if;
  end loop;
end $$;
grant hub_system to hub_owner;
-- The jobs have a schema of their own, which a migration makes.
do $$ begin execute format('grant create on database %I to hub_owner', current_database()); end $$;
grant create, usage on schema public to hub_owner, hub_system;
grant usage on schema public to hub_app;
