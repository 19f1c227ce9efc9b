"""What the forms on record ask, worked out anew: by the load of a county pack, and when the form register changes.

The rule is resolvers/statistics/asked.py; here it meets the rows of forms, fields and indicators, and writes `asks`.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import Table, inspect, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db.forms import FormVersion
from db.statistics import Ask, FormField, Period
from db.statistics import Form as FormRow
from db.statistics import Indicator as IndicatorRow
from resolvers.pack.merge import Count, merge
from resolvers.statistics import catalogue as rules
from resolvers.statistics.asked import AskedFact, Asking
from resolvers.statistics.book import indicator_of
from resolvers.statistics.overlap import Words
from resolvers.statistics.periods import PeriodKind
from resolvers.terms import WorkingCalendar

_STATED = {rules.SourceKind.TOWNSHIP, rules.SourceKind.REGISTER}


class OnRecord:
    """Indicators, forms and their fields as the rules see them; forms are named by their codes."""

    def __init__(
        self,
        indicators: Iterable[IndicatorRow],
        forms: Iterable[FormRow],
        fields: Iterable[FormField],
        items: Mapping[int, UUID],
    ) -> None:
        """Build it from rows, each kind in its order; `items` are those that put forms in force, by the form's key."""
        self.items = items
        rows = list(indicators)
        self.indicator_ids = {row.code: row.id for row in rows}
        self.indicator_rows = {row.code: row for row in rows}
        self.indicators = {row.code: indicator_of(row) for row in rows}
        self.form_rows = {row.code: row for row in forms}
        self._labels: list[tuple[str, str, int]] = []
        codes = {key: code for code, key in self.indicator_ids.items()}
        of_form: dict[int, list[rules.FormField]] = {}
        for field in fields:
            code = codes[field.indicator_id]
            of_form.setdefault(field.form_id, []).append(rules.FormField(code, rules.Column(field.asks)))
            if field.label:
                self._labels.append((field.label, code, field.form_id))
        self.forms = [_form(row, tuple(of_form.get(row.id, ()))) for row in self.form_rows.values()]

    def asked_by_others(self, item_id: UUID | None) -> Asking:
        """What the forms that are open for entry ask, without the versions that an item put in force."""
        others = (form for form in self.forms if form.entry and not self._of(self.form_rows[form.code].id, item_id))
        return Asking(self.indicators, others)

    def words_of_others(self, item_id: UUID | None) -> Words:
        """The names that indicators go by, without those of the versions that an item put in force."""
        labels: dict[str, set[str]] = {}
        for label, code, form in self._labels:
            if not self._of(form, item_id):
                labels.setdefault(label, set()).add(code)
        return Words(self.indicators, {code: row.definition for code, row in self.indicator_rows.items()}, labels)

    def _of(self, form: int, item_id: UUID | None) -> bool:
        return item_id is not None and self.items.get(form) == item_id

    def asking(self, calendar: WorkingCalendar | None = None) -> Asking:
        """What all of them ask."""
        return Asking(self.indicators, self.forms, calendar)


def _form(row: FormRow, fields: tuple[rules.FormField, ...]) -> rules.Form:
    return rules.Form(
        code=row.code,
        period=PeriodKind(row.period_kind),
        due=row.due,
        fields=fields,
        entry=row.entry,
        issuing=str(row.issuing_id),
        validity=rules.Validity(row.valid_from, row.valid_to),
    )


async def on_record(session: AsyncSession | AsyncConnection) -> OnRecord:
    """Read the catalogue and the forms as they stand in this transaction."""
    indicators = await session.execute(select(*IndicatorRow.__table__.c).order_by(IndicatorRow.ordinal))
    forms = await session.execute(select(*FormRow.__table__.c).order_by(FormRow.ordinal))
    fields = await session.execute(select(*FormField.__table__.c).order_by(FormField.form_id, FormField.ordinal))
    return OnRecord(
        [IndicatorRow(**row._mapping) for row in indicators],
        [FormRow(**row._mapping) for row in forms],
        [FormField(**row._mapping) for row in fields],
        {row.form_id: row.item_id for row in await session.execute(select(FormVersion.form_id, FormVersion.item_id))},
    )


async def work_out_asks(session: AsyncSession, calendar: WorkingCalendar) -> Count:
    """Bring `asks` to what the forms on record ask in every year that has periods; answers what changed.

    What only forms without entry want is nobody's to state, so of the stated kinds it is left out. Years before the
    first forms are asked as the first year with forms.
    """
    found = await on_record(session)
    years = sorted(set(await session.scalars(select(Period.year).distinct())))
    asking = found.asking(calendar)
    first = min((row.valid_from.year for row in found.form_rows.values() if row.valid_from), default=0)
    facts = [fact for year in years for fact in _in_year(asking, year, first)]
    wanted = [fact for fact in facts if fact.open_for_entry or fact.source not in _STATED]
    table = inspect(Ask).local_table
    assert isinstance(table, Table)
    return await merge(
        session, table, ["indicator_id", "period_id"], [_ask(found, fact) for fact in wanted], exact=True
    )


def _in_year(asking: Asking, year: int, first: int) -> list[AskedFact]:
    return asking.in_year(year) if year >= first else asking.in_year_before(year, first)


def _ask(found: OnRecord, fact: AskedFact) -> dict[str, object]:
    return {
        "indicator_id": found.indicator_ids[fact.indicator],
        "period_id": fact.period.id,
        "source_kind": fact.source.value,
        "due_on": fact.due_on,
        "form_ids": [found.form_rows[code].id for code in fact.forms],
    }
