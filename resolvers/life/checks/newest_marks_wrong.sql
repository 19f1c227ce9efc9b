-- One row a fact without exactly one version marked as the newest, though one stands. Source: facts. Asked by: hub check.
select i.code || ' ' || a.code || ' ' || p.code as subject
from facts f
join indicators i on i.id = f.indicator_id
join areas a on a.id = f.area_id
join periods p on p.id = f.period_id
group by i.code, a.code, p.code
having count(*) filter (where f.latest) <> 1 and count(*) filter (where f.status <> 'WITHDRAWN') > 0
order by subject
