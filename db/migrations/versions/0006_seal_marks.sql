-- Why: a seal's hash says that its rows are no longer what they were, and not which. The marks hold, for each row in order, its position
-- (8 bytes) and the beginning of its own hash (8 bytes); the seal's hash covers the whole hashes, so the marks need not be trusted.
alter table journal_seals add column marks bytea not null default '';
