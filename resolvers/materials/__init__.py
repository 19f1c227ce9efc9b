"""Calls for material (总结, 台账 and the like): asked once of many units, given once as a file, collected in one table.

`calling` opens a call, `giving` is what a unit does with it and what flows ask, `earlier` finds what was given before.
Figures are never collected so: they are asked by forms (resolvers/statistics).
"""
