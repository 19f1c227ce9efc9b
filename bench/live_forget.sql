-- Deletes what comes anew (`staged`), by natural key. Run by the bare follower of bench/live.py.
delete from facts
using staged s
where facts.period_id = s.period_id
  and facts.indicator_id = s.indicator_id
  and facts.area_id = s.area_id
