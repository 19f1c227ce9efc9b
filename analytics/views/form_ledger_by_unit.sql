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
-- work that is saved. Source: ledger_sheets, ledger_counts, indicators, units.
with handed_in as (
  select year, issuing_id as unit_id, count(distinct form_id) as forms, sum(townships) as submissions,
    sum(townships * cells) as cells_asked
  from ledger_sheets
  group by year, issuing_id
), owed as (
  select k.year, i.responsible_id as unit_id, sum(k.distinct_facts) as facts, sum(k.stated_by_departments) as stated,
    sum(k.waiting) as waiting
  from ledger_counts k
  join indicators i on i.id = k.indicator_id
  where i.source_kind = 'REGISTER'
  group by k.year, i.responsible_id
), together as (
  select year, unit_id, forms, submissions, cells_asked, 0 as facts, 0 as stated, 0 as waiting from handed_in
  union all
  select year, unit_id, 0, 0, 0, facts, stated, waiting from owed
)
select t.year, u.code as unit, max(u.name_zh) as unit_name,
  cast(sum(t.forms) as bigint) as forms,
  cast(sum(t.cells_asked) as bigint) as cells_asked,
  cast(sum(t.submissions) as bigint) as submissions,
  cast(sum(t.facts) as bigint) as asked_of_registers,
  cast(sum(t.stated) as bigint) as stated_by_departments,
  cast(sum(t.waiting) as bigint) as waits_for_departments
from together t
join units u on u.id = t.unit_id
group by t.year, u.code
