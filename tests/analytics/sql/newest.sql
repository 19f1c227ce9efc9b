-- One row a fact: code of indicator and area, period, and the value of its highest confirmed version; no village parts.
select distinct on (i.code, a.code, f.period_id) i.code, a.code, f.period_id, f.value
from facts f
join indicators i on i.id = f.indicator_id
join areas a on a.id = f.area_id
where f.status = 'CONFIRMED' and a.level <> 'VILLAGE'
order by i.code, a.code, f.period_id, f.version desc
