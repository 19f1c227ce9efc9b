-- Why: an inbox is read through my_assignments() (db/policies/20_items.sql), closed assignments too, so its index covers both.
-- No policy asks sees_item(): they test the item themselves.
create index assignments_holders on assignments using gin (holders);
drop index assignments_holders_idx;
drop function if exists sees_item(uuid);
