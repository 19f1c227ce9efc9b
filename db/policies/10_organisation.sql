-- The directory of the county (areas, units, posts, people, flows, calendar) is read by whoever is signed in; only a county pack writes it.

create or replace procedure protect(relation regclass, readable text)
language plpgsql as $$
begin
  execute format('alter table %s enable row level security', relation);
  execute format('alter table %s force row level security', relation);
  execute format('drop policy if exists system on %s', relation);
  execute format('drop policy if exists reading on %s', relation);
  execute format('create policy system on %s to hub_system using (true) with check (true)', relation);
  execute format('grant select, insert, update, delete on %s to hub_system', relation);
  if readable is not null then
    execute format('create policy reading on %s for select to hub_app using (%s)', relation, readable);
    execute format('grant select on %s to hub_app', relation);
  end if;
end $$;

create or replace procedure writable(relation regclass, commands text[])
language plpgsql as $$
declare command text;
begin
  foreach command in array array['insert', 'update', 'delete'] loop
    execute format('drop policy if exists %I on %s', 'writing_' || command, relation);
    if command = any(commands) then
      execute format('grant %s on %s to hub_app', command, relation);
      -- Policies decide reading; for writing they only check that an asker is set. Who may do what is resolvers/policy.py.
      execute format(
        'create policy %I on %s for %s to hub_app %s',
        'writing_' || command, relation, command,
        case command when 'insert' then 'with check (asker() is not null)'
                     when 'delete' then 'using (asker() is not null)'
                     else 'using (asker() is not null) with check (asker() is not null)' end);
    end if;
  end loop;
end $$;

call protect('settings', '(select asker()) is not null');
call protect('areas', '(select asker()) is not null');
call protect('units', '(select asker()) is not null');
call protect('powers', '(select asker()) is not null');
call protect('positions', '(select asker()) is not null');
call protect('position_powers', '(select asker()) is not null');
call protect('posts', '(select asker()) is not null');
call protect('people', '(select asker()) is not null');
call protect('appointments', '(select asker()) is not null');
call protect('portfolios', '(select asker()) is not null');
call protect('readers', '(select asker()) is not null');
call protect('calendar_days', '(select asker()) is not null');
call protect('flows', '(select asker()) is not null');
call protect('guards', '(select asker()) is not null');
call protect('definitions', '(select asker()) is not null');
call protect('delegations', '(select asker()) is not null');
call writable('delegations', array['insert', 'update']);
