-- One row a locked report whose newest snapshot rests on a version that a newer confirmed one has followed; corrected: those versions, corrected_at: when
-- the last of them was followed. Source: facts,
-- report_snapshots, items. Asked for when the hub looks after reports.
with followed as (
  select old.id, new.confirmed_at
  from facts new
  join facts old on old.indicator_id = new.indicator_id and old.area_id = new.area_id and old.period_id = new.period_id
    and old.version < new.version and old.status = 'CONFIRMED'
  where new.version > 1 and new.status = 'CONFIRMED'
)
select s.item_id, array_agg(distinct f.id) as corrected, max(f.confirmed_at) as corrected_at
from followed f
join report_snapshots s on s.facts @> array[f.id]
join items i on i.id = s.item_id and i.state = 'LOCKED'
where not exists (select from report_snapshots later where later.item_id = s.item_id and later.number > s.number)
group by s.item_id
