-- Why: what an indicator counts was said in one language only. Empty until a pack that says it is loaded; readers fall back
-- to `definition` then, so the previous version goes on serving.
alter table indicators add column definition_en text not null default '';
