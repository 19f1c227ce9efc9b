"""When things happen in a sample life: in office hours after a period's end, most in time, some late."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from resolvers.life.chance import drawn
from resolvers.statistics.periods import Period

_MORNING, _WORKING_HOURS = 8.5, 8.5
_LATE = 0.07  # the share of periods that a township hands in late
_LATE_REGISTER = 0.04
_CORRECTION_DAYS = 9


@dataclass(frozen=True)
class Moments:
    """The moments of one county's life, none later than `until`; the same for the same seed."""

    seed: str
    zone: ZoneInfo
    until: datetime

    def opened(self, period: Period) -> datetime:
        """When the hub opens a period: the night after its last day."""
        return self._at(period.last_on + timedelta(days=1), 0.2)

    def imported(self, period: Period) -> datetime:
        """When the hub's own counts are taken over."""
        return self._at(period.last_on + timedelta(days=1), 0.6)

    def register(self, period: Period, unit: str) -> datetime:
        """When a department states its register: the first morning, seldom days later."""
        key = (self.seed, "register", period, unit)
        late = int(1 + 4 * drawn("days", *key)) if drawn("late", *key) < _LATE_REGISTER else 0
        return self._at(period.last_on + timedelta(days=1 + late), self._hour(*key, share=0.25))

    def entered(self, period: Period, area: str, due: date) -> datetime:
        """When a township hands its period to the head: on a day up to the due one, or some days after it."""
        key = (self.seed, "entered", period, area)
        days = max(1, (due - period.last_on).days)
        if self.is_late(period, area):
            return self._at(due + timedelta(days=1 + int(4 * drawn("days", *key))), self._hour(*key, share=0.6))
        on = period.last_on + timedelta(days=1 + int(days * drawn("day", *key)))
        return self._at(min(on, due), self._hour(*key, share=0.6))

    def is_late(self, period: Period, area: str) -> bool:
        """Whether a township is late with a period."""
        return drawn("late", self.seed, period, area) < _LATE

    def confirmed(self, period: Period, area: str, entered: datetime) -> datetime:
        """When the head confirms: within hours."""
        hours = 0.3 + 2.2 * drawn(self.seed, "confirmed", period, area)
        return min(entered + timedelta(hours=hours), self.until)

    def corrected(self, period: Period, area: str, confirmed: datetime) -> datetime:
        """When a township finds a figure wrong, days after it was confirmed; may lie after `until`."""
        days = 2 + _CORRECTION_DAYS * drawn(self.seed, "corrected", period, area)
        day = (confirmed + timedelta(days=days)).astimezone(self.zone).date()
        return datetime.combine(day, time(), self.zone) + timedelta(hours=self._hour(self.seed, period, area, share=1))

    def accepted(self, period: Period, unit: str, handed_in: datetime) -> datetime:
        """When a department accepts a report: on one of the days after it was handed in; may lie after `until`."""
        days = 1 + int(2 * drawn(self.seed, "accepted", period, unit))
        return self._later(handed_in, days, self._hour(self.seed, "accepted", period, unit, share=0.5))

    def locked(self, period: Period, unit: str, accepted: datetime) -> datetime:
        """When a department locks a report, days after it accepted it; may lie after `until`."""
        days = 2 + int(6 * drawn(self.seed, "locked", period, unit))
        return self._later(accepted, days, self._hour(self.seed, "locked", period, unit, share=0.5))

    def returned(self, period: Period, unit: str, accepted: datetime) -> datetime:
        """When a department finds a figure doubtful that it accepted: after the other reports are locked."""
        return self._later(accepted, 10, self._hour(self.seed, "returned", period, unit, share=0.3))

    def _later(self, since: datetime, days: int, hours: float) -> datetime:
        day = since.astimezone(self.zone).date() + timedelta(days=days)
        return datetime.combine(day, time(), self.zone) + timedelta(hours=hours)

    def _hour(self, *key: object, share: float) -> float:
        return _MORNING + _WORKING_HOURS * share * drawn("hour", *key)

    def _at(self, day: date, hours: float) -> datetime:
        moment = datetime.combine(day, time(), self.zone) + timedelta(seconds=round(hours * 3600))
        return min(moment, self.until)
