-- Deletes the figures of every touched indicator, place and year, between the first and last period of those years.
delete from figures
using touched t
where figures.period_id between $first and $last
  and figures.indicator_id = t.indicator_id
  and figures.place_id = t.place_id
  and figures.period_id // 100 = t.year
