-- The figures of a full county, made in the replica itself: 160 areas, 300 indicators, 120 months, one in a hundred
-- missing, three in a hundred corrected. Values follow from the row's number, so every run has the same.
insert into facts (
  id, indicator_id, area_id, period_id, version, value, status, source, item_id, stated_at, stated_day, confirmed_at,
  confirmed_day)
select uuid(), i.id, a.id, p.id, v.version, ((n.h % 100000) + v.version) / 100, 'CONFIRMED', 'TOWNSHIP',
  '00000000-0000-0000-0000-000000000001', p.last_on, p.last_on - date '1970-01-01' + 2, p.last_on,
  p.last_on - date '1970-01-01' + 1 + n.h % 12
from periods p
cross join indicators i
cross join areas a
cross join lateral (select hash(p.id, i.id, a.id) % 10000000 as h) n
join (values (1), (2)) v (version) on v.version = 1 or n.h % 100 < 3
where p.kind = 'MONTH' and a.level = 'TOWNSHIP' and i.formula is null and n.h % 100 < 99
order by p.id, i.id, a.id, v.version
