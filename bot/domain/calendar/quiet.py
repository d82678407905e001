"""When nothing leaves that can wait: by night, on Sundays, on public holidays, and on days the organisation has set.

What can wait leaves when the quiet ends. What is planned ahead and would come too late then is planned earlier: at the
same hour of the last working day. A school's or a person's own quiet hours come on top.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import rarely
from bot.domain.calendar import public_days, settings
from bot.domain.calendar.settings import Hours
from bot.domain.models import DayOff, Meeting, Person, Unit
from bot.domain.organisation.people import Rights
from bot.plain import PlainForMany
from bot.vietnamese import at, local

SUNDAY = 6
A_DAY = timedelta(days=1)
A_MINUTE = timedelta(minutes=1)
LONGEST = 366
"""Days that are looked through for a working one: no leave is longer."""
ROUNDS = 4
"""How often two sets of quiet hours may lead into each other before the own ones give way."""


def holiday(day: date, language: str = "vi") -> str:
    """Return the name of the public holiday that a day is, empty for an ordinary day."""
    return public_days.of_year(day.year, language).get(day, "")


@dataclass(frozen=True, slots=True)
class Quiet:
    """The quiet hours of a day, in Vietnam, and the days that the organisation has off beside the public ones.

    Days named in `but` are working days whatever they are: a meeting on a Sunday is no quiet day for it.
    """

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
        """Return the moment itself where messages may leave then, else when the quiet ends."""
        moment = self._night_ends(moment) if self.by_night(moment) else moment
        day = local(moment).date()
        # After days off messages leave when the next working day's quiet hours end, not at its midnight.
        return self._dawn(self._next(day, but)) if self._rests(day, but) else moment

    def _rests(self, day: date, but: Iterable[date]) -> bool:
        return day not in but and self.is_off(day)

    def _dawn(self, day: date) -> datetime:
        midnight = at(day, time.min)
        return self._night_ends(midnight) if self.by_night(midnight) else midnight

    def _is_of_yesterday(self, night: datetime) -> bool:
        return self.since > self.until and local(night).time() < self.until

    def _night_ends(self, night: datetime) -> datetime:
        over_midnight = self.since > self.until and not self._is_of_yesterday(night)
        return at(local(night).date() + A_DAY * over_midnight, self.until)

    def _evening_before(self, night: datetime) -> datetime:
        return at(local(night).date() - A_DAY * self._is_of_yesterday(night), self.since) - A_MINUTE

    def _next(self, day: date, but: Iterable[date]) -> date:
        ahead = (day + A_DAY * number for number in range(1, LONGEST))
        return next((one for one in ahead if not self._rests(one, but)), day + A_DAY)

    def workday_before(self, day: date, *, but: Iterable[date] = ()) -> date:
        """Return the day itself where it is a working day, else the last one before."""
        behind = (day - A_DAY * number for number in range(LONGEST))
        return next((one for one in behind if not self._rests(one, but)), day)

    def workday_after(self, day: date) -> date:
        """Return the day itself where it is a working day, else the next one."""
        return self._next(day, ()) if self.is_off(day) else day

    def a_workday_later(self, moment: datetime) -> datetime:
        """Return the same hour of the next working day."""
        return at(self.workday_after(local(moment).date() + A_DAY), local(moment).time())

    def plan(self, due: datetime, not_after: datetime) -> datetime:
        """Return when a reminder that is planned ahead is to leave: never in quiet, and before it comes too late.

        On a day off it leaves at the same hour of the last working day; by night in the morning, or where that is
        too late or a day off, on the evening before. The day on which it ends is no day off for it.
        """
        its_own = {local(not_after).date()}
        due = at(self.workday_before(local(due).date(), but=its_own), local(due).time())
        if not self.by_night(due):
            return due
        morning = self._night_ends(due)
        if morning < not_after and not self._rests(local(morning).date(), its_own):
            return morning
        evening = local(self._evening_before(due))
        return at(self.workday_before(evening.date(), but=its_own), evening.time())

    def opens_beside(self, own: Hours | None, moment: datetime) -> datetime:
        """Return when both this quiet and somebody's own hours are over.

        Where the two leave no hour of the day free, the own ones give way.
        """
        if own is None:
            return self.opens(moment)
        # The end of one may lie in the other (a night 21-6, a nap 6-8): they are followed until both are over.
        theirs, opening = replace(self, since=own[0], until=own[1]), moment
        for _ in range(ROUNDS):
            opening = self.opens(theirs.opens(opening))
            if not theirs.by_night(opening):
                return opening
        return self.opens(moment)


_DAYS_OFF = select(DayOff.day)


async def read(db: AsyncSession) -> Quiet:
    """Return when the organisation is quiet now."""
    since, until = (await settings.read(db)).quiet
    known = await rarely.changed(db)
    if "quiet" not in known:
        known["quiet"] = Quiet(since, until, frozenset(await db.scalars(_DAYS_OFF)))
    found: Quiet = known["quiet"]
    return found


async def leaves(db: AsyncSession, due: datetime) -> datetime:
    """Return the hour at which what is due and can wait may leave."""
    return (await read(db)).opens(due)


async def leaves_about(db: AsyncSession, meeting: Meeting, now: datetime) -> tuple[datetime, bool]:
    """Return when a message about a meeting leaves, and whether it is urgent.

    It is where the meeting begins today, or before the quiet ends; then it leaves at once.
    """
    opens = await leaves(db, now)
    day, until = meeting.on_day, meeting.ahead_until
    if day is None or until is None or until <= now:
        return opens, False
    soon = meeting.starts_at is not None and meeting.starts_at <= opens
    urgent = soon or day == local(now).date() or day < local(opens).date()
    return (now, True) if urgent else (opens, False)


# Both ends come from the same place: they are only ever set together.
_SINCE, _UNTIL = (func.coalesce(getattr(Person, end), getattr(Unit, end)) for end in ("quiet_from", "quiet_to"))
_OWN_HOURS = PlainForMany(
    lambda people: (
        select(Person.id, _SINCE, _UNTIL)
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .where(Person.id.in_(people), _SINCE.is_not(None))
    )
)


async def own_hours(db: AsyncSession, people: Iterable[int]) -> Mapping[int, Hours]:
    """Return the quiet hours that people have set for themselves, else their school's; who has neither is left out."""
    rows = await _OWN_HOURS.rows(db, set(people))
    return {person: (since, until) for person, since, until in rows}


def set_own(person: Person, hours: Hours | None) -> None:
    """Give a person quiet hours of their own; with None their school's hold, else the organisation's."""
    person.quiet_from, person.quiet_to = hours or (None, None)


def set_school(rights: Rights, school: Unit, hours: Hours | None) -> None:
    """Give a school quiet hours of its own. Raises NotAllowed unless the person heads it or is an officer."""
    rights.must_head(school.id)
    school.quiet_from, school.quiet_to = hours or (None, None)


async def reach(db: AsyncSession, people: Iterable[int], due: datetime) -> Mapping[int, datetime]:
    """Return for each person the hour at which what is due and can wait reaches them."""
    asked = set(people)
    quiet, own = await read(db), await own_hours(db, asked)
    return {person: quiet.opens_beside(own.get(person), due) for person in asked}
