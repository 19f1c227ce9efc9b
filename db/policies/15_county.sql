-- What is shown before anyone signs in: the county's names and, on sample data only, the sample people by role.

create or replace function county_card()
returns table (code text, name_zh text, name_en text, sample boolean, today date)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select s.value ->> 'code', s.value ->> 'name_zh', s.value ->> 'name_en', coalesce((s.value ->> 'sample')::boolean, false), hub_today()
  from settings s where s.name = 'county';
end;

-- The first holder of each position (those of the home township before others), and of each township whoever states or confirms its figures.
drop function if exists sample_people();
create function sample_people()
returns table (id integer, code text, name text, title text, unit_zh text, unit_en text, role text, role_zh text, role_en text, home boolean, introduced boolean)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  with county as (
    select s.value ->> 'home_township' as home, s.value -> 'introduced' as introduced from settings s where s.name = 'county' and (s.value ->> 'sample')::boolean
  ), holders as (
    select p.id, p.code, p.name, a.title, u.name_zh, u.name_en, k.code as role, k.name_zh as role_zh, k.name_en as role_en, u.code = c.home as home, k.ordinal, u.ordinal as unit_ordinal, c.introduced,
      row_number() over (partition by k.id order by (u.code = c.home) desc nulls last, u.ordinal, p.id) as place,
      row_number() over (partition by k.id, u.id order by p.id) as place_in_unit,
      exists (select from position_powers pp join powers w on w.id = pp.power_id
              where pp.position_id = k.id and w.code in ('ENTER_FACT', 'CONFIRM_FACTS') and pp.scope <> 'DELEGATED') as figures
    from county c
    cross join appointments a
    join people p on p.id = a.person_id
    join posts o on o.id = a.post_id
    join positions k on k.id = o.position_id
    join units u on u.id = o.unit_id
    where in_force(a.valid_from, a.valid_to, hub_today())
  )
  select h.id, h.code, h.name, h.title, h.name_zh, h.name_en, h.role, h.role_zh, h.role_en, coalesce(h.home, false),
    h.place = 1 and coalesce(h.introduced ? h.role, false)
  from holders h
  where h.place = 1 or (h.figures and h.place_in_unit = 1)
  order by h.ordinal, h.place = 1 desc, h.unit_ordinal, h.id;
end;
