-- One row: an item that somebody whose appointment ends could read by the post, held by it, or moved in its name; readable from now on by the
-- person alone. What was open to the whole unit is not among it. Asked for when a pack is loaded.
with ended as (
  select a.post_id, a.person_id, post.id as post_reader, person.id as person_reader
  from appointments a
  join readers post on post.post_id = a.post_id
  join readers person on person.person_id = a.person_id
  where a.id = any (cast(:appointments as integer[]))
), reached as (
  select i.id as item_id, e.person_reader from ended e join items i on i.readers @> array[e.post_reader]
  union
  select s.item_id, e.person_reader from ended e join assignments s on s.holders @> array[e.post_reader]
  union
  select j.item_id, e.person_reader from ended e join journal j on j.actor = e.person_id and j.for_post = e.post_id
  where j.item_id is not null
)
insert into access (item_id, reader_id, reason, granted_at)
select r.item_id, r.person_reader, 'FORMER_HOLDER', hub_now()
from reached r
join items i on i.id = r.item_id
where not i.readers @> array[r.person_reader]
order by r.item_id, r.person_reader
on conflict do nothing
