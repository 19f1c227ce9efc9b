-- A township gets a new name and code in June 2019: a new area that follows the old one. Answers its id.
insert into areas (code, name_zh, name_en, kind, level, parent_id, valid_from, predecessor_id, ordinal)
select '610628201', '新羊泉镇', 'New Yangquan', kind, level, parent_id, '2019-06-01', id, ordinal
from areas
where code = '610628101'
returning id
