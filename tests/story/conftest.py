"""Fuxian as the story finds it, behind a real server on a port of this machine."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from server.database import Access
from server.postgres import EmbeddedPostgres
from tests.conftest import clone
from tests.running import served
from tests.story.county import NOW, Figures, lived

DOCUMENTS = Path(__file__).parent / "documents"


def document(name: str) -> str:
    """A GraphQL document of the story."""
    return (DOCUMENTS / f"{name}.graphql").read_text()


@dataclass(frozen=True)
class Fuxian:
    """The served county: where it answers, and the figures that its home township will state."""

    address: str
    access: Access
    figures: Figures


@pytest.fixture(scope="module")
def fuxian(
    postgres: EmbeddedPostgres, fuxian_template: Access, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Fuxian]:
    """The county, lived and served; shared by the tests of a file, which tell one story in their order."""
    for access in clone(postgres, fuxian_template):
        figures = asyncio.run(lived(access))
        with served(access, tmp_path_factory.mktemp("story"), HUB_NOW=NOW.isoformat()) as running:
            yield Fuxian(running.ready(), access, figures)
