"""Figures: periods, numbers as people type them, formulas, what a figure is and who is asked for it.

The rules here are pure: they know no database and no clock. Verbs and reads that need rows stand beside them.
"""
