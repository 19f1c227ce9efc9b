-- Why: the report of a form: one form, one area, one period. It holds no figures of its own: it is complete when the facts it refers to are known and
-- confirmed, and the hub hands it in. What a department locks is kept beside it as it stood.

create table reports (           -- one row the item of a form's report for an area and a period
  item_id uuid primary key references items,
  form_id integer not null references forms,
  area_id integer not null references areas,
  period_id integer not null references periods,
  due_on date not null,
  submitted_on date,             -- the day it was handed in first
  late boolean,                  -- null: not handed in, and its term not past
  late_because integer[] not null default '{}',  -- the units whose figures were missing when the term was past
  facts uuid[] not null default '{}',            -- the versions that answered its cells when they were complete
  unique (form_id, area_id, period_id)
);
create index on reports (area_id, period_id);
create index on reports using gin (facts);

create table report_snapshots (  -- one row a report as it was locked: values, versions and definitions of that moment
  item_id uuid not null references reports,
  number integer not null check (number >= 1),
  taken_at timestamptz not null,
  taken_by integer references people,
  cells jsonb not null,          -- by the form's order: what each cell showed, how it was answered, from which versions, under which definition
  facts uuid[] not null,
  primary key (item_id, number)
);
create index on report_snapshots using gin (facts);

-- Corrected facts are few; whoever looks for reports that rest on an older version finds them here.
create index facts_corrected on facts (indicator_id, area_id, period_id) where version > 1 and status = 'CONFIRMED';
