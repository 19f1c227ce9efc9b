-- One row a field of a form: the indicator it asks, and what of it (month, cumulative, last_year, state). What asks
-- last year's figure is answered by the hub and is no cell. Source: form_fields.
-- load: WHOLE
-- columns: form_id int, ordinal int, indicator_id int, asks text
select form_id, ordinal, indicator_id, asks from form_fields order by form_id, ordinal
