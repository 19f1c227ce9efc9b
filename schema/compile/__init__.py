"""The reading engine: a field's selection becomes one SQL statement that answers JSON text, passed on untouched.

`selection` says which fields are asked, `arguments` what was given, `marks` what only Python can work out, `rows` and
`compiler` write the statement, `plans` keeps it and runs it. docs/reading.md tells it in order. What the compiler does
not know is `Unknown`, and the ordinary resolvers (schema/reading.py) answer that field.
"""
