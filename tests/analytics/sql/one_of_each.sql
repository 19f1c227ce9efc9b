-- One row a kind of post in a kind of unit: somebody who holds it on the day of the tests.
select distinct on (s.code, u.kind) s.code || ' ' || u.code as position, a.person_id
from appointments a
join posts p on p.id = a.post_id
join positions s on s.id = p.position_id
join units u on u.id = p.unit_id
where in_force(a.valid_from, a.valid_to, '2020-02-20')
order by s.code, u.kind, a.person_id
