-- One row a journal row, of those named, that the asker may see, with the keys of what it is about as far as the asker sees that.
-- Asked for each subscriber at each wake-up, under the subscriber's own asker.
select j.position, j.subject, j.verb, i.kind, i.id as item, f.id as fact, f.area_id as area
from journal j
left join items i on i.id = j.item_id
left join facts f on f.id = j.fact_id
where j.position = any (:positions)
order by j.position
limit :most
