"""Benchmarks that a user can run: `python3 hub.py bench NAME [--json]`. Figures are ratios against a baseline named
in the same run.
"""
