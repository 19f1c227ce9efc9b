"""What an act of the statistics flows looks at: its subject's row, the book of its figures, what is asked and missing.

Each is read once an act and kept in its memo.
"""

from collections.abc import Iterable

from sqlalchemy import func, select

from db.organisation import Area
from db.statistics import Fact, FactCorrection, FactPeriod, RegisterPeriod
from resolvers.acts import Act
from resolvers.statistics.book import Book, asked, catalogue, read_book
from resolvers.statistics.catalogue import SourceKind
from resolvers.statistics.figures import Figure
from resolvers.statistics.findings import Finding
from resolvers.statistics.periods import Period


async def subject_row(act: Act) -> FactPeriod | FactCorrection | RegisterPeriod:
    """The subject's own row of the act's item."""
    if "row" not in act.memo:
        kinds = {"FACT_PERIOD": FactPeriod, "FACT_CORRECTION": FactCorrection, "REGISTER_IMPORT": RegisterPeriod}
        row = await act.session.get(kinds[act.flow.code], act.item.id)
        assert row is not None
        act.memo["row"] = row
    return act.memo["row"]  # type: ignore[no-any-return]


async def period_of(act: Act) -> Period:
    """The period that the act's item is about."""
    return Period((await subject_row(act)).period_id)


async def book_of(act: Act) -> Book:
    """The book of the act: its period and areas, read once, with the values of the act on top; it holds what the item
    asks and the act names, and what checks of these look at.
    """
    if "book" not in act.memo:
        row, known = await subject_row(act), await catalogue(act.session, act.county)
        areas = (
            [*known.townships, known.county_area]
            if isinstance(row, RegisterPeriod)
            else [row.area_id, known.county_area]
        )
        if act.held is not None and act.held.area_id is not None:
            areas.append(act.held.area_id)  # the village that answers
        values = act.inputs.get("values") or ()
        codes = {*await codes_of(act), *(figure.code for figure in values)}
        past = isinstance(row, FactCorrection)
        act.memo["book"] = await read_book(act.session, known, areas, Period(row.period_id), codes, past=past)
        lay_on(act, values)
    return act.memo["book"]  # type: ignore[no-any-return]


def lay_on(act: Act, figures: Iterable[Figure]) -> None:
    """Put the figures that are about to be stated, and no others, on top of those on record."""
    book: Book = act.memo["book"]
    book.stated = {(figure.code, figure.area_id, book.period.id): figure.value for figure in figures}
    act.memo["calculator"] = book.calculator()


async def codes_of(act: Act) -> list[str]:
    """The codes asked in the act's item: of a township's period, of a department's register, or the one corrected."""
    if "codes" not in act.memo:
        row, known = await subject_row(act), await catalogue(act.session, act.county)
        period = Period(row.period_id)
        if isinstance(row, FactCorrection):
            codes = [known.by_id[row.indicator_id].code]
        elif isinstance(row, FactPeriod):
            codes = await asked(act.session, known, period, SourceKind.TOWNSHIP)
        else:
            family = act.county.family(row.unit_id, act.today)
            codes = [
                code
                for code in await asked(act.session, known, period, SourceKind.REGISTER)
                if known.rows[code].responsible_id in family
            ]
        act.memo["codes"] = codes
    return act.memo["codes"]  # type: ignore[no-any-return]


async def areas_of(act: Act, code: str) -> list[int]:
    """The areas for which the act's item has figures of an indicator."""
    row, known = await subject_row(act), await catalogue(act.session, act.county)
    return known.areas_for(code) if isinstance(row, RegisterPeriod) else [row.area_id]


async def missing(act: Act) -> list[tuple[str, int]]:
    """The facts asked in the act's item that nobody has stated: (code, area)."""
    cells = [(code, area) for code in await codes_of(act) for area in await areas_of(act, code)]
    on_record = await _on_record(act)
    return [cell for cell in cells if cell not in on_record]


async def _on_record(act: Act) -> set[tuple[str, int]]:
    """The facts on record for the act's period, by code and area. The hub looks after every change at every item, and
    has no need of a whole book for it; a person's move has its figures checked with the book in any case.
    """
    period = await period_of(act)
    if act.person is not None:
        return {(code, area) for code, area, at in (await book_of(act)).known if at == period.id}
    row, known = await subject_row(act), await catalogue(act.session, act.county)
    areas = [*known.townships, known.county_area] if isinstance(row, RegisterPeriod) else [row.area_id]
    query = select(Fact.indicator_id, Fact.area_id).where(
        Fact.period_id == period.id, Fact.area_id.in_(areas), Fact.latest
    )
    return {(known.by_id[found.indicator_id].code, found.area_id) for found in await act.session.execute(query)}


async def findings_of(act: Act) -> list[tuple[int, Finding]]:
    """What is found about all figures stated in the act's item, by area."""
    if "findings" not in act.memo:
        book = await book_of(act)
        by_area: dict[int, list[str]] = {}
        for code in await codes_of(act):
            for area in await areas_of(act, code):
                if (code, area, book.period.id) in book.known or (code, area, book.period.id) in book.stated:
                    by_area.setdefault(area, []).append(code)
        calculator, past = act.memo["calculator"], act.flow.code == "FACT_CORRECTION"
        act.memo["findings"] = [
            (area, found)
            for area, codes in by_area.items()
            for found in book.findings(area, codes, calculator, past=past)
        ]
    return act.memo["findings"]  # type: ignore[no-any-return]


async def villages_of(act: Act) -> list[int]:
    """The villages of the act's township that are in force today."""
    lies_here = Area.parent_id == act.item.area_id, Area.level == "VILLAGE"
    today = func.in_force(Area.valid_from, Area.valid_to, act.today)
    return list(await act.session.scalars(select(Area.id).where(*lies_here, today).order_by(Area.ordinal)))
