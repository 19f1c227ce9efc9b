-- Why: a dashboard's token reads named views of named areas and nothing else. A token without views is a person's own, as before.
alter table tokens add views text[];
alter table tokens add areas integer[];
alter table tokens add check (views is null or (cardinality(views) > 0 and scopes = array['read']));
alter table tokens add check (areas is null or (views is not null and cardinality(areas) > 0));
create index on tokens (made_at) where views is not null;
-- They answer, or take, one thing more now (db/policies/50_accounts.sql makes them anew): a function cannot change that in place.
drop function if exists token_of(text);
drop function if exists make_token(integer, text, text, text[], interval);
