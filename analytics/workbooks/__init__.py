"""Workbooks and papers as files: printed tables out, workbooks to be filled out, workbooks that came back in.

What stands here knows files and cells alone. Which figures they are, and what may be stated, is for
resolvers/statistics.
"""
