"""County packs: reading the folder of tables that describes one county, checking it as a whole, loading it.

What a checked pack means to the running hub (flows, terms, figures) lives with those subjects, not here.
"""
