-- One row a registered form. Source: forms.
-- load: WHOLE
-- columns: id int, code text, table_no text, name_zh text, name_en text, issuing_id int, approval text, period_kind
--   text, entry flag, valid_from day, valid_to day, ordinal int
select id, code, table_no, name_zh, name_en, issuing_id, approval, period_kind, entry, valid_from, valid_to, ordinal from forms order by id
