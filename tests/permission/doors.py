"""The permission table of the graph: every mutation and every root field, by every person of the tiny county.

The columns are its people, at least one for every position and, for the parishes' positions, one of the item's own
parish (northern) and one of the other; the last is nobody. A mutation or root field without a row fails.
"""

from dataclasses import dataclass

PEOPLE = {
    "P01": "MAYOR",
    "P02": "CHIEF",
    "P03": "REGISTRAR",
    "P04": "CHIEF",
    "P05": "STATISTICIAN",
    "P06": "REEVE",
    "P07": "DEPUTY_REEVE",
    "P08": "RECORDER",
    "P09": "REEVE",
    "P10": "DEPUTY_REEVE",
    "P11": "RECORDER",
    "P12": "AUDITOR",
}
NOBODY = "-"
COLUMNS = (*PEOPLE, NOBODY)
MAY = "MAY"
CODES = {"m": MAY, "p": "NO_POWER", "h": "NOT_FOUND", "-": "NOT_SIGNED_IN", "x": "BAD_INPUT", "n": "NOT_ASKED"}


@dataclass(frozen=True)
class Row:
    """Who gets what at one door, by column."""

    answers: dict[str, str]

    def who(self, answer: str) -> list[str]:
        """The people who get an answer."""
        return [person for person, found in self.answers.items() if found == answer]


def table(text: str) -> dict[str, Row]:
    """Read a table: a name, then a word a column."""
    lines = (line.split() for line in text.strip().splitlines())
    return {name: Row(dict(zip(COLUMNS, words, strict=True))) for name, *words in lines}


# About the northern parish's item, or the registry's register. m: may; p: sees the item and has no power; h: for this
# person there is no such item; x, n: the tiny county has no villages, nobody moves what its flow does not have (who may
# in a county with villages, tests/statistics/test_villages.py proves).
# What is a person's own (notices, sessions, tokens) everybody may, and nobody another's.
MUTATIONS = table("""
stateFacts        p h h p p p p m h h h h -
explainFacts      p h h p p p p m h h h h -
finishFacts       p h h p p p p m h h h h -
confirmFacts      p h h p p m p p h h h h -
openCorrection    p h p h p p p m h h h h -
reviseFact        p h h p p p p m h h h h -
askVillages       x h h x x x x x h h h h -
answerVillage     x h h x x x x x h h h h -
takeOverVillages  n h h n n n n n h h h h -
moveItem          p h h p p m p p h h h h -
stateRegister     p p m p p h h h h h h h -
explainRegister   p p m p p h h h h h h h -
designForm        p p m p p p p p p p p p -
bindFields        p p p p m h h h h h h h -
callForMaterial   p p m p p p p p p p p p -
giveMaterial      p p p h h p p m h h h h -
readWorkbook      p h h p p p p m h h h h -
markNoticesRead   m m m m m m m m m m m m -
makeToken         m m m m m m m m m m m m -
revokeSession     m m m m m m m m m m m m -
revokeToken       m m m m m m m m m m m m -
makeDashboardToken p p p p m p p p p p p p -
revokeDashboardToken p p p p m p p p p p p p -
""")

# What each reads through each root field. N, S: things of the northern, of the southern parish; y: something that is no
# parish's; -: nothing. The name is the root field, then what is asked of it.
ROOTS = table("""
viewer.person               y y y y y y y y y y y y -
county.name                 y y y y y y y y y y y y y
node.period                 NS - - NS NS N N N S S S - -
node.figure                 NS - NS - NS N N N S S S - -
nodes.figures               NS - NS - NS N N N S S S - -
item.number                 N - - N N N N N - - - - -
organisation.areas          y y y y y y y y y y y y -
organisation.people         y y y y y y y y y y y y -
statistics.indicators       y y y y y y y y y y y y -
statistics.fact             NS - NS - NS N N N S S S - -
statistics.stated           N - - - N N N N - - - - -
statistics.sheet            NS - NS - NS N N N S S S - -
statistics.reports          NS NS NS NS NS N N N S S S - -
statistics.factPeriods      NS - - NS NS N N N S S S - -
statistics.registerPeriods  y y y y y - - - - - - - -
statistics.overlap          y y y y y y y y y y y y -
statistics.formProposals    y y y y y - - - - - - - -
materials.calls             y y y - - y y y y y y - -
materials.answers           - - - - - y y y y y y - -
journal.item                NS - NS NS NS N N N S S S NS -
overview.indicatorByArea    NS - NS - NS N N N S S S - -
overview.townshipCompleteness NS - NS - NS N N N S S S - -
overview.townshipRanking    NS NS NS NS NS NS NS NS NS NS NS NS -
overview.completenessShares NS NS NS NS NS NS NS NS NS NS NS NS -
overview.formLedger         y y y y y y y y y y y y -
overview.formLedgerByForm   y y y y y y y y y y y y -
overview.formLedgerByUnit   y y y y y y y y y y y y -
overview.formLedgerByTownship NS NS NS NS NS NS NS NS NS NS NS NS -
overview.formLedgerByMonth  y y y y y y y y y y y y -
changes.items               N - - N N N N N - - - - -
""")
