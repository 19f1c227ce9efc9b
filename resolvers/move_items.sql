-- One row: an item moved, among those that still stand in the state and revision in which they were read. Asked for by moves of sets of items.
-- Parameters: state, to (codes), open (whether something is due in the new state), assigned (whether it has a term of its own); ids, revisions, moments,
-- dues (in step).
update items i
set state = :to,
  revision = i.revision + 1,
  closed_at = case when cast(:open as boolean) then null else coalesce(i.closed_at, w.at) end,
  due_at = case when cast(:assigned as boolean) then w.due_at else i.due_at end
from unnest(cast(:ids as uuid[]), cast(:revisions as integer[]), cast(:moments as timestamptz[]), cast(:dues as timestamptz[]))
  as w (id, revision, at, due_at)
where i.id = w.id and i.state = :state and i.revision = w.revision
returning i.id
