-- Register figures that no rule, warning or formula looks at, so that any value may be stated for them; and who keeps them.
-- One row an indicator. Parameter: the code of the period. Asked by bench/live.py.
select i.code, i.id, keeper.code as person
from asks a
join indicators i on i.id = a.indicator_id
join periods r on r.id = a.period_id
join lateral (
  select p.code
  from people p
  join appointments n on n.person_id = p.id
  join posts o on o.id = n.post_id
  join positions k on k.id = o.position_id
  where o.unit_id = i.responsible_id and 'UNIT_FORMS' = any (k.sees)
  order by p.id limit 1) keeper on true
where r.code = %s
  and a.source_kind = 'REGISTER'
  and i.level = 'TOWN'
  and i.rules = '{}'
  and i.warnings = '{}'
  and i.yoy_warn_pct is null
  and coalesce(i.max_value, 1e9) >= 1e6
  and not exists (
    select from indicators x
    where x.id <> i.id
      and concat_ws(' ', array_to_string(x.rules || x.warnings, ' '), x.formula) ~ ('\m' || i.code || '\M'))
order by i.code
