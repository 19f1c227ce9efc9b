-- One row a person: the settings that the row policies ask, as carry_asker would set them. Parameter: people.
select person, json_build_object('app.person', person::text, 'app.now', now()::text, 'app.zone', 'Asia/Shanghai',
  'app.sight', sight_of(person, hub_today(), hub_now())::text)
from unnest(%(people)s::integer[]) person
