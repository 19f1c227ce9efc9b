-- One row a journal row that the asker may see, that this transaction's snapshot sees and the subscriber's last one did not.
-- Asked when a subscriber comes back with a position.
select j.position, j.subject, j.verb, i.kind, i.id as item, f.id as fact, f.area_id as area
from journal j
left join items i on i.id = j.item_id
left join facts f on f.id = j.fact_id
where j.tx >= pg_snapshot_xmin(cast(:since as pg_snapshot))
  and not pg_visible_in_snapshot(j.tx, cast(:since as pg_snapshot))
  and j.subject <> all (:silent)
order by j.position
limit :most
