-- One row: the snapshot of this transaction, and which database this is: the server's identity, its timeline, the database in it.
select pg_current_snapshot()::text as snapshot, now() as read_at,
  s.system_identifier || '.' || c.timeline_id || '.' || d.oid as identity
from pg_control_system() s, pg_control_checkpoint() c, pg_database d
where d.datname = current_database()
