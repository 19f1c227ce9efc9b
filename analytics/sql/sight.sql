-- One row: what the asker may see, as the row policies have it (my_sight): `kept` are the indicators of the registers
-- that the asker's departments keep; the county itself, whose own figures are for everyone; today by the asker's clock.
-- Read once a request.
select asker() as person_id, s.readers, s.areas, s.indicators, s.all_figures, hub_today() as today,
  array(select i.id from indicators i where i.responsible_id = any (s.registers) order by i.id) as kept,
  (select a.id from areas a where a.level = 'COUNTY' order by a.id limit 1) as county_id
from my_sight() s
