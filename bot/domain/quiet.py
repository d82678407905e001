"""When the organisation is quiet: by night, on Sundays, on public holidays, and on days that it has set itself.

What can wait leaves when the quiet ends. What is planned ahead and would come too late then is planned earlier: at the
same hour of the last working day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

import holidays
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import customs
from bot.domain.models import DayOff
from bot.vietnamese import at, local

SUNDAY = 6
A_DAY = timedelta(days=1)
A_MINUTE = timedelta(minutes=1)
LONGEST = 60
"""Days that are looked ahead for a working one: no leave is longer."""


@cache
def _public(language: str) -> holidays.HolidayBase:
    return holidays.country_holidays("VN", language={"en": "en_US"}.get(language, "vi"))


def holiday(day: date, language: str = "vi") -> str:
    """Return the name of the public holiday that a day is, empty for an ordinary day."""
    return str(_public(language).get(day) or "")


@dataclass(frozen=True, slots=True)
class Quiet:
    """The quiet hours of a day, in Vietnam, and the days that the organisation has off beside the public ones."""

    since: time
    until: time
    off: frozenset[date] = frozenset()

    def is_off(self, day: date) -> bool:
        """Say whether a day is a Sunday, a holiday or one of the organisation's own."""
        return day.weekday() == SUNDAY or day in self.off or bool(holiday(day))

    def by_night(self, moment: datetime) -> bool:
        """Say whether a moment lies in the quiet hours, which may go over midnight or not."""
        hour = local(moment).time()
        if self.since <= self.until:
            return self.since <= hour < self.until
        return hour >= self.since or hour < self.until

    def opens(self, moment: datetime, *, but: Iterable[date] = ()) -> datetime:
        """Return the moment itself where messages may leave then, else when the quiet ends.

        Days named in `but` are working days whatever they are: a meeting on a Sunday is no quiet day for it.
        """
        if self.by_night(moment):
            here = local(moment)
            past_midnight = here.time() < self.until
            moment = at(here.date() if past_midnight else here.date() + A_DAY, self.until)
        day = local(moment).date()
        if not self._rests(day, but):
            return moment
        return at(self._next(day, but), self.until)

    def _rests(self, day: date, but: Iterable[date]) -> bool:
        return day not in but and self.is_off(day)

    def _next(self, day: date, but: Iterable[date]) -> date:
        ahead = (day + A_DAY * number for number in range(1, LONGEST))
        return next((one for one in ahead if not self._rests(one, but)), day + A_DAY)

    def workday_before(self, day: date) -> date:
        """Return the day itself where it is a working day, else the last one before."""
        behind = (day - A_DAY * number for number in range(LONGEST))
        return next((one for one in behind if not self.is_off(one)), day)

    def workday_after(self, day: date) -> date:
        """Return the day itself where it is a working day, else the next one."""
        return self._next(day, ()) if self.is_off(day) else day

    def plan(self, due: datetime, not_after: datetime) -> datetime:
        """Return when a reminder that is planned ahead is to leave: never in quiet, and before it comes too late.

        On a day off it leaves at the same hour of the last working day; by night in the morning, or where that is
        too late or a day off, on the evening before. The day on which it ends is no day off for it.
        """
        its_own = {local(not_after).date()}
        if self.opens(due, but=its_own) == due:
            return due
        here = local(due)
        if self._rests(here.date(), its_own):
            return self.plan(at(self.workday_before(here.date()), here.time()), not_after)
        morning = self.opens(due, but=its_own)
        if morning < not_after and (local(morning).date() == here.date() or morning - due < A_DAY):
            return morning
        evening = at(here.date() - A_DAY * (here.time() < self.until), self.since) - A_MINUTE
        return evening if self.opens(evening, but=its_own) == evening else self.plan(evening, not_after)


async def read(db: AsyncSession) -> Quiet:
    """Return when the organisation is quiet now."""
    since, until = (await customs.read(db)).quiet
    return Quiet(since, until, frozenset(await db.scalars(select(DayOff.day))))


async def leaves(db: AsyncSession, due: datetime) -> datetime:
    """Return the hour at which what is due and can wait may leave."""
    return (await read(db)).opens(due)
