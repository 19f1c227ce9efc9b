-- One row a report that rests on versions which newer confirmed ones have followed: a locked one by its newest snapshot, one that lies with its
-- department by what was handed in. corrected: those versions, corrected_at: when the last of them was followed. Source: facts, reports,
-- report_snapshots, items. Asked for when the hub looks after reports.
with followed as (
  select old.id, new.confirmed_at
  from facts new
  join facts old on old.indicator_id = new.indicator_id and old.area_id = new.area_id and old.period_id = new.period_id
    and old.version < new.version and old.status = 'CONFIRMED'
  where new.version > 1 and new.status = 'CONFIRMED'
), resting as (
  select s.item_id, i.state, f.id, f.confirmed_at
  from followed f
  join report_snapshots s on s.facts @> array[f.id]
  join items i on i.id = s.item_id and i.state = 'LOCKED'
  where not exists (select from report_snapshots later where later.item_id = s.item_id and later.number > s.number)
  union all
  select r.item_id, i.state, f.id, f.confirmed_at
  from followed f
  join reports r on r.facts @> array[f.id]
  join items i on i.id = r.item_id and i.state in ('HANDED_IN', 'ACCEPTED')
)
select item_id, state, array_agg(distinct id) as corrected, max(confirmed_at) as corrected_at
from resting
group by item_id, state
