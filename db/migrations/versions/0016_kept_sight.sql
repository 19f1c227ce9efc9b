-- Why: an asker's sight is kept by the connection that worked it out (carry_asker, db/policies/00_sight.sql), which must know when it no longer
-- holds. One row: the last transaction that changed who holds, belongs to or keeps what. Triggers of db/policies/95_sight_changes.sql write it.
create table sight_changes (
  one boolean primary key default true check (one),
  tx xid8 not null
);
insert into sight_changes (tx) values (pg_current_xact_id());
-- An inbox reads the open assignments alone: the closed ones are most of a county's, and of a person's. Without a list of pending entries,
-- which every reader would look through; and what is sought by its term leaves the planner no other index over all that is open.
create index assignments_open_holders on assignments using gin (holders) with (fastupdate = off) where closed_at is null;
drop index assignments_due_at_idx;
create index assignments_due on assignments (due_at) where closed_at is null and due_at is not null;
