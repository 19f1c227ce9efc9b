-- One row: the asker's open assignments by duty, those past their term, and unread notices. Asked for by the page's frame.
select
  count(*) filter (where a.duty = 'HANDLE') as handle,
  count(*) filter (where a.duty = 'DECIDE') as decide,
  count(*) filter (where a.duty = 'OPINION') as opinion,
  count(*) filter (where a.duty = 'READ') as read,
  count(*) filter (where a.duty = 'RECEIVE') as receive,
  count(*) filter (where a.due_at < hub_now()) as overdue,
  (select count(*) from notices n where n.person_id = asker() and n.read_at is null) as unread_notices
from assignments a
where a.closed_at is null
  and a.id = any ((select my_open_assignments())::uuid[])
