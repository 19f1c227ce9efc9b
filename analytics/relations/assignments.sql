-- One row: somebody must do something with an item by a time. Source: assignments.
select id, item_id, duty, unit_id, opened_at, due_at, closed_at from assignments
