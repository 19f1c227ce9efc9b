-- One row a version of a fact of a touched indicator, place and year: what figures.sql then sees as `facts`.
select f.indicator_id, f.area_id, f.period_id, f.version, f.value, f.status, f.source
from main.facts f
join areas a on a.id = f.area_id
join touched t on t.indicator_id = f.indicator_id and t.place_id = a.place_id and t.year = f.period_id // 100
where f.period_id between $first and $last
