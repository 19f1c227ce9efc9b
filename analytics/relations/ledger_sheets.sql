-- One row a sheet that a form in force asks of each township: form and period. `cells` are those that it asks of one
-- township, `townships` so many are asked; form and indicator count when in force on the period's last day, and last
-- year's figure is not asked. Source: forms, form_fields, indicators, periods.
-- load: INLINE
-- columns: year int, form_id int, issuing_id int, period_id int, first_on day, last_on day, townships int, cells long
select p.year, f.id as form_id, f.issuing_id, p.id as period_id, p.first_on, p.last_on, p.townships, count(i.id) as cells
from forms f
join periods p on p.kind = f.period_kind
left join form_fields d on d.form_id = f.id and d.asks <> 'last_year'
left join indicators i on i.id = d.indicator_id
  and (i.valid_from is null or i.valid_from <= p.last_on) and (i.valid_to is null or i.valid_to >= p.last_on)
where (f.valid_from is null or f.valid_from <= p.last_on) and (f.valid_to is null or f.valid_to >= p.last_on)
group by p.year, f.id, f.issuing_id, p.id, p.first_on, p.last_on, p.townships
