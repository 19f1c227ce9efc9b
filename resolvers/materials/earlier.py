"""What a unit gave before for the same words and period, to be given again with one tap.

Words are compared by their pairs of characters, without what names the period: "10月份安全生产工作总结" and
"安全生产总结" look alike. Nothing is given by itself: somebody sees the earlier words and chooses.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import and_, any_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from db.items import Attachment
from db.materials import MaterialAnswer, MaterialCall
from resolvers.statistics.overlap import likeness, plain

LIKE = Fraction(1, 2)  # of two words' pairs of characters, how many must be common for them to look alike
MOST_OFFERED = 5
_PERIOD = re.compile(r"[0-9]{4}年度?|[0-9]{1,2}月份?|第?[一二三四1-4]季度|(上|下)半年|全年|本(月|季|年)")


@dataclass(frozen=True, slots=True)
class Earlier:
    """A file that the unit gave before: in which answer, under which name, for which words, how like (0 to 1)."""

    answer_id: UUID
    file_id: UUID
    name: str
    words: str
    given_at: datetime
    likeness: Fraction


def bare(words: str) -> str:
    """Words without marks and without what names a period."""
    return _PERIOD.sub("", plain(words))


def how_like(one: str, other: str) -> Fraction:
    """How much two names of material share, 0 to 1."""
    return likeness(bare(one), bare(other))


async def given_before(connection: AsyncConnection, answers: Sequence[UUID]) -> list[list[Earlier]]:
    """For each answer, in the order given: what its unit gave for like words and the same period, the likest first,
    each file once, at most MOST_OFFERED. As far as the asker reads it; one statement for all.
    """
    found: dict[UUID, list[Earlier]] = {answer: [] for answer in answers}
    for row in await connection.execute(_candidates(answers)):
        like = how_like(row.wanted, row.words)
        if like >= LIKE:
            earlier = Earlier(row.answer_id, row.file_id, row.name, row.words, row.given_at, like)
            found[row.asked].append(earlier)
    return [_best(found[answer]) for answer in answers]


def _best(all_: list[Earlier]) -> list[Earlier]:
    ranked = sorted(all_, key=lambda each: (each.likeness, each.given_at), reverse=True)
    once = {each.file_id: each for each in reversed(ranked)}  # of a file given several times the likest
    return [each for each in ranked if once[each.file_id] is each][:MOST_OFFERED]


def _candidates(answers: Sequence[UUID]) -> Any:
    asked, call = aliased(MaterialAnswer), aliased(MaterialCall)
    return (
        select(
            asked.item_id.label("asked"),
            call.words.label("wanted"),
            MaterialAnswer.item_id.label("answer_id"),
            MaterialAnswer.file_id,
            MaterialAnswer.given_at,
            MaterialCall.words,
            Attachment.name,
        )
        .join(call, call.item_id == asked.call_id)
        .join(MaterialCall, MaterialCall.period_id == call.period_id)
        .join(MaterialAnswer, MaterialAnswer.call_id == MaterialCall.item_id)
        .join(
            Attachment,
            and_(Attachment.item_id == MaterialAnswer.item_id, Attachment.file_id == MaterialAnswer.file_id),
        )
        .where(
            asked.item_id.in_(answers),
            MaterialAnswer.item_id != asked.item_id,
            MaterialAnswer.unit_id == any_(func.unit_family(asked.unit_id, func.hub_today())),
            MaterialAnswer.given_at.is_not(None),
        )
    )
