"""What a sentence can say of days and hours: one of the types below, and never a guess."""

from dataclasses import dataclass
from datetime import date, time
from enum import Enum, auto


class Half(Enum):
    """A part of the day that is named without its hour."""

    MORNING = auto()
    NOON = auto()
    AFTERNOON = auto()
    EVENING = auto()
    ALL_DAY = auto()


USUAL: dict[Half, tuple[time, ...]] = {
    Half.MORNING: (time(7, 30), time(8), time(8, 30), time(9)),
    Half.NOON: (time(11), time(11, 30), time(13)),
    Half.AFTERNOON: (time(14), time(13, 30), time(14, 30), time(15)),
    Half.EVENING: (time(19), time(19, 30), time(20)),
    Half.ALL_DAY: (time(7, 30), time(8)),
}
"""The hours at which schools meet, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One piece of time: a day, an hour, or both; with `last` from the hour of one day to that of another."""

    day: date | None = None
    starts: time | None = None
    ends: time | None = None
    last: date | None = None
    half: Half | None = None
    """Named where the hour was not."""


@dataclass(frozen=True, slots=True)
class Moments:
    """What was read: one piece of time, or several that belong together, in their order."""

    parts: tuple[Stretch, ...]
    assumed: bool = False
    """Whether a bare small hour was taken as one of the afternoon: this is to be said."""
    lunar: tuple[int, int] | None = None
    """The lunar day and month that were converted: this is to be said."""
    instead_of: date | None = None
    """The day that this one replaces: 10/12 of "dời buổi 10/12 sang 17/12"."""

    @property
    def day(self) -> date | None:
        """The first day, None where only an hour was said."""
        return self.parts[0].day

    @property
    def starts(self) -> time | None:
        """The first hour, None where only a day was said."""
        return self.parts[0].starts

    @property
    def ends(self) -> time | None:
        """The last hour, None where it was not said."""
        return self.parts[-1].ends

    @property
    def last(self) -> date | None:
        """The last day, which may be the first one; None where only an hour was said."""
        return self.parts[-1].last or self.parts[-1].day

    @property
    def half(self) -> Half | None:
        """The part of the day that was named in place of the hour."""
        return self.parts[0].half

    @property
    def days(self) -> tuple[date, ...]:
        """Each day that was named, once."""
        named = [day for part in self.parts for day in (part.day, part.last) if day]
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day on which something may be done: 14/12 of "trước ngày 15/12", 15/12 of "hết ngày 15/12"."""

    day: date
    by: time | None = None


class AskedFor(Enum):
    """Why a sentence is asked about."""

    WEEKDAY = auto()
    """Day and weekday contradict each other."""
    DAYS = auto()
    """Several days are named, or one that may be several."""
    HOURS = auto()
    """Several hours are named, or one that may be two."""
    VAGUE = auto()
    """No day, but a week or the end of a month."""


@dataclass(frozen=True, slots=True)
class Question:
    """A sentence that can be read in several ways, the likeliest first; there may be only one, or none."""

    why: AskedFor
    candidates: tuple[Moments, ...] = ()


class No(Enum):
    """Why what was written cannot be."""

    DAY = auto()
    """There is no such day."""
    NOT_THIS_YEAR = auto()
    """There is no such day in this school year: 29/2."""
    HOUR = auto()
    """There is no such hour."""
    OVER = auto()
    """That day is over."""
    OTHER_YEAR = auto()
    """That day lies in another school year."""
    BACKWARDS = auto()
    """The end lies before the beginning."""


@dataclass(frozen=True, slots=True)
class Impossible:
    """A day or hour that cannot be taken."""

    why: No


@dataclass(frozen=True, slots=True)
class Open:
    """It is said that the day is not known yet."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """The sentence names no day and no hour."""


Result = Moments | Deadline | Question | Impossible | Open | Nothing
