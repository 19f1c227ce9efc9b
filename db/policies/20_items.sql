-- An item carries its readers; what hangs on it follows the item. `barred` closes it to a person whatever else admits that person.
-- Child tables try the cheap test first where they have one (evidence: the array form is 1.2-1.7x, exists alone 13x).

call protect('items', 'readers && (select (my_sight()).readers) and not (barred && array[(select asker())])');
call writable('items', array['insert', 'update']);
call protect('access', 'exists (select from items i where i.id = item_id)');
call writable('access', array['insert']);
call protect('assignments', 'exists (select from items i where i.id = item_id)');
call writable('assignments', array['insert', 'update']);
call protect('opinions', 'exists (select from items i where i.id = item_id)');
call writable('opinions', array['insert']);
call protect('links', 'exists (select from items i where i.id = from_id) and exists (select from items i where i.id = to_id)');
call writable('links', array['insert']);
call protect('attachments', 'exists (select from items i where i.id = item_id)');
call writable('attachments', array['insert']);
call protect('uploads', 'person_id = (select asker())');
call writable('uploads', array['insert']);
call protect('files', $$exists (select from uploads u where u.file_id = files.id) or exists (select from attachments a where a.file_id = files.id)$$);
call writable('files', array['insert']);
call protect('notices', 'person_id = (select asker())');
call writable('notices', array['insert', 'update']);
call protect('requests', 'person_id = (select asker())');
call writable('requests', array['insert']);

-- Rows of `access` extend the readers of their items, whoever inserts them.
create or replace function extend_readers() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update items i set readers = (select array_agg(distinct r) from unnest(i.readers || n.added) r)
  from (select item_id, array_agg(reader_id) as added from new_access group by item_id) n
  where i.id = n.item_id and not (i.readers @> n.added);
  return null;
end $$;
drop trigger if exists extend_readers on access;
create trigger extend_readers after insert on access referencing new table as new_access
for each statement execute function extend_readers();

-- Tells people of an item: a notice lies in a box that only its owner reads, so the teller writes it through this function.
create or replace function notify_people(item uuid, people integer[], kind text, event text) returns void
language sql security definer set search_path = public, pg_temp
begin atomic
  insert into notices (person_id, item_id, kind, event, sent_at)
  select distinct p, notify_people.item, notify_people.kind, notify_people.event, hub_now() from unnest(people) p;
end;

-- Keys of the assignments that lie, or lay, with the asker. Under row policies `&&` finds no index, because it is not leakproof: without this
-- function an inbox tried every assignment of the county. Who reads them through `assignments` passes its policy, which asks for the item's
-- readers; to ask here too read the items of everything that was ever done, to show what is open.
create or replace function my_assignments() returns uuid[]
language sql stable security definer set search_path = public, pg_temp
return (select coalesce(array_agg(a.id), '{}') from assignments a where a.holders && (select (my_sight()).readers));

-- The open ones of them: an inbox's usual question, by an index of its own.
create or replace function my_open_assignments() returns uuid[]
language sql stable security definer set search_path = public, pg_temp
return (select coalesce(array_agg(a.id), '{}') from assignments a where a.closed_at is null and a.holders && (select (my_sight()).readers));
