-- A journal row, as a verb of statistics writes it.
select write_journal(
  now(), null, null, 'statistics', %s, array[%s]::uuid[], array[%s]::uuid[], array['{}']::jsonb[])
