-- What a form calls a field in English: empty until a pack that says it is loaded; the indicator's name stands there then.
alter table form_fields add column label_en text not null default '';
