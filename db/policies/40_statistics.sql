-- Catalogue, forms and periods are read by whoever is signed in. Facts are read by area and indicator (design: a township reads all its own, a department
-- the confirmed ones that its forms ask or its registers keep, and all that its registers state, leaders and the statistics bureau all, everyone the county's own).

call protect('indicators', '(select asker()) is not null');
call protect('periods', '(select asker()) is not null');
call protect('forms', '(select asker()) is not null');
call protect('form_fields', '(select asker()) is not null');
call protect('asks', '(select asker()) is not null');
call writable('forms', array['insert', 'update']);
call writable('form_fields', array['insert']);
call writable('asks', array['insert', 'update', 'delete']);

call protect('facts', $$(select (my_sight()).all_figures)
  or area_id = any ((select (my_sight()).areas)::integer[])
  or (status = 'CONFIRMED' and indicator_id = any ((select (my_sight()).indicators)::integer[]))
  or (source = 'REGISTER' and indicator_id = any ((select array_agg(i.id) from indicators i where i.responsible_id = any ((my_sight()).registers))::integer[]))
  or (status = 'CONFIRMED' and area_id = (select a.id from areas a where a.level = 'COUNTY' order by a.id limit 1))$$);
call writable('facts', array['insert', 'update']);
call protect('explanations', $$(select (my_sight()).all_figures) or area_id = any ((select (my_sight()).areas)::integer[])
  or exists (select from register_periods r where r.item_id = explanations.item_id
      and r.unit_id = any ((select (my_sight()).registers)::integer[]))$$);
call writable('explanations', array['insert']);

call protect('fact_periods', 'exists (select from items i where i.id = item_id)');
call writable('fact_periods', array['insert', 'update']);
call protect('fact_corrections', 'exists (select from items i where i.id = item_id)');
call writable('fact_corrections', array['insert', 'update']);
call protect('register_periods', 'exists (select from items i where i.id = item_id)');
call writable('register_periods', array['insert', 'update']);
-- A village's secretary reads the township's item, and of its questions those of the own village alone; a township's areas hold its villages.
call protect('village_questions', $$(select (my_sight()).all_figures) or area_id = any ((select (my_sight()).areas)::integer[])$$);
call writable('village_questions', array['insert', 'update']);
call protect('workbooks_taken', 'person_id = (select asker())');
call writable('workbooks_taken', array['insert']);
