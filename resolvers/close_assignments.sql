-- Closes the open assignments of items that left their state. Asked for by moves of sets of items. Parameters: event (code); ids, moments, people, posts
-- (in step; null: the hub itself).
update assignments a
set closed_at = w.at, closed_by = w.person_id, closed_for_post = w.post_id, closed_event = :event
from unnest(cast(:ids as uuid[]), cast(:moments as timestamptz[]), cast(:people as integer[]), cast(:posts as integer[]))
  as w (id, at, person_id, post_id)
where a.item_id = w.id and a.closed_at is null
