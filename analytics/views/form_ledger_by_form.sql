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
-- ledger_sheets, ledger_counts, form_fields, indicators, periods, forms, units.
with sheets as (
  select year, form_id, sum(townships * cells) as cells_asked, sum(townships) as submissions
  from ledger_sheets
  group by year, form_id
), behind as (
  select distinct s.form_id, i.id as indicator_id, p.id as period_id
  from ledger_sheets s
  join form_fields d on d.form_id = s.form_id and d.asks <> 'last_year'
  join indicators i on i.id = d.indicator_id
    and (i.valid_from is null or i.valid_from <= s.last_on) and (i.valid_to is null or i.valid_to >= s.last_on)
  join periods p on p.year = s.year and p.last_on >= s.first_on and p.last_on <= s.last_on
), counted as (
  select k.year, b.form_id, sum(k.distinct_facts) as distinct_facts,
    sum(k.stated_by_townships) as stated_by_townships,
    sum(k.answered_by_hub) as answered_by_hub,
    sum(k.stated_by_departments) as stated_by_departments,
    sum(k.calculated) as calculated,
    sum(k.imported) as imported,
    sum(k.waiting) as waiting,
    sum(k.asked_of_townships) as asked_of_townships,
    sum(k.waits_for_townships) as waits_for_townships,
    sum(k.waits_for_departments) as waits_for_departments
  from ledger_counts k
  join behind b on b.indicator_id = k.indicator_id and b.period_id = k.period_id
  group by k.year, b.form_id
)
select s.year, o.code as form, o.name_zh as form_name, u.code as unit, u.name_zh as unit_name, o.entry,
  cast(s.cells_asked as bigint) as cells_asked,
  cast(s.submissions as bigint) as submissions,
  cast(coalesce(f.distinct_facts, 0) as bigint) as distinct_facts,
  cast(coalesce(f.stated_by_townships, 0) as bigint) as stated_by_townships,
  cast(coalesce(f.answered_by_hub, 0) as bigint) as answered_by_hub,
  cast(coalesce(f.stated_by_departments, 0) as bigint) as stated_by_departments,
  cast(coalesce(f.calculated, 0) as bigint) as calculated,
  cast(coalesce(f.imported, 0) as bigint) as imported,
  cast(coalesce(f.waiting, 0) as bigint) as waiting,
  cast(coalesce(f.asked_of_townships, 0) as bigint) as asked_of_townships,
  cast(coalesce(f.waits_for_townships, 0) as bigint) as waits_for_townships,
  cast(coalesce(f.waits_for_departments, 0) as bigint) as waits_for_departments
from sheets s
join forms o on o.id = s.form_id
join units u on u.id = o.issuing_id
left join counted f on f.year = s.year and f.form_id = s.form_id
