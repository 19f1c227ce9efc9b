-- What PostGraphile needs beside the tables to ask the same, as functions it can page through: the inbox of who asks,
-- the calls of the own units and the areas in force on a day, in the hub's order. Their rights are those of the tables they read.
create schema if not exists bench authorization hub_owner;
grant usage on schema bench to hub_app;
create or replace function bench.inbox() returns setof public.assignments
language sql stable
begin atomic
  select a.*
  from public.assignments a
  where a.id = any ((select my_open_assignments())::uuid[]) and a.closed_at is null
  order by coalesce(a.due_at, '9000-01-01 00:00:00+00'),
    (select case i.urgency when 'URGENT_TOP' then 0 when 'URGENT' then 1 when 'NORMAL' then 2 else 3 end
     from public.items i where i.id = a.item_id),
    a.id;
end;

create or replace function bench.calls() returns setof public.material_calls
language sql stable
begin atomic
  select c.*
  from public.material_calls c
  join public.items i on i.id = c.item_id
  where i.unit_id = any ((
    select array_agg(r.unit_id) from public.readers r where r.unit_id is not null and array[r.id] && (select (my_sight()).readers))::integer[])
  order by i.opened_at desc, i.id;
end;

create or replace function bench.areas(day date) returns setof public.areas
language sql stable
begin atomic
  select a.* from public.areas a where in_force(a.valid_from, a.valid_to, day) order by a.ordinal, a.id;
end;
