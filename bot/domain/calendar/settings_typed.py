"""Reads what officers type for a setting, in both languages, with or without accents.

Every reader raises BadInput, with an example, where what was typed is not clear.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, time
from typing import Any

from bot.domain.calendar.reading import reader
from bot.domain.calendar.reading.results import Moments, Stretch
from bot.domain.calendar.settings import Hours, Ladder, OrganisationSettings, Rung
from bot.domain.organisation.school_year import DayOfYear
from bot.errors import N_, BadInput
from bot.vietnamese import fold

MOST_DAYS = 60
MOST_HOURS = 14
MOST_GRACE = 180
MOST_BEFORE, MOST_REMINDERS = 3, 6
WINTER, LEAP_DAY = (12, 1, 2), (2, 29)
ANY_DAY = date(2023, 8, 1)
"""Where only month and day of what is typed count, the year to read it in does not matter."""
HOURS_OF = {"gio": 1, "h": 1, "g": 1, "hour": 1, "hours": 1, "ngay": 24, "day": 24, "days": 24, "d": 24}
HOURS_OF |= {"tuan": 7 * 24, "week": 7 * 24, "weeks": 7 * 24}
NAMES = {
    "hieu truong": Rung.PRINCIPAL,
    "principal": Rung.PRINCIPAL,
    "cum truong": Rung.LEAD,
    "cluster lead": Rung.LEAD,
    "lead": Rung.LEAD,
    "chuyen vien": Rung.OFFICER,
    "officer": Rung.OFFICER,
}
NONE = frozenset({"khong", "khong nhac", "none", "not at all"})

_NUMBER = r"[0-9]{1,6}"
# Words that people put around the numbers and that change nothing.
_SAID_ANYWAY = re.compile(r"\b(?:nhac|truoc|han|before|remind)\b")
_BETWEEN = re.compile(r"\s*(?:[,;+]|\bva\b|\band\b)\s*|\s+(?=[0-9])")
_SPAN = re.compile(rf"({_NUMBER})\s*({'|'.join(sorted(HOURS_OF, key=len, reverse=True))})")
_MINUTES = re.compile(rf"({_NUMBER})\s*(?:phut|p|minutes?|min)?")
_DAYS = re.compile(rf"({_NUMBER})\s*(?:ngay|days?|d)?")
_RUNG = re.compile(rf"({'|'.join(NAMES)})\s*:?\s*(?:(?:sau|after)\s+)?({_NUMBER})\s*(?:ngay|days?)?")
# Looked for first: "-3" or "0" would else be read as a hyphen and a number, or as any number.
_NONE_OR_LESS = re.compile(r"(?:^|[\s,;:])(?:-\s*[0-9]|0+(?![0-9]))")

BEFORE_HOW = N_("Please write up to {most} spans with their unit, for example: 7 days, 1 day, 2 hours.")
ASK_AGAIN_HOW = N_("Please write one span with its unit, for example: 3 days.")
REMINDERS_HOW = N_("Please write up to {most} numbers of days, for example: 30, 14, 7, 3, 1.")
LADDER_HOW = N_(
    "Please write who is told how many days after the due day, for example: principal 1, lead 3, officer 7."
)
QUIET_HOW = N_("Please write from when to when, for example: 20h-6h30.")
TOO_MANY = N_("That is too many: at most {most}. Please leave some out.")
TOO_FAR = N_("That is too far ahead: at most {most} days. Please write smaller numbers.")
NOT_ABOVE_ZERO = N_("Zero and less cannot be taken. Please write numbers from 1 on.")
GOES_DOWN = N_(
    "Each of principal, lead and officer can stand once, in this order, and none earlier than the one before. "
    "For example: principal 1, lead 3, officer 7."
)
GRACE_HOW = N_("Please write a number of minutes from 0 to {most}, for example: 30.")
SAME_HOUR = N_("The quiet would end at the hour at which it begins. Please write two different hours.")
SEMESTER_HOW = N_("Please write the day on which the second semester begins, for example: 19/1.")
NOT_IN_WINTER = N_("The second semester begins between 1 December and 28 February. Please check the day.")
TOO_LONG = N_("That is more than {most} hours a day. Please write a shorter time, for example: 20h-6h30.")


def read_before(typed: str) -> tuple[int, ...]:
    """Return hours before a meeting, the first reminder first; what is left out of three is 0."""
    if fold(typed) in NONE:
        return (0,) * MOST_BEFORE
    found = [_SPAN.fullmatch(part) for part in _parts(typed)]
    if not all(found):
        raise BadInput(BEFORE_HOW, most=MOST_BEFORE)
    spans = _falling([int(one[1]) * HOURS_OF[one[2]] for one in found if one], MOST_BEFORE, MOST_DAYS * 24)
    return (0,) * (MOST_BEFORE - len(spans)) + spans


def read_ask_again(typed: str) -> tuple[int, ...]:
    """Return in a tuple of one how many hours before a meeting who has not answered is asked once more."""
    *more, hours = read_before(typed)
    if any(more):
        raise BadInput(ASK_AGAIN_HOW)
    return (hours,)


def read_reminders(typed: str) -> tuple[int, ...]:
    """Return days before a due day, the earliest reminder first."""
    found = [_DAYS.fullmatch(part) for part in _parts(typed)]
    if not all(found):
        raise BadInput(REMINDERS_HOW, most=MOST_REMINDERS)
    return _falling([int(one[1]) for one in found if one], MOST_REMINDERS, MOST_DAYS)


def _parts(typed: str) -> list[str]:
    text = " ".join(_SAID_ANYWAY.sub(" ", fold(typed)).split()).strip(".,; ")
    if _NONE_OR_LESS.search(text):
        raise BadInput(NOT_ABOVE_ZERO)
    return _BETWEEN.split(text)


def _falling(numbers: Sequence[int], most: int, largest: int) -> tuple[int, ...]:
    _must_reach(numbers, largest)
    once = sorted(set(numbers), reverse=True)
    if len(once) > most:
        raise BadInput(TOO_MANY, most=most)
    return tuple(once)


def _must_reach(numbers: Sequence[int], largest: int) -> None:
    if max(numbers) > largest:
        raise BadInput(TOO_FAR, most=MOST_DAYS)


def read_ladder(typed: str) -> Ladder:
    """Return who is told how many days after the due day. Raises BadInput unless rungs and days both rise."""
    text = " ".join(_SAID_ANYWAY.sub(" ", fold(typed)).split()).strip(".,; ")
    if _NONE_OR_LESS.search(text):
        raise BadInput(NOT_ABOVE_ZERO)
    found = [_RUNG.fullmatch(part) for part in re.split(r"\s*(?:[,;>→]|->|\broi\b|\bthen\b)\s*", text)]
    if not all(found):
        raise BadInput(LADDER_HOW)
    ladder = tuple((NAMES[one[1]], int(one[2])) for one in found if one)
    rungs, days = [list(Rung).index(rung) for rung, _ in ladder], [day for _, day in ladder]
    _must_reach(days, MOST_DAYS)
    if rungs != sorted(set(rungs)) or days != sorted(days):
        raise BadInput(GOES_DOWN)
    return ladder


def read_quiet(typed: str) -> Hours:
    """Return quiet hours. Raises BadInput also for the same hour twice and for more than 14 hours."""
    since, until = _two_hours(typed)
    if since == until:
        raise BadInput(SAME_HOUR)
    # Over midnight the difference is negative: the remainder below is the length either way.
    minutes = (until.hour - since.hour) * 60 + until.minute - since.minute
    if minutes % (24 * 60) > MOST_HOURS * 60:
        raise BadInput(TOO_LONG, most=MOST_HOURS)
    return since, until


def read_second_semester(typed: str) -> DayOfYear:
    """Return month and day of the second semester's beginning; a year that is typed with it says nothing more."""
    match reader.read(typed, ANY_DAY):
        case Moments((Stretch(date() as day, None, None, None, None),)):
            pass
        case _:
            raise BadInput(SEMESTER_HOW)
    if day.month not in WINTER or (day.month, day.day) == LEAP_DAY:
        raise BadInput(NOT_IN_WINTER)
    return day.month, day.day


def read_code_grace(typed: str) -> tuple[int]:
    """Return for how many minutes after a meeting's end its code still works; a word that says none is 0."""
    text = fold(typed).strip(".,; ")
    found = _MINUTES.fullmatch(text)
    minutes = 0 if text in NONE else int(found[1]) if found else MOST_GRACE + 1
    if minutes > MOST_GRACE:
        raise BadInput(GRACE_HOW, most=MOST_GRACE)
    return (minutes,)


def _two_hours(typed: str) -> Hours:
    # "20-6" alone would be a day.
    for text in (f"{typed}h", typed):
        match reader.read(text, ANY_DAY, by_day=False):
            case Moments((Stretch(None, time() as since, time() as until),)):
                return since, until
    raise BadInput(QUIET_HOW)


READERS: dict[str, Callable[[str], Any]] = {
    "before": read_before,
    "ask_again": read_ask_again,
    "reminders": read_reminders,
    "ladder": read_ladder,
    "quiet": read_quiet,
    "second_semester": read_second_semester,
    "code": read_code_grace,
}
"""The reader of each setting."""
USUAL = OrganisationSettings()


QUIETS: tuple[Hours, ...] = ((time(20), time(6, 30)), (time(21), time(7)), (time(22), time(6)))


def presets(name: str) -> tuple[Any, ...]:
    """Return the values that are offered as buttons beside typing, the default first."""
    return (getattr(USUAL, name), *_OTHERS[name])


_OTHERS: dict[str, tuple[Any, ...]] = {
    "before": ((72, 24, 2), (0, 24, 2), (0, 0, 0)),
    "ask_again": ((48,), (0,)),
    "reminders": ((14, 7, 1), (7, 1)),
    "ladder": (),
    "quiet": QUIETS,
    "second_semester": (),
    "code": ((15,), (30,), (60,)),
}
