-- Why: remedies, domains and units of measure were in Chinese only. Empty until a pack that says them is loaded; readers
-- fall back to Chinese then, so the previous version goes on serving.
alter table guards add column remedy_en text not null default '';
alter table indicators add column domain_en text not null default '', add column unit_en text not null default '';
