-- One row a fact that forms ask: of each township in force on the period's last day, or of the county where only the
-- county has one. `answer` says what gives it: FORMULA where its formula's parts are in force, else TOWNSHIP (on
-- record, confirmed or not), REGISTER (the department's word), IMPORTED (the hub's own count, or taken over), FINER
-- (shorter periods make it up); null while nothing does. `waits_for` then says for whom: TOWNSHIP, REGISTER, HUB, or
-- FORMULA where parts of it are missing. A formula that is taken away leaves its indicator to the townships. Source:
-- asked_facts, facts, figures, indicators with their formulas.
-- load: INLINE
-- columns: year int, indicator_id int, period_id int, area_id int, responsible_id int, source_kind text, answer text,
--   waits_for text
with asked as (
  select p.year, k.indicator_id, k.period_id, a.id as area_id, i.responsible_id, i.source_kind, i.formula is not null as has_formula
  from asked_facts k
  join periods p on p.id = k.period_id
  join indicators i on i.id = k.indicator_id
  join areas a on a.level = case i.level when 'COUNTY' then 'COUNTY' else 'TOWNSHIP' end
  where (a.valid_from is null or a.valid_from <= p.last_on) and (a.valid_to is null or a.valid_to >= p.last_on)
), on_record as (
  select p.year, f.indicator_id, f.area_id, f.period_id,
    max(case f.source when 'TOWNSHIP' then 1 else 0 end) as stated,
    max(case when f.source = 'REGISTER' and f.status = 'CONFIRMED' then 1 else 0 end) as registered,
    max(case f.source when 'IMPORTED' then 1 else 0 end) as imported
  from facts f
  join periods p on p.id = f.period_id
  where f.source <> 'VILLAGE' and f.status <> 'WITHDRAWN'
  group by p.year, f.indicator_id, f.area_id, f.period_id
), in_force as (
  select p.year, t.indicator_id, ap.area_id, s.period_id
  from figures f
  join formula_terms t on t.source_id = f.indicator_id
  join formulas m on m.indicator_id = t.indicator_id
  join period_steps s on s.from_id = f.period_id and s.reach = t.reach
  join periods p on p.id = s.period_id
  join area_parts ap on ap.part_id = f.area_id and ap.ago = s.ago
  where s.ago = 0 and not ap.total and (t.reach <> 'CUM' or f.cumulative is not null) and (f.parts = 1 or t.source_id = t.indicator_id)
  group by p.year, t.indicator_id, ap.area_id, s.period_id
  having count(*) = max(m.terms)
), answered as (
  select k.year, k.indicator_id, k.period_id, k.area_id, k.responsible_id, k.source_kind, k.has_formula,
    case
      when k.has_formula and c.indicator_id is not null then 'FORMULA'
      when r.stated = 1 then 'TOWNSHIP'
      when r.registered = 1 then 'REGISTER'
      when r.imported = 1 then 'IMPORTED'
      when c.indicator_id is not null then 'FINER'
    end as answer
  from asked k
  left join on_record r on r.year = k.year and r.indicator_id = k.indicator_id and r.area_id = k.area_id and r.period_id = k.period_id
  left join in_force c on c.year = k.year and c.indicator_id = k.indicator_id and c.area_id = k.area_id and c.period_id = k.period_id
)
select year, indicator_id, period_id, area_id, responsible_id, source_kind, answer,
  case
    when answer is not null then null
    when source_kind in ('REGISTER', 'HUB') then source_kind
    when source_kind = 'CALCULATED' and has_formula then 'FORMULA'
    else 'TOWNSHIP'
  end as waits_for
from answered
