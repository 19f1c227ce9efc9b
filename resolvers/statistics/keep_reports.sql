-- Keeps beside a report what answered its cells, the day it was handed in first, and whether it was late. Asked for when the hub hands in, or a term is
-- past. Parameters: item, submitted_on, late, because (units), facts.
update reports set
  submitted_on = coalesce(submitted_on, cast(:submitted_on as date)),
  late = cast(:late as boolean),
  late_because = cast(:because as integer[]),
  facts = cast(:facts as uuid[])
where item_id = :item
