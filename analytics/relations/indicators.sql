-- One row an indicator of the catalogue; `months` is the length of its finest period, `weight_id` the indicator that weighs its mean.
-- Source: indicators.
select i.id, i.code, i.domain, i.domain_zh, i.name_zh, i.name_en, i.unit_of_measure, i.decimals, i.period_kind,
  case i.period_kind when 'MONTH' then 1 when 'QUARTER' then 3 else 12 end as months,
  i.level, i.agg_time, i.agg_space, w.id as weight_id, i.formula, i.responsible_id, i.source_kind, i.valid_from, i.valid_to, i.ordinal
from indicators i
left join indicators w on w.code = i.weight
order by i.id
