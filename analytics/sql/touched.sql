-- One row an indicator, place and year whose figures follow from `fresh_facts`.
create or replace temp table touched as
select distinct s.indicator_id, a.place_id, s.period_id // 100 as year
from fresh_facts s
join areas a on a.id = s.area_id
