"""The GraphQL-over-HTTP specification, as its audit suite reads it."""

import anyio
import pytest

from tests.server import node
from tests.server.conftest import Server

pytestmark = pytest.mark.anyio


async def test_every_check_of_the_audit_suite_passes(wire: Server) -> None:
    results = await anyio.to_thread.run_sync(node.run, "audit.mjs", f"{wire.base}/graphql")
    assert [result for result in results if result["status"] != "ok"] == []
    assert len(results) == 61
