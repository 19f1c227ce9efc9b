"""How each cell of a form is answered, by whom it is owed where it is not, and who sees it."""

from decimal import Decimal

import pytest

from tests.hub import Hub
from tests.reports.office import cells_of, sheet_of, shown
from tests.statistics.office import PEOPLE, asked, entered

pytestmark = pytest.mark.anyio


async def test_what_nobody_has_stated_is_asked_and_what_a_register_keeps_waits_for_its_department(hub: Hub) -> None:
    await asked(hub)
    cells = await cells_of(hub, "A1", "NV", "2019-10")
    assert shown(cells) == {
        "PEO01": ("WAITING", None),
        "PEO02": ("WAITING", None),
        "BIR01": ("ASKED", None),
        "DEA01": ("ASKED", None),
        "NAT01": ("ASKED", None),
    }
    assert {code: cell.waits_for for code, cell in cells.items()} == {
        "PEO01": hub.units["RE"],
        "PEO02": hub.units["RE"],
        "BIR01": hub.units["NV"],
        "DEA01": hub.units["NV"],
        "NAT01": hub.units["NV"],
    }


async def test_a_stated_figure_is_shown_and_counts_once_it_is_confirmed(hub: Hub) -> None:
    await entered(hub, "2019-01", values={"BIR01": "12", "DEA01": "7"})
    stated = (await cells_of(hub, "A1", "NV", "2019-01"))["BIR01"]
    assert (stated.answer.value, stated.value, stated.confirmed, stated.waits_for) == (
        "STATED",
        Decimal(12),
        False,
        None,
    )
    await hub.as_("P06").confirms(await hub.period("NV", "2019-01"))
    await hub.opens("2019-01")
    await hub.as_("P03").states_register("RE", "2019-01", PEOPLE)
    sheet = await sheet_of(hub, "A1", "NV", "2019-01")
    assert sheet is not None
    assert shown({cell.indicator: cell for cell in sheet.cells}) == {
        "PEO01": ("REGISTER", 4000),
        "PEO02": ("REGISTER", 2000),
        "BIR01": ("STATED", 12),
        "DEA01": ("STATED", 7),
        "NAT01": ("FORMULA", 5),
    }
    assert (sheet.complete, sheet.stated_by, sheet.confirmed_by) == (True, "Hal Reed", "Finn Dale")
