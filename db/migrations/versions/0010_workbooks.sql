-- Why: a workbook handed in a second time changes nothing and is answered as the first time; so what each did is kept.
create table workbooks_taken (
  file_id uuid not null references files,
  item_id uuid not null references items,
  taken_by integer not null references people,
  taken_at timestamptz not null,
  result jsonb not null,
  primary key (file_id, item_id)
);
create index on workbooks_taken (item_id);
