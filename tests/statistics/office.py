"""The office's month in the tiny county: who states and confirms where, and the steps that tests begin from."""

from uuid import UUID

from tests.hub import Desk, Hub

RECORDERS, REEVES = {"NV": "P08", "SV": "P11"}, {"NV": "P06", "SV": "P09"}
OCTOBER = {"BIR01": "12", "DEA01": "7"}
THIRD_QUARTER = {"COW01": "120", "COW02": "50", "MIL01": "3.45"}
PEOPLE = {("PEO01", "NV"): "4000", ("PEO01", "SV"): "3000", ("PEO02", "NV"): "2000", ("PEO02", "SV"): "1500"}


def recorder(hub: Hub, unit: str = "NV") -> Desk:
    """Who states the figures of a parish."""
    return hub.as_(RECORDERS[unit])


def reeve(hub: Hub, unit: str = "NV") -> Desk:
    """Who confirms the figures of a parish."""
    return hub.as_(REEVES[unit])


async def asked(hub: Hub, period: str = "2019-10", unit: str = "NV") -> UUID:
    """A period of a parish, open to be stated."""
    await hub.opens(period)
    return await hub.period(unit, period)


async def entered(hub: Hub, period: str = "2019-10", unit: str = "NV", values: dict[str, str] | None = None) -> UUID:
    """A period stated whole, and handed to the reeve."""
    item, desk = await asked(hub, period, unit), recorder(hub, unit)
    stated = await desk.states(item, values or (THIRD_QUARTER if "Q" in period else OCTOBER))
    assert stated.refused == []
    await desk.finishes(item)
    return item


async def confirmed(hub: Hub, period: str = "2019-10", unit: str = "NV", values: dict[str, str] | None = None) -> UUID:
    """A period confirmed by the reeve."""
    item = await entered(hub, period, unit, values)
    await reeve(hub, unit).confirms(item)
    return item
