"""How the correction of a figure begins, whoever asks for it: the township itself, or a department that objects."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.items import Item
from db.organisation import LEADERS
from db.statistics import Fact, FactCorrection
from resolvers.county import County
from resolvers.flow import open_item
from resolvers.statistics.book import Catalogue
from resolvers.statistics.opening import township_unit
from resolvers.statistics.periods import Period


async def begin_correction(
    session: AsyncSession,
    county: County,
    known: Catalogue,
    fact: Fact,
    *,
    asked_by: int,
    words: str,
    at: datetime,
    person: int | None,
) -> Item:
    """Open the correction of a township's confirmed figure, asked for by a unit with words why; `person` None: by the
    hub, for a department that may not open one. It is read by the township, the unit that asks, the keeper of the
    definition, the statistics bureau and the county's leaders.
    """
    row, period, area = known.by_id[fact.indicator_id], Period(fact.period_id), known.areas[fact.area_id]
    unit = township_unit(county, fact.area_id)
    assert unit is not None, fact.area_id  # a township's figures are stated by its unit
    readers = [unit, county.constant("county_statistics").id, row.responsible_id, asked_by]
    return await open_item(
        session,
        county,
        "FACT_CORRECTION",
        kind="FACT_CORRECTION",
        title=f"{area.name_zh}{period.label('zh')}{row.name_zh}更正",
        title_en=f"Correction of {row.name_en}, {area.name_en}, {period.label('en')}",
        unit_id=unit,
        area_id=fact.area_id,
        readers=[*(county.readers["UNIT", reader] for reader in readers), LEADERS],
        row=FactCorrection(
            indicator_id=row.id,
            area_id=fact.area_id,
            period_id=fact.period_id,
            of_version=fact.version,
            asked_by_unit=asked_by,
            words=words,
        ),
        at=at,
        person=person,
        payload={"indicator": row.code, "period": str(period), "words": words},
    )
