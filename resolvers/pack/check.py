"""The whole check of a county pack: one list of all its problems, so that they can be mended in one go."""

from resolvers.pack.bodies import check_bodies
from resolvers.pack.calendar import check_calendar
from resolvers.pack.documents import check_documents
from resolvers.pack.flows import check_flows
from resolvers.pack.holders import check_holders
from resolvers.pack.organisation import check_organisation
from resolvers.pack.problems import Problem
from resolvers.pack.read import Pack
from resolvers.pack.services import check_services
from resolvers.pack.statistics import check_statistics

CHECKS = (
    check_organisation,
    check_statistics,
    check_flows,
    check_bodies,
    check_documents,
    check_services,
    check_calendar,
)


def check_pack(pack: Pack) -> list[Problem]:
    """Every problem of a pack, by file and line.

    What could not be read is reported alone: rows that were left out would show as faults everywhere else. Whether
    each move finds a person is asked last, of a pack whose references all resolve.
    """
    if pack.problems:
        return sorted(set(pack.problems))
    found = {problem for check in CHECKS for problem in check(pack)}
    return sorted(found or set(check_holders(pack)))
