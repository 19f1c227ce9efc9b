-- A call is read by who called and by who is asked, an answer by its own unit and by who called: each as its item. No asked unit sees another's.
call protect('material_calls', 'exists (select from items i where i.id = item_id)');
call writable('material_calls', array['insert']);
call protect('material_answers', 'exists (select from items i where i.id = item_id)');
call writable('material_answers', array['insert', 'update']);

-- How many units still owe what a call asks. Whoever gives the last one completes the call, and sees no other unit's answer.
create or replace function material_owed(call uuid) returns bigint
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select count(*) from material_answers a
  where a.call_id = material_owed.call and a.given_at is null
    and (asker() is null or exists (select from items i where i.id = a.call_id and i.readers && (my_sight()).readers));
end;
