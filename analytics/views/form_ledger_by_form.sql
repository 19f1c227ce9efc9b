-- One row a year and form: what the form asks of the county's townships, and who answers it. A fact that several forms ask counts with each of them.
-- key: year, form
-- scope: published
-- shape: many
-- column year: the year; all periods that end in it, over or not
-- column form: code of the form
-- column form_name: the form's name in Chinese
-- column unit: code of the unit that issues it
-- column unit_name: that unit's name in Chinese
-- column entry: whether it is open for entry; an unapproved form is made by the hub and asks nobody
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
--
-- Published to everyone signed in: counts, never a figure. Asked by the ledger's page and by who issues forms. Source:
-- forms, form_fields, indicators, periods, ledger_asked, ledger_answers.
with sheets as (
  select p.year, f.id as form_id, p.kind, p.first_on, p.last_on, p.townships
  from forms f
  join periods p on p.kind = f.period_kind
  where (f.valid_from is null or f.valid_from <= p.last_on) and (f.valid_to is null or f.valid_to >= p.last_on)
), handed_in as (
  select year, form_id, sum(townships) as submissions
  from sheets
  group by year, form_id
), cells as (
  select p.year, p.form_id, p.first_on, p.last_on, p.townships, d.indicator_id
  from sheets p
  join form_fields d on d.form_id = p.form_id and d.asks <> 'last_year'
  join indicators i on i.id = d.indicator_id
  where (i.valid_from is null or i.valid_from <= p.last_on) and (i.valid_to is null or i.valid_to >= p.last_on)
), asked as (
  select year, form_id, sum(townships) as cells_asked
  from cells
  group by year, form_id
), behind as (
  select distinct c.form_id, k.indicator_id, k.period_id
  from asked_facts k
  join periods p on p.id = k.period_id
  join cells c on c.year = p.year and c.indicator_id = k.indicator_id and c.first_on <= p.last_on and c.last_on >= p.last_on
), given as (
  select year, indicator_id, period_id, owed_by, answer, count(*) as answers
  from ledger_answers
  group by year, indicator_id, period_id, owed_by, answer
), counted as (
  select k.year, b.form_id, k.owed_by, cast(null as varchar) as answer, sum(k.facts) as facts, 0 as answers
  from ledger_asked k
  join behind b on b.indicator_id = k.indicator_id and b.period_id = k.period_id
  group by k.year, b.form_id, k.owed_by
  union all
  select g.year, b.form_id, g.owed_by, g.answer, 0, sum(g.answers)
  from given g
  join behind b on b.indicator_id = g.indicator_id and b.period_id = g.period_id
  group by g.year, b.form_id, g.owed_by, g.answer
), facts_asked as (
  select year, form_id, sum(facts) as asked,
    sum(answers) as answered,
    sum(case answer when 'TOWNSHIP' then answers else 0 end) as stated,
    sum(case answer when 'REGISTER' then answers else 0 end) as registered,
    sum(case answer when 'IMPORTED' then answers else 0 end) as imported,
    sum(case when answer in ('FORMULA', 'FINER') then answers else 0 end) as calculated,
    sum(case owed_by when 'TOWNSHIP' then facts - answers else 0 end) as wait_townships,
    sum(case owed_by when 'REGISTER' then facts - answers else 0 end) as wait_departments
  from counted
  group by year, form_id
)
select h.year, o.code as form, o.name_zh as form_name, u.code as unit, u.name_zh as unit_name, o.entry,
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
  cast(coalesce(f.wait_departments, 0) as bigint) as waits_for_departments
from handed_in h
join forms o on o.id = h.form_id
join units u on u.id = o.issuing_id
left join asked a on a.year = h.year and a.form_id = h.form_id
left join facts_asked f on f.year = h.year and f.form_id = h.form_id
