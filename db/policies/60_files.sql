-- Files: a content is kept once, whoever uploads it; the row policy on `files` cannot show an uploader the row that another's upload made,
-- so keeping goes through this function. The bytes have been hashed by the hub: only who holds them can name them here.
create or replace function keep_upload(sha256 text, size bigint, media_type text) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare kept uuid;
begin
  if asker() is null then raise exception 'an upload needs a person' using errcode = 'insufficient_privilege'; end if;
  insert into files (sha256, size, media_type, stored_at)
  values (keep_upload.sha256, keep_upload.size, keep_upload.media_type, hub_now())
  on conflict (sha256) do nothing;
  select f.id into kept from files f where f.sha256 = keep_upload.sha256;
  insert into uploads (file_id, person_id, uploaded_at) values (kept, asker(), hub_now()) on conflict do nothing;
  return kept;
end $$;
