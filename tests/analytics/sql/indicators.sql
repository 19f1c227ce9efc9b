-- Indicators besides those of the pack: a mean over time and space, and formulas with fractions, products, means of
-- both ends. The last one is no quotient of sums and is left out of the overview.
insert into indicators (
  code, domain, domain_zh, name_zh, name_en, unit_of_measure, decimals, period_kind, level, agg_time, agg_space, weight,
  formula, rules, warnings, responsible_id, source_kind, definition, ordinal)
select v.code, 'TEST', '试', v.code, v.code, '元', 2, v.kind, 'TOWN', v.agg_time, v.agg_space, v.weight,
  v.formula, '{}', '{}', (select min(id) from units),
  case when v.formula is null then 'TOWNSHIP' else 'CALCULATED' end, '', 9000
from (values
  ('TST01', 'QUARTER', 'AVG', 'WAVG', 'TST02', null),
  ('TST02', 'QUARTER', 'LAST', 'SUM', null, null),
  ('TST03', 'MONTH', 'SUM', 'SUM', null, null),
  ('TST04', 'MONTH', 'SUM', 'SUM', null, 'TST03 / 4 + 5'),
  ('TST05', 'YEAR', 'RATIO', 'RATIO', null, '(TST03 - prev(TST03)) / prev(TST03) * 100'),
  ('TST06', 'MONTH', 'SUM', 'SUM', null, 'TST03 * TST03')
) as v (code, kind, agg_time, agg_space, weight, formula)
