-- Rows of township_ranking that should not exist: a place outside those ranked, an area that is no township, no first
-- place, a key twice.
select v.indicator, v.area, v.period
from township_ranking v
join areas a on a.code = v.area
where v.rank < 1
  or v.rank > v.ranked
  or v.rank_last_year > v.ranked_last_year
  or a.level <> 'TOWNSHIP'
union all
select indicator, 'no first place', period
from township_ranking
group by indicator, period
having min(rank) > 1 or count(*) <> max(ranked)
union all
select indicator, area, period
from township_ranking
group by indicator, area, period
having count(*) > 1
