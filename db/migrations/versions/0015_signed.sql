-- Why: a locked paper was printed with who signed the newest figures, not with who had signed those that were locked.
-- What was locked before takes its signatures from the versions that it kept: who stated and who confirmed the newest of the
-- township's own. The owner itself sees no row under forced policies, so the hub fills in; a new database has nothing to fill.
alter table report_snapshots
  add column stated_by integer references people,
  add column confirmed_by integer references people;

do $$ begin
  if not has_table_privilege('hub_system', 'report_snapshots', 'update') then
    return;
  end if;
  set local role hub_system;
  update report_snapshots s set stated_by = signed.stated_by, confirmed_by = signed.confirmed_by
  from (
    select distinct on (k.item_id, k.number) k.item_id, k.number, f.stated_by, f.confirmed_by
    from report_snapshots k
    join facts f on f.id = any (k.facts) and f.source = 'TOWNSHIP'
    order by k.item_id, k.number, coalesce(f.confirmed_at, f.stated_at) desc
  ) signed
  where signed.item_id = s.item_id and signed.number = s.number;
  reset role;
end $$;
