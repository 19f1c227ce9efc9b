-- One row: the day on which a sheet was handed in first. Source: reports. Asked for by sheets of forms. Parameters: forms, areas, periods, in step.
select r.form_id, r.area_id, r.period_id, r.submitted_on
from unnest(cast(:forms as integer[]), cast(:areas as integer[]), cast(:periods as integer[])) as wanted (form_id, area_id, period_id)
join reports r on r.form_id = wanted.form_id and r.area_id = wanted.area_id and r.period_id = wanted.period_id
where r.submitted_on is not null
