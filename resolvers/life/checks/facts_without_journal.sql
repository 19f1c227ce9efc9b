-- One row a version of a fact that no row of the journal speaks of. Source: facts, journal. Asked by: hub check.
select i.code || ' ' || a.code || ' ' || p.code || ' version ' || f.version as subject
from facts f
join indicators i on i.id = f.indicator_id
join areas a on a.id = f.area_id
join periods p on p.id = f.period_id
where not exists (select from journal j where j.fact_id = f.id)
order by subject
