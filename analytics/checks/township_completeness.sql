-- Rows of township_completeness that should not exist: more answered than asked, more confirmed than stated, confirmed
-- neither in time nor late, something late and no day late, a key twice.
select v.area, v.period
from township_completeness v
join areas a on a.code = v.area
where v.asked < 1
  or v.stated > v.asked
  or v.confirmed > v.stated
  or v.on_time + v.late <> v.confirmed
  or v.overdue > v.asked - v.confirmed
  or (v.late + v.overdue > 0) <> (v.days_late > 0)
  or v.due_on > v.last_due_on
  or a.level <> 'TOWNSHIP'
union all
select area, period
from township_completeness
group by area, period
having count(*) > 1
