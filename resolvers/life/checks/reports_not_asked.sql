-- One row a report of a form that was never open for entry, or not in force on the period's last day, and is not void. Source: reports, items, forms,
-- periods. Asked by: hub check.
select f.code || ' ' || a.code || ' ' || p.code as subject
from reports r
join items i on i.id = r.item_id and i.state <> 'VOID'
join forms f on f.id = r.form_id
join areas a on a.id = r.area_id
join periods p on p.id = r.period_id
where not f.entry or f.period_kind <> p.kind or not in_force(f.valid_from, f.valid_to, p.last_on)
order by subject
