-- Deletes the versions of facts that come anew (`fresh_facts`), by their natural key: facts are stored in that order, so only
-- few blocks are read.
delete from facts
using fresh_facts s
where facts.period_id = s.period_id
  and facts.indicator_id = s.indicator_id
  and facts.area_id = s.area_id
  and facts.version = s.version
