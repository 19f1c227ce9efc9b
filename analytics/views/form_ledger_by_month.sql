-- One row a month: what the forms in force ask for the periods that end with it, and who answers it.
-- key: month
-- scope: published
-- shape: many
-- column month: code of the month: 2019-08; a quarter and a year count in their last month
-- column year: its year
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
-- column confirmations: acts by which heads of townships confirmed all figures of such a period; a count
--
-- Published to everyone signed in: counts, never a figure. Source: ledger_sheets, ledger_counts, fact_periods, periods.
with sheets as (
  select last_on, sum(townships * cells) as cells_asked, sum(townships) as submissions
  from ledger_sheets
  group by last_on
), counted as (
  select p.last_on, sum(k.distinct_facts) as distinct_facts,
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
  join periods p on p.id = k.period_id
  group by p.last_on
), confirmed as (
  select p.last_on, count(*) as confirmations
  from fact_periods t
  join periods p on p.id = t.period_id
  where t.confirmed_at is not null
  group by p.last_on
)
select m.code as month, m.year,
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
  cast(coalesce(f.waits_for_departments, 0) as bigint) as waits_for_departments,
  cast(coalesce(c.confirmations, 0) as bigint) as confirmations
from sheets s
join periods m on m.kind = 'MONTH' and m.last_on = s.last_on
left join counted f on f.last_on = s.last_on
left join confirmed c on c.last_on = s.last_on
