-- One row a fact that forms ask, as indicator and period, for the areas of its `level`: the townships (TOWN) or the COUNTY
-- alone. `owed_by` says from whom it comes: TOWNSHIP, REGISTER, HUB, or FORMULA; a calculated indicator whose formula is
-- taken away is the townships'. Source: asked_facts, periods, indicators.
-- load: INLINE
-- columns: year int, indicator_id int, period_id int, level text, owed_by text
select p.year, k.indicator_id, k.period_id, i.level,
  case
    when i.source_kind <> 'CALCULATED' then i.source_kind
    when i.formula is not null then 'FORMULA'
    else 'TOWNSHIP'
  end as owed_by
from asked_facts k
join periods p on p.id = k.period_id
join indicators i on i.id = k.indicator_id
