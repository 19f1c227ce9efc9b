-- One row: what an expression reaches from a period: itself (AT), the period before of the same length (PREV), or
-- January to its end (CUM: read from the figure's `cumulative`), or by how many its value is divided (PARTS, of means);
-- `ago` 1: the same a year earlier. Source: periods.
-- load: WHOLE
-- columns: period_id int, ago int, reach text, from_id int
select p.id as period_id, y.ago, r.reach,
  case when r.reach <> 'PREV' then p.id
    when p.kind = 'MONTH' and p.id % 100 = 1 then p.id - 100 + 11
    when p.kind = 'QUARTER' and p.id % 100 = 21 then p.id - 100 + 3
    when p.kind = 'YEAR' then p.id - 100
    else p.id - 1 end - 100 * y.ago as from_id
from periods p
cross join (values (0), (1)) as y (ago)
cross join (values ('AT'), ('PREV'), ('CUM'), ('PARTS')) as r (reach)
order by 1, 2, 3
