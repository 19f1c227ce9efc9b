-- Rows of completeness_shares that should not exist: a share above the whole, shares of nothing, a key twice.
select v.area, v.period
from completeness_shares v
where v.asked < 1
  or v.confirmed > v.asked * 100
  or v.on_time > v.confirmed
  or v.overdue > v.asked * 100 - v.confirmed
union all
select area, period
from completeness_shares
group by area, period
having count(*) > 1
