-- One row an area. `place_id` is the same for an area and all its predecessors: a renamed area stays one place. Source:
-- areas.
-- load: WHOLE
-- columns: id int, code text, name_zh text, name_en text, kind text, level text, parent_id int, place_id int,
--   valid_from day, valid_to day, ordinal int
with recursive places as (
  select id, id as place_id from areas where predecessor_id is null
  union
  select a.id, p.place_id from areas a join places p on a.predecessor_id = p.id
)
select a.id, a.code, a.name_zh, a.name_en, a.kind, a.level, a.parent_id, p.place_id, a.valid_from, a.valid_to, a.ordinal
from areas a
join places p on p.id = a.id
order by a.id
