-- One row a fact that forms ask, as indicator and period: at the finest period at which a form in force asks the
-- indicator, never finer than the indicator's own, and not where facts asked for shorter periods give it (all of them,
-- of a stock the last). Form and indicator count when in force on the period's last day. Unlike `asks` it says nothing
-- of who states it, by when, or of years before the first forms. Source: forms, form_fields, indicators, periods.
-- load: WHOLE
-- columns: indicator_id int, period_id int
with lengths (kind, months) as (
  values ('MONTH', 1), ('QUARTER', 3), ('YEAR', 12)
), asked_at as (
  select distinct i.id as indicator_id, p.id as period_id, p.kind, p.year, extract(month from p.last_on)::integer as month,
    i.agg_time = 'LAST' as takes_last
  from form_fields d
  join forms f on f.id = d.form_id
  join indicators i on i.id = d.indicator_id
  join lengths lf on lf.kind = f.period_kind
  join lengths li on li.kind = i.period_kind
  join lengths lp on lp.months = greatest(lf.months, li.months)
  join periods p on p.kind = lp.kind
  where d.asks <> 'last_year' and in_force(f.valid_from, f.valid_to, p.last_on) and in_force(i.valid_from, i.valid_to, p.last_on)
), quarters_given as (
  select indicator_id, year * 100 + 20 + (month + 2) / 3 as period_id, year, (month + 2) / 3 * 3 as month, takes_last
  from asked_at
  where kind = 'MONTH' and (not takes_last or month % 3 = 0)
  group by indicator_id, year, (month + 2) / 3, takes_last
  having count(*) = case when takes_last then 1 else 3 end
), quarters as (
  select indicator_id, period_id, year, month, takes_last from quarters_given
  union
  select indicator_id, period_id, year, month, takes_last from asked_at where kind = 'QUARTER'
), years_given as (
  select indicator_id, year * 100 + 30 as period_id
  from quarters
  where not takes_last or month = 12
  group by indicator_id, year, takes_last
  having count(*) = case when takes_last then 1 else 4 end
)
select a.indicator_id, a.period_id
from asked_at a
where not exists (select from quarters_given q where q.indicator_id = a.indicator_id and q.period_id = a.period_id)
  and not exists (select from years_given y where y.indicator_id = a.indicator_id and y.period_id = a.period_id)
order by a.period_id, a.indicator_id
