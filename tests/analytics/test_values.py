"""The overview's figures are those that the rules of figures calculate, one by one."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from analytics.generation import Generation
from analytics.quotients import rounded
from resolvers.pack.read import read_pack
from resolvers.statistics.calculate import Calculator
from resolvers.statistics.catalogue import Indicator, Level, OverSpace, OverTime, SourceKind
from resolvers.statistics.periods import Period, PeriodKind
from tests.analytics.county import ROOT, STATED, County, last_day, text
from tests.analytics.test_views import in_duckdb
from tests.pack.as_rules import as_rules

RENAMED = {"610628201": "610628101"}
COUNTY = "610628"


def extra_indicators() -> list[Indicator]:
    """The indicators that the messy county has besides its pack's."""

    def made(
        code: str, period: str, time: str, space: str, weight: str | None = None, formula: str | None = None
    ) -> Indicator:
        source = SourceKind.CALCULATED if formula else SourceKind.TOWNSHIP
        return Indicator(
            code=code, name_zh=code, name_en=code, unit="元", decimals=2, period=PeriodKind(period), source=source,
            level=Level.TOWN, over_time=OverTime(time), over_space=OverSpace(space), weight=weight, formula=formula,
        )  # fmt: skip

    return [
        made("TST01", "QUARTER", "AVG", "WAVG", "TST02"),
        made("TST02", "QUARTER", "LAST", "SUM"),
        made("TST03", "MONTH", "SUM", "SUM"),
        made("TST04", "MONTH", "SUM", "SUM", formula="TST03 / 4 + 5"),
        made("TST05", "YEAR", "RATIO", "RATIO", formula="(TST03 - prev(TST03)) / prev(TST03) * 100"),
    ]


@pytest.fixture(scope="module")
def calculator(messy: County) -> Calculator:
    pack = read_pack(ROOT / "counties" / "fuxian")
    indicators = {row.code: as_rules(row) for row in pack.indicators} | {i.code: i for i in extra_indicators()}
    with messy.connect() as connection:
        rows = connection.execute(text("newest")).fetchall()
    figures = {(code, RENAMED.get(area, area), period): value for code, area, period, value in rows}
    towns = sorted({RENAMED.get(code, code) for code in messy.townships()})
    return Calculator(indicators, figures, lambda area, period: towns if area == COUNTY else ())


def by_place(rows: list[dict[str, Any]]) -> dict[tuple[str, str, str], dict[str, Any]]:
    return {(row["indicator"], RENAMED.get(row["area"], row["area"]), row["period"]): row for row in rows}


def test_each_figure_of_a_township_is_what_the_rules_calculate(copy: Generation, calculator: Calculator) -> None:
    shown = by_place(in_duckdb(copy, "indicator_by_area"))
    compared: dict[str, int] = defaultdict(int)
    for (code, area, period), row in shown.items():
        if area != COUNTY:
            assert (code, area, period, row["value"]) == (
                code,
                area,
                period,
                calculator.figure(code, area, Period.parse(period)),
            )
            compared[code] += 1
    calculated = {
        "POP19",
        "POP20",
        "POV19",
        "FIN07",
        "AGR02",
        "AGR13",
        "FRU07",
        "LIV16",
        "INC01",
        "HEA07",
        "TST04",
        "TST05",
    }
    assert {code for code in (*calculated, *STATED) if not compared[code]} == {"INC07"}


def test_no_figure_that_the_rules_know_is_missing(copy: Generation, calculator: Calculator) -> None:
    shown = by_place(in_duckdb(copy, "indicator_by_area"))
    towns = {area for _, area, _ in shown if area != COUNTY}
    periods = [Period.parse(code) for code in {period for _, _, period in shown}]
    for code in (*STATED, "POP19", "POV19", "FIN07", "AGR13", "INC01", "TST04", "TST05"):
        for area in towns:
            for period in periods:
                value = calculator.figure(code, area, period)
                assert value is None or (code, area, str(period)) in shown, (code, area, str(period), value)


def test_the_countys_figure_is_exact_when_every_township_has_confirmed(
    copy: Generation, calculator: Calculator
) -> None:
    shown = by_place(in_duckdb(copy, "indicator_by_area"))
    whole = [(key, row) for key, row in shown.items() if key[1] == COUNTY and row["areas"] == row["areas_expected"]]
    assert len(whole) > 100
    assert {"POP02", "TST01", "TST04", "HEA07"} <= {code for (code, _, _), _ in whole}
    for (code, area, period), row in whole:
        assert (code, period, row["value"]) == (code, period, calculator.figure(code, area, Period.parse(period)))


def test_a_county_with_a_township_missing_says_how_many_are_counted(copy: Generation) -> None:
    rows = [
        row for row in in_duckdb(copy, "indicator_by_area") if row["area"] == COUNTY and row["indicator"] != "INC07"
    ]
    short = [row for row in rows if row["areas"] < row["areas_expected"]]
    assert len(short) > 20
    assert {row["areas_expected"] for row in rows} == {8}
    assert all(0 < row["areas"] <= 8 and row["areas_compared"] <= row["areas"] for row in rows)


def test_change_is_against_the_same_areas_a_year_before(copy: Generation) -> None:
    shown = by_place(in_duckdb(copy, "indicator_by_area"))
    towns = {area for _, area, _ in shown if area != COUNTY}
    checked = 0
    for (code, area, period), row in shown.items():
        if area != COUNTY or code != "TST03" or row["change"] is None:
            continue
        last = str(Period.parse(period).last_year)
        both = [t for t in towns if (code, t, period) in shown and (code, t, last) in shown]
        now, then = (sum(shown[code, t, p]["value"] for t in both) for p in (period, last))
        assert (row["areas_compared"], row["last_year"], row["change"]) == (len(both), then, now - then)
        assert row["change_pct"] == (
            rounded(*(Fraction(now - then) / abs(Fraction(then)) * 100).as_integer_ratio(), 2) if then else None
        )
        checked += 1
    assert checked >= 5


def test_zero_denominators_give_nothing(copy: Generation) -> None:
    rows = [row for row in in_duckdb(copy, "indicator_by_area") if row["denominator"] == 0]
    assert len(rows) > 3
    assert {row["value"] for row in rows} == {None}


def test_a_renamed_township_is_compared_with_what_it_was(copy: Generation) -> None:
    rows = {
        (row["area"], row["period"]): row for row in in_duckdb(copy, "indicator_by_area") if row["indicator"] == "TST03"
    }
    assert rows["610628201", "2019-07"]["last_year"] == rows["610628101", "2018-07"]["value"]
    assert rows["610628201", "2019-07"]["area_name"] == "新羊泉镇"
    assert not any(area == "610628101" and last_day(period) > date(2019, 5, 31) for area, period in rows)
    ranks = {
        (row["area"], row["period"]): row for row in in_duckdb(copy, "township_ranking") if row["indicator"] == "TST03"
    }
    assert ranks["610628201", "2019-07"]["rank_last_year"] == ranks["610628101", "2018-07"]["rank"]
    assert ranks["610628201", "2019-07"]["ranked_last_year"] == ranks["610628101", "2018-07"]["ranked"]


def test_a_rank_is_the_place_by_the_figure(copy: Generation) -> None:
    values = {
        key: row["value"]
        for key, row in by_place(in_duckdb(copy, "indicator_by_area")).items()
        if row["value"] is not None
    }
    ranks = [row for row in in_duckdb(copy, "township_ranking") if row["indicator"] in ("TST03", "TST02", "INC01")]
    assert len(ranks) > 100
    for row in ranks:
        area = RENAMED.get(row["area"], row["area"])
        rivals = [
            v for (code, a, p), v in values.items() if (code, p) == (row["indicator"], row["period"]) and a != COUNTY
        ]
        assert row["ranked"] == len(rivals)
        assert row["rank"] == 1 + sum(v > values[row["indicator"], area, row["period"]] for v in rivals)


def test_village_figures_never_enter(messy: County, copy: Generation) -> None:
    assert not [row for row in in_duckdb(copy, "indicator_by_area") if len(row["area"]) > 9]
    with messy.connect() as connection:
        row = connection.execute("select count(*) from facts where source = 'VILLAGE'").fetchone()
        assert row is not None and row[0] > 100


def test_rounding_is_half_away_from_zero() -> None:
    cases = [
        (Fraction(5, 1000), 2, "0.01"),
        (Fraction(-5, 1000), 2, "-0.01"),
        (Fraction(1, 3), 2, "0.33"),
        (Fraction(-1, 1000), 2, "0.00"),
    ]
    assert [str(rounded(*exact.as_integer_ratio(), decimals)) for exact, decimals, _ in cases] == [
        text for *_, text in cases
    ]
    assert rounded(2, 3, 0) == Decimal(1)
