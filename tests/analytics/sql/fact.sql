-- A version of a fact, in codes' numbers; answers its id.
insert into facts (
  indicator_id, area_id, period_id, version, latest, value, status, source, item_id, stated_at, confirmed_at, reason)
values (
  %(indicator)s, %(area)s, %(period)s, %(version)s, false, %(value)s, %(status)s, %(source)s, %(item)s, %(stated_at)s,
  %(confirmed_at)s, %(reason)s)
returning id
