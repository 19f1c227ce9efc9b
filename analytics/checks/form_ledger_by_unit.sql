-- Rows of form_ledger_by_unit that should not exist: a unit that neither issues forms nor keeps registers, forms without
-- sheets, register figures neither stated nor owed nor otherwise known, a key twice.
select year, unit
from form_ledger_by_unit
where forms + asked_of_registers < 1
  or (forms = 0) <> (submissions = 0)
  or stated_by_departments + waits_for_departments > asked_of_registers
union all
select year, unit
from form_ledger_by_unit
group by year, unit
having count(*) > 1
