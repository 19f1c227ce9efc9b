-- One row a township's fact in force that the person who stated it confirmed, or that nobody confirmed. Source: facts. Asked by: hub check.
select i.code || ' ' || a.code || ' ' || p.code || ' version ' || f.version as subject
from facts f
join indicators i on i.id = f.indicator_id
join areas a on a.id = f.area_id
join periods p on p.id = f.period_id
where f.source = 'TOWNSHIP' and f.status = 'CONFIRMED' and (f.confirmed_by is null or f.confirmed_by = f.stated_by)
order by subject
