-- One row a figure in force: the highest confirmed version of a fact, or, where none is on record for a quarter or a
-- year, what its shorter periods make up (SUM adds all of them, LAST takes the last, AVG adds all and says in `parts`
-- by how many to divide; a missing one leaves the figure missing). Village parts never enter, nor what is stated for a
-- shorter period than the indicator exists at. `cumulative` is the sum from January to the end of the period, null
-- while a part is missing; `source` says who gave a version, null of what shorter periods make up. Source: facts, areas, indicators, periods.
-- load: DERIVED
-- order: period_id, indicator_id, area_id
-- columns: indicator_id int, area_id int, place_id int, period_id int, value value, parts int, version int,
--   cumulative sum, source text
with confirmed as (
  select f.indicator_id, f.area_id, a.place_id, f.period_id, f.value, f.version, f.source,
    row_number() over (
      partition by f.indicator_id, a.place_id, f.period_id
      order by coalesce(a.valid_from, date '1000-01-01') desc, f.version desc
    ) as newest
  from facts f
  join areas a on a.id = f.area_id
  join indicators i on i.id = f.indicator_id
  join periods p on p.id = f.period_id and p.months >= i.months
  where f.status = 'CONFIRMED' and f.source <> 'VILLAGE' and a.level <> 'VILLAGE'
), own as (
  select indicator_id, area_id, place_id, period_id, value, 1 as parts, version, source
  from confirmed
  where newest = 1
), quarter_sums as (
  select o.indicator_id, max(case when p.ends_longer then o.area_id end) as area_id, o.place_id, p.longer_id as period_id,
    cast(sum(o.value) as decimal(24, 6)) as value, cast(case when i.agg_time = 'AVG' then sum(o.parts) else 1 end as integer) as parts
  from own o
  join periods p on p.id = o.period_id
  join indicators i on i.id = o.indicator_id
  where p.kind = 'MONTH' and (i.agg_time in ('SUM', 'AVG') or (i.agg_time = 'LAST' and p.ends_longer))
  group by o.indicator_id, o.place_id, p.longer_id, i.agg_time
  having count(*) = max(case when i.agg_time = 'LAST' then 1 else p.longer_parts end) and min(o.parts) = max(o.parts)
), quarters as (
  select indicator_id, area_id, place_id, period_id, value, parts, version, source from own
  union all
  select q.indicator_id, q.area_id, q.place_id, q.period_id, q.value, q.parts, null, null
  from quarter_sums q
  where not exists (
    select 1 from own o where o.indicator_id = q.indicator_id and o.place_id = q.place_id and o.period_id = q.period_id)
), year_sums as (
  select o.indicator_id, max(case when p.ends_longer then o.area_id end) as area_id, o.place_id, p.longer_id as period_id,
    cast(sum(o.value) as decimal(24, 6)) as value, cast(case when i.agg_time = 'AVG' then sum(o.parts) else 1 end as integer) as parts
  from quarters o
  join periods p on p.id = o.period_id
  join indicators i on i.id = o.indicator_id
  where p.kind = 'QUARTER' and (i.agg_time in ('SUM', 'AVG') or (i.agg_time = 'LAST' and p.ends_longer))
  group by o.indicator_id, o.place_id, p.longer_id, i.agg_time
  having count(*) = max(case when i.agg_time = 'LAST' then 1 else p.longer_parts end) and min(o.parts) = max(o.parts)
), known as (
  select indicator_id, area_id, place_id, period_id, value, parts, version, source from quarters
  union all
  select y.indicator_id, y.area_id, y.place_id, y.period_id, y.value, y.parts, null, null
  from year_sums y
  where not exists (
    select 1 from own o where o.indicator_id = y.indicator_id and o.place_id = y.place_id and o.period_id = y.period_id)
), running as (
  select k.indicator_id, k.area_id, k.place_id, k.period_id, k.value, k.parts, k.version, k.source, p.ordinal, i.agg_time,
    count(*) over so_far as parts_so_far,
    sum(k.value) over so_far as sum_so_far
  from known k
  join periods p on p.id = k.period_id
  join indicators i on i.id = k.indicator_id
  window so_far as (
    partition by k.indicator_id, k.place_id, p.year, p.kind order by p.ordinal rows between unbounded preceding and current row)
)
select indicator_id, area_id, place_id, period_id, value, parts, version,
  case when agg_time = 'SUM' and parts_so_far = ordinal then cast(sum_so_far as decimal(26, 6)) end as cumulative,
  source
from running
