-- One row a registered form. Source: forms.
select id, code, table_no, name_zh, name_en, issuing_id, approval, period_kind, entry, valid_from, valid_to, ordinal from forms order by id
