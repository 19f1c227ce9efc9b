-- One row a version of a fact that the journal names, or that hangs on an item it names and was written since a snapshot: an item gathers versions
-- for years, and an act of it touches the newest. Ages are compared because a row's xmin counts round.
select unnest(%(facts)s::uuid[])
union
select id
from facts
where item_id = any(%(items)s)
  and age(xmin) <= age((pg_snapshot_xmin(%(since)s::pg_snapshot)::text::numeric %% 4294967296)::text::xid)
