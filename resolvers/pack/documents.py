"""Checks of number series, kinds of papers and how long what is kept."""

import re
from collections.abc import Iterator

from resolvers.pack.organisation import none_of, unique, unknown
from resolvers.pack.problems import Problem, fault
from resolvers.pack.read import Pack
from resolvers.pack.rows import NumberSeries

KEPT = frozenset({"Y", "D30", "D10", "NONE", "AS_PAPER", "AS_REPLY", "WHILE_VALID"})
RESETS = frozenset({"YEAR", "NEVER"})


def _number(series: NumberSeries) -> re.Pattern[str]:
    """What a number of the series looks like; no serial begins with zero (GB/T 9704-2012)."""
    form = re.escape(series.prefix + series.format)
    form = form.replace(re.escape("{year}"), "[12][0-9]{3}").replace(re.escape("{n}"), "[1-9][0-9]*")
    return re.compile(form)


def _series(pack: Pack) -> Iterator[Problem]:
    units = {unit.code for unit in pack.units}
    kinds = {kind.code for kind in pack.document_kinds}
    yield from unique(pack.number_series, lambda series: series.prefix, "prefix")
    for series in pack.number_series:
        yield from unknown(series, "unit", [series.unit], units, "units.csv")
        yield from unknown(series, "kind of paper", series.kinds, kinds, "document_kinds.csv")
        if "{n}" not in series.format or (series.reset == "YEAR") != ("{year}" in series.format):
            yield fault(series, f"the format {series.format!r} does not tell numbers apart", "Use {year} and {n}")
        elif series.example and not _number(series).fullmatch(series.example):
            yield fault(series, f"the example {series.example} is not a number of {series.prefix}", "Correct either")
        if series.reset not in RESETS:
            yield fault(series, f"reset is {series.reset!r}", "Write YEAR or NEVER")
    yield from _collisions(pack.number_series)


def _collisions(rows: tuple[NumberSeries, ...]) -> Iterator[Problem]:
    """Two series of which one number could be read as a number of either, so that a search finds two papers."""
    for series in rows:
        sample = (series.prefix + series.format).replace("{year}", "2019").replace("{n}", "12")
        for other in rows:
            near = other is not series and sample.startswith(other.prefix)
            if near and other.prefix != series.prefix and _number(other).fullmatch(sample):
                yield fault(
                    series,
                    f"{sample} can be read as a number of {other.prefix} too",
                    "Give the series a prefix that no other begins with",
                )


def check_documents(pack: Pack) -> Iterator[Problem]:
    """Problems of number series, kinds of papers and retention."""
    yield from unique(pack.document_kinds, lambda kind: kind.code, "kind of paper")
    yield from _series(pack)
    for row in pack.retention:
        kept = [row.retention, *([row.retention_if_important] if row.retention_if_important else [])]
        yield from none_of(row, "retention", kept, KEPT)
