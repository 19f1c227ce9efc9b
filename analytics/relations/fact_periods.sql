-- One row the item of a township's period. Source: fact_periods.
-- load: ITEM
-- item: item_id
-- order: period_id, area_id
-- columns: item_id uuid, area_id int, period_id int, entered_at time, confirmed_at time
select item_id, area_id, period_id, entered_at, confirmed_at from fact_periods
