-- One row a township and period: which share of what is asked of it is confirmed, and in time. Shares only, no figure.
-- key: area, period
-- scope: published
-- shape: many
-- column area: code of the township
-- column period: code of the period: 2019-08, 2019Q3, 2019
-- column area_name: the township's name in Chinese
-- quotient confirmed_pct = confirmed / asked to 1: confirmed of asked, percent
-- quotient on_time_pct = on_time / asked to 1: confirmed not later than due, of asked, percent
-- quotient overdue_pct = overdue / asked to 1: past due and not confirmed, of asked, percent
-- part asked: count of figures asked of the township
-- part confirmed: count of figures its head has confirmed, times 100
-- part on_time: count of figures confirmed not later than their due day, times 100
-- part overdue: count of figures not confirmed and past their due day, times 100
--
-- Published to everyone signed in. Source: asks, facts.
with questions as (
  select p.code as period, a.code as area, k.indicator_id, k.due_day, 1 as asked, cast(null as integer) as confirmed_day
  from asks k
  join periods p on p.id = k.period_id
  join indicators i on i.id = k.indicator_id
  cross join areas a
  where k.source_kind = 'TOWNSHIP' and i.level = 'TOWN' and a.level = 'TOWNSHIP'
    and (a.valid_from is null or a.valid_from <= p.last_on) and (a.valid_to is null or a.valid_to >= p.last_on)
  union all
  select p.code, a.code, f.indicator_id, cast(null as integer), 0, f.confirmed_day
  from facts f
  join periods p on p.id = f.period_id
  join areas a on a.id = f.area_id
  where f.status = 'CONFIRMED' and f.source <> 'VILLAGE' and a.level = 'TOWNSHIP'
), answers as (
  select period, area, indicator_id, max(due_day) as due_day, min(confirmed_day) as confirmed_day
  from questions
  group by period, area, indicator_id
  having max(asked) = 1
)
select n.area, n.period, max(a.name_zh) as area_name,
  count(*) as asked,
  cast(sum(case when n.confirmed_day is not null then 100 else 0 end) as bigint) as confirmed,
  cast(sum(case when n.confirmed_day <= n.due_day then 100 else 0 end) as bigint) as on_time,
  cast(sum(case when n.confirmed_day is null and c.day > n.due_day then 100 else 0 end) as bigint) as overdue
from answers n
join areas a on a.code = n.area
cross join clock c
group by n.area, n.period
