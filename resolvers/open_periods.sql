-- One row: the item of a period that the asker's own areas have still to state or confirm; of one period when it is given. Asked for by the entry page.
select p.item_id
from fact_periods p
join items i on i.id = p.item_id
where i.closed_at is null
  and p.area_id = any ((select (my_sight()).areas)::integer[])
  and (cast(:period as integer) is null or p.period_id = :period)
