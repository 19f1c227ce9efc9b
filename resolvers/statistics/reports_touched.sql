-- One row an indicator and area whose figures an item states, corrects or asks to have corrected. Source: facts, fact_corrections. Asked when the hub
-- looks after the reports that one change touches.
select indicator_id, area_id
from facts
where item_id = :item
union
select indicator_id, area_id
from fact_corrections
where item_id = :item
