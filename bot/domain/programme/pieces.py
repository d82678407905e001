"""When a meeting takes place: in one piece, or in several half-days that belong together."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from bot.domain.calendar.reading.results import Moments, Stretch
from bot.domain.models import Meeting
from bot.errors import N_, BadInput
from bot.vietnamese import at, local

LENGTH = timedelta(hours=3)
"""A buổi is half a day; this is its end where none is said."""
LONGEST = timedelta(days=14)
A_DAY = timedelta(days=1)

OVERLAP = N_("These hours overlap, or an end lies before its beginning. Please write them once more.")
TOO_LONG = N_("That is longer than {most} days. Please check the days.")

FromTo = tuple[datetime, datetime]
"""Aware beginning and end of one piece."""


def of(said: Moments) -> tuple[FromTo, ...]:
    """Return the pieces of what was read, where it names days and hours; some days with one hour are a piece each.

    Raises BadInput where pieces overlap or are too far apart to be one meeting.
    """
    found = tuple(sorted(piece for part in said.parts for piece in _pieces(part)))
    if any(begins >= ends for begins, ends in found) or any(one[1] > other[0] for one, other in pairwise(found)):
        raise BadInput(OVERLAP)
    if found and found[-1][1] - found[0][0] > LONGEST:
        raise BadInput(TOO_LONG, most=LONGEST.days)
    return found


def _pieces(part: Stretch) -> Iterator[FromTo]:
    if part.day is None or part.starts is None:
        return
    if part.last and part.ends:
        yield at(part.day, part.starts), at(part.last, part.ends)
        return
    for day in days(part):
        begins = at(day, part.starts)
        yield begins, at(day, part.ends) if part.ends else begins + LENGTH


def days(part: Stretch) -> list[date]:
    """Return each day of a stretch, at most as many as a meeting can have."""
    if part.day is None:
        return []
    last = min(part.last or part.day, part.day + LONGEST)
    return [part.day + A_DAY * number for number in range((last - part.day).days + 1)]


def kept(found: Sequence[FromTo]) -> list[list[str]] | None:
    """Return the pieces as a meeting's row keeps them: none where hour and end say it all."""
    return [[one.isoformat() for one in piece] for piece in found] if len(found) > 1 else None


def taken(rows: Sequence[Sequence[str]]) -> tuple[FromTo, ...]:
    """Return the pieces that were kept."""
    return tuple((datetime.fromisoformat(begins), datetime.fromisoformat(ends)) for begins, ends in rows)


def several(meeting: Meeting) -> tuple[FromTo, ...]:
    """Return the pieces of a meeting where its first hour does not say it all: half-days, or one into another day."""
    found = stands(meeting)
    apart = len(found) > 1 or any(local(begins).date() != local(ends).date() for begins, ends in found)
    return found if apart else ()


def meet(some: Sequence[FromTo], others: Sequence[FromTo]) -> bool:
    """Say whether two meetings are at one time; what lies between the half-days of one is free."""
    return any(begins < until and since < ends for begins, ends in some for since, until in others)


def stands(meeting: Meeting) -> tuple[FromTo, ...]:
    """Return the pieces of a meeting; none while it has no hour."""
    if meeting.pieces:
        return taken(meeting.pieces)
    return ((meeting.starts_at, meeting.ends_at),) if meeting.starts_at and meeting.ends_at else ()
