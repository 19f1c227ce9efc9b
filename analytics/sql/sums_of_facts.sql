-- One row a period: its facts, the sum of their values and of their versions, how many are confirmed. Runs on the replica and on the
-- database alike. Asked by the comparison of both (analytics/compare.py).
select period_id, count(*) as facts, sum(value) as total, sum(version) as versions,
  sum(case when status = 'CONFIRMED' then 1 else 0 end) as confirmed
from facts
group by period_id
