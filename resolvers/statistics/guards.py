"""The guards of the statistics flows (guards.csv, subject statistics), over the book of the act.

Guards that judge single figures get one; on a move that asks for no values they judge all that is stated.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from db.statistics import Fact, FactCorrection, VillageQuestion
from resolvers.acts import Act, guard
from resolvers.statistics.act_book import (
    book_of,
    codes_of,
    findings_of,
    lay_on,
    missing,
    period_of,
    subject_row,
)
from resolvers.statistics.book import Catalogue
from resolvers.statistics.figures import Figure, explained
from resolvers.statistics.findings import value_in_bounds
from resolvers.statistics.wording import number, values

Values = dict[str, Any] | None
EVERY = "*"  # words given once for every warning of the act


@guard("period_over")
async def period_over(act: Act) -> Values:
    """The period is over."""
    return None if (await period_of(act)).last_on < act.today else {}


@guard("not_already_known", each="values")
async def not_already_known(act: Act, figure: Figure | None) -> Values:
    """The hub cannot answer it: its source is the township, and no fact is on record that was confirmed or that a
    correction has stated.
    """
    if figure is None:
        return None
    book = await book_of(act)
    row, fact = book.catalogue.rows.get(figure.code), book.fact(figure.code, figure.area_id)
    mine = fact is None or (fact.status != "CONFIRMED" and fact.item_id == act.item.id)
    if row is None or (row.source_kind == "TOWNSHIP" and mine):
        return None
    unit = act.county.units[row.responsible_id].name
    source = {"zh": "本乡镇已审签", "en": "confirmed by the township"} if row.source_kind == "TOWNSHIP" else unit
    return {"value": "—" if fact is None else number(fact.value), "source": source}


@guard("indicator_asked_of_area", each="values")
async def indicator_asked_of_area(act: Act, figure: Figure | None) -> Values:
    """A form in force asks it of this township for this period; of figures handed down to villages, each of them."""
    codes = await codes_of(act)
    named = [figure.code] if figure else [cell["indicator"] for cell in act.inputs.get("cells") or ()]
    return None if all(code in codes for code in named) else {}


@guard("indicator_in_force", each="values")
async def indicator_in_force(act: Act, figure: Figure | None) -> Values:
    """The indicator is in force on the period's last day."""
    if figure is None:
        return None
    book = await book_of(act)
    indicator = book.catalogue.indicators[figure.code]
    return None if indicator.in_force(book.period) else {"indicator": book.catalogue.name(figure.code)}


@guard("value_in_bounds", each="values")
async def in_bounds(act: Act, figure: Figure | None) -> Values:
    """The value has the indicator's decimals and lies inside its bounds."""
    if figure is None:
        return None
    book = await book_of(act)
    found = value_in_bounds(book.catalogue.indicators[figure.code], book.period, figure.value)
    return None if found is None else values(found)


@guard("all_rules_hold", each="values")
async def all_rules_hold(act: Act, figure: Figure | None) -> Values:
    """Every rule between known figures holds: those that a figure touches, or all of the item; between periods at the
    end of the coarser.
    """
    past = act.flow.code == "FACT_CORRECTION"
    if figure is None:
        failed = (found for _, found in await findings_of(act) if found.kind.refuses)
    elif not await _any_broken(act, figure.area_id, past=past):
        return None
    else:
        book = await book_of(act)
        found_now = book.findings(figure.area_id, [figure.code], act.memo["calculator"], past=past)
        failed = (found for found in found_now if found.kind.refuses)
    first = next(failed, None)
    return None if first is None else {"left": "", "right": "", "rule": "", **values(first)}


async def _any_broken(act: Act, area: int, *, past: bool) -> bool:
    """Whether the figures of the act, taken together, break any rule of an area; asked once for all of them, since
    few do.

    Figures that an earlier guard refused are taken out first: they are not stated.
    """
    broken: dict[int, bool] = act.memo.setdefault("broken", {})
    if area not in broken:
        book = await book_of(act)
        if not broken:
            lay_on(act, act.inputs["values"])
        codes = [each.code for each in act.inputs["values"] if each.area_id == area]
        broken[area] = any(
            found.kind.refuses for found in book.findings(area, codes, act.memo["calculator"], past=past)
        )
    return broken[area]


@guard("warnings_explained", needs=("values",))
async def warnings_explained(act: Act) -> Values:
    """Every warning about what is stated carries words."""
    warned = [(area, found) for area, found in await findings_of(act) if not found.kind.refuses]
    if not warned:
        return None
    book = await book_of(act)
    words = await explained(act, sorted({area for area, _ in warned}), book.period.id)
    given = {(w["indicator"], w["warning"]) for w in act.inputs.get("explanation") or ()}
    for area, found in warned:
        key = found.rule or "BOUNDS"
        now = (found.indicator, key) in given or any(warning == EVERY for _, warning in given)
        if (book.catalogue.rows[found.indicator].id, area, key) not in words and not now:
            return values(found)
    return None


@guard("all_asked_facts_stated")
async def all_asked_facts_stated(act: Act) -> Values:
    """Every fact asked of the township is stated; missing is not zero."""
    lacking = await missing(act)
    return {"n": len(lacking), "indicators": await _names(act, lacking)} if lacking else None


@guard("nothing_left_to_ask")
async def nothing_left_to_ask(act: Act) -> Values:
    """No fact is asked of the township in this period at all."""
    codes = await codes_of(act)
    return {"n": len(codes)} if codes else None


@guard("new_question_after_confirmation")
async def new_question_after_confirmation(act: Act) -> Values:
    """A fact is asked that was not when the period was confirmed."""
    return None if await missing(act) else {}


@guard("every_area_answered")
async def every_area_answered(act: Act) -> Values:
    """Each township has a value of every register figure of the unit that forms ask for this period."""
    lacking = await missing(act)
    book = await book_of(act)
    return (
        {"areas": [book.catalogue.areas[area].name for area in dict.fromkeys(area for _, area in lacking)]}
        if lacking
        else None
    )


@guard("confirmer_did_not_enter")
async def confirmer_did_not_enter(act: Act) -> Values:
    """Who confirms is nobody who entered a figure of this item."""
    entered = await act.session.scalar(
        select(Fact.id).where(Fact.item_id == act.item.id, Fact.stated_by == act.person).limit(1)
    )
    return {} if entered is not None else None


@guard("new_value_differs", each="values")
async def new_value_differs(act: Act, figure: Figure | None) -> Values:
    """The new value differs from the newest one on record."""
    if figure is None:
        return None
    fact = (await book_of(act)).fact(figure.code, figure.area_id)
    return {} if fact is not None and fact.value == figure.value else None


@guard("stated_by_this_area")
async def stated_by_this_area(act: Act) -> Values:
    """The fact under correction was stated by this township, which alone may change it."""
    row, book = await subject_row(act), await book_of(act)
    assert isinstance(row, FactCorrection)
    indicator = book.catalogue.by_id[row.indicator_id]
    return None if indicator.source_kind == "TOWNSHIP" else {"owner": act.county.units[indicator.responsible_id].name}


@guard("opened_by_this_unit")
async def opened_by_this_unit(act: Act) -> Values:
    """The correction was asked for by the mover's own unit."""
    row = await subject_row(act)
    assert isinstance(row, FactCorrection)
    family = act.county.family(row.asked_by_unit, act.today)
    return (
        None
        if act.held is not None and act.held.unit_id in family
        else {"unit": act.county.units[row.asked_by_unit].name}
    )


@guard("indicator_of_this_unit", each="values")
async def indicator_of_this_unit(act: Act, figure: Figure | None) -> Values:
    """The unit answers for the indicator; the successor of one that ended answers in its place."""
    if figure is None:
        return None
    book = await book_of(act)
    row = book.catalogue.rows[figure.code]
    if row.source_kind == "REGISTER" and row.responsible_id in act.county.family(act.item.unit_id, act.today):
        return None
    return {"indicator": book.catalogue.name(figure.code), "unit": act.county.units[row.responsible_id].name}


@guard("village_was_asked", each="values")
async def village_was_asked(act: Act, figure: Figure | None) -> Values:
    """The township asked this village for this figure."""
    if figure is None:
        return None
    if "village_asked" not in act.memo:
        query = select(VillageQuestion.indicator_id).where(
            VillageQuestion.item_id == act.item.id,
            VillageQuestion.area_id == (act.held.area_id if act.held else None),
        )
        act.memo["village_asked"] = set(await act.session.scalars(query))
    row = (await book_of(act)).catalogue.rows[figure.code]
    return None if row.id in act.memo["village_asked"] else {}


async def _names(act: Act, lacking: Iterable[tuple[str, int]]) -> list[dict[str, str]]:
    known: Catalogue = (await book_of(act)).catalogue
    return [known.name(code) for code in dict.fromkeys(code for code, _ in lacking)][:5]
