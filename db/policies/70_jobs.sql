-- Jobs: nobody but the hub itself reads or runs them. A person's transaction defers one through defer_job, and it acts for that person.
grant usage on schema jobs to hub_system;
grant select, insert, update, delete on all tables in schema jobs to hub_system;
grant usage on all sequences in schema jobs to hub_system;

-- The library's tables have forced policies like every other, and its functions find their tables whoever calls them.
do $$
declare one record;
begin
  for one in select c.oid::regclass as name from pg_class c where c.relnamespace = 'jobs'::regnamespace and c.relkind = 'r' loop
    execute format('alter table %s enable row level security', one.name);
    execute format('alter table %s force row level security', one.name);
    execute format('drop policy if exists hub on %s', one.name);
    execute format('create policy hub on %s to hub_system using (true) with check (true)', one.name);
  end loop;
  for one in select p.oid::regprocedure as name from pg_proc p where p.pronamespace = 'jobs'::regnamespace loop
    execute format('alter function %s set search_path = jobs, pg_temp', one.name);
  end loop;
end $$;

-- The job commits or vanishes with the transaction that defers it. `key`: while a job with this key waits, another is not deferred (null).
-- The asker is written in by the database: a job acts for whoever deferred it, or is the hub's own where nobody asked.
create or replace function defer_job(task text, args jsonb, at timestamptz, key text) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare ids bigint[];
begin
  ids := jobs.procrastinate_defer_jobs_v1(array[
    row('default', task, 0, null, key, args || jsonb_build_object('asker', asker()), at)::jobs.procrastinate_job_to_defer_v1
  ]);
  return ids[1];
exception when unique_violation then
  return null;
end $$;
