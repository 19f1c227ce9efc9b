-- An open assignment of an item.
insert into assignments (item_id, duty, power, holders, opened_at) values (%s, 'READ', 'READ', array[%s], now())
