"""Units of measure that convert into each other, by exact fractions. What is not here converts into itself alone."""

from fractions import Fraction
from unicodedata import normalize

# By kind: how many of the first unit one of each is. 15 亩 are a hectare, 2 斤 a kilogram, by law.
_KINDS: tuple[dict[str, Fraction], ...] = (
    {
        "平方米": Fraction(1),
        "亩": Fraction(2000, 3),
        "万亩": Fraction(20_000_000, 3),
        "公顷": Fraction(10_000),
        "平方公里": Fraction(1_000_000),
    },
    {
        "克": Fraction(1),
        "斤": Fraction(500),
        "公斤": Fraction(1000),
        "吨": Fraction(1_000_000),
        "万吨": Fraction(10**10),
    },
    {"元": Fraction(1), "千元": Fraction(1000), "万元": Fraction(10_000), "亿元": Fraction(10**8)},
    {"米": Fraction(1), "公里": Fraction(1000)},
    {"小时": Fraction(1), "天": Fraction(24)},
    {"人": Fraction(1), "万人": Fraction(10_000)},
    {"户": Fraction(1), "万户": Fraction(10_000)},
    {"只": Fraction(1), "万只": Fraction(10_000)},
    {"头": Fraction(1), "万头": Fraction(10_000)},
    {"个": Fraction(1), "万个": Fraction(10_000)},
)
_SAME = {
    "km2": "平方公里",
    "km²": "平方公里",
    "kg": "公斤",
    "千克": "公斤",
    "t": "吨",
    "ha": "公顷",
    "m2": "平方米",
    "%": "%",
}


def factor(of: str, into: str) -> Fraction | None:
    """By what a figure in one unit is multiplied to be in another (亩 into 公顷: 1/15); None: not convertible."""
    first, second = (_SAME.get(unit, unit) for unit in (_plain(of), _plain(into)))
    if first == second:
        return Fraction(1)
    return next((kind[first] / kind[second] for kind in _KINDS if first in kind and second in kind), None)


def _plain(unit: str) -> str:
    return normalize("NFKC", unit).strip().lower()
