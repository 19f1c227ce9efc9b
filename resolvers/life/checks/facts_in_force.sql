-- One row a fact in force for an area: its newest confirmed version. Source: facts. Asked by: hub check. Parameter: area.
select distinct on (f.period_id, f.indicator_id) f.indicator_id, f.period_id, f.value, f.version, f.source
from facts f
where f.area_id = :area and f.status = 'CONFIRMED' and f.source <> 'VILLAGE'
order by f.period_id, f.indicator_id, f.version desc
