-- When the clock looks at an open assignment again; null until it has looked once.
-- Why: looking at every open item each minute cost a county with twenty thousand of them a whole processor.
alter table assignments add column look_at timestamptz;
create index assignments_look on assignments (look_at) where closed_at is null and due_at is not null;
