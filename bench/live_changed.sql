-- The facts confirmed by the transactions that a snapshot does not show yet. One row a version. Parameter: the snapshot.
-- Asked by the bare follower of bench/live.py.
select f.indicator_id, f.area_id, f.period_id, f.version, f.value
from facts f
where f.status = 'CONFIRMED'
  and f.latest
  and f.item_id in (
    select item_id
    from journal
    where tx >= pg_snapshot_xmin(%(since)s::pg_snapshot)
      and not pg_visible_in_snapshot(tx, %(since)s::pg_snapshot))
