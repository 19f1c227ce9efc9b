-- At most one row: the first journal row whose payload is gone without having been erased, or is not what its digest says.
-- Asked by the verification of the journal (db/seals.py).
select j.position, case when p.position is null then 'missing' else 'changed' end as problem
from journal j
left join journal_payloads p on p.position = j.position
where p.position is null
  or (p.payload is not null and j.digest <> sha256(p.salt || convert_to(cast(p.payload as text), 'UTF8')))
  or (p.payload is null and p.erased_at is null)
order by j.position
limit 1
