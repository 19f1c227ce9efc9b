-- Why: forms are designed, bound and approved in the hub itself. A proposal is an item; its fields are bound to indicators
-- one by one, each a decision on record; what is approved becomes a row of forms.
create table form_proposals (    -- one row the item of a form: the head of the version that is designed or in force
  item_id uuid primary key references items,
  version integer not null default 1 check (version >= 1),
  form_id integer references forms,      -- the version in force; null before the first approval
  name_zh text not null,
  name_en text not null,
  table_no text not null,
  statutory boolean not null,            -- part of a superior's approved survey; else approved by the county's statistics bureau
  approved_by text,                      -- of a statutory form
  approval_no text,
  period_kind text not null check (period_kind in ('MONTH', 'QUARTER', 'YEAR')),
  due text not null,
  purpose text not null,
  valid_to date
);
create table proposed_fields (   -- one row a field of a proposal; the factor converts the indicator's unit into the field's
  item_id uuid not null references form_proposals,
  ordinal integer not null check (ordinal >= 1),
  label text not null,
  unit_of_measure text,
  asks text not null check (asks in ('month', 'cumulative', 'last_year', 'state')),
  indicator_id integer references indicators,  -- null while nobody has decided
  factor_numerator integer not null default 1 check (factor_numerator > 0),
  factor_denominator integer not null default 1 check (factor_denominator > 0),
  bound_by integer references people,
  bound_at timestamptz,
  reason text,
  primary key (item_id, ordinal),
  check ((indicator_id is null) = (bound_by is null) and (indicator_id is null) = (bound_at is null))
);
create table form_versions (     -- one row a form that the register put in force; the county pack's own forms have none
  form_id integer primary key references forms,
  item_id uuid not null references form_proposals
);
create index on form_versions (item_id);
