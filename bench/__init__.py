"""Benchmarks that a user can run: `python3 hub.py bench`."""
