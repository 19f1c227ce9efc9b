-- One row a version of a fact. `stated_day` and `confirmed_day` count days since 1970-01-01 in the county's time zone.
-- Source: facts.
-- load: FACT
-- order: period_id, indicator_id, area_id, version
-- columns: id uuid, indicator_id int, area_id int, period_id int, version int, value value, status text, source
--   text, item_id uuid, stated_by int, stated_at time, stated_day int, confirmed_by int, confirmed_at time,
--   confirmed_day int
select id, indicator_id, area_id, period_id, version, value, status, source, item_id, stated_by, stated_at,
  (stated_at at time zone current_setting('app.zone'))::date - date '1970-01-01' as stated_day,
  confirmed_by, confirmed_at,
  (confirmed_at at time zone current_setting('app.zone'))::date - date '1970-01-01' as confirmed_day
from facts
