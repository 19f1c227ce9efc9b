-- One row a sheet whose report is locked, or was corrected since: its newest snapshot, with the names of who had stated
-- and confirmed it. Source: report_snapshots, reports, items, people. Asked for by sheets as they are printed. Parameters: forms, areas, periods, in step.
select distinct on (r.item_id) f.code as form, r.area_id, r.period_id, s.number, s.taken_at, s.cells, stated.name as stated_by, confirmed.name as confirmed_by
from unnest(cast(:forms as text[]), cast(:areas as integer[]), cast(:periods as integer[])) as wanted (form, area_id, period_id)
join forms f on f.code = wanted.form
join reports r on r.form_id = f.id and r.area_id = wanted.area_id and r.period_id = wanted.period_id
join items i on i.id = r.item_id and i.state in ('LOCKED', 'REVISED')
join report_snapshots s on s.item_id = r.item_id
left join people stated on stated.id = s.stated_by
left join people confirmed on confirmed.id = s.confirmed_by
order by r.item_id, s.number desc
