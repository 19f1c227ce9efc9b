-- A county for measuring, made in a replica's file: 160 townships, 300 stated and 30 calculated indicators, ten years.
insert into areas
select 1, 'C', '县', 'County', 'COUNTY', 'COUNTY', null, 1, null, null, 0
union all
select 1 + n, 'A' || n, '镇' || n, 'Town ' || n, 'TOWN', 'TOWNSHIP', 1, 1 + n, null, null, n
from range(1, 161) as t (n);

insert into area_parts
select id, id, place_id, ago, false
from areas, (values (0), (1)) as t (ago)
union all
select 1, id, place_id, ago, true
from areas, (values (0), (1)) as t (ago)
where level = 'TOWNSHIP';

insert into periods
select y * 100 + m, y || '-' || lpad(m::varchar, 2, '0'), 'MONTH', y, make_date(y, m, 1), last_day(make_date(y, m, 1)),
  1, m, y * 100 + 20 + (m + 2) // 3, 3, m % 3 = 0, 160
from range(2010, 2020) as a (y), range(1, 13) as b (m)
union all
select y * 100 + 20 + q, y || 'Q' || q, 'QUARTER', y, make_date(y, q * 3 - 2, 1), last_day(make_date(y, q * 3, 1)),
  3, q, y * 100 + 30, 4, q = 4, 160
from range(2010, 2020) as a (y), range(1, 5) as b (q)
union all
select y * 100 + 30, y::varchar, 'YEAR', y, make_date(y, 1, 1), make_date(y, 12, 31), 12, 1, null, null, null, 160
from range(2010, 2020) as a (y);

insert into period_steps
select p.id, ago, reach,
  case
    when reach <> 'PREV' then id
    when kind = 'MONTH' and id % 100 = 1 then id - 89
    when kind = 'QUARTER' and id % 100 = 21 then id - 97
    when kind = 'YEAR' then id - 100
    else id - 1
  end - 100 * ago
from periods p, (values (0), (1)) as t (ago), (values ('AT'), ('PREV'), ('CUM'), ('PARTS')) as u (reach);

insert into indicators
select n, 'I' || n, 'D', '域', '指标' || n, 'Indicator ' || n, '人', 2, 'MONTH', 1, 'TOWN',
  case n % 2 when 0 then 'SUM' else 'LAST' end, 'SUM', null, null, 1, 'TOWNSHIP', null, null, n
from range(1, 301) as t (n)
union all
select 300 + n, 'R' || n, 'D', '域', '率' || n, 'Rate ' || n, '%', 2, 'MONTH', 1, 'TOWN',
  'RATIO', 'RATIO', null, 'I' || (2 * n) || ' / I' || (2 * n + 2) || ' * 100', 1, 'CALCULATED', null, null, 300 + n
from range(1, 31) as t (n);

insert into asks
select i.id, p.id, 'TOWNSHIP', p.last_on + 5, (p.last_on + 5) - date '1970-01-01'
from periods p, indicators i
where p.kind = 'MONTH' and i.id <= 191;

-- 33 monthly forms with 538 fields between them, as many as the sample county has.
insert into units
select 1, 'U', '局', '局', 'Office', 'DEPARTMENT', 'COUNTY', null, 1, 1;

insert into forms
select n, 'F' || n, 'T' || n, '表' || n, 'Form ' || n, 1, 'LOCAL', 'MONTH', true, null, null, n
from range(1, 34) as t (n);

insert into form_fields
select 1 + n % 33, 1 + n // 33, 1 + n * 7 % 330, 'month'
from range(0, 538) as t (n);

insert into asked_facts
select distinct d.indicator_id, p.id
from form_fields d, periods p
where p.kind = 'MONTH'
order by p.id, d.indicator_id;
