-- One row: the version of a fact that counts on sheets, the highest confirmed one, else the highest that the township stated. Value in the indicator's
-- unit. Source: facts, through the function that knows whose sheets the asker may see. Asked for by sheets of forms.
-- Parameters: forms and indicators (pairs: what a form's cells rest on), areas, first and last (period numbers).
select indicator_id, area_id, period_id, fact_id, version, value, status, source, stated_by, confirmed_by, stands_at, first_at
from sheet_facts(
  cast(:forms as integer[]), cast(:indicators as integer[]), cast(:areas as integer[]),
  cast(:first as integer), cast(:last as integer))
