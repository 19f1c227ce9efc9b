-- Why: titles were in Chinese only. Empty on items opened before; readers fall back to Chinese then.
alter table items add column title_en text not null default '';
-- Why: an inbox is read through my_assignments() (db/policies/20_items.sql), closed assignments too, so its index covers both.
-- No policy asks sees_item(): they test the item themselves.
create index assignments_holders on assignments using gin (holders);
drop index assignments_holders_idx;
drop function if exists sees_item(uuid);
