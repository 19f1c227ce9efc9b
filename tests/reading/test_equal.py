"""Both roads give the same JSON, in the same order: the page's documents, the tests' own, and documents by chance."""

import re
from pathlib import Path
from random import Random
from typing import Any

import pytest

from schema.ids import global_id
from tests.reading.conftest import same
from tests.reading.documents import Writer
from tests.schema.conftest import AUDITOR, CHIEF, MAYOR, OTHER_RECORDER, RECORDER, REEVE, REGISTRAR, STATISTICIAN, Hub

pytestmark = pytest.mark.anyio
Choices = dict[str, list[Any]]
ROOT = Path(__file__).parents[2]
EVERYBODY = (None, RECORDER, REEVE, OTHER_RECORDER, MAYOR, REGISTRAR, STATISTICIAN, CHIEF, AUDITOR)


def documents() -> dict[str, str]:
    """Every query of the page and of the tests that stands as a document of its own, by name."""
    found = {}
    for path in sorted((ROOT / "web" / "src").rglob("*.ts*")):
        for text in re.findall(r"graphql\(\s*`(.*?)`", path.read_text(encoding="utf-8"), re.DOTALL):
            found[f"{path.stem} {text.split()[1]}"] = text
    for path in sorted((ROOT / "tests").rglob("*.graphql")):
        found[f"{path.parent.name}/{path.stem}"] = path.read_text(encoding="utf-8")
    return {name: text for name, text in found.items() if re.search(r"^\s*(query|\{)", text, re.MULTILINE)}


def given(hub: Hub) -> Choices:
    """Things of the small county to choose from, by the name of an argument."""
    people = [global_id("Person", key) for key in list(hub.people.values())[:3]]
    areas = [global_id("Area", key) for key in hub.areas.values()]
    items = [global_id("FactPeriod", key) for key in hub.items.values()]
    ids = [*people, *areas, *items, "nonsense", global_id("Unit", 3)]
    months, numbers = ["2019-01", "2019-02", "2019Q1"], [0, 1, 2, 5]
    units, days = [global_id("Unit", number) for number in (1, 4, 5)], ["2019-04-10", "2018-06-01"]
    things = Choices(id=ids, ids=ids, area=[*areas, "x"], item=[*items, "x"], parent=areas, unit=units)
    periods = Choices(period=months, asked=months, lastYear=["2018-01"], months=[months], year=[2019, 2018])
    codes = Choices(
        indicator=["BIR01", "DEA01", "NONE"], code=["BIR01", "x"], county=["TY"], number=["1"], form=["F01", "x"]
    )
    words = Choices(search=["B", "死", "%"], domain=["POPULATION"], kinds=["FACT_PERIOD"])
    return things | periods | codes | words | Choices(first=numbers, open=[True, False], unread=[True, False], on=days)


# The replica and the live feed answer the others; no road of the engine leads there.
READ = {name: text for name, text in documents().items() if "overview {" not in text and "subscription" not in text}


@pytest.mark.parametrize("name", READ)
async def test_a_document_of_the_page_reads_alike(hub: Hub, name: str) -> None:
    text = READ[name]
    wanted = re.findall(r"\$(\w+)", text.split("{")[0])
    known = given(hub) | {
        "first": [20],
        "after": [None],
        "state": ["WAITING"],
        "periodKind": ["MONTH"],
        "fields": [[{"label": "出生人口"}]],
    }
    for code in (None, RECORDER, MAYOR, REGISTRAR):
        for language in ("zh", "en"):
            await same(hub, code, text, language, **{each: known[each][0] for each in wanted})


@pytest.mark.parametrize("seed", range(30))
async def test_a_document_by_chance_reads_alike(hub: Hub, seed: int) -> None:
    chance = Random(seed)
    for _ in range(4):
        written = Writer(chance, given(hub)).document()
        code, language = chance.choice(EVERYBODY), chance.choice(("zh", "en"))
        try:
            await same(hub, code, written.text, language, **written.variables)
        except AssertionError as differs:
            raise AssertionError(f"{code} {language}\n{written.text}\n{written.variables}\n{differs}") from None
