-- One row a report that a department returned and whose objection is still open at the township. Source: links, items. Asked for when the hub settles
-- objections. Parameter: reports (ids).
select distinct l.from_id as report_id
from links l
join items c on c.id = l.to_id and c.kind = 'FACT_CORRECTION' and c.closed_at is null
where l.kind = 'OPENS' and l.from_id = any (cast(:reports as uuid[]))
