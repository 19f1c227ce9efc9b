-- One row a period: how many rows, the sum of their values and of their cumulative values. The comparison (analytics/compare.py) asks it of
-- what the replica keeps, and of what follows from its facts anew, in the place of the braces.
select period_id, count(*) as rows, sum(value) as total, sum(cumulative) as cumulative
from {source}
group by period_id
