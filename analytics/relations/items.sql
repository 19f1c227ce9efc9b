-- One row an item of the spine; who may read it stands in item_readers and item_barred. Source: items.
select id, kind, number, title, state, unit_id, area_id, urgency, opened_at, due_at, closed_at from items
