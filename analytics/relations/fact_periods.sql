-- One row the item of a township's period. Source: fact_periods.
select item_id, area_id, period_id, entered_at, confirmed_at from fact_periods
