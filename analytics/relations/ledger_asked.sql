-- One row a fact that forms ask, as indicator and period. `facts` is in how many areas: the townships in force on the
-- period's last day, or 1 where only the county has one. `owed_by` says from whom it comes: TOWNSHIP, REGISTER, HUB, or
-- FORMULA; a calculated indicator whose formula is taken away is the townships'. Source: asked_facts, indicators.
-- load: INLINE
-- columns: year int, indicator_id int, period_id int, level text, responsible_id int, owed_by text, facts int
select p.year, k.indicator_id, k.period_id, i.level, i.responsible_id,
  case
    when i.source_kind <> 'CALCULATED' then i.source_kind
    when i.formula is not null then 'FORMULA'
    else 'TOWNSHIP'
  end as owed_by,
  case i.level when 'COUNTY' then 1 else p.townships end as facts
from asked_facts k
join periods p on p.id = k.period_id
join indicators i on i.id = k.indicator_id
