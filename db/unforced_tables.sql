-- One row a table of the hub whose row policies are not in force for everyone, its owner among them. Asked by db/check.py.
select relname
from pg_class
where relkind in ('r', 'p')
  and relnamespace = 'public'::regnamespace
  and not (relrowsecurity and relforcerowsecurity)
order by relname
