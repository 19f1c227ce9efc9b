-- Rows of indicator_by_area that should not exist: more areas counted than there are, or compared than counted; a key
-- twice; a village; a total with a version; a comparison without an area compared.
select v.indicator, v.area, v.period
from indicator_by_area v
join areas a on a.code = v.area
where v.areas < 1
  or v.areas_compared > v.areas
  or (a.level = 'TOWNSHIP' and v.areas > 1)
  or a.level = 'VILLAGE'
  or (v.areas > 1 and v.version is not null)
  or (v.areas_compared = 0) <> (v.then_numerator is null)
union all
select indicator, area, period
from indicator_by_area
group by indicator, area, period
having count(*) > 1
