-- One row a report handed in on a version that nobody confirmed. Source: reports, items, facts. Asked by: hub check.
select f.code || ' ' || a.code || ' ' || p.code as subject
from reports r
join items i on i.id = r.item_id
join forms f on f.id = r.form_id
join areas a on a.id = r.area_id
join periods p on p.id = r.period_id
where i.state in ('HANDED_IN', 'ACCEPTED', 'LOCKED')
  and exists (select from facts v where v.id = any (r.facts) and v.status <> 'CONFIRMED')
order by subject
