-- One row a reader number that an item admits. Source: items.readers.
-- load: ITEM
-- item: item_id
-- order: reader_id, item_id
-- columns: item_id uuid, reader_id int
select i.id as item_id, r.reader_id from items i cross join lateral (select distinct unnest(i.readers)) as r (reader_id)
