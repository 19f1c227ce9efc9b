-- One row a person to whom an item is closed, whatever else admits that person. Source: items.barred.
-- load: ITEM
-- item: item_id
-- order: person_id, item_id
-- columns: item_id uuid, person_id int
select i.id as item_id, b.person_id from items i cross join lateral (select distinct unnest(i.barred)) as b (person_id)
