-- Townships' periods, spread over the items that there are.
insert into fact_periods (item_id, area_id, period_id)
select i.id, a.id, p.id
from (select id, row_number() over (order by id) as n from items) i
join (select id, row_number() over (order by id) as n from areas where level <> 'VILLAGE') a on a.n = i.n % 9 + 1
join (select id, row_number() over (order by id) as n from periods) p on p.n = i.n % 30 + 1
on conflict do nothing
