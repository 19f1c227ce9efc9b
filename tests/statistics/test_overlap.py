"""A field of a new form beside what is known, with the sample county's own traps: calibres stay apart."""

from dataclasses import replace
from fractions import Fraction

import pytest

from resolvers.statistics.asked import Asking
from resolvers.statistics.catalogue import Column
from resolvers.statistics.measures import factor
from resolvers.statistics.overlap import Found, Overlap, Proposed, Words, core, judge, likeness
from resolvers.statistics.periods import Period
from tests.statistics.sample import forms, indicators, labels, rows

WORDS = Words(indicators(), {row["code"]: row["definition"] for row in rows()}, labels())
ASKING = Asking(indicators(), [form for form in forms() if form.entry])


def found(
    label: str, unit: str | None = None, *, column: str = "state", period: str = "2020-03", indicator: str | None = None
) -> Found:
    """How one field of a form stands."""
    when = Period.parse(period)
    return judge([Proposed(1, label, unit, Column(column), indicator)], when, WORDS, ASKING)[0]


def test_registered_people_by_name_are_the_same_fact() -> None:
    field = found("户籍人口", "人")
    assert (field.overlap, field.indicator, field.known, field.factor) == (
        Overlap.SAME, "POP02", True, Fraction(1)
    )  # fmt: skip
    assert {"F05", "F07", "F09"} <= set(field.forms)
    assert found("户籍人口数").indicator == "POP02"


@pytest.mark.parametrize(
    ("label", "unit", "meant"),
    [
        ("总人口", "人", {"POP02", "POP08", "POP26"}),
        ("户数", "户", {"POP01", "POP07", "POP27"}),
        ("总户数", "户", {"POP01", "POP07", "POP27"}),
        ("农户数", "户", {"POP07", "POP27"}),
        ("农村人口", "人", {"POP06", "POP28"}),
        ("低保人数", "人", {"CIV02", "CIV04"}),
    ],
)
def test_words_of_several_calibres_are_never_decided(label: str, unit: str, meant: set[str]) -> None:
    field = found(label, unit)
    assert (field.overlap, field.indicator, field.known) == (Overlap.LOOK_ALIKE, None, False)
    assert meant <= set(field.alike), field.alike


def test_what_forms_call_so_comes_first_among_those_that_look_alike() -> None:
    assert found("总人口", "人").alike[0] == "POP02"
    assert found("总户数", "户").alike[0] == "POP01"


@pytest.mark.parametrize(
    ("label", "code", "apart"),
    [
        ("果园面积", "FRU01", "ENV13"),  # orchards are a part of the forestry bureau's 经济林
        ("饮水安全户数", "INF15", "INF05"),  # piped water is a part of safe water
        ("实有人口", "POP26", "POP02"),  # the definition says which it is not
        ("乡村人口数", "POP28", "POP06"),
    ],
)
def test_a_name_is_one_fact_and_shows_the_calibres_that_stay_apart(label: str, code: str, apart: str) -> None:
    field = found(label, period="2020Q1")
    assert (field.overlap, field.indicator) == (Overlap.SAME, code)
    assert apart in field.alike and code not in field.alike


def test_piped_water_in_other_words_is_left_to_be_decided() -> None:
    field = found("自来水户", "户")
    assert (field.overlap, field.indicator) == (Overlap.LOOK_ALIKE, None)
    assert "INF05" in field.alike


def test_the_same_fact_in_another_unit_is_converted_exactly() -> None:
    field = found("苹果园面积", "公顷", period="2020Q1")
    assert (field.overlap, field.indicator, field.factor) == (Overlap.OTHER_UNIT, "FRU02", Fraction(1, 15))


def test_a_name_in_a_unit_that_does_not_convert_is_another_calibre() -> None:
    field = found("户籍人口", "户")
    assert (field.overlap, field.indicator, field.alike[0], field.factor) == (
        Overlap.LOOK_ALIKE, None, "POP02", None
    )  # fmt: skip


def test_a_formula_of_known_facts_asks_nothing() -> None:
    field = found("粮食总产量", "吨", period="2020")
    assert (field.overlap, field.indicator, field.known) == (Overlap.FORMULA, "AGR10", True)


def test_a_formula_that_leads_back_to_itself_is_not_known() -> None:
    circle = {**indicators(), "AGR11": replace(indicators()["AGR11"], formula="AGR10 - AGR12")}
    when = Period.parse("2020")
    (field,) = judge([Proposed(1, "粮食总产量")], when, WORDS, Asking(circle, forms()))
    assert (field.overlap, field.indicator, field.known) == (Overlap.FORMULA, "AGR10", False)


def test_words_like_nothing_are_unknown() -> None:
    assert found("数字化大屏数量", "块").overlap is Overlap.UNKNOWN


def test_a_figure_wanted_more_often_than_it_is_asked_is_a_new_question() -> None:
    # 通自来水户数 is asked by the quarter.
    assert found("通自来水户数", period="2020Q1").known
    assert found("通自来水户数", period="2020").known
    assert found("苹果产量", period="2020").known
    field = found("家庭农场个数", period="2020-03")
    assert (field.overlap, field.known) == (Overlap.SAME, ASKING.gives(str(field.indicator), Period.parse("2020-03")))


def test_last_year_s_figure_is_never_asked() -> None:
    assert found("出生人口", column="last_year", period="2020Q1").known


def test_a_bound_field_means_what_was_decided() -> None:
    field = found("总人口", "人", indicator="POP08", period="2020Q1")
    assert (field.overlap, field.indicator, field.known) == (Overlap.SAME, "POP08", True)
    assert "POP26" in field.alike


def test_every_name_of_the_catalogue_finds_itself() -> None:
    for code, indicator in indicators().items():
        field = found(indicator.name_zh, indicator.unit, column="month", period="2019")
        assert field.indicator == code, (code, field)


def test_pairs_of_characters_measure_likeness() -> None:
    assert likeness("户籍人口", "户籍人口") == 1
    assert likeness("户籍人口", "常住人口") == Fraction(1, 3)
    assert likeness("人", "口") == 0
    assert [core(words) for words in ("年末总户数", "户籍人口数", "其中:女", "总数")] == [
        "户",
        "户籍人口",
        "女",
        "总数",
    ]


def test_units_convert_by_exact_fractions_or_not_at_all() -> None:
    assert factor("亩", "公顷") == Fraction(1, 15)
    assert factor("吨", "公斤") == 1000
    assert factor("万元", "元") == 10_000
    assert factor("％", "%") == 1
    assert factor("人", "户") is None
    assert factor("%", "‰") is None
