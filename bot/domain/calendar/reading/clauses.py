"""Tidies a sentence: "chiều" goes to its hour, a weekday to its day, and what joins nothing is dropped."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.domain.calendar.reading.results import Half
from bot.domain.calendar.reading.tokens import Token
from bot.domain.calendar.reading.words import Piece

TIMES = frozenset({Piece.CLOCK, Piece.DAY, Piece.WEEKDAY, Piece.VAGUE})
TERMS = frozenset({Piece.BEFORE, Piece.BY, Piece.AFTER})
JOINS = frozenset({Piece.TO, Piece.OR, Piece.AND, Piece.SOFT, Piece.MOVE})
_THROUGH = frozenset({Piece.DAY, Piece.WEEKDAY, Piece.VAGUE, Piece.SOFT})


def tidy(found: Sequence[Token]) -> tuple[list[Token], Half | None]:
    """Return hours, days and what joins them, and the part of the day that is named without an hour."""
    said = _certain(_undashed(list(_single(found))))
    half = _halves(said)
    joined = _joined([token for token in said if token.kind is not Piece.HALF])
    return list(_weekdays(joined)), half


def _single(found: Iterable[Token]) -> Iterator[Token]:
    """Take several days of one month apart: "10, 11/12"."""
    for token in found:
        if token.kind is not Piece.DAYS or token.named is None:
            yield token
            continue
        for place, number in enumerate(token.several):
            if place:
                yield Token(token.joined if place == len(token.several) - 1 else Piece.AND)
            yield Token(Piece.DAY, named=replace(token.named, day=number))


def _undashed(found: list[Token]) -> list[Token]:
    """Take a dash between a weekday and its date for a comma: "thứ 5-10/12" is one day; "thứ 5 đến 10/12" several."""
    for place, token in enumerate(found):
        dash = token.kind is Piece.TO and token.ends - token.begins == 1
        if dash and _kind(found, place - 1) is Piece.WEEKDAY and _kind(found, place + 1) is Piece.DAY:
            token.kind = Piece.SOFT
    return found


def _certain(found: list[Token]) -> list[Token]:
    """Say what "sang" and "toi" without accents are: between two days or two hours they lead from one to the other."""
    for place, token in enumerate(found):
        before, after = _kind(found, place - 1), _kind(found, place + 1)
        if token.kind is Piece.MOVE and before is after is Piece.CLOCK:
            token.kind = Piece.TO
        if token.kind is not Piece.HALF or not token.unsure:
            continue
        if before is after is Piece.DAY:
            token.kind = Piece.MOVE if token.half is Half.MORNING else Piece.TO
        elif before is after is Piece.CLOCK and token.half is Half.EVENING:
            token.kind = Piece.TO
    return found


def _kind(found: Sequence[Token], place: int) -> Piece | None:
    return found[place].kind if 0 <= place < len(found) else None


def _halves(found: Sequence[Token]) -> Half | None:
    """Give each part of the day to the hour it stands with; return the first that stands with none."""
    bare = not any(token.kind in TIMES for token in found)
    left: list[Half] = []
    for place, token in enumerate(found):
        if token.kind is not Piece.HALF or token.half is None:
            continue
        if not (bare or _beside(found, place)):
            continue
        clock = _clock_of(found, place)
        if clock is None:
            left.append(token.half)
        else:
            clock.half = token.half
    free = [token for token in found if token.kind is Piece.CLOCK and token.half is None]
    # "Chiều 10/12 hội trường A lúc 2h": words between the two change nothing.
    if left and free and not any(token.kind is Piece.CLOCK and token.half for token in found):
        free[0].half = left.pop(0)
    return left[0] if left else None


def _beside(found: Sequence[Token], place: int) -> bool:
    """Say whether a part of the day stands beside an hour or a day; else "sáng" is part of other words."""
    for step in (-1, 1):
        near = place + step
        while _kind(found, near) is Piece.SOFT:
            near += step
        if _kind(found, near) in TIMES | {Piece.HALF, Piece.TO}:
            return True
    return False


def _clock_of(found: Sequence[Token], place: int) -> Token | None:
    """Return the hour that a part of the day goes with: the one it follows, else the one it leads to."""
    if _kind(found, place - 1) is Piece.CLOCK and found[place - 1].half is None:
        return found[place - 1]
    for step in (1, -1):
        near = place + step
        while _kind(found, near) in _THROUGH:
            near += step
        if _kind(found, near) is Piece.CLOCK and found[near].half is None:
            return found[near]
    return None


def _joined(found: Sequence[Token]) -> list[Token]:
    """Drop what says nothing of time, and each "to", "or", "and" that does not lead to a day or an hour."""
    kept: list[Token] = []
    for place, token in enumerate(found):
        after = place + 1
        while _kind(found, after) is Piece.SOFT and token.kind in TERMS:
            after += 1
        leads = _kind(found, after) in TIMES | TERMS
        if token.kind in TERMS:
            # "Từ 10/12 đến hết 12/12" is no deadline.
            if leads and not (kept and kept[-1].kind is Piece.TO):
                kept.append(token)
        elif token.kind in JOINS:
            follows = token.kind is not Piece.SOFT or _kind(found, place - 1) in TIMES
            if leads and follows and kept and kept[-1].kind in TIMES:
                kept.append(token)
        elif token.kind in TIMES:
            kept.append(token)
    return kept


def _weekdays(found: list[Token]) -> Iterator[Token]:
    """Give weekdays to the days they stand with; one that stands alone is a day, of the week that is named with it."""
    week = next((one.vague for one in found if one.kind is Piece.VAGUE and one.vague and not one.vague.edge), None)
    for place, token in enumerate(found):
        if token.kind is not Piece.WEEKDAY or token.week is None:
            yield token
            continue
        day = _day_of(found, place)
        if day is not None:
            day.weekday = token.week
            continue
        if week is not None and token.week.weeks is None:
            token.week = replace(token.week, weeks=week.weeks)
        yield Token(Piece.DAY, week=token.week)


def _day_of(found: Sequence[Token], place: int) -> Token | None:
    for step in (1, -1):
        near = place + step
        while _kind(found, near) in {Piece.CLOCK, Piece.SOFT}:
            near += step
        if _kind(found, near) is Piece.DAY and found[near].weekday is None:
            return found[near]
    return None
