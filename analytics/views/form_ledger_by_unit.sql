-- One row a year and unit: what the unit's forms ask of the townships, and what its own registers owe to all forms.
-- key: year, unit
-- scope: published
-- shape: many
-- column year: the year; all periods that end in it, over or not
-- column unit: code of the unit that issues forms or keeps registers
-- column unit_name: its name in Chinese
-- column forms: forms in force in the year that it issues; a count
-- column cells_asked: cells that these forms ask of the townships; a count
-- column submissions: sheets of these forms, one for each form, township and period; a count
-- column asked_of_registers: facts that forms ask and only its registers know; a count
-- column stated_by_departments: of these, what it has stated, typed once for all forms; a count
-- column waits_for_departments: of these, what it still owes; a count
--
-- Published to everyone signed in: counts, never a figure. Shows work that is moved from townships to departments beside
-- work that is saved. Source: forms, form_fields, indicators, periods, units, ledger_asked,
-- ledger_answers.
with sheets as (
  select p.year, f.id as form_id, f.issuing_id, p.last_on, p.townships
  from forms f
  join periods p on p.kind = f.period_kind
  where (f.valid_from is null or f.valid_from <= p.last_on) and (f.valid_to is null or f.valid_to >= p.last_on)
), handed_in as (
  select year, issuing_id as unit_id, count(distinct form_id) as forms, sum(townships) as submissions
  from sheets
  group by year, issuing_id
), asked as (
  select p.year, p.issuing_id as unit_id, sum(p.townships) as cells_asked
  from sheets p
  join form_fields d on d.form_id = p.form_id and d.asks <> 'last_year'
  join indicators i on i.id = d.indicator_id
  where (i.valid_from is null or i.valid_from <= p.last_on) and (i.valid_to is null or i.valid_to >= p.last_on)
  group by p.year, p.issuing_id
), owed as (
  select year, responsible_id as unit_id, sum(facts) as facts
  from ledger_asked
  where owed_by = 'REGISTER'
  group by year, responsible_id
), given as (
  select g.year, i.responsible_id as unit_id, count(*) as answered,
    sum(case g.answer when 'REGISTER' then 1 else 0 end) as stated
  from ledger_answers g
  join indicators i on i.id = g.indicator_id
  where g.owed_by = 'REGISTER'
  group by g.year, i.responsible_id
), together as (
  select year, unit_id, forms, submissions, 0 as cells_asked, 0 as facts, 0 as stated, 0 as answered from handed_in
  union all
  select year, unit_id, 0, 0, cells_asked, 0, 0, 0 from asked
  union all
  select year, unit_id, 0, 0, 0, facts, 0, 0 from owed
  union all
  select year, unit_id, 0, 0, 0, 0, stated, answered from given
)
select t.year, u.code as unit, max(u.name_zh) as unit_name,
  cast(sum(t.forms) as bigint) as forms,
  cast(sum(t.cells_asked) as bigint) as cells_asked,
  cast(sum(t.submissions) as bigint) as submissions,
  cast(sum(t.facts) as bigint) as asked_of_registers,
  cast(sum(t.stated) as bigint) as stated_by_departments,
  cast(sum(t.facts - t.answered) as bigint) as waits_for_departments
from together t
join units u on u.id = t.unit_id
group by t.year, u.code
