-- One row an item in a state that its flow does not have. Source: items, flows. Asked by: hub check.
select i.kind || ' ' || i.id || ' ' || i.state as subject
from items i
join flows f on f.id = i.flow_id
where not exists (select from jsonb_array_elements(f.definition -> 'states') s where s ->> 'code' = i.state)
order by subject
