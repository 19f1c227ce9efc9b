-- One row a township's confirmed period, or a department's stated register, whose facts are used by reports that are all locked or void, and by one at
-- least. Source: items, and reports through the function that says which ones use a period. Asked for when the hub looks after reports.
select i.id as item_id
from items i
cross join lateral reports_of_period(i.id) u
where (i.kind = 'FACT_PERIOD' and i.state = 'CONFIRMED' or i.kind = 'REGISTER_PERIOD' and i.state = 'STATED')
  and u.reports > 0 and u.unlocked = 0
order by i.id
