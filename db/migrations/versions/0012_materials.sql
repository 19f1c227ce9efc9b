-- Why: calls for material (总结, 台账). What travels is in `items`; a call says what is asked of whom for when, an answer what a unit gave.
create table material_calls (
  item_id uuid primary key references items,
  words text not null check (words <> ''),
  material text not null check (material in ('SUMMARY', 'LEDGER', 'PLAN', 'REPORT', 'LIST', 'OTHER')),
  period_id integer not null references periods,
  due_at timestamptz not null,
  note text not null default ''
);

create table material_answers (
  item_id uuid primary key references items,
  call_id uuid not null references material_calls,
  unit_id integer not null references units,
  file_id uuid references files,
  given_at timestamptz,
  given_by integer references people,
  reused_from uuid references material_answers,
  nothing_because text,
  returned_because text,
  -- Given is a file or the word that there is none; what was returned is not given, and keeps its file for comparison.
  check (given_at is null or (file_id is null) <> (nothing_because is null)),
  check ((given_at is null) = (given_by is null)),
  unique (call_id, unit_id)
);
create index on material_answers (unit_id);
create index on material_answers (file_id) where file_id is not null;
