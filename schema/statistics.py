"""Township statistics: the catalogue, the forms, and the facts that the asker may see."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import strawberry
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Integer,
    and_,
    any_,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import aliased

from db.organisation import Area as AreaRow
from db.statistics import Ask
from db.statistics import Explanation as ExplanationRow
from db.statistics import Fact as FactRow
from db.statistics import Form as FormRow
from db.statistics import Indicator as IndicatorRow
from resolvers.statistics.periods import Period as PeriodOfYear
from schema.context import Info
from schema.enums import FactSource, FactStatus, PeriodKind
from schema.fields import field, shown
from schema.items import Item, JournalPage
from schema.naming import named
from schema.organisation import BY_ORDINAL, MOST_LISTED, Area, Person, same
from schema.pages import Connection, Node
from schema.reading import many, one, single, table
from schema.relations import Filter, Order
from schema.scalars import Period
from schema.statistics_catalogue import Form, Indicator, PeriodInfo

if TYPE_CHECKING:
    from schema.forms import FieldOverlap, FormFieldInput, FormProposal
    from schema.statistics_forms import Report, Sheet
    from schema.statistics_items import FactCorrection, FactPeriod, RegisterPeriod

MY_REGISTERS = cast(select(literal_column("(my_sight()).registers")).scalar_subquery(), ARRAY(Integer))
ReportPage = Connection[Annotated["Report", strawberry.lazy("schema.statistics_forms")]]
FactPeriodPage = Connection[Annotated["FactPeriod", strawberry.lazy("schema.statistics_items")]]
RegisterPeriodPage = Connection[Annotated["RegisterPeriod", strawberry.lazy("schema.statistics_items")]]
Correction = Annotated["FactCorrection", strawberry.lazy("schema.statistics_items")]
FormProposalPage = Connection[Annotated["FormProposal", strawberry.lazy("schema.forms")]]
FieldOverlaps = list[Annotated["FieldOverlap", strawberry.lazy("schema.forms")]]
FormFieldInputs = list[Annotated["FormFieldInput", strawberry.lazy("schema.forms")]]


def _of_indicator(name: str) -> Any:
    return lambda t: select(getattr(IndicatorRow, name)).where(IndicatorRow.id == t.c.indicator_id).scalar_subquery()


def period_number(period: str) -> int:
    """The key of a period: year * 100 + month, 20 + quarter, or 30."""
    return PeriodOfYear.parse(period).id


def _same_fact(t: FromClause, fact: ColumnElement[Any]) -> ColumnElement[bool]:
    """Rows about the same indicator, area and period as a fact."""
    this = aliased(FactRow)
    alike = and_(this.indicator_id == t.c.indicator_id, this.area_id == t.c.area_id, this.period_id == t.c.period_id)
    return select(this.id).where(this.id == fact, alike).exists()


def _resting_on(t: FromClause, fact: ColumnElement[Any]) -> ColumnElement[bool]:
    """Reports with a fact among those that answer their cells: of its area, or of the areas that a county's is for."""
    this, area = aliased(FactRow), aliased(AreaRow)
    within = (area.id == this.area_id) | (area.parent_id == this.area_id)
    areas = select(area.id).select_from(this).join(area, within).where(this.id == fact)
    return t.c.area_id.in_(areas) & t.c.facts.contains(array([fact]))


def stands(fact: Any) -> ColumnElement[bool]:
    """A version that was not withdrawn."""
    found: ColumnElement[bool] = fact.status != "WITHDRAWN"
    return found


def newest(t: FromClause) -> ColumnElement[bool]:
    """The newest version that the asker sees and that was not withdrawn.

    Who sees only confirmed figures goes on seeing the one in force while a new one waits.
    """
    other = aliased(FactRow)
    alike = and_(other.indicator_id == t.c.indicator_id, other.area_id == t.c.area_id, other.period_id == t.c.period_id)
    newer = select(other.id).where(alike, other.version > t.c.version, stands(other))
    return stands(t.c) & ~newer.exists()


@strawberry.interface(description="Something that rests on a figure. 引用")
class FactUse:
    """What quotes a version of a fact."""

    title: str = named("What rests on it, as people call it.", "title", "title_en")


@table(ExplanationRow, key_type=UUID)
@strawberry.type(description="Words that explain a warning on a figure. 异常说明")
class Explanation:
    """One explanation; the newest for a warning counts."""

    warning: str = strawberry.field(description="The warning it answers.")
    words: str = strawberry.field(description="The words.")
    given_by: Person = one("Person", "given_by", "Who gave them.")
    given_at: datetime = strawberry.field(description="When.")


@table(
    FactRow,
    key_type=UUID,
    computed={
        "unit_of_measure": _of_indicator("unit_of_measure"),
        "unit_en": _of_indicator("unit_en"),
        "figure": lambda t: func.round(t.c.value, _of_indicator("decimals")(t)),
        # The version, and one more once it is confirmed.
        "revision": lambda t: t.c.version * 2 - case((t.c.status == "CONFIRMED", 0), else_=1),
    },
)
@strawberry.type(
    description="One value of one indicator for one area and one period, stated once; this is one version of it. 事实"
)
class Fact(Node):
    """One version of a fact."""

    indicator: Indicator = one("Indicator", "indicator_id", "What it is a figure of.")
    area: Area = one("Area", "area_id", "Where.")
    period: PeriodInfo = one("PeriodInfo", "period_id", "When.")
    value: Decimal = shown("figure", "The figure, with the indicator's decimals.")
    unit_of_measure: str = named("What it is counted in, in the language asked for.", "unit_of_measure", "unit_en")
    status: FactStatus = strawberry.field(description="Whether it is confirmed.")
    source: FactSource = strawberry.field(description="Where it comes from.")
    version: int = strawberry.field(description="The number of this version, from 1; a correction makes the next.")
    stated_by: Person | None = one("Person", "stated_by", "Who stated it; null: imported. 填表人")
    stated_at: datetime = strawberry.field(description="When it was stated.")
    confirmed_by: Person | None = one(
        "Person", "confirmed_by", "Who confirmed it; null while nobody has, or imported. 单位负责人"
    )
    confirmed_at: datetime | None = strawberry.field(description="When it was confirmed; null while it is not.")
    reason: str | None = strawberry.field(description="Why it was corrected, of a later version.")
    revision: int = strawberry.field(
        description="Grows with every change of this version; give it where a revision is expected."
    )
    item: Item | None = one("Item", "item_id", "The item it was stated in; null when that is closed to the asker.")
    explanations: list[Explanation] = many(
        "Explanation",
        _same_fact,
        "The words given for warnings on it, in order of time.",
        order=[Order("given_at")],
        most=MOST_LISTED,
        paged=False,
    )
    versions: list["Fact"] = many(
        "Fact",
        _same_fact,
        "All its versions that the asker may see, the newest first.",
        order=[Order("version", descending=True)],
        most=MOST_LISTED,
        paged=False,
    )
    used_by: list["FactUse"] = many(
        "FormUse",
        _resting_on,
        "What rests on this version: the reports handed in with it.",
        order=[Order("period_id"), Order("form_id")],
        most=MOST_LISTED,
        paged=False,
    )
    correction: Correction | None = single(
        "FactCorrection",
        lambda t, key: _same_fact(t, key) & t.c.closed_at.is_(None),
        "The correction of the figure that is open; null where there is none, or it is closed to the asker.",
    )
    journal: JournalPage = many(
        "JournalEntry",
        lambda t, key: t.c.fact_id == key,
        "What happened to this version, the newest first.",
        order=[Order("position", descending=True)],
        default=50,
    )


def _asked(t: FromClause, period: str) -> ColumnElement[bool]:
    return select(Ask.indicator_id).where(Ask.indicator_id == t.c.id, Ask.period_id == period_number(period)).exists()


def _found(t: FromClause, words: str) -> ColumnElement[bool]:
    parts = [t.c[name].icontains(words, autoescape=True) for name in ("name_zh", "name_en", "code")]
    return parts[0] | parts[1] | parts[2]


def _by_code(t: FromClause, code: str) -> ColumnElement[bool]:
    found = select(IndicatorRow.id).where(IndicatorRow.code == code).scalar_subquery()
    return t.c.indicator_id == found


def _in_period(t: FromClause, period: str) -> ColumnElement[bool]:
    return t.c.period_id == literal(period_number(period))


DOMAIN = Filter("domain", str | None, "Only those of this domain.", lambda t, domain: t.c.domain == domain)
ASKED = Filter("asked", Period | None, "Only those that a form in force asks for this period.", _asked)
SEARCH = Filter("search", str | None, "Part of the name, or the code.", _found)
KIND = Filter("kind", PeriodKind | None, "Only periods of this length.", lambda t, kind: t.c.kind == kind.value)
YEAR = Filter("year", int | None, "Only periods of this year.", lambda t, year: t.c.year == year)
AREA = Filter("area", strawberry.ID | None, "Only those of this area.", same("area_id", "Area"))
INDICATOR = Filter("indicator", str | None, "Only those of the indicator with this code.", _by_code)
PERIOD = Filter("period", Period | None, "Only those of this period.", _in_period)
STATUS = Filter(
    "status",
    FactStatus | None,
    "Only those that stand so in the newest version the asker sees.",
    lambda t, status: t.c.status == status.value,
)
STATE = Filter("state", str | None, "Only those in this state.", lambda t, state: t.c.state == state)
OF_FORM = Filter(
    "form",
    str | None,
    "Only those of the form with this code.",
    lambda t, code: t.c.form_id == select(FormRow.id).where(FormRow.code == code).scalar_subquery(),
)
LATE = Filter("late", bool | None, "Only those that are late, or not.", lambda t, late: t.c.late.is_(late))
UNIT = Filter("unit", strawberry.ID | None, "Only those of this unit.", same("unit_id", "Unit"))
MINE = Filter(
    "mine",
    bool | None,
    "Only those that the viewer's own unit, or one that it followed, keeps; or only those of others.",
    lambda t, yes: (t.c.unit_id == any_(MY_REGISTERS)) == yes,
)
THIS_AREA = Filter("area", strawberry.ID, "The area.", same("area_id", "Area"))
THIS_INDICATOR = Filter("indicator", str, "The indicator's code.", _by_code)
THIS_PERIOD = Filter("period", Period, "The period.", _in_period)
THIS_CODE = Filter("code", str, "The code.", lambda t, code: t.c.code == code)


def _any(t: FromClause, _: Any) -> ColumnElement[bool]:
    return func.asker().is_not(None)


@strawberry.type(description="Township statistics: catalogue, forms and facts. 乡镇统计")
class Statistics:
    """Where figures are found."""

    indicators: Connection[Indicator] = many(
        "Indicator",
        _any,
        "The catalogue, in its order.",
        key=None,
        order=BY_ORDINAL,
        filters=[DOMAIN, ASKED, SEARCH],
        default=50,
    )
    indicator: Indicator | None = single("Indicator", _any, "An indicator by its code.", key=None, filters=[THIS_CODE])
    periods: list[PeriodInfo] = many(
        "PeriodInfo",
        _any,
        "The periods, the latest first; of the same end the longer first.",
        key=None,
        order=[Order("last_on", descending=True), Order("first_on")],
        filters=[KIND, YEAR],
        most=MOST_LISTED,
        paged=False,
    )
    forms: list[Form] = many(
        "Form", _any, "The registered forms, in their order.", key=None, order=BY_ORDINAL, most=MOST_LISTED, paged=False
    )
    form: Form | None = single("Form", _any, "A form by its code.", key=None, filters=[THIS_CODE])
    reports: ReportPage = many(
        "Report",
        lambda t, _: t.c.opened_at.is_not(None),
        "The reports that the asker may see, the latest due first, of a day by period, form and area.",
        key=None,
        order=[
            Order("due_on", descending=True),
            Order("period_id", descending=True),
            Order("form_id", descending=True),
            Order("area_id", descending=True),
        ],
        filters=[OF_FORM, AREA, PERIOD, STATE, LATE],
    )
    fact: Fact | None = single(
        "Fact",
        lambda t, _: stands(t.c),
        "The newest version that the asker sees of one figure; null when it is missing or closed to the asker.",
        key=None,
        order=[Order("version", descending=True)],
        filters=[THIS_AREA, THIS_INDICATOR, THIS_PERIOD],
    )
    facts: Connection[Fact] = many(
        "Fact",
        lambda t, _: newest(t),
        "Figures in the newest version that the asker sees; the latest period first, within it by area and indicator.",
        key=None,
        order=[
            Order("period_id", descending=True),
            Order("area_id", descending=True),
            Order("indicator_id", descending=True),
        ],
        filters=[AREA, INDICATOR, PERIOD, STATUS],
        default=50,
    )
    fact_periods: FactPeriodPage = many(
        "FactPeriod",
        lambda t, _: t.c.opened_at.is_not(None),
        "The townships' periods that the asker may see, the latest first.",
        key=None,
        order=[Order("period_id", descending=True), Order("area_id", descending=True)],
        filters=[AREA, PERIOD, STATE],
    )
    register_periods: RegisterPeriodPage = many(
        "RegisterPeriod",
        lambda t, _: t.c.opened_at.is_not(None),
        "The departments' register periods that the asker may see, the latest first.",
        key=None,
        order=[Order("period_id", descending=True), Order("unit_id", descending=True)],
        filters=[MINE, UNIT, PERIOD, STATE],
    )
    form_proposals: FormProposalPage = many(
        "FormProposal",
        lambda t, _: t.c.opened_at.is_not(None),
        "Forms designed, awaiting approval, or in force by it, as far as the asker may see; the newest first.",
        key=None,
        order=[Order("opened_at", descending=True)],
        filters=[STATE],
    )

    @field("A form's sheet for an area and a period, filled in; null where it is none of the asker's. 报表页")
    async def sheet(
        self,
        info: Info,
        form: Annotated[str, strawberry.argument(description="The form's code.")],
        area: Annotated[strawberry.ID, strawberry.argument(description="The area.")],
        period: Annotated[Period, strawberry.argument(description="The period, of the form's own length.")],
    ) -> Annotated["Sheet", strawberry.lazy("schema.statistics_forms")] | None:
        """Whether its report was opened or not; forms that are never opened have theirs too."""
        from schema.statistics_forms import sheet_of

        return await sheet_of(info.context, form, area, period)

    @field("How fields of a form stand to what forms in force ask today, while it is typed; in the order given.")
    async def overlap(
        self,
        info: Info,
        period_kind: Annotated[PeriodKind, strawberry.argument(description="How often the form would be handed in.")],
        fields: Annotated[FormFieldInputs, strawberry.argument(description="Its fields, 200 at most.")],
    ) -> FieldOverlaps:
        """Nothing is kept of it."""
        # The types of the register rest on those of this module.
        from schema.forms import overlap_of

        return await overlap_of(info.context, period_kind, fields)
