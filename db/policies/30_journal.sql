-- The journal: insert-only for every role. A row about a fact is read by who may read the fact, since its payload holds the value; any other
-- by who may read its item; all by inspection, and each by its author.

-- A value and not `exists`, which PostgreSQL may answer by reading all facts once into a hash: of 20,000 facts the history of one item took
-- 5.7 ms and 0.4 so, the newest fifty rows 7 and 0.1, and the first grows with the county.
call protect('journal', $$(select (my_sight()).journal) or actor = (select asker())
  or (fact_id is null and item_id is not null and (select true from items i where i.id = item_id))
  or (fact_id is not null and (select true from facts f where f.id = fact_id))$$);
revoke update, delete on journal from hub_system;

call protect('journal_payloads', 'exists (select from journal j where j.position = journal_payloads.position)');
call protect('journal_seals', '(select (my_sight()).journal)');

create or replace function refuse_change() returns trigger language plpgsql as $$
begin raise exception 'the journal only grows' using errcode = 'insufficient_privilege'; end $$;
drop trigger if exists only_grows on journal;
create trigger only_grows before update or delete or truncate on journal for each statement execute function refuse_change();

-- One empty notification a transaction wakes the followers: equal notifications of one transaction are sent once.
create or replace function wake_followers() returns trigger language plpgsql as $$
begin perform pg_notify('journal', ''); return null; end $$;
drop trigger if exists wake_followers on journal;
create trigger wake_followers after insert on journal for each statement execute function wake_followers();

-- The journal row and its payload, written together; the digest binds them. Called by every verb (db/journal.py).
create or replace function write_journal(
  at timestamptz, actor integer, for_post integer, subject text, verb text, item_ids uuid[], fact_ids uuid[], payloads jsonb[]
) returns bigint[]
language sql security definer set search_path = public, pg_temp
begin atomic
  -- An asker writes in the own name, or lets the hub's own moves follow (no actor), but never in another's name.
  with entries as (
    select n, item_id, fact_id, payload, uuid_send(gen_random_uuid()) as salt
    from unnest(item_ids, fact_ids, payloads) with ordinality as e (item_id, fact_id, payload, n)
    where asker() is null or write_journal.actor is null or asker() = write_journal.actor
  ), rows as (
    select nextval(pg_get_serial_sequence('journal', 'position')) as position, e.* from entries e order by n
  ), written as (
    insert into journal (position, at, actor, for_post, subject, verb, item_id, fact_id, digest)
    overriding system value
    select r.position, write_journal.at, write_journal.actor, write_journal.for_post, write_journal.subject, write_journal.verb, r.item_id, r.fact_id,
      sha256(r.salt || convert_to(r.payload::text, 'UTF8'))
    from rows r
    returning position
  ), kept as (
    insert into journal_payloads (position, salt, payload) select r.position, r.salt, r.payload from rows r
    returning position
  )
  select array_agg(w.position order by w.position) from written w;
end;
