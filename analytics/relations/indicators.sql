-- One row an indicator of the catalogue; `months` is the length of its finest period, `weight_id` the indicator that
-- weighs its mean. Source: indicators.
-- load: WHOLE
-- columns: id int, code text, domain text, domain_zh text, name_zh text, name_en text, unit_of_measure text,
--   decimals int, period_kind text, months int, level text, agg_time text, agg_space text, weight_id int, formula
--   text, responsible_id int, source_kind text, valid_from day, valid_to day, ordinal int
select i.id, i.code, i.domain, i.domain_zh, i.name_zh, i.name_en, i.unit_of_measure, i.decimals, i.period_kind,
  case i.period_kind when 'MONTH' then 1 when 'QUARTER' then 3 else 12 end as months,
  i.level, i.agg_time, i.agg_space, w.id as weight_id, i.formula, i.responsible_id, i.source_kind, i.valid_from, i.valid_to, i.ordinal
from indicators i
left join indicators w on w.code = i.weight
order by i.id
