-- One row a month, quarter or year. `months` is its length, `ordinal` its place among its kind in the year, `longer_id`
-- the quarter of a month or the year of a quarter, `longer_parts` how many make that up, `ends_longer` whether it is
-- the last of them; `townships` are those in force on its last day. Source: periods, areas.
-- load: WHOLE
-- columns: id int, code text, kind text, year int, first_on day, last_on day, months int, ordinal int, longer_id
--   int, longer_parts int, ends_longer flag, townships int
select p.id, p.code, p.kind, p.year, p.first_on, p.last_on,
  case p.kind when 'MONTH' then 1 when 'QUARTER' then 3 else 12 end as months,
  case p.kind when 'MONTH' then p.id % 100 when 'QUARTER' then p.id % 100 - 20 else 1 end as ordinal,
  case p.kind when 'MONTH' then p.year * 100 + 20 + (p.id % 100 + 2) / 3 when 'QUARTER' then p.year * 100 + 30 end as longer_id,
  case p.kind when 'MONTH' then 3 when 'QUARTER' then 4 end as longer_parts,
  case p.kind when 'MONTH' then p.id % 100 % 3 = 0 when 'QUARTER' then p.id % 100 = 24 end as ends_longer,
  (select count(*)::integer from areas a where a.level = 'TOWNSHIP' and in_force(a.valid_from, a.valid_to, p.last_on)) as townships
from periods p
order by p.id
