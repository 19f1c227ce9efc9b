-- One row a fact that forms ask and something answers, in an area in force on the period's last day. `answer` says what:
-- FORMULA where all parts of its formula are in force, else who gave the version in force: TOWNSHIP, REGISTER,
-- IMPORTED (the hub's own count, or taken over), or FINER (shorter periods make it up); a township's also when it is
-- stated and not yet confirmed. `owed_by` as in ledger_asked. Source: ledger_asked, figures, facts, formulas.
-- load: INLINE
-- columns: year int, indicator_id int, period_id int, area_id int, owed_by text, answer text
with calculated as (
  select p.year, t.indicator_id, s.period_id, ap.area_id
  from figures f
  join formula_terms t on t.source_id = f.indicator_id
  join formulas m on m.indicator_id = t.indicator_id
  join indicators i on i.id = t.indicator_id
  join period_steps s on s.from_id = f.period_id and s.reach = t.reach
  join periods p on p.id = s.period_id
  join area_parts ap on ap.part_id = f.area_id and ap.ago = s.ago
  where i.formula is not null and s.ago = 0 and not ap.total and f.parts = 1 and (t.reach <> 'CUM' or f.cumulative is not null)
  group by p.year, t.indicator_id, s.period_id, ap.area_id
  having count(*) = max(m.terms)
), on_record as (
  select p.year, f.indicator_id, f.period_id, f.area_id, coalesce(f.source, 'FINER') as answer
  from figures f
  join periods p on p.id = f.period_id
  union all
  select distinct p.year, f.indicator_id, f.period_id, f.area_id, 'TOWNSHIP'
  from facts f
  join periods p on p.id = f.period_id
  left join figures g on g.indicator_id = f.indicator_id and g.period_id = f.period_id and g.area_id = f.area_id
  where f.status = 'STATED' and f.source = 'TOWNSHIP' and g.indicator_id is null
), given as (
  select year, indicator_id, period_id, area_id, 'FORMULA' as answer from calculated
  union all
  select r.year, r.indicator_id, r.period_id, r.area_id, r.answer
  from on_record r
  left join calculated c on c.year = r.year and c.indicator_id = r.indicator_id and c.period_id = r.period_id and c.area_id = r.area_id
  where c.indicator_id is null
), placed as (
  select g.year, g.indicator_id, g.period_id, g.area_id, g.answer, case a.level when 'TOWNSHIP' then 'TOWN' else a.level end as level
  from given g
  join periods p on p.id = g.period_id
  join areas a on a.id = g.area_id
  where (a.valid_from is null or a.valid_from <= p.last_on) and (a.valid_to is null or a.valid_to >= p.last_on)
)
select g.year, g.indicator_id, g.period_id, g.area_id, k.owed_by, g.answer
from placed g
join ledger_asked k on k.year = g.year and k.indicator_id = g.indicator_id and k.period_id = g.period_id and k.level = g.level
