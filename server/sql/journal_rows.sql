-- One row a journal row after a position and since a moment, of one item where one is named: the newest, at most so many, the oldest of
-- them first. Asked by the command `journal`.
select *
from (
  select j.position, j.at, j.recorded_at, j.subject, j.verb,
    p.code as person, p.name as person_name, o.code as post,
    coalesce(i.number, i.title) as item, j.item_id, j.fact_id
  from journal j
  left join people p on p.id = j.actor
  left join posts o on o.id = j.for_post
  left join items i on i.id = j.item_id
  where j.position > :after
    and (cast(:since as timestamptz) is null or j.at >= cast(:since as timestamptz))
    and (cast(:item as uuid) is null or j.item_id = cast(:item as uuid))
  order by j.position desc
  limit :limit
) newest
order by position
