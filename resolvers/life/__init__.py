"""Sample life: figures that a county could have, lived through the hub's own verbs, and the check of every row."""
