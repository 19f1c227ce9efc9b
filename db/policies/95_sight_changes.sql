-- Notes the transaction that changed anything that sight_of reads, so that what connections keep of it counts no more (carry_asker, 00_sight.sql).
-- Writers of these tables take turns on the one row: they are few, and two that changed together could else leave a sight that neither made.
call protect('sight_changes', null);

create or replace function sight_changes() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update sight_changes c set tx = pg_current_xact_id() where c.tx <> pg_current_xact_id();
  return null;
end $$;

do $$
declare source text;
begin
  foreach source in array array[
    'appointments', 'areas', 'delegations', 'form_fields', 'forms', 'indicators', 'positions', 'posts', 'readers', 'units'
  ] loop
    execute format(
      'create or replace trigger sight_changes after insert or update or delete or truncate on %I '
      'for each statement execute function sight_changes()', source);
  end loop;
end $$;
