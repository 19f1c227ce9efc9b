-- One row a journal row that one snapshot sees and the one before did not, with all its columns in one text that has one reading only.
-- Asked by the sealer and by its verification (db/seals.py).
select j.position,
  cast(jsonb_build_array(
    j.position, cast(j.tx as text),
    to_char(j.recorded_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), to_char(j.at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
    j.actor, j.for_post, j.subject, j.verb, j.item_id, j.fact_id, encode(j.digest, 'hex')
  ) as text) as canonical
from journal j
where j.tx >= pg_snapshot_xmin(cast(:since as pg_snapshot))
  and j.tx < pg_snapshot_xmax(cast(:until as pg_snapshot))
  and not pg_visible_in_snapshot(j.tx, cast(:since as pg_snapshot))
  and pg_visible_in_snapshot(j.tx, cast(:until as pg_snapshot))
order by j.position
