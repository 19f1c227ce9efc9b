-- One row an indicator, area and period: the figure in force, counted from confirmed facts, with the same period a year before.
-- key: indicator, area, period
-- scope: rows
-- shape: many
-- column indicator: code of the indicator
-- column area: code of the area; the county's row is made up of its townships, but never of villages
-- column period: code of the period: 2019-08, 2019Q3, 2019
-- column indicator_name: the indicator's name in Chinese
-- column area_name: the area's name in Chinese, as it was in that period
-- column unit_of_measure: unit of value, last_year and change
-- column decimals: decimals of the indicator
-- quotient value = numerator / denominator to decimals: the figure, in unit_of_measure; ratios from sums of numerator and denominator
-- quotient last_year = then_numerator / then_denominator to decimals: the same period a year before, of the areas known in both years, in unit_of_measure
-- difference change = now_numerator / now_denominator - then_numerator / then_denominator to decimals: against last_year,
--   of the areas known in both years, in unit_of_measure (percentage points for ratios in percent)
-- growth change_pct = now_numerator / now_denominator - then_numerator / then_denominator to 2: change in percent of last_year
-- column numerator: sum that is divided, in the formula's own units, scale included; the value itself where nothing is divided
-- column denominator: sum that divides; 1 where nothing is divided
-- column version: version of the fact in force; empty where the figure is calculated or summed
-- column areas: how many areas are counted
-- column areas_expected: how many areas the figure is made up of when all have confirmed
-- column areas_compared: how many of the counted areas are known a year before, too
-- part now_numerator: numerator over the areas known in both years
-- part now_denominator: denominator over the areas known in both years
-- part then_numerator: numerator a year before over the areas known in both years
-- part then_denominator: denominator a year before over the areas known in both years
--
-- Asked by the county's overview and by a township for its own figures. An indicator's terms (formula_terms) are added up for each place and year;
-- a place with a term missing is left out; places are then added up for the county, where the asker may see every area of the indicator.
-- Source: figures, with formula_terms, period_steps and area_parts as the way from a figure to where it counts.
with terms as (
  select i.code as indicator, a.code as area, p.code as period, ap.place_id, ap.total, m.terms, m.numerator_constant, m.denominator_constant, s.ago,
    case when t.part = 'NUMERATOR' then t.coefficient * case t.reach when 'CUM' then f.cumulative when 'PARTS' then f.parts else f.value end else 0 end as numerator,
    case when t.part = 'DENOMINATOR' then t.coefficient * case t.reach when 'CUM' then f.cumulative when 'PARTS' then f.parts else f.value end else 0 end as denominator,
    case when t.source_id = i.id then f.version end as version
  from figures f
  join formula_terms t on t.source_id = f.indicator_id
  join formulas m on m.indicator_id = t.indicator_id
  join indicators i on i.id = t.indicator_id
  join period_steps s on s.from_id = f.period_id and s.reach = t.reach
  join periods p on p.id = s.period_id
  join area_parts ap on ap.part_id = f.area_id and ap.ago = s.ago
  join areas a on a.id = ap.area_id
  left join summable w on w.indicator_id = f.indicator_id
  where p.months >= i.months
    and (t.reach <> 'CUM' or f.cumulative is not null)
    and (f.parts = 1 or t.source_id = i.id)
    and ((ap.total and i.level = 'TOWN' and i.agg_space in ('SUM', 'RATIO') and w.indicator_id is not null)
      or (not ap.total and (a.level <> 'COUNTY' or i.level = 'COUNTY')))
  union all
  select i.code, a.code, p.code, ap.place_id, ap.total, cast(1 as bigint), 0, 0, s.ago,
    case when abs(f.value) < 100000000000 and abs(x.value) < 100000000000 then cast(f.value as decimal(19, 6)) * cast(x.value as decimal(18, 6)) end,
    x.value * f.parts, cast(null as integer)
  from figures f
  join indicators i on i.id = f.indicator_id
  join figures x on x.indicator_id = i.weight_id and x.place_id = f.place_id and x.period_id = f.period_id and x.parts = 1
  join period_steps s on s.from_id = f.period_id and s.reach = 'AT'
  join periods p on p.id = s.period_id
  join area_parts ap on ap.part_id = f.area_id and ap.ago = s.ago
  join areas a on a.id = ap.area_id
  join summable w on w.indicator_id = f.indicator_id
  join summable v on v.indicator_id = x.indicator_id
  where p.months >= i.months and ap.total and i.level = 'TOWN' and i.agg_space = 'WAVG'
), places as (
  select indicator, area, period, place_id, total,
    max(numerator_constant) as numerator_constant,
    max(denominator_constant) as denominator_constant,
    max(version) as version,
    sum(case when ago = 0 then 1 else 0 end) = max(terms) as now_known,
    sum(case when ago = 1 then 1 else 0 end) = max(terms) as then_known,
    sum(case when ago = 0 then numerator end) as now_numerator,
    sum(case when ago = 0 then denominator end) as now_denominator,
    sum(case when ago = 1 then numerator end) as then_numerator,
    sum(case when ago = 1 then denominator end) as then_denominator
  from terms
  group by indicator, area, period, place_id, total
), sums as (
  select indicator, area, period, total,
    max(version) as version,
    count(*) as areas,
    sum(case when then_known then 1 else 0 end) as areas_compared,
    max(numerator_constant) + sum(now_numerator) as numerator,
    max(denominator_constant) + sum(now_denominator) as denominator,
    max(numerator_constant) + sum(case when then_known then now_numerator end) as now_numerator,
    max(denominator_constant) + sum(case when then_known then now_denominator end) as now_denominator,
    max(numerator_constant) + sum(case when then_known then then_numerator end) as then_numerator,
    max(denominator_constant) + sum(case when then_known then then_denominator end) as then_denominator
  from places
  where now_known
  group by indicator, area, period, total
)
select s.indicator, s.area, s.period, i.name_zh as indicator_name, a.name_zh as area_name, i.unit_of_measure, i.decimals, s.numerator, s.denominator,
  case when not s.total then s.version end as version,
  s.areas,
  case when s.total then cast(p.townships as bigint) else cast(1 as bigint) end as areas_expected,
  cast(s.areas_compared as bigint) as areas_compared,
  s.now_numerator, s.now_denominator, s.then_numerator, s.then_denominator
from sums s
join indicators i on i.code = s.indicator
join areas a on a.code = s.area
join periods p on p.code = s.period
