"""Chance that is the same every time: numbers drawn from a key, so that a sample life depends on its pack alone."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")

_WHOLE = 256**8


def _digest(key: tuple[object, ...]) -> bytes:
    return blake2b("|".join(map(str, key)).encode(), digest_size=16).digest()


def drawn(*key: object) -> float:
    """A number from 0 up to 1, evenly spread, for a key."""
    return int.from_bytes(_digest(key)[:8], "big") / _WHOLE


def around(*key: object) -> float:
    """A number between -1 and 1 for a key, seldom near the ends."""
    digest = _digest(key)
    return (int.from_bytes(digest[:8], "big") + int.from_bytes(digest[8:], "big")) / _WHOLE - 1


def picked(choices: Sequence[T], *key: object) -> T:
    """One of several for a key."""
    return choices[int(drawn(*key) * len(choices))]
