-- Rows of form_ledger_by_month that should not exist: facts that are neither stated, answered nor waiting, parts that are more than
-- their whole, a key twice.
select month
from form_ledger_by_month
where stated_by_townships + answered_by_hub + waiting <> distinct_facts
  or stated_by_departments + calculated + imported <> answered_by_hub
  or stated_by_townships + waits_for_townships <> asked_of_townships
  or waits_for_townships + waits_for_departments > waiting
  or submissions < 1
  or cells_asked < submissions
union all
select month
from form_ledger_by_month
group by month
having count(*) > 1
