-- One row a township and period: what is asked of the township, what it has stated and confirmed, and how timely.
-- key: area, period
-- scope: rows
-- shape: many
-- column area: code of the township
-- column period: code of the period: 2019-08, 2019Q3, 2019
-- column area_name: the township's name in Chinese
-- column asked: figures that only the township can state, asked by the forms in force, of those the asker may see; a count of figures
-- column stated: asked figures on record, confirmed or not; departments see confirmed ones only; a count of figures
-- column confirmed: asked figures that the head has confirmed; a count of figures
-- column on_time: confirmed not later than their due day; a count of figures
-- column late: confirmed after their due day; a count of figures
-- column overdue: not confirmed, and the due day is past; a count of figures
-- column due_on: the soonest due day of the period's figures
-- column last_due_on: the latest due day of the period's figures
-- column days_late: days by which the latest figure was, or is by today, later than due; 0 when none is; calendar days
-- quotient confirmed_pct = confirmed_of_100 / asked to 1: confirmed of asked, percent
-- part confirmed_of_100: confirmed times 100
--
-- Asked by the overview (which township is late with what) and by the township itself. Source: asks, facts.
with questions as (
  select p.code as period, a.code as area, k.indicator_id, k.due_day, k.due_on, 1 as asked, 0 as stated, cast(null as integer) as confirmed_day
  from asks k
  join periods p on p.id = k.period_id
  join indicators i on i.id = k.indicator_id
  cross join areas a
  left join own_areas o on o.area_id = a.id
  left join summable w on w.indicator_id = k.indicator_id
  where k.source_kind = 'TOWNSHIP' and i.level = 'TOWN' and a.level = 'TOWNSHIP'
    and (a.valid_from is null or a.valid_from <= p.last_on) and (a.valid_to is null or a.valid_to >= p.last_on)
    and (o.area_id is not null or w.indicator_id is not null)
  union all
  select p.code, a.code, f.indicator_id, cast(null as integer), cast(null as date), 0, 1,
    case when f.status = 'CONFIRMED' then f.confirmed_day end
  from facts f
  join periods p on p.id = f.period_id
  join areas a on a.id = f.area_id
  where f.source <> 'VILLAGE' and a.level = 'TOWNSHIP'
), answers as (
  select period, area, indicator_id,
    max(due_day) as due_day,
    max(due_on) as due_on,
    max(stated) as stated,
    min(confirmed_day) as confirmed_day
  from questions
  group by period, area, indicator_id
  having max(asked) = 1
), counted as (
  select n.period, n.area, n.due_on, n.stated,
    case when n.confirmed_day is not null then 1 else 0 end as confirmed,
    case when n.confirmed_day <= n.due_day then 1 else 0 end as on_time,
    case when n.confirmed_day > n.due_day then 1 else 0 end as late,
    case when n.confirmed_day is null and c.day > n.due_day then 1 else 0 end as overdue,
    greatest(coalesce(n.confirmed_day, c.day) - n.due_day, 0) as days_late
  from answers n
  cross join clock c
)
select n.area, n.period, max(a.name_zh) as area_name,
  count(*) as asked,
  cast(sum(n.stated) as bigint) as stated,
  cast(sum(n.confirmed) as bigint) as confirmed,
  cast(sum(n.on_time) as bigint) as on_time,
  cast(sum(n.late) as bigint) as late,
  cast(sum(n.overdue) as bigint) as overdue,
  min(n.due_on) as due_on,
  max(n.due_on) as last_due_on,
  max(n.days_late) as days_late,
  cast(sum(n.confirmed) * 100 as bigint) as confirmed_of_100
from counted n
join areas a on a.code = n.area
group by n.area, n.period
