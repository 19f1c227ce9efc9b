-- Why: who signs in, with what, until when. Nothing here is readable by hub_app directly: named functions answer what a sign-in needs.

create table accounts (          -- one row a person who may sign in
  person_id integer primary key references people,
  login text not null unique,
  password_hash text,            -- argon2; null: no password yet
  active boolean not null default true
);

create table sessions (          -- one row a browser's session; the cookie holds a secret whose hash stands here
  id uuid primary key default uuidv7(),
  secret_hash text not null unique,
  person_id integer not null references people,
  opened_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  agent text not null default ''
);
create index on sessions (person_id);

create table tokens (            -- one row an API token
  id uuid primary key default uuidv7(),
  secret_hash text not null unique,
  person_id integer not null references people,
  name text not null,
  scopes text[] not null,        -- read, write
  made_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index on tokens (person_id);

create table sign_in_attempts (  -- one row a try to sign in; throttling counts the failed ones
  id bigint generated always as identity primary key,
  login text not null,
  address text not null,
  succeeded boolean not null,
  tried_at timestamptz not null default clock_timestamp()
);
create index on sign_in_attempts (login, tried_at);
create index on sign_in_attempts (address, tried_at);
