-- The rows of a pipe that COPY fills; the first parameter is its path, the second its columns. Empty text stays text.
select *
from read_csv(
  ?, columns = ?, auto_detect = false, header = false, parallel = false,
  delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false)
