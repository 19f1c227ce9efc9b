-- One row an indicator, township and period: the township's place among the townships of the county that have confirmed the figure. No value.
-- key: indicator, area, period
-- scope: published
-- shape: many
-- column indicator: code of the indicator
-- column area: code of the township
-- column period: code of the period: 2019-08, 2019Q3, 2019
-- column indicator_name: the indicator's name in Chinese
-- column area_name: the township's name in Chinese
-- column rank: place by the figure, the largest first; equal figures share the better place
-- column ranked: how many townships are ranked
-- column rank_last_year: place in the same period a year before; empty where the township had no figure then
-- column ranked_last_year: how many townships were ranked a year before; empty where none was
--
-- Published to everyone signed in: a place, never a figure. Asked by the overview and by every township about itself.
-- Source: figures, with formula_terms, period_steps and area_parts as the way from a figure to where it counts.
with terms as (
  select i.code as indicator, p.code as period, ap.area_id, s.ago, m.terms, m.numerator_constant, m.denominator_constant,
    case when t.part = 'NUMERATOR' then t.coefficient * case t.reach when 'CUM' then f.cumulative when 'PARTS' then f.parts else f.value end else 0 end as numerator,
    case when t.part = 'DENOMINATOR' then t.coefficient * case t.reach when 'CUM' then f.cumulative when 'PARTS' then f.parts else f.value end else 0 end as denominator
  from figures f
  join formula_terms t on t.source_id = f.indicator_id
  join formulas m on m.indicator_id = t.indicator_id
  join indicators i on i.id = t.indicator_id
  join period_steps s on s.from_id = f.period_id and s.reach = t.reach
  join periods p on p.id = s.period_id
  join area_parts ap on ap.part_id = f.area_id and ap.ago = s.ago
  join areas a on a.id = ap.area_id
  where p.months >= i.months
    and (t.reach <> 'CUM' or f.cumulative is not null)
    and (f.parts = 1 or t.source_id = i.id)
    and not ap.total
    and a.level = 'TOWNSHIP'
    and (a.valid_from is null or a.valid_from <= p.last_on) and (a.valid_to is null or a.valid_to >= p.last_on)
), figured as (
  select indicator, period, area_id, ago,
    max(numerator_constant) + sum(numerator) as numerator,
    max(denominator_constant) + sum(denominator) as denominator
  from terms
  group by indicator, period, area_id, ago
  having count(*) = max(terms)
), placed as (
  select indicator, period, area_id, ago,
    rank() over (partition by indicator, period, ago order by numerator / denominator desc) as place,
    count(*) over (partition by indicator, period, ago) as places
  from figured
  where denominator <> 0
), ranked as (
  select indicator, period, area_id,
    max(case when ago = 0 then place end) as place,
    max(case when ago = 0 then places end) as places,
    max(case when ago = 1 then place end) as place_last_year,
    max(case when ago = 1 then places end) as places_last_year
  from placed
  group by indicator, period, area_id
)
select r.indicator, a.code as area, r.period, i.name_zh as indicator_name, a.name_zh as area_name, r.place as rank, r.places as ranked,
  r.place_last_year as rank_last_year, r.places_last_year as ranked_last_year
from ranked r
join areas a on a.id = r.area_id
join indicators i on i.code = r.indicator
where r.place is not null
