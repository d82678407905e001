"""Puts hours and days together: which hours belong to which day, what is a range, and what must be asked.

Words that are no time were dropped before, so none of them can change what is read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

from bot.domain.calendar.reading.dates import Cannot, Days
from bot.domain.calendar.reading.hours import Hour, hour_of
from bot.domain.calendar.reading.results import AskedFor, Half, No
from bot.domain.calendar.reading.tokens import Token, TypedDay
from bot.domain.calendar.reading.words import Piece

PAIR = 2
"""An hour and a day: what may stand on either side of "to"."""


@dataclass(slots=True)
class Bit:
    """An hour or hours, a day or days, or both ends of some days with their hours."""

    join: Piece | None
    clock: Token | None = None
    starts: Hour | None = None
    ends: Hour | None = None
    days: tuple[date, ...] = ()
    """The day; several where it may be one or another."""
    why: AskedFor | None = None
    last: date | None = None
    named: TypedDay | None = None

    @property
    def is_day(self) -> bool:
        """Whether this is a day, or several."""
        return bool(self.days) and self.clock is None

    @property
    def is_clock(self) -> bool:
        """Whether this is an hour, or two."""
        return self.clock is not None and not self.days

    def times(self) -> tuple[time | None, time | None]:
        """Return the hours."""
        return (self.starts.at if self.starts else None), (self.ends.at if self.ends else None)


class Joiner:
    """Makes units of tokens and joins those with a "to" between them."""

    def __init__(self, days: Days, *, by_day: bool) -> None:
        self._days, self._by_day = days, by_day

    def units(self, found: Sequence[Token]) -> list[Bit]:
        """Return what a tidied sentence is made of. Raises Cannot."""
        units = list(self._each(found))
        place = next((n for n, unit in enumerate(units) if unit.join is Piece.TO), None)
        while place is not None:
            self._through(units, place)
            place = next((n for n, unit in enumerate(units) if unit.join is Piece.TO), None)
        return units

    def _each(self, found: Sequence[Token]) -> Iterator[Bit]:
        join: Piece | None = None
        for place, token in enumerate(found):
            if token.kind is Piece.CLOCK and token.clock:
                yield Bit(join, clock=token, starts=self.hour(token))
            elif token.kind is Piece.DAY:
                replaced = any(later.kind is Piece.MOVE for later in found[place + 1 : place + 2])
                yield self._day(token, join, replaced=replaced)
            join = token.kind if token.kind not in {Piece.CLOCK, Piece.DAY} else None

    def hour(self, token: Token, half: Half | None = None) -> Hour:
        """Return the hour of a token, in a part of the day that stands elsewhere. Raises Cannot."""
        if token.clock is None:
            raise Cannot(No.HOUR)
        return hour_of(token.clock, token.half or half, by_day=self._by_day)

    def _day(self, token: Token, join: Piece | None, *, replaced: bool) -> Bit:
        if token.week is not None:
            found = self._days.weekday(token.week)
            if self._days.bounded and found[-1] < self._days.today:
                raise Cannot(No.OVER)
            return Bit(join, days=tuple(found), why=AskedFor.DAYS if len(found) > 1 else None)
        if token.named is None:
            raise Cannot(No.DAY)
        # The day from which a meeting is moved may be over.
        day = Days(self._days.today, None).of(token.named) if replaced else self._days.of(token.named)
        if token.weekday is None or self._days.fits(day, token.weekday):
            return Bit(join, days=(day,), named=token.named)
        return Bit(join, days=(day, self._days.near(day, token.weekday)), why=AskedFor.WEEKDAY, named=token.named)

    def _through(self, units: list[Bit], place: int) -> None:
        """Join what stands on the two sides of a "to": two hours, two days, or two days with their hours."""
        units[place].join = None
        left = units[max(0, place - PAIR) : place]
        if len(left) == PAIR and left[1].join is not None:
            left = left[1:]
        right = units[place : place + 1]
        if place + 1 < len(units) and units[place + 1].join is None:
            right.append(units[place + 1])
        opens, closes = _clock(left), _clock(right)
        first, last = _day(left), _day(right)
        if opens and closes:
            apart = first is not None and last is not None and first.days != last.days
            opens.starts, opens.ends = self._hours(opens, closes, apart=apart)
            _drop(units, closes)
            if apart and first and last:
                opens.days, opens.last, opens.why = first.days, self._last(first, last), first.why
                _drop(units, first)
                _drop(units, last)
            elif first and last:
                _drop(units, last)
        elif first and last:
            first.last = self._last(first, last)
            first.why = first.why or last.why
            _drop(units, last)

    def _last(self, first: Bit, last: Bit) -> date:
        day = last.days[0]
        if day < first.days[0] and last.named and last.named.year is None and not self._days.bounded:
            # "20/12 - 05/01" ends in the next year.
            day = Days(first.days[0], None).of(last.named)
        if day < first.days[0]:
            raise Cannot(No.BACKWARDS)
        return day

    def _hours(self, opens: Bit, closes: Bit, *, apart: bool) -> tuple[Hour, Hour]:
        """Return both ends of some hours: "2-4h chiều" is 14:00 to 16:00, "8h-4h chiều" 8:00 to 16:00."""
        one, other = opens.clock, closes.clock
        if one is None or other is None:
            raise Cannot(No.HOUR)
        starts, ends = self.hour(one), self.hour(other)
        if other.half and not one.half:
            same = self.hour(one, other.half)
            starts = same if same.other is None and same.at < ends.at else starts
        elif one.half and not other.half:
            same = self.hour(other, one.half)
            ends = same if same.other is None and same.at > starts.at else ends
        at = ends.at
        if at <= starts.at and ends.other and ends.other > starts.at and not other.half:
            at = ends.other
        if self._by_day and not apart and at <= starts.at:
            raise Cannot(No.BACKWARDS)
        return Hour(starts.at, assumed=starts.assumed), Hour(at, assumed=ends.assumed)


def _clock(units: Sequence[Bit]) -> Bit | None:
    return next((unit for unit in units if unit.is_clock and unit.ends is None), None)


def _day(units: Sequence[Bit]) -> Bit | None:
    return next((unit for unit in units if unit.is_day and unit.last is None), None)


def _drop(units: list[Bit], unit: Bit) -> None:
    units[:] = [one for one in units if one is not unit]
