-- One row: the figures of `part_id` enter those of `area_id`. `ago` 0: now; 1: a year ago, when a predecessor may have
-- stated them. `total` marks a part of a sum over areas (a county of its townships): villages never enter sums. Source:
-- areas.
-- load: WHOLE
-- columns: area_id int, part_id int, place_id int, ago int, total flag
with recursive lines as (
  select id as area_id, id as part_id from areas where level <> 'VILLAGE'
  union
  select l.area_id, a.predecessor_id from lines l join areas a on a.id = l.part_id where a.predecessor_id is not null
), places as (
  select id, id as place_id from areas where predecessor_id is null
  union
  select a.id, p.place_id from areas a join places p on a.predecessor_id = p.id
)
select l.area_id, l.part_id, p.place_id, 1 as ago, false as total from lines l join places p on p.id = l.area_id
union all
select a.id, a.id, p.place_id, 0, false from areas a join places p on p.id = a.id where a.level <> 'VILLAGE'
union all
select c.id, t.id, p.place_id, y.ago, true
from areas c
join areas t on t.parent_id = c.id and t.level = 'TOWNSHIP'
join places p on p.id = t.id
cross join (values (0), (1)) as y (ago)
where c.level = 'COUNTY'
order by 1, 2
