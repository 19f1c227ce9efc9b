-- What the ledger counts, to be summed: one row a fact asked, in each area that it is asked of, and one more for each of
-- them that something answers. So the sum of `distinct_facts` is what is asked, and `stated_by_townships`,
-- `answered_by_hub` and `waiting` together make it up. Each column means what it does in the view form_ledger.
-- Source: ledger_asked, ledger_answers, periods, areas.
-- load: INLINE
-- columns: year int, indicator_id int, period_id int, area_id int, distinct_facts int, stated_by_townships int,
--   answered_by_hub int, stated_by_departments int, calculated int, imported int, waiting int, asked_of_townships int,
--   waits_for_townships int, waits_for_departments int
with counted as (
  select k.year, k.indicator_id, k.period_id, a.id as area_id, k.owed_by, cast(null as varchar) as answer, 1 as facts, 0 as answers
  from ledger_asked k
  join periods p on p.id = k.period_id
  join areas a on k.level = case a.level when 'TOWNSHIP' then 'TOWN' else a.level end
  where (a.valid_from is null or a.valid_from <= p.last_on) and (a.valid_to is null or a.valid_to >= p.last_on)
  union all
  select year, indicator_id, period_id, area_id, owed_by, answer, 0, 1
  from ledger_answers
)
select year, indicator_id, period_id, area_id,
  facts as distinct_facts,
  case answer when 'TOWNSHIP' then answers else 0 end as stated_by_townships,
  case answer when 'TOWNSHIP' then 0 else answers end as answered_by_hub,
  case answer when 'REGISTER' then answers else 0 end as stated_by_departments,
  case when answer in ('FORMULA', 'FINER') then answers else 0 end as calculated,
  case answer when 'IMPORTED' then answers else 0 end as imported,
  facts - answers as waiting,
  case answer when 'TOWNSHIP' then answers else 0 end
    + case owed_by when 'TOWNSHIP' then facts - answers else 0 end as asked_of_townships,
  case owed_by when 'TOWNSHIP' then facts - answers else 0 end as waits_for_townships,
  case owed_by when 'REGISTER' then facts - answers else 0 end as waits_for_departments
from counted
