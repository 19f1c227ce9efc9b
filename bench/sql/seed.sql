-- Fills a sample county for `bench graphql`: calls for material to twenty units each, their answers, and what hangs on them; all in statements over
-- whole sets. The settings bench.calls, bench.facts and bench.areas say how many. At scale 1: 9,520 calls and 190,400 answers (200,000 items),
-- 1,904,000 assignments, 190,400 rows of access, 400,000 facts (2.5 million children), 600,000 opinions on the answers (grandchildren of the calls).
-- Triggers and foreign keys rest meanwhile: every reference is made from the rows that it names.
set session_replication_role = replica;

-- The county's working units, in protocol order; the first twenty call.
create temporary table asked as
select u.id as unit_id, u.area_id, r.id as reader_id, row_number() over (order by u.ordinal, u.id) as n,
  count(*) over () as units, p.posts, p.holders, p.people
from units u
join readers r on r.unit_id = u.id
join lateral (
  select array_agg(o.id order by o.id) as posts, array_agg(q.id order by o.id) as holders, array_agg(a.person_id order by o.id) as people
  from posts o
  join readers q on q.post_id = o.id
  join lateral (select person_id from appointments a where a.post_id = o.id and in_force(a.valid_from, a.valid_to, current_date) order by id limit 1) a on true
  where o.unit_id = u.id and o.area_id is null) p on cardinality(p.posts) > 0
where in_force(u.valid_from, u.valid_to, current_date);

create temporary table callers as
select unit_id, area_id, reader_id, people, n - 1 as place from asked where n <= 20;

create temporary table calls as
select uuidv7() as id, n, c.unit_id, c.area_id, c.reader_id, c.people[1] as person_id, now() - n * interval '11 minutes' as opened_at,
  'CALL ' || n as number, 201900 + 1 + n % 12 as period_id
from generate_series(1, current_setting('bench.calls')::integer) n join callers c on c.place = n % 20;

insert into items (id, kind, flow_id, number, title, state, unit_id, area_id, opened_at, opened_by, due_at, readers)
select c.id, 'MATERIAL_CALL', f.id, c.number, '关于报送第' || c.n || '号材料的通知', f.definition ->> 'initial', c.unit_id, c.area_id, c.opened_at,
  c.person_id, now() + interval '60 days', array[c.reader_id] || array(select a.reader_id from asked a where (a.n + c.n * 7) % a.units < 20)
from calls c cross join (select * from flows where code = 'MATERIAL_CALL' order by version desc limit 1) f;

insert into material_calls (item_id, words, material, period_id, due_at)
select id, '第' || n || '号材料', 'SUMMARY', period_id, now() + interval '60 days' from calls;

-- Twenty units a call, one in ten still owes its answer.
create temporary table answers as
select uuidv7() as id, row_number() over (order by c.n, a.n) as n, c.id as call_id, c.n as call, c.reader_id as caller, a.unit_id, a.area_id,
  a.reader_id, a.posts, a.holders, a.people, c.opened_at, (c.n + a.n) % 10 = 0 as owed
from calls c join asked a on (a.n + c.n * 7) % a.units < 20;
create index on answers (n);

insert into items (id, kind, flow_id, title, state, unit_id, area_id, urgency, opened_at, due_at, closed_at, readers)
select a.id, 'MATERIAL_ANSWER', f.id, '第' || a.call || '号材料', case when a.owed then f.definition ->> 'initial' else 'GIVEN' end, a.unit_id, a.area_id,
  (array['NORMAL', 'NORMAL', 'NORMAL', 'URGENT'])[1 + a.n % 4], a.opened_at, now() + (30 + a.n % 60) * interval '1 day',
  case when not a.owed then a.opened_at + interval '2 days' end, array[a.reader_id, a.caller]
from answers a cross join (select * from flows where code = 'MATERIAL_ANSWER' order by version desc limit 1) f;

insert into material_answers (item_id, call_id, unit_id, given_at, given_by, nothing_because)
select id, call_id, unit_id, case when not owed then opened_at + interval '2 days' end, case when not owed then people[1] end,
  case when not owed then '无' end
from answers;

-- Ten assignments an answer, each with another post of its unit; the last one, with the first post, is open where the answer is owed. The clock has
-- looked at them through the last hour, as in a county that has been working for a while.
insert into assignments (item_id, duty, power, unit_id, holders, opened_at, due_at, look_at, closed_at, closed_by, closed_event)
select a.id, (array['HANDLE', 'DECIDE', 'OPINION', 'READ', 'RECEIVE'])[1 + s % 5], 'HANDLE', a.unit_id,
  array[a.holders[case s when 10 then 1 else 1 + (a.call + s) % cardinality(a.holders) end]], a.opened_at + s * interval '1 hour', now() + (30 + a.n % 60) * interval '1 day',
  now() + a.n % 3600 * interval '1 second', case when not (a.owed and s = 10) then a.opened_at + (s + 1) * interval '1 hour' end,
  case when not (a.owed and s = 10) then a.people[1] end, case when not (a.owed and s = 10) then 'GIVE' end
from answers a cross join generate_series(1, 10) s;

insert into access (item_id, reader_id, reason, granted_at)
select id, holders[1], 'BENCH', opened_at from answers;

insert into opinions (item_id, kind, text, unit_id, post_id, person_id, given_at)
select a.id, 'REVIEW', '同意', a.unit_id, a.posts[1 + (a.call + s) % cardinality(a.posts)], a.people[1 + (a.call + s) % cardinality(a.posts)],
  a.opened_at + s * interval '1 hour'
from answers a cross join generate_series(1, 4) s
where s <= 3 or a.n % 7 = 0;

-- Figures of earlier years: every indicator that townships state, in each township and month from 2000 on.
insert into periods (id, code, kind, year, first_on, last_on)
select y * 100 + m, y || '-' || lpad(m::text, 2, '0'), 'MONTH', y, make_date(y, m, 1), (make_date(y, m, 1) + interval '1 month' - interval '1 day')::date
from generate_series(2000, 2018) y cross join generate_series(1, 12) m
on conflict do nothing;

insert into facts (indicator_id, area_id, period_id, version, value, status, source, item_id, stated_at, confirmed_at)
select i.id, a.id, p.id, 1, (i.id * 37 + a.id * 11 + p.id) % 10000, 'CONFIRMED', 'IMPORTED', (select id from calls order by n limit 1), p.last_on, p.last_on
from periods p
cross join (select id from areas where level = 'TOWNSHIP' and valid_to is null) a
cross join (select id from indicators where source_kind = 'TOWNSHIP') i
where p.kind = 'MONTH' and p.year between 2000 and 2018
order by p.id, a.id, i.id
limit current_setting('bench.facts')::integer
on conflict do nothing;

-- As many areas as a large county has: villages of its townships.
insert into areas (code, name_zh, name_en, kind, level, parent_id, valid_from, ordinal)
select t.code || 'B' || n, t.name_zh || '第' || n || '村', 'Village ' || n || ' of ' || t.name_en, 'VILLAGE', 'VILLAGE', t.id,
  date '2000-01-01', 100000 + n
from generate_series(1, current_setting('bench.areas')::integer - (select count(*) from areas where in_force(valid_from, valid_to, current_date))) n
join (select *, row_number() over (order by id) - 1 as place, count(*) over () as towns from areas where level = 'TOWNSHIP' and valid_to is null) t
  on t.place = n % t.towns;

set session_replication_role = origin;
