-- Who asks: of each unit that calls, the first holder of its first post: key, code, and keys of answers to the unit's calls.
-- Parameters: askers, items (keys for each). Asked by bench/answers/servers.py.
select p.id, p.code, array_agg(answers.item_id::text order by answers.item_id)
from (
  select distinct on (i.unit_id) i.unit_id, i.opened_by
  from items i
  where i.kind = 'MATERIAL_CALL'
  order by i.unit_id, i.opened_at
) callers
join people p on p.id = callers.opened_by
cross join lateral (
  select a.item_id
  from material_answers a
  join items i on i.id = a.call_id
  where i.unit_id = callers.unit_id
  order by hashtext(a.item_id::text)
  limit %(items)s
) answers
group by p.id, p.code
order by p.id
limit %(askers)s
