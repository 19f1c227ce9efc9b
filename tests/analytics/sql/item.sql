-- An item that facts can be stated in, with its readers; answers its id.
insert into items (kind, flow_id, title, state, unit_id, area_id, opened_at, readers)
select 'FACT_PERIOD', (select min(id) from flows), 'x', 'OPEN', (select min(id) from units), (select min(id) from areas),
  now(), %s
returning id
