-- Why: a workbook handed in a second time changes nothing and is answered as the first time; so what it did is kept for
-- who handed it in, and nobody else: the figures are in it.
create table workbooks_taken (
  file_id uuid not null references files,
  item_id uuid not null references items,
  person_id integer not null references people,
  taken_at timestamptz not null,
  result jsonb not null,
  primary key (file_id, item_id, person_id)
);
create index on workbooks_taken (item_id);
