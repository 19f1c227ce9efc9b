-- Confirms what is stated in an item.
update facts set status = 'CONFIRMED', confirmed_at = now() where item_id = %s and status = 'STATED'
