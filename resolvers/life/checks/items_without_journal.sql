-- One row an item that no row of the journal speaks of. Source: items, journal. Asked by: hub check.
select i.kind || ' ' || i.id as subject
from items i
where not exists (select from journal j where j.item_id = i.id)
order by subject
