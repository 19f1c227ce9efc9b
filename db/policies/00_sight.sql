-- Who sees what, once: the row policies, the analytics scope and the explanations of the resolvers all ask my_sight().
-- The asker is the person in app.person, today is the day of app.now in the county's time zone (carried by db/connection.py).
-- Functions that look beyond an asker's own sight are `security definer` and owned by hub_system.

create or replace function asker() returns integer
language sql stable parallel safe
return nullif(current_setting('app.person', true), '')::integer;

create or replace function hub_now() returns timestamptz
language sql stable parallel safe
return coalesce(nullif(current_setting('app.now', true), '')::timestamptz, now());

create or replace function hub_today() returns date
language sql stable parallel safe
return (hub_now() at time zone coalesce(nullif(current_setting('app.zone', true), ''), 'Asia/Shanghai'))::date;

create or replace function in_force(first date, last date, today date) returns boolean
language sql immutable parallel safe
return (first is null or first <= today) and (last is null or last >= today);

-- The units whose papers a unit keeps today: itself, those it followed, and, where it has ended, the one that followed it.
create or replace function unit_family(unit integer, today date) returns integer[]
language sql stable security definer set search_path = public, pg_temp
begin atomic
  with recursive successors as (
    select u.id, u.valid_to from units u where u.id = unit
    union
    select n.id, n.valid_to from units n join successors s on n.predecessor_id = s.id where s.valid_to < today
  ), family as (
    select id from successors
    union
    select u.predecessor_id from units u join family f on u.id = f.id where u.predecessor_id is not null
  )
  select array_agg(id) from family;
end;

-- One row a post that a person holds today, by appointment, or acts for, by delegation; powers: those delegated, null for the post's own.
create or replace function posts_of(person integer, today date, at timestamptz)
returns table (post_id integer, position_id integer, unit_id integer, area_id integer, acting boolean, powers text[], until timestamptz)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select p.id, p.position_id, p.unit_id, p.area_id, false, null::text[], null::timestamptz
  from appointments a join posts p on p.id = a.post_id
  where a.person_id = person and in_force(a.valid_from, a.valid_to, today)
  union all
  select p.id, p.position_id, p.unit_id, p.area_id, true, d.powers, d.ends_at
  from delegations d join posts p on p.id = d.post_id
  where d.delegate_id = person and d.revoked_at is null and d.starts_at <= at and d.ends_at > at
    -- Only who holds the post by appointment lends its powers: what was lent is not passed on, and ends with the appointment.
    and exists (select from appointments a where a.post_id = p.id and a.person_id = d.principal_id and in_force(a.valid_from, a.valid_to, today));
end;

do $$ begin
  create type sight as (
    readers integer[],       -- numbers of `readers` the asker counts as
    areas integer[],         -- areas whose figures, stated or confirmed, are the asker's own
    indicators integer[],    -- indicators whose confirmed figures the asker's departments ask or keep
    registers integer[],     -- units whose registers the asker's departments keep
    all_figures boolean,     -- every figure of the county
    journal boolean          -- the whole journal, for inspection
  );
exception when duplicate_object then null; end $$;

create or replace function sight_of(person integer, today date, at timestamptz) returns sight
language sql stable security definer set search_path = public, pg_temp
begin atomic
  with recursive mine as materialized (
    select o.post_id, o.unit_id, o.area_id, p.sees from posts_of(person, today, at) o join positions p on p.id = o.position_id
  ), kept as materialized (  -- the family of each post's unit, asked once: for each form and indicator anew it took 8 ms of a department's read
    select f.unit_id, m.sees from mine m cross join unnest(unit_family(m.unit_id, today)) as f (unit_id)
  ), families as (
    select distinct unit_id from kept where sees && array['OWN_UNIT', 'WHOLE_COUNTY']
  ), steps as materialized (  -- as two joins: `or` in one tried every area for every area, 5 ms of a township's read with 1,000 areas
    select a.parent_id as from_id, a.id from areas a where a.parent_id is not null and exists (select from kept where sees && array['OWN_FIGURES', 'VILLAGE'])
    union all
    select a.predecessor_id, a.id from areas a where a.predecessor_id is not null and exists (select from kept where sees && array['OWN_FIGURES', 'VILLAGE'])
  ), own_areas as (
    select u.area_id as id from kept k join units u on u.id = k.unit_id where 'OWN_FIGURES' = any(k.sees)
    union
    select m.area_id from mine m where 'VILLAGE' = any(m.sees) and m.area_id is not null
    union
    select s.id from own_areas o join steps s on s.from_id = o.id
  )
  select
    case when exists (select from mine) then
      array(select r.id from readers r where r.id = 2 and r.kind = 'EVERYONE'
            union all select r.id from readers r where r.person_id = person
            union all select r.id from readers r where r.post_id = any (array(select post_id from mine))
            union all select r.id from readers r where r.unit_id = any (array(select unit_id from families))
            union all select r.id from readers r where r.id = 1 and r.kind = 'LEADERS' and exists (select from mine m where 'WHOLE_COUNTY' = any(m.sees)))
    else '{}' end,
    array(select id from own_areas),
    array(select ff.indicator_id from kept k join forms f on f.issuing_id = k.unit_id join form_fields ff on ff.form_id = f.id
            where 'UNIT_FORMS' = any(k.sees)
          union
          select i.id from kept k join indicators i on i.responsible_id = k.unit_id where 'UNIT_FORMS' = any(k.sees)),
    array(select f.unit_id from families f where exists (select from mine m where 'UNIT_FORMS' = any(m.sees))),
    exists (select from mine m where m.sees && array['WHOLE_COUNTY', 'ALL_FIGURES']),
    exists (select from mine m where 'JOURNAL' = any(m.sees));
end;

do $$ begin
  create type kept_sight as (
    person integer,
    tx xid8,                 -- the last change of what sights are made of when this one was made
    day date,
    since timestamptz,       -- no delegation to the person begins or ends from here
    until timestamptz,       -- up to here
    sight text
  );
exception when duplicate_object then null; end $$;

-- A person's sight with all that it depends on; person null is nobody, who sees nothing.
create or replace function sight_to_keep(person integer, today date, at timestamptz) returns kept_sight
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select person, c.tx, today, coalesce(max(e.moment) filter (where e.moment <= at), '-infinity'),
    coalesce(min(e.moment) filter (where e.moment > at), 'infinity'), sight_of(person, today, at)::text
  from sight_changes c
  left join delegations d on d.delegate_id = person
  left join unnest(array[d.starts_at, d.ends_at]) e (moment) on true
  group by c.tx;
end;

-- The asker's sight stands in the transaction, where the policies read it (an initplan each, microseconds). Working it out took more than half
-- of a small read, so the connection keeps the last ones, by 64 places: each counts as long as nothing that it was made of has changed.
-- What a transaction sees of its own changes is not kept, it may change more.
create or replace function carry_asker(person integer, at timestamptz, zone text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  place text := 'sight.s' || coalesce(person, 0) % 64;
  kept kept_sight;
  last xid8;
begin
  perform set_config('app.person', coalesce(person::text, ''), true),
          set_config('app.now', at::text, true),
          set_config('app.zone', zone, true);
  select tx into last from sight_changes;
  kept := nullif(current_setting(place, true), '')::kept_sight;
  if kept.tx is distinct from last or kept.person is distinct from person or kept.day <> hub_today() or at < kept.since or at >= kept.until then
    kept := sight_to_keep(person, hub_today(), hub_now());
    if kept.tx is distinct from pg_current_xact_id_if_assigned() then
      perform set_config(place, kept::text, false);
    end if;
  end if;
  perform set_config('app.sight', coalesce(kept.sight, ''), true);
end $$;

create or replace function my_sight() returns sight
language sql stable parallel safe
return nullif(current_setting('app.sight', true), '')::sight;
