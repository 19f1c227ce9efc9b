-- What PostGraphile needs beside the tables to ask the same, as functions it can page through: the inbox of who asks, the
-- units and the areas in force today, in the hub's order. Their rights are those of the tables they read.
create schema if not exists bench authorization hub_owner;
grant usage on schema bench to hub_app;
create or replace function bench.inbox() returns setof public.assignments
language sql stable
begin atomic
  select a.*
  from public.assignments a
  where a.id = any ((select my_assignments())::uuid[]) and a.closed_at is null
  order by coalesce(a.due_at, '9000-01-01 00:00:00+00'),
    (select case i.urgency when 'URGENT_TOP' then 0 when 'URGENT' then 1 when 'NORMAL' then 2 else 3 end
     from public.items i where i.id = a.item_id),
    a.id;
end;

create or replace function bench.units() returns setof public.units
language sql stable
begin atomic
  select u.* from public.units u where in_force(u.valid_from, u.valid_to, hub_today()) order by u.ordinal, u.id;
end;

create or replace function bench.areas() returns setof public.areas
language sql stable
begin atomic
  select a.* from public.areas a where in_force(a.valid_from, a.valid_to, hub_today()) order by a.ordinal, a.id;
end;
