-- One row a journal row that the present snapshot sees and the one before did not, by position. Asked by every follower of the journal.
select position, at, recorded_at, actor, subject, verb, item_id, fact_id
from journal
where tx >= pg_snapshot_xmin(%(since)s::pg_snapshot)
  and not pg_visible_in_snapshot(tx, %(since)s::pg_snapshot)
order by position
