-- One row: somebody must do something with an item by a time. Source: assignments.
-- load: ITEM
-- item: item_id
-- order: item_id
-- columns: id uuid, item_id uuid, duty text, unit_id int, opened_at time, due_at time, closed_at time
select id, item_id, duty, unit_id, opened_at, due_at, closed_at from assignments
