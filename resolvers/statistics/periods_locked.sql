-- One row a township's confirmed period, or a department's stated register, whose facts are used by reports that are all locked or void, and by one at
-- least. Years without reports are the base of later ones, and stay open. Source: items, fact_periods, register_periods, reports. Asked for when the hub
-- looks after reports.
with resting as (
  select i.id, coalesce(p.period_id, r.period_id) / 100 as year
  from items i
  left join fact_periods p on p.item_id = i.id
  left join register_periods r on r.item_id = i.id
  where (i.kind = 'FACT_PERIOD' and i.state = 'CONFIRMED') or (i.kind = 'REGISTER_PERIOD' and i.state = 'STATED')
), reported as (
  select distinct period_id / 100 as year from reports
)
select item_id
from reports_of_periods(array(select r.id from resting r join reported y on y.year = r.year))
where unlocked = 0
order by item_id
