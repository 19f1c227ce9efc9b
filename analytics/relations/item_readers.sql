-- One row a reader number that an item admits. Source: items.readers.
select i.id as item_id, r.reader_id from items i cross join lateral (select distinct unnest(i.readers)) as r (reader_id)
