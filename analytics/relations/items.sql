-- One row an item of the spine; who may read it stands in item_readers and item_barred. Source: items.
-- load: ITEM
-- item: id
-- order: id
-- columns: id uuid, kind text, number text, title text, state text, unit_id int, area_id int, urgency text,
--   opened_at time, due_at time, closed_at time
select id, kind, number, title, state, unit_id, area_id, urgency, opened_at, due_at, closed_at from items
