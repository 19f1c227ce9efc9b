"""The story of a township's figures through GraphQL alone."""

import pytest

from schema.ids import global_id
from tests.schema.conftest import MAYOR, RECORDER, Hub

pytestmark = pytest.mark.anyio


async def test_what_is_asked_of_a_recorder(hub: Hub) -> None:
    """The open periods of the own township come with what is asked, soonest due first."""
    text = """{ viewer { person { name title unit { name } } powers counts { handle decide overdue }
      askedOfUs { item { title state stateName colour } asked answered answeredByHub waitsFor { name }
        questions { indicator { code name } period { code } dueOn fact { value status } lastPeriod { value } forms { code } findings { message } } } } }"""
    data = await hub.answer(RECORDER, text)
