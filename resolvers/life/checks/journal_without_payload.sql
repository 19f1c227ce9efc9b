-- One row a journal row whose payload is gone though nobody erased it. Source: journal, journal_payloads. Asked by: hub check.
select 'position ' || j.position as subject
from journal j
left join journal_payloads p on p.position = j.position
where p.position is null or (p.payload is null and p.erased_at is null)
order by j.position
