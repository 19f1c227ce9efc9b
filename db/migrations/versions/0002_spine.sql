-- Why: everything that travels is an item; around it stand who must act, what was said, who may read, what belongs together.
-- Written once here, so that inbox, history, terms, reminders and rights are the same for every subject.

create table items (             -- one row a thing that travels: a document, a matter, a township's period, a correction …
  id uuid primary key default uuidv7(),
  kind text not null,            -- DOCUMENT, FACT_PERIOD, FACT_CORRECTION …: the GraphQL type
  flow_id integer not null references flows,
  number text,
  title text not null,
  state text not null,
  unit_id integer not null references units,
  area_id integer not null references areas,
  urgency text not null default 'NORMAL' check (urgency in ('NORMAL', 'URGENT', 'URGENT_TOP')),
  opened_at timestamptz not null,
  opened_by integer references people,
  due_at timestamptz,
  closed_at timestamptz,
  revision integer not null default 1,
  readers integer[] not null,    -- see `readers`; extended by rows of `access`
  barred integer[] not null default '{}'  -- persons to whom the item is closed whatever else admits them (recusal)
);
create index on items using gin (readers);
create index on items (kind, state);
create index on items (unit_id, opened_at desc);
create index on items (due_at) where closed_at is null;

create table access (            -- one row a reader added to an item after it was opened, and why
  id uuid primary key default uuidv7(),
  item_id uuid not null references items,
  reader_id integer not null references readers,
  reason text not null,
  granted_at timestamptz not null,
  granted_by integer references people,
  unique (item_id, reader_id, reason)
);

create table assignments (       -- one row: somebody must do something with an item by a time; the open ones are the inbox
  id uuid primary key default uuidv7(),
  item_id uuid not null references items,
  duty text not null check (duty in ('HANDLE', 'DECIDE', 'OPINION', 'READ', 'RECEIVE')),
  power text not null,
  unit_id integer references units,
  holders integer[] not null,    -- reader numbers of the posts or persons it lies with
  term text,                     -- code of the limit it follows
  opened_at timestamptz not null,
  due_at timestamptz,
  closed_at timestamptz,
  closed_by integer references people,
  closed_for_post integer references posts,
  closed_event text,
  reminders integer not null default 0,
  reminded_at timestamptz
);
create index on assignments using gin (holders) where closed_at is null;
create index on assignments (item_id);
create index on assignments (due_at) where closed_at is null;

create table opinions (          -- one row a proposed opinion, instruction, countersignature or preliminary opinion
  id uuid primary key default uuidv7(),
  item_id uuid not null references items,
  kind text not null check (kind in ('PROPOSED', 'INSTRUCTION', 'COUNTERSIGNATURE', 'PRELIMINARY', 'REVIEW', 'DECISION')),
  choice text,
  text text not null default '',
  unit_id integer not null references units,
  post_id integer not null references posts,
  person_id integer not null references people,
  given_at timestamptz not null,
  judged_hash text               -- sha256 of the text that was judged
);
create index on opinions (item_id, given_at);

create table links (             -- one row: this item answers, opens, quotes, succeeds another
  from_id uuid not null references items,
  to_id uuid not null references items,
  kind text not null check (kind in ('ANSWERS', 'OPENS', 'QUOTES', 'SUCCEEDS', 'CORRECTS', 'SOURCE')),
  linked_at timestamptz not null,
  primary key (from_id, to_id, kind)
);
create index on links (to_id);

create table files (             -- one row a content: whoever uploads the same bytes again refers to it
  id uuid primary key default uuidv7(),
  sha256 text not null unique check (sha256 ~ '^[0-9a-f]{64}$'),
  size bigint not null check (size >= 0),
  media_type text not null,
  stored_at timestamptz not null
);

create table uploads (           -- one row: a person has put a content into the hub
  file_id uuid not null references files,
  person_id integer not null references people,
  uploaded_at timestamptz not null,
  primary key (file_id, person_id)
);

create table attachments (       -- one row a file that belongs to an item
  id uuid primary key default uuidv7(),
  item_id uuid not null references items,
  file_id uuid not null references files,
  name text not null,
  ordinal integer not null default 1,
  attached_at timestamptz not null,
  attached_by integer references people,
  unique (item_id, file_id, name)
);
create index on attachments (file_id);

create table notices (           -- one row a message to a person about an item
  id uuid primary key default uuidv7(),
  person_id integer not null references people,
  item_id uuid references items,
  kind text not null,            -- TOLD, REMINDER, ESCALATION …
  event text not null,
  sent_at timestamptz not null,
  read_at timestamptz
);
create index on notices (person_id, sent_at desc);

create table journal (           -- one row a change; insert-only for every role
  position bigint generated always as identity primary key,
  tx xid8 not null default pg_current_xact_id(),
  recorded_at timestamptz not null default clock_timestamp(),  -- the database's clock: evidence
  at timestamptz not null,                                     -- when the act counts: deadlines
  actor integer,                 -- person; null: the hub itself
  for_post integer,
  subject text not null,
  verb text not null,            -- FACT_PERIOD.CONFIRM, fact.state, pack.load …
  item_id uuid,
  fact_id uuid,
  digest bytea not null          -- sha256(salt of the payload || payload)
);
create index on journal (tx);
create index on journal (item_id, position);
create index on journal (fact_id) where fact_id is not null;

create table journal_payloads (  -- one row what a journal row changed, apart from it so that it can be erased without breaking the chain
  position bigint primary key references journal,
  salt bytea not null,
  payload jsonb,                 -- null: erased
  erased_at timestamptz
);

create table journal_seals (     -- one row a run of journal rows bound to all before it; written by the sealer
  id bigint generated always as identity primary key,
  snapshot pg_snapshot not null, -- rows visible here and not in the seal before
  rows integer not null,
  previous bytea not null,
  hash bytea not null,
  sealed_at timestamptz not null default clock_timestamp()
);

create table requests (          -- one row a mutation that succeeded, so that a retry changes nothing
  person_id integer not null references people,
  request_id text not null,
  input_hash text not null,
  mutation text not null,
  result jsonb not null,         -- ids of what it changed
  made_at timestamptz not null,
  primary key (person_id, request_id)
);
