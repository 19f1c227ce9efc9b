"""Formulas that come back to themselves: refused when a pack is loaded, and when a form asks what they calculate."""

from collections.abc import Mapping

from resolvers.refusals import Refused, bad_input
from resolvers.statistics.catalogue import Indicator
from resolvers.statistics.formula import codes


def circle(start: str, uses: Mapping[str, tuple[str, ...]], done: set[str] | None = None) -> list[str]:
    """The way from a code into a circle, from its first code back to it; nothing where there is none.

    `uses` says what each is made of; codes seen to lead nowhere are put into `done`, and not walked again.
    """
    way: list[str] = []
    seen = set() if done is None else done

    def walk(code: str) -> list[str]:
        if code in way:
            return [*way[way.index(code) :], code]
        if code in seen:
            return []
        way.append(code)
        for used in uses.get(code, ()):
            found = walk(used)
            if found:
                return found
        seen.add(way.pop())
        return []

    found = walk(start)
    seen.update(way)
    return found


def refused_circle(indicators: Mapping[str, Indicator], code: str, field: str) -> Refused | None:
    """Why a field cannot mean an indicator: its formula goes in a circle, which is named; None where it does not."""
    uses = {each.code: codes(each.expression) if each.expression else () for each in indicators.values()}
    found = " → ".join(circle(code, uses))
    if not found:
        return None
    return bad_input(f"指标{code}的公式循环引用:{found}", f"The formula of {code} goes in a circle: {found}", field)
