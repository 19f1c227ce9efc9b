-- One row a journal row whose payload is not the one it was written with. Source: journal, journal_payloads. Asked by: hub check.
select 'position ' || j.position as subject
from journal j
join journal_payloads p on p.position = j.position
where p.payload is not null and j.digest <> sha256(p.salt || convert_to(p.payload::text, 'UTF8'))
order by j.position
