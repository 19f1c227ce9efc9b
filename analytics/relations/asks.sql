-- One row: forms in force ask this indicator for this period. `due_day` counts days since 1970-01-01, so that views
-- need no date arithmetic. Source: asks.
-- load: WHOLE
-- columns: indicator_id int, period_id int, source_kind text, due_on day, due_day int
select indicator_id, period_id, source_kind, due_on, due_on - date '1970-01-01' as due_day from asks order by period_id, indicator_id
