-- A proposal is read by who may read its item, and its fields with it. What is approved stands in forms, for everyone.
call protect('form_proposals', 'exists (select from items i where i.id = item_id)');
call writable('form_proposals', array['insert', 'update']);
call protect('proposed_fields', 'exists (select from items i where i.id = item_id)');
call writable('proposed_fields', array['insert', 'update', 'delete']);
-- Which forms are the register's is for everyone to read, as the forms are.
call protect('form_versions', '(select asker()) is not null');
call writable('form_versions', array['insert']);
