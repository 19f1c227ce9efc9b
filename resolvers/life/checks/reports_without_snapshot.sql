-- One row a locked report of which no snapshot was kept. Source: reports, items, report_snapshots. Asked by: hub check.
select f.code || ' ' || a.code || ' ' || p.code as subject
from reports r
join items i on i.id = r.item_id
join forms f on f.id = r.form_id
join areas a on a.id = r.area_id
join periods p on p.id = r.period_id
where i.state in ('LOCKED', 'REVISED') and not exists (select from report_snapshots s where s.item_id = r.item_id)
order by subject
