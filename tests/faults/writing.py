"""Statisticians who state figures through HTTP whatever happens to the hub: each batch is sent until it is answered."""

import asyncio
import csv
import re
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from server.settings import ROOT
from tests.running import Visitor

INDICATORS = ROOT / "counties" / "fuxian" / "indicators.csv"
STATISTICIANS = ("U0020", "U0027", "U0034", "U0041", "U0048", "U0055", "U0062", "U0069")  # of the eight townships
BATCH = 20  # figures in one request
AGAIN_SECONDS = 0.1
ASKED = "{ viewer { askedOfUs { item { id } questions { indicator { code } period { code } } } } }"
STATE = """mutation ($input: StateFactsInput!) { stateFacts(input: $input) {
  ... on FactsStated { accepted { id value version indicator { code } } refused { indicator refusal { message } } }
  ... on Refusal { code message } } }"""


def free_codes() -> set[str]:
    """The indicators that no rule, warning or formula looks at: any small number may be stated, in any order."""
    with INDICATORS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    bound: set[str] = set()
    for row in rows:
        named = set(re.findall(r"\b[A-Z]{3}\d{2}\b", row["rules"] + " " + row["warnings"] + " " + row["formula"]))
        bound |= named | ({row["code"]} if named else set())
    narrow = {row["code"] for row in rows if float(row["min"] or 0) > 1 or float(row["max"] or 100) < 100}
    return {row["code"] for row in rows} - bound - narrow


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Writer:
    """One statistician: what this person may state, and every version that the hub acknowledged."""

    visitor: Visitor
    batches: list[tuple[str, list[str]]] = field(default_factory=list)  # item, indicators
    acknowledged: dict[str, tuple[str, int, str]] = field(default_factory=dict)  # fact: indicator, version, value
    answered: int = 0
    broken: int = 0  # requests whose connection broke
    away: int = 0  # requests answered with DATABASE_UNAVAILABLE

    async def prepare(self, periods: Sequence[str]) -> None:
        """Look what is asked, as the page does, and part it into batches."""
        free = free_codes()
        for asked in (await self.visitor.ask(ASKED))["viewer"]["askedOfUs"]:
            period = asked["questions"][0]["period"]["code"]
            codes = [question["indicator"]["code"] for question in asked["questions"]]
            codes = [code for code in codes if code in free and period in periods]
            for start in range(0, len(codes), BATCH):
                self.batches.append((asked["item"]["id"], codes[start : start + BATCH]))

    async def write(self, rounds: Iterable[int]) -> None:
        """State all figures once a round, each time another value."""
        for number in rounds:
            for place, (item, codes) in enumerate(self.batches):
                figures = [{"indicator": code, "value": str(number)} for code in codes]
                await self._state({"requestId": f"round-{number}-{place}", "item": item, "figures": figures})

    async def _state(self, given: dict[str, Any]) -> None:
        while (answered := await self._sent(given)) is None:
            await asyncio.sleep(AGAIN_SECONDS)
        stated = answered["data"]["stateFacts"]
        assert stated.get("refused") == [], stated
        assert len(stated["accepted"]) == len(given["figures"])
        for fact in stated["accepted"]:
            assert fact["id"] not in self.acknowledged, "one version was acknowledged for two requests"
            self.acknowledged[fact["id"]] = (fact["indicator"]["code"], fact["version"], fact["value"])
        self.answered += 1

    async def _sent(self, given: dict[str, Any]) -> dict[str, Any] | None:
        """The answer; None when nothing was promised."""
        try:
            answer = await self.visitor.post(STATE, input=given)
        except httpx.TransportError:
            self.broken += 1
            return None
        content: dict[str, Any] = answer.json()
        if answer.status_code == 503:
            assert [error["extensions"]["code"] for error in content["errors"]] == ["DATABASE_UNAVAILABLE"], content
            assert answer.headers["retry-after"] == "2"
            self.away += 1
            return None
        assert answer.status_code == 200 and "errors" not in content, content
        return content
