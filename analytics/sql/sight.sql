-- One row: what the asker may see, as the row policies have it (my_sight), and today by the asker's clock. Read once a request.
select asker() as person_id, s.readers, s.areas, s.indicators, s.registers, s.all_figures, hub_today() as today
from my_sight() s
