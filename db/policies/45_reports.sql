-- A report is read by who may read its item. Its sheet, and the snapshots that hold figures, by whose figures or whose form they are: the township its own,
-- the department its forms' in every township, leaders and the statistics bureau all (design: who sees what; workflows.yaml: UNIT_FORMS).

create or replace function sees_sheet(issuing integer, area integer) returns boolean
language sql stable parallel safe
return session_user = 'hub_system' or coalesce((my_sight()).all_figures, false)
  or coalesce(area = any ((my_sight()).areas), false) or coalesce(issuing = any ((my_sight()).registers), false);

-- The sheets, of some forms for some areas, that the asker may see.
create or replace function sheets_seen(forms integer[], areas integer[]) returns table (form_id integer, area_id integer)
language sql stable parallel safe
begin atomic
  select f.id, a.id from forms f cross join unnest(sheets_seen.areas) as a (id)
  where f.id = any (sheets_seen.forms) and sees_sheet(f.issuing_id, a.id);
end;

-- What the cells of sheets rest on: for each form and indicator named, in the areas whose sheet of that form the asker may see, the version that counts;
-- of indicators slower than a month also that of the last period before the first: faster forms show it as the last known one, however old.
-- Looks beyond the asker's own figures, since a form may ask what is calculated from others': only for sheets that are the asker's, and of others' figures
-- only confirmed ones. The county's own figures are everybody's once confirmed.
create or replace function sheet_facts(forms integer[], indicators integer[], areas integer[], first integer, last integer)
returns table (
  indicator_id integer, area_id integer, period_id integer, fact_id uuid, version integer, value numeric, status text, source text,
  stated_by integer, confirmed_by integer, stands_at timestamptz, first_at timestamptz)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  with needed as (
    select distinct n.indicator_id, a.id as area_id,
      session_user = 'hub_system' or coalesce((my_sight()).all_figures, false) or coalesce(a.id = any ((my_sight()).areas), false) as own
    from unnest(sheet_facts.forms, sheet_facts.indicators) as n (form_id, indicator_id)
    join forms f on f.id = n.form_id
    cross join (select unnest(sheet_facts.areas) as id union select c.id from areas c where c.level = 'COUNTY') a
    where sees_sheet(f.issuing_id, a.id) or a.id = (select c.id from areas c where c.level = 'COUNTY' order by c.id limit 1)
  ), older as (
    select n.indicator_id, n.area_id, b.period_id
    from needed n
    join indicators i on i.id = n.indicator_id and i.period_kind <> 'MONTH'
    cross join lateral (
      select f.period_id from facts f join periods p on p.id = f.period_id and p.kind = i.period_kind
      where f.indicator_id = n.indicator_id and f.area_id = n.area_id and f.period_id < sheet_facts.first and f.status = 'CONFIRMED'
      order by f.period_id desc limit 1
    ) b
  ), counting as (
    select f.id, f.indicator_id, f.area_id, f.period_id, f.version, f.value, f.status, f.source, f.stated_by, f.stated_at, f.confirmed_by, f.confirmed_at
    from needed n
    join facts f on f.indicator_id = n.indicator_id and f.area_id = n.area_id
    where f.period_id between sheet_facts.first and sheet_facts.last
      and (f.status = 'CONFIRMED' or (n.own and f.status = 'STATED' and f.source = 'TOWNSHIP'))
    union all
    select f.id, f.indicator_id, f.area_id, f.period_id, f.version, f.value, f.status, f.source, f.stated_by, f.stated_at, f.confirmed_by, f.confirmed_at
    from older o
    join facts f on f.indicator_id = o.indicator_id and f.area_id = o.area_id and f.period_id = o.period_id and f.status = 'CONFIRMED'
  )
  select distinct on (f.indicator_id, f.area_id, f.period_id)
    f.indicator_id, f.area_id, f.period_id, f.id, f.version, f.value, f.status, f.source, f.stated_by, f.confirmed_by,
    coalesce(f.confirmed_at, f.stated_at),
    min(coalesce(f.confirmed_at, f.stated_at)) over (partition by f.indicator_id, f.area_id, f.period_id)
  from counting f
  order by f.indicator_id, f.area_id, f.period_id, f.status, f.version desc;
end;

-- How many corrections of the facts behind some versions are open: a department that locks a report may not read all of them.
create or replace function corrections_open(versions uuid[]) returns integer
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select count(distinct c.item_id)::integer
  from facts f
  join fact_corrections c on c.indicator_id = f.indicator_id and c.area_id = f.area_id and c.period_id = f.period_id
  join items i on i.id = c.item_id and i.closed_at is null
  where f.id = any (versions) and asker() is not null or f.id = any (versions) and session_user = 'hub_system';
end;

-- The correction of a fact that is open: a second unit that objects to the same figure waits for the same one, and may read it from then on.
create or replace function join_correction(indicator integer, area integer, period integer, reader integer, at timestamptz) returns uuid
language sql security definer set search_path = public, pg_temp
begin atomic
  insert into access (item_id, reader_id, reason, granted_at)
  select c.item_id, join_correction.reader, 'OBJECTION', join_correction.at
  from fact_corrections c join items i on i.id = c.item_id and i.closed_at is null
  where c.indicator_id = join_correction.indicator and c.area_id = join_correction.area and c.period_id = join_correction.period
  on conflict do nothing;
  select c.item_id from fact_corrections c join items i on i.id = c.item_id and i.closed_at is null
  where c.indicator_id = join_correction.indicator and c.area_id = join_correction.area and c.period_id = join_correction.period
  order by c.item_id limit 1;
end;

-- The sheets that use a fact of a township's period, or of a department's register: those that hold the period, or that end with it.
create or replace function sheets_of_periods(items uuid[]) returns table (item_id uuid, form_id integer, period_id integer, area_id integer)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  with resting as (
    select p.item_id, p.period_id, p.area_id, null::integer[] as keepers, 'TOWNSHIP' as source_kind
    from fact_periods p where p.item_id = any (sheets_of_periods.items)
    union all
    select r.item_id, r.period_id, null, unit_family(r.unit_id, hub_today()), 'REGISTER'
    from register_periods r where r.item_id = any (sheets_of_periods.items)
  )
  select distinct w.item_id, f.id, s.id, w.area_id
  from resting w
  join periods own on own.id = w.period_id
  join asks a on a.period_id = w.period_id and a.source_kind = w.source_kind
  join indicators n on n.id = a.indicator_id and (w.keepers is null or n.responsible_id = any (w.keepers))
  join forms f on f.id = any (a.form_ids) and f.entry
  join periods s on s.kind = f.period_kind and own.last_on between s.first_on and s.last_on and in_force(f.valid_from, f.valid_to, s.last_on);
end;

-- How many reports use a fact of each period, and how many of them are missing, or neither locked nor void: for the guard that closes the period.
create or replace function reports_of_periods(items uuid[]) returns table (item_id uuid, reports integer, unlocked integer)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select u.item_id, count(*)::integer, (count(*) filter (where coalesce(i.state, '') not in ('LOCKED', 'VOID')))::integer
  from sheets_of_periods(reports_of_periods.items) u
  left join reports r on r.form_id = u.form_id and r.period_id = u.period_id and (u.area_id is null or r.area_id = u.area_id)
  left join items i on i.id = r.item_id
  group by u.item_id;
end;

call protect('reports', 'exists (select from items i where i.id = item_id)');
call protect('report_snapshots', $$exists (select from items i where i.id = item_id)
  and exists (select from reports r join forms f on f.id = r.form_id where r.item_id = report_snapshots.item_id and sees_sheet(f.issuing_id, r.area_id))$$);
call writable('report_snapshots', array['insert']);
