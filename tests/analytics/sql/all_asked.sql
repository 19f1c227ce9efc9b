-- States, as confirmed, every fact that the sample county's forms ask for 2018 and 2019 and that is no formula's: each
-- township's, or the county's own. The only parameter is the item they are stated in.
insert into facts (indicator_id, area_id, period_id, version, value, status, source, item_id, stated_at, confirmed_at)
select k.indicator_id, a.id, k.period_id, 1, 1, 'CONFIRMED',
  case k.source_kind when 'HUB' then 'IMPORTED' else k.source_kind end, %s, now(), now()
from asks k
join indicators i on i.id = k.indicator_id
join areas a on a.level = case i.level when 'COUNTY' then 'COUNTY' else 'TOWNSHIP' end
where k.period_id between 201800 and 201999 and k.source_kind <> 'CALCULATED'
