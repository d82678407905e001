"""Which hour an hour as typed is: "2h chiều" is 14:00, and so is a bare "2h" of a meeting."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.domain.calendar.reading.dates import Cannot
from bot.domain.calendar.reading.results import Half, No
from bot.domain.calendar.reading.tokens import TypedHour
from bot.vietnamese import NOON

FIRST_OF_MORNING = 7
"""Nobody meets before seven: a smaller bare hour is one of the afternoon, but six may be either."""
EVENING = 17
_ANY = date(2000, 1, 2)


@dataclass(frozen=True, slots=True)
class Hour:
    """The hour that is meant; `other` where it may as well be another one."""

    at: time
    other: time | None = None
    assumed: bool = False
    """Whether a bare small hour was taken as one of the afternoon."""

    def later(self) -> "Hour":
        """Return the hour half a day later."""
        return Hour(self.at.replace(hour=self.at.hour + NOON), None, self.assumed)


def hour_of(clock: TypedHour, half: Half | None, *, by_day: bool) -> Hour:
    """Return the hour. Raises Cannot for "27h" and "14h75"; without `by_day` a bare hour is as it is written."""
    if clock.hour >= 2 * NOON or clock.minute >= 60 or clock.less >= 60:  # noqa: PLR2004 - minutes of an hour
        raise Cannot(No.HOUR)
    if half in {None, Half.ALL_DAY}:
        return _bare(clock, by_day=by_day)
    low, high = _BOUNDS[half]
    hours = [hour for hour in (clock.hour, clock.hour + NOON) if low <= hour <= high]
    if hours:
        return Hour(_time(clock, hours[0]))
    # "14h sáng", "9h chiều": one of the two words is wrong.
    later = clock.hour + NOON if clock.hour < NOON else clock.hour - NOON
    return Hour(_time(clock, clock.hour), _time(clock, later))


_BOUNDS = {
    Half.MORNING: (0, NOON - 1),
    Half.NOON: (10, 14),
    Half.AFTERNOON: (NOON, 19),
    Half.EVENING: (EVENING, 23),
}
"""The hours that a part of the day can have."""


def _bare(clock: TypedHour, *, by_day: bool) -> Hour:
    if clock.hour == 0 and by_day and not clock.exact:
        # Nobody meets at midnight: noon may be meant, or another day.
        return Hour(_time(clock, 0), _time(clock, NOON))
    if clock.exact or not by_day or clock.hour >= FIRST_OF_MORNING:
        return Hour(_time(clock, clock.hour))
    afternoon = _time(clock, clock.hour + NOON)
    if clock.hour == FIRST_OF_MORNING - 1:
        return Hour(_time(clock, clock.hour), afternoon)
    return Hour(afternoon, assumed=True)


def _time(clock: TypedHour, hour: int) -> time:
    moment = datetime.combine(_ANY, time(hour, clock.minute)) - timedelta(minutes=clock.less)
    return moment.time()
