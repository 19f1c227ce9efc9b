-- Accounts, sessions and tokens: hub_app reads none of these tables; the functions of this file answer what a sign-in needs, and no more.
-- Secrets never come here: a session or token is known by the sha256 of its secret. Times are the database's own clock, whatever the hub's says.

call protect('accounts', null);
call protect('sessions', null);
call protect('tokens', null);
call protect('sign_in_attempts', null);

-- Seconds to wait after so many failures, the last one then: free tries first, then 2, 4, 8 … up to 15 minutes.
create or replace function waiting_time(failures bigint, last timestamptz, free integer) returns numeric
language sql stable parallel safe
return case when failures < free then 0
  else greatest(0, round(extract(epoch from last - clock_timestamp()) + least(900, 2 ^ least(10, failures - free + 1))::numeric, 1)) end;

-- Opens a try to sign in: either a number to close it with, or the seconds to wait first. The try counts as failed until it is closed,
-- and tries for one login take turns, so that a hundred at once are not a hundred free ones. Five failures are free for a login from one
-- address, twenty-five for a login, fifty for an address: a whole office may stand behind one address, and nobody is locked out by a stranger.
create or replace function begin_sign_in(login text, address text, out attempt bigint, out wait_seconds numeric)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(7406283, hashtext(begin_sign_in.login));
  with by_login as (
    select a.address, a.succeeded, a.tried_at,
      max(a.tried_at) filter (where a.succeeded) over (partition by a.address) as let_in_here,
      max(a.tried_at) filter (where a.succeeded) over () as let_in
    from sign_in_attempts a
    where a.login = begin_sign_in.login and a.tried_at > clock_timestamp() - interval '1 hour'
  ), waits as (
    select waiting_time(count(*), max(tried_at), 5) as seconds from by_login b
    where not b.succeeded and b.address = begin_sign_in.address and b.tried_at > coalesce(b.let_in_here, '-infinity')
    union all
    select waiting_time(count(*), max(tried_at), 25) from by_login b
    where not b.succeeded and b.tried_at > coalesce(b.let_in, '-infinity')
    union all
    select waiting_time(count(*), max(tried_at), 50) from sign_in_attempts a
    where a.address = begin_sign_in.address and not a.succeeded and a.tried_at > clock_timestamp() - interval '1 hour'
  )
  select max(seconds) into wait_seconds from waits;
  if wait_seconds = 0 then
    insert into sign_in_attempts (login, address, succeeded) values (begin_sign_in.login, begin_sign_in.address, false)
    returning id into attempt;
  end if;
end $$;

create or replace function finish_sign_in(attempt bigint) returns void
language sql security definer set search_path = public, pg_temp
begin atomic
  update sign_in_attempts set succeeded = true where id = finish_sign_in.attempt;
end;

create or replace function account_of(login text) returns table (person_id integer, password_hash text)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select a.person_id, a.password_hash from accounts a where a.login = account_of.login and a.active;
end;

create or replace function may_sign_in(person integer) returns boolean
language sql stable security definer set search_path = public, pg_temp
return not exists (select from accounts a where a.person_id = person and not a.active);

-- The person of this code, where the county is a sample and its people may be tried out; nobody elsewhere.
create or replace function sample_person(code text) returns integer
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select p.id from people p
  where p.code = sample_person.code and may_sign_in(p.id)
    and exists (select from settings s where s.name = 'county' and (s.value ->> 'sample')::boolean);
end;

create or replace function open_session(person integer, secret_hash text, lifetime interval, agent text) returns uuid
language sql security definer set search_path = public, pg_temp
begin atomic
  insert into sessions (secret_hash, person_id, opened_at, seen_at, expires_at, agent)
  values (open_session.secret_hash, open_session.person, now(), now(), now() + open_session.lifetime, left(open_session.agent, 200))
  returning id;
end;

-- Whose session this secret opens. Seen again after a minute, its end moves on, thirty days after its opening at the latest.
create or replace function session_of(secret_hash text, lifetime interval) returns table (session_id uuid, person_id integer)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare found sessions;
begin
  select s.* into found from sessions s
  where s.secret_hash = session_of.secret_hash and s.revoked_at is null and s.expires_at > now();
  if found.id is null or not may_sign_in(found.person_id) then return; end if;
  if found.seen_at < now() - interval '1 minute' then
    update sessions s set seen_at = now(), expires_at = least(now() + lifetime, s.opened_at + interval '30 days') where s.id = found.id;
  end if;
  session_id := found.id;
  person_id := found.person_id;
  return next;
end $$;

-- Whether a session or a token, by its id, still lets its person in: asked for what lasts longer than a request.
create or replace function sign_in_is_open(id uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp
return exists (
  select from sessions s where s.id = sign_in_is_open.id and s.revoked_at is null and s.expires_at > now() and may_sign_in(s.person_id)
) or exists (
  select from tokens t where t.id = sign_in_is_open.id and t.revoked_at is null and t.expires_at > now() and may_sign_in(t.person_id)
);

-- Ends a session or a token. Of another person's, or one that has ended, it says false.
create or replace function revoke_session(session uuid, person integer) returns boolean
language sql security definer set search_path = public, pg_temp
begin atomic
  with ended as (
    update sessions s set revoked_at = now() where s.id = session and s.person_id = person and s.revoked_at is null returning 1
  )
  select exists (select from ended);
end;

create or replace function my_sessions() returns table (id uuid, opened_at timestamptz, seen_at timestamptz, expires_at timestamptz, agent text)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select s.id, s.opened_at, s.seen_at, s.expires_at, s.agent from sessions s
  where s.person_id = asker() and s.revoked_at is null and s.expires_at > now() order by s.seen_at desc;
end;

-- A person makes tokens in the own name alone; the hub itself (nobody asking) makes them for whom the command names.
create or replace function make_token(
  person integer, name text, secret_hash text, scopes text[], lifetime interval, views text[] default null, areas integer[] default null
) returns uuid
language sql security definer set search_path = public, pg_temp
begin atomic
  insert into tokens (secret_hash, person_id, name, scopes, made_at, expires_at, views, areas)
  select make_token.secret_hash, make_token.person, make_token.name, make_token.scopes, now(), now() + make_token.lifetime,
    make_token.views, make_token.areas
  where asker() is null or asker() = make_token.person
  returning id;
end;

-- The codes of some areas, of what lies in them, and of what they followed.
create or replace function area_codes(areas integer[]) returns text[]
language sql stable security definer set search_path = public, pg_temp
begin atomic
  with recursive found as (
    select a.id, a.code from areas a where a.id = any(area_codes.areas)
    union
    select a.id, a.code from areas a join found f on a.parent_id = f.id or a.id = (select p.predecessor_id from areas p where p.id = f.id)
  )
  select array_agg(code order by code) from found;
end;

create or replace function token_of(secret_hash text)
returns table (token_id uuid, person_id integer, scopes text[], views text[], areas text[])
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select t.id, t.person_id, t.scopes, t.views, case when t.areas is not null then coalesce(area_codes(t.areas), '{}') end from tokens t
  where t.secret_hash = token_of.secret_hash and t.revoked_at is null and t.expires_at > now() and may_sign_in(t.person_id);
end;

create or replace function revoke_token(token uuid, person integer) returns boolean
language sql security definer set search_path = public, pg_temp
begin atomic
  with ended as (
    update tokens t set revoked_at = now()
    where t.id = token and t.person_id = person and t.views is null and t.revoked_at is null returning 1
  )
  select exists (select from ended);
end;

create or replace function my_tokens() returns table (id uuid, name text, scopes text[], made_at timestamptz, expires_at timestamptz)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select t.id, t.name, t.scopes, t.made_at, t.expires_at from tokens t
  where t.person_id = asker() and t.views is null and t.revoked_at is null and t.expires_at > now() order by t.made_at desc;
end;

-- The dashboards' tokens of the county, whoever made them; resolvers/dashboards.py asks for the power first.
create or replace function dashboard_tokens()
returns table (id uuid, name text, person_id integer, views text[], areas integer[], made_at timestamptz, expires_at timestamptz)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select t.id, t.name, t.person_id, t.views, t.areas, t.made_at, t.expires_at from tokens t
  where asker() is not null and t.views is not null and t.revoked_at is null and t.expires_at > now() order by t.made_at desc, t.id;
end;

create or replace function revoke_dashboard_token(token uuid) returns boolean
language sql security definer set search_path = public, pg_temp
begin atomic
  with ended as (
    update tokens t set revoked_at = now()
    where t.id = token and asker() is not null and t.views is not null and t.revoked_at is null returning 1
  )
  select exists (select from ended);
end;
