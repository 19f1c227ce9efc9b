-- One row a year and township: what the forms in force ask of it, and who answers it. What only the county has is no township's.
-- key: year, area
-- scope: published
-- shape: many
-- column year: the year; all periods that end in it, over or not
-- column area: code of the township
-- column area_name: the township's name in Chinese
-- column cells_asked: cells that the forms in force ask of the townships: one field of one form for one township and period; a count
-- column submissions: sheets of these forms, one for each form, township and period; a count
-- column distinct_facts: facts behind the cells, each counted once; a count
-- column stated_by_townships: of these facts, those that a township has stated; a count
-- column answered_by_hub: of these facts, those that registers, formulas, shorter periods or the hub's own records answer; a count
-- column stated_by_departments: of those answered, what departments have stated from their registers; a count
-- column calculated: of those answered, what formulas or shorter periods give; a count
-- column imported: of those answered, what the hub has counted or taken over; a count
-- column waiting: facts that nothing answers yet: stated, answered and waiting make up the distinct facts; a count
-- column asked_of_townships: facts that only a township can state, on record or still waiting; a count
-- column waits_for_townships: facts still waiting for a township; a count
-- column waits_for_departments: facts still waiting for a department's register; a count
-- column confirmations: acts by which its head confirmed all figures of a period; a count
--
-- Published to everyone signed in: counts, never a figure. Source: forms, form_fields, indicators, periods, areas,
-- ledger_asked, ledger_answers, fact_periods.
with sheets as (
  select p.year, f.id as form_id, p.last_on, a.id as area_id
  from forms f
  join periods p on p.kind = f.period_kind
  join areas a on a.level = 'TOWNSHIP'
  where (f.valid_from is null or f.valid_from <= p.last_on) and (f.valid_to is null or f.valid_to >= p.last_on)
    and (a.valid_from is null or a.valid_from <= p.last_on) and (a.valid_to is null or a.valid_to >= p.last_on)
), handed_in as (
  select year, area_id, count(*) as submissions
  from sheets
  group by year, area_id
), asked as (
  select p.year, p.area_id, count(*) as cells_asked
  from sheets p
  join form_fields d on d.form_id = p.form_id and d.asks <> 'last_year'
  join indicators i on i.id = d.indicator_id
  where (i.valid_from is null or i.valid_from <= p.last_on) and (i.valid_to is null or i.valid_to >= p.last_on)
  group by p.year, p.area_id
), owed as (
  select period_id, owed_by, count(*) as facts
  from ledger_asked
  where level = 'TOWN'
  group by period_id, owed_by
), counted as (
  select p.year, a.id as area_id, k.owed_by, cast(null as varchar) as answer, sum(k.facts) as facts, 0 as answers
  from owed k
  join periods p on p.id = k.period_id
  join areas a on a.level = 'TOWNSHIP'
  where (a.valid_from is null or a.valid_from <= p.last_on) and (a.valid_to is null or a.valid_to >= p.last_on)
  group by p.year, a.id, k.owed_by
  union all
  select year, area_id, owed_by, answer, 0, count(*)
  from ledger_answers
  group by year, area_id, owed_by, answer
), facts_asked as (
  select year, area_id, sum(facts) as asked,
    sum(answers) as answered,
    sum(case answer when 'TOWNSHIP' then answers else 0 end) as stated,
    sum(case answer when 'REGISTER' then answers else 0 end) as registered,
    sum(case answer when 'IMPORTED' then answers else 0 end) as imported,
    sum(case when answer in ('FORMULA', 'FINER') then answers else 0 end) as calculated,
    sum(case owed_by when 'TOWNSHIP' then facts - answers else 0 end) as wait_townships,
    sum(case owed_by when 'REGISTER' then facts - answers else 0 end) as wait_departments
  from counted
  group by year, area_id
), confirmed as (
  select p.year, t.area_id, count(*) as confirmations
  from fact_periods t
  join periods p on p.id = t.period_id
  where t.confirmed_at is not null
  group by p.year, t.area_id
)
select h.year, o.code as area, o.name_zh as area_name,
  cast(coalesce(a.cells_asked, 0) as bigint) as cells_asked,
  cast(h.submissions as bigint) as submissions,
  cast(coalesce(f.asked, 0) as bigint) as distinct_facts,
  cast(coalesce(f.stated, 0) as bigint) as stated_by_townships,
  cast(coalesce(f.answered - f.stated, 0) as bigint) as answered_by_hub,
  cast(coalesce(f.registered, 0) as bigint) as stated_by_departments,
  cast(coalesce(f.calculated, 0) as bigint) as calculated,
  cast(coalesce(f.imported, 0) as bigint) as imported,
  cast(coalesce(f.asked - f.answered, 0) as bigint) as waiting,
  cast(coalesce(f.stated + f.wait_townships, 0) as bigint) as asked_of_townships,
  cast(coalesce(f.wait_townships, 0) as bigint) as waits_for_townships,
  cast(coalesce(f.wait_departments, 0) as bigint) as waits_for_departments,
  cast(coalesce(c.confirmations, 0) as bigint) as confirmations
from handed_in h
join areas o on o.id = h.area_id
left join asked a on a.year = h.year and a.area_id = h.area_id
left join facts_asked f on f.year = h.year and f.area_id = h.area_id
left join confirmed c on c.year = h.year and c.area_id = h.area_id
