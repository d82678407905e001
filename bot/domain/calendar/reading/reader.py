"""The one reader of days and hours: what people type in chat, as a typed result, and never a guess.

What may be meant in two ways is a `Question`; what is read is for the caller to show before it counts.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, time, timedelta

from bot.domain.calendar.reading.clauses import TERMS, TIMES, tidy
from bot.domain.calendar.reading.dates import Cannot, Days
from bot.domain.calendar.reading.results import (
    AskedFor,
    Deadline,
    Half,
    Impossible,
    Moments,
    No,
    Nothing,
    Open,
    Question,
    Result,
    Stretch,
)
from bot.domain.calendar.reading.spans import Bit, Joiner
from bot.domain.calendar.reading.tokens import Token, TypedDay, plain, tokens
from bot.domain.calendar.reading.words import Piece
from bot.domain.organisation.school_year import MONTHS, SchoolYear
from bot.vietnamese import nfc

_REFUSED = re.compile(r"\b(?:khong|ko|k|hong|dung) (?:duoc|dc|hop|on|tien)\b(?! (?:khong|ko|k)\b)")
_NOT_THEN = re.compile(
    r"\b(?:bận|kẹt|vướng|trùng lịch|ket lich|vuong lich|trung lich)\b"
    r"|\b(?:(?:tránh|trừ|đừng|tranh|tru)(?: (?:ra|chọn|lấy|vào|chon|lay|vao))?"
    r"|(?:không|khong) (?:phải|chọn|lấy|phai|chon|lay))"
    r" (?:ngày|ngay|thứ|thu|chủ nhật|chu nhat|cn|t[2-7]\b|\d{1,2}/)"
)
"""What is said of a day on which it is not to be."""
_WEEK_BY_NUMBER = re.compile(
    r"\btuan (?:thu )?(?P<week>\d{1,2}|nhat|hai|ba|tu(?! (?:ngay )?\d)|dau tien)\b"
    r"(?:,? (?:cua |trong )?thang (?P<month>\d{1,2})\b)?"
)
_EACH = re.compile(
    r"\b(?:hàng|hằng|mỗi) (?:tuần|tháng|ngày|thứ)\b|\b(?:hang|moi) (?:tuan|thang)\b|"
    r"\b(?:các|mọi|những) thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])\b|\b(?:cac|nhung) thu [2-7]\b"
)
"""What happens each week is no single day."""
_BARE_HOUR = re.compile(
    r"(?:\W|\b(?:lúc|luc|vào|vao|hồi|hoi|tầm|tam|khoảng|khoang|chắc|chac|đúng|dung|cỡ|từ|là|dạ|thôi|thoi)\b)*"
    r"(\d{1,2}(?:\W+\d{2})?)(?:\W|\b(?:ạ|a|nha|nhé|nhe|em|thôi|thoi|đi|cô|thầy)\b)*",
    re.IGNORECASE,
)
_EITHER = re.compile(
    r"(?<![\w/:.,-])(?<!lớp )(?<!lop )([12]?\d|3[01])\s+(?:hoặc|hoac|hay)\s+(?:ngày\s+|ngay\s+)?([12]?\d|3[01])"
    r"(?=\s*(?:[,.!?]|$|(?:gì|gi|nhé|nhe|nha|ạ|a|cũng|cung|đều|deu|lúc|luc|em|chị|chi)\b))",
    re.IGNORECASE,
)
MOST = 6
"""Days or hours of one sentence; of more, nobody knows which is meant."""
A_DAY = timedelta(days=1)
_NUMBERS = {"nhat": 1, "dau tien": 1, "hai": 2, "ba": 3, "tu": 4}


def read(typed: str, today: date, year: SchoolYear | None = None, *, by_day: bool = True) -> Result:
    """Return what a sentence says of days and hours.

    With a school year a day without its year is that year's, and what is over or outside is impossible; without one it
    is the next such day from today, and a day with its year may be over. Without `by_day` hours are taken as they are
    written; else a bare "2h" is 14:00, since nobody meets at night.
    """
    found = tokens(typed)
    kept, half = tidy(found)
    try:
        said = _Sentence(kept, half, Days(today, year), by_day=by_day).result(
            unknown=any(token.kind is Piece.OPEN for token in found)
        )
    except Cannot as no:
        return Impossible(no.why)
    if not isinstance(said, Moments):
        return said
    # "10/12 không được": what is refused is not taken, it is asked about; so is what is said of each week.
    text = nfc(typed).lower()
    doubted = _REFUSED.search(plain(typed)[1]) or (said.day and (_EACH.search(text) or _NOT_THEN.search(text)))
    by_number = None if any(token.kind is Piece.DAY for token in found) else _WEEK_BY_NUMBER.search(plain(typed)[1])
    if said.day and by_number:
        return _of_week(said, said.day, by_number, Days(today, year))
    return Question(AskedFor.DAYS, (said,)) if doubted else said


def _of_week(said: Moments, day: date, week: re.Match[str], days: Days) -> Question | Impossible:
    """Ask which day "thứ 2 tuần 2 tháng 12" is: weeks are counted in more than one way."""
    number = _NUMBERS.get(week["week"]) or int(week["week"])
    if week["month"] and 1 <= int(week["month"]) <= MONTHS:
        found = days.of_week(int(week["month"]), number, day.weekday())
    else:
        found = [day, day + timedelta(days=7)]
    if not found:
        return Impossible(No.OVER)
    return Question(
        AskedFor.DAYS,
        tuple(replace(said, parts=tuple(replace(part, day=one) for part in said.parts)) for one in found),
    )


def as_days(typed: str) -> str:
    """Return what was typed where a day is asked for, two bare numbers as days: "26 hoặc 27"."""
    return _EITHER.sub(r"ngày \1 hoặc ngày \2", typed)


def as_hours(typed: str) -> tuple[str, ...]:
    """Return what was typed where an hour is asked for, and a bare number as that hour: "14", "khoảng 9 ạ".

    The number of "tháng 12" and "phòng 14" is none.
    """
    return (typed, _BARE_HOUR.sub(r"\1h", typed)) if _BARE_HOUR.fullmatch(typed) else (typed,)


def hour(typed: str, *, by_day: bool = False) -> time | None:
    """Return the hour of a text that names one and no day; None for everything else.

    Asked for an hour alone, people also type a bare "14".
    """
    for text in as_hours(typed):
        found = read(text, date.min.replace(year=2000), by_day=by_day)
        if isinstance(found, Moments) and found.day is None and len(found.parts) == 1 and found.ends is None:
            return found.starts
    return None


def is_only_a_time(typed: str) -> bool:
    """Say whether a text is a day or an hour and no other word: "14h 20/10", and not "hội trường 26/3"."""
    kinds = {token.kind for token in tokens(typed)}
    return bool(kinds & TIMES) and not kinds & {Piece.WORD, Piece.NOISE}


class _Sentence:
    """One sentence on its way to a result."""

    def __init__(self, found: list[Token], half: Half | None, days: Days, *, by_day: bool) -> None:
        self._half, self._days, self._joiner = half, days, Joiner(days, by_day=by_day)
        self._kind, self._term, self._found = _apart(_at_edges(found, days))
        self._instead_of: date | None = None

    def result(self, *, unknown: bool) -> Result:
        if self._term and not any(token.kind in {Piece.DAY, Piece.VAGUE} for token in self._found):
            return self._deadline()
        units = self._moved(self._joiner.units(self._found))
        days, clocks = _once(unit for unit in units if unit.days), _once(unit for unit in units if unit.is_clock)
        if len(days) > MOST or len(clocks) > MOST:
            return Question(AskedFor.DAYS)
        if days:
            return self._dated(units, days, clocks)
        vague = next((token.vague for token in self._found if token.vague), None)
        if vague is not None:
            return Question(AskedFor.VAGUE, self._each_day(self._days.choices(vague), clocks[:1]))
        return self._hours_only(units, clocks) if clocks else self._undated(unknown=unknown)

    def _undated(self, *, unknown: bool) -> Result:
        if unknown:
            return Open()
        return Moments((Stretch(half=self._half),)) if self._half else Nothing()

    def _deadline(self) -> Result:
        units = self._joiner.units(self._term)
        days = [unit for unit in units if unit.days]
        [hour, *_] = [*(unit.times()[0] for unit in units if unit.is_clock), None]
        if len(days) != 1 or len(days[0].days) > 1:
            return Question(AskedFor.WEEKDAY if days[0].why else AskedFor.DAYS, self._each_day(days[0].days, ()))
        day = days[0].days[0]
        if self._kind is Piece.AFTER:
            return Question(AskedFor.VAGUE, self._each_day([day + A_DAY], ()))
        # "Trước 17h ngày 15/12" ends on that day, "trước ngày 15/12" on the one before.
        return Deadline(day if self._kind is Piece.BY or hour else day - A_DAY, hour)

    def _moved(self, units: list[Bit]) -> list[Bit]:
        """Leave out the day that another one replaces."""
        for place, unit in enumerate(units):
            if unit.join is Piece.MOVE and unit.is_day and place and units[place - 1].is_day:
                self._instead_of = units[place - 1].days[0]
                unit.join = None
                return [*units[: place - 1], *units[place:]]
        return units

    def _hours_only(self, units: list[Bit], clocks: list[Bit]) -> Result:
        parts = tuple(_part(None, clock) for clock in clocks)
        return self._sure(parts, clocks) if _belong(units, clocks) else self._which_hour(None, clocks)

    def _dated(self, units: list[Bit], days: list[Bit], clocks: list[Bit]) -> Result:
        unsure = next((unit for unit in days if unit.why), None)
        if unsure is not None:
            others = [one for unit in days if unit is not unsure for one in unit.days]
            return Question(unsure.why or AskedFor.DAYS, self._each_day([*unsure.days, *others], clocks[:1]))
        whole = next((unit for unit in days if unit.clock), None)
        if whole is not None:
            starts, ends = whole.times()
            part = Stretch(whole.days[0], starts, ends, last=whole.last)
            if len(days) > 1 or clocks:
                return Question(AskedFor.DAYS, (self._said((part,), [whole]),))
            return self._sure((part,), [whole])
        if len(days) == 1:
            if _belong(units, clocks):
                each = tuple(_part(days[0], clock) for clock in clocks) or (_part(days[0], None),)
                return self._sure(each, clocks)
            return self._which_hour(days[0], clocks)
        return self._several(units, days, clocks)

    def _several(self, units: list[Bit], days: list[Bit], clocks: list[Bit]) -> Result:
        """Read several days: a list of them, each with its own hour or all with the same, or one of them."""
        pairs = list(_pairs(units))
        listed = all(unit.join in {Piece.AND, Piece.SOFT} for unit in days[1:])
        paired = len(pairs) == len(days) and all(day and clock for day, clock in pairs)
        paired &= sum(unit.join in {Piece.AND, Piece.SOFT, Piece.OR} for unit in units) >= len(days) - 1
        if paired and any(unit.join is Piece.OR for unit in units):
            return Question(AskedFor.DAYS, tuple(self._said((_part(day, clock),), clocks) for day, clock in pairs))
        if any(unit.join is Piece.OR for unit in units) or not (listed or paired):
            return Question(AskedFor.DAYS, self._each_day([unit.days[0] for unit in days], clocks[:1]))
        if paired:
            return self._sure(tuple(sorted((_part(day, clock) for day, clock in pairs), key=_order)), clocks)
        if len(clocks) > 1:
            return self._which_hour(days[0], clocks)
        clock = clocks[0] if clocks else None
        return self._sure(tuple(sorted((_part(day, clock) for day in days), key=_order)), clocks)

    def _sure(self, parts: tuple[Stretch, ...], clocks: Sequence[Bit]) -> Result:
        """Return what was read, or the question which of two an hour is."""
        said = self._said(parts, clocks)
        other = next((unit.starts.other for unit in clocks if unit.starts and unit.starts.other), None)
        if other is None:
            return said
        return Question(AskedFor.HOURS, (said, replace(said, parts=(replace(parts[0], starts=other), *parts[1:]))))

    def _said(self, parts: tuple[Stretch, ...], clocks: Sequence[Bit]) -> Moments:
        hours = [hour for unit in clocks for hour in (unit.starts, unit.ends) if hour]
        if not hours and self._half:
            parts = tuple(replace(part, half=self._half) for part in parts)
        named = (token.named for token in self._found if token.named and token.named.lunar)
        lunar = next(((one.day, one.month or 0) for one in named), None)
        return Moments(parts, any(hour.assumed for hour in hours), lunar, self._instead_of)

    def _each_day(self, days: Sequence[date], clocks: Sequence[Bit]) -> tuple[Moments, ...]:
        one = clocks[0] if clocks else None
        hours = one.times() if one else (None, None)
        return tuple(self._said((Stretch(day, *hours),), clocks) for day in dict.fromkeys(days))

    def _which_hour(self, day: Bit | None, clocks: Sequence[Bit]) -> Question:
        return Question(AskedFor.HOURS, tuple(self._said((_part(day, clock),), [clock]) for clock in clocks))


def _at_edges(found: list[Token], days: Days) -> list[Token]:
    """Put the day in place of a weekday that stands beside an edge of a month: "thứ hai đầu tháng 11"."""
    weeks = [token for token in found if token.week and token.week.weeks is None]
    edges = [token for token in found if token.vague and token.vague.edge and token.vague.weeks is None]
    if len(weeks) != 1 or len(edges) != 1 or not weeks[0].week or not edges[0].vague:
        return found
    day = days.at_edge(edges[0].vague, weeks[0].week)
    meant = Token(Piece.DAY, named=TypedDay(day.day, day.month, day.year))
    return [meant if token is weeks[0] else token for token in found if token is not edges[0]]


def _apart(found: list[Token]) -> tuple[Piece, list[Token], list[Token]]:
    """Take the first deadline out: "trước ngày 5/12" beside the day of a meeting says nothing of the meeting."""
    term: tuple[Piece, list[Token]] = (Piece.BY, [])
    rest: list[Token] = []
    place = 0
    while place < len(found):
        token = found[place]
        if token.kind not in TERMS:
            rest.append(token)
            place += 1
            continue
        kind, place = token.kind, place + 1
        taken: list[Token] = []
        while place < len(found) and found[place].kind not in {one.kind for one in taken}:
            if found[place].kind not in {Piece.CLOCK, Piece.DAY}:
                break
            taken.append(found[place])
            place += 1
        if any(one.kind is Piece.DAY for one in taken):
            term = term if term[1] else (kind, taken)
    return *term, rest


def _once(units: Iterator[Bit]) -> list[Bit]:
    """Return units that differ: "14h (2h chiều)" names one hour."""
    found: dict[object, Bit] = {}
    for unit in units:
        found.setdefault((unit.days, unit.last, unit.times()), unit)
    return list(found.values())


def _belong(units: Sequence[Bit], clocks: Sequence[Bit]) -> bool:
    """Say whether several hours are pieces of one meeting: each has its end, and none is an "or"."""
    return len(clocks) <= 1 or (all(one.ends for one in clocks) and not any(one.join is Piece.OR for one in units))


def _pairs(units: Sequence[Bit]) -> Iterator[tuple[Bit | None, Bit | None]]:
    """Return day and hour of each piece between "and"s."""
    day: Bit | None = None
    clock: Bit | None = None
    for unit in units:
        if (unit.is_day and day) or (unit.is_clock and clock):
            yield day, clock
            day = clock = None
        day, clock = (unit, clock) if unit.is_day else (day, unit)
    yield day, clock


def _part(day: Bit | None, clock: Bit | None) -> Stretch:
    starts, ends = clock.times() if clock else (None, None)
    return Stretch(day.days[0] if day else None, starts, ends, day.last if day else None)


def _order(part: Stretch) -> tuple[date, time]:
    return part.day or date.min, part.starts or time.min
