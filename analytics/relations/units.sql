-- One row an organ of the county. Source: units.
select id, code, name_zh, short_zh, name_en, kind, system, parent_id, area_id, ordinal from units order by id
