-- One row an organ of the county. Source: units.
-- load: WHOLE
-- columns: id int, code text, name_zh text, short_zh text, name_en text, kind text, system text, parent_id int,
--   area_id int, ordinal int
select id, code, name_zh, short_zh, name_en, kind, system, parent_id, area_id, ordinal from units order by id
