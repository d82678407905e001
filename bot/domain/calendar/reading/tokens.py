"""Cuts a sentence into hours, days, and the words between them that matter; the rest of its words are one gap."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.domain.calendar.reading.results import Half
from bot.domain.calendar.reading.shapes import SHAPES
from bot.domain.calendar.reading.words import (
    DAYS_SPELLED,
    HALVES,
    MONTHS,
    NUMBERS,
    SPELLED,
    UNCOMPOSED,
    WEEKDAYS,
    Piece,
)
from bot.telex import TONES, composed
from bot.vietnamese import NOON, fold

LONGEST = 400
"""Letters of a sentence that are looked at."""
FULL_MOON, CENTURY = 15, 2000
_THROUGH, _EITHER = re.compile(r"[-–—]|den|to[ij]"), re.compile(r"hoac|hay")
_BARRED = {"đ": "d", "ð": "d"}
# "8h - 10 10/12": behind an hour and "to" a bare number is an hour, unless it is a day or counts something.
_BARE_END = re.compile(
    r"(?P<hour>\d{1,2})(?!\d)(?=\s*(?:$|[,;)]|\.(?!\d)|(?:ngay|sang|trua|chieu|toi|thu|t[2-7]|cn|chu nhat|mai)\b"
    r"|\d{1,2}\s*[/.]\s*\d|\d{1,2}\s*thang))"
)
_WORD = re.compile(r"[^\W\d_]+")
_AHEAD = {
    "nay": 0,
    "naj": 0,
    "today": 0,
    "mai": 1,
    "tomorrow": 1,
    "mot": 2,
    "mok": 2,
    "kia": 2,
    "kja": 3,
    "ni": 0,
    "qua": -1,
}
_WEEKS = {"nay": 0, "naj": 0, "this": 0, "sau": 1, "toi": 1, "toj": 1, "next": 1, "sau nua": 2, "truoc": -1}


@dataclass(frozen=True, slots=True)
class TypedHour:
    """An hour as typed, before "chiều" or its size says which of two it is."""

    hour: int
    minute: int = 0
    less: int = 0
    """Minutes of "kém"."""
    exact: bool = False
    """Written in the form of 24 hours: "02:00"."""


@dataclass(frozen=True, slots=True)
class TypedDay:
    """A day as typed. Without a month it is the next of that number; with `ahead` it counts from today."""

    day: int = 0
    month: int | None = None
    year: int | None = None
    lunar: bool = False
    ahead: int | None = None
    months: int | None = None
    """Of this month, the next or the last one: 0, 1, -1."""
    years: int | None = None
    """Of this calendar year, the next or the last one."""


@dataclass(frozen=True, slots=True)
class TypedWeekday:
    """A weekday as typed: of this week (0), of the next (1); without one the next that comes."""

    day: int
    weeks: int | None = None
    coming: bool = False
    """Moments to lie ahead: "thứ tư tới"."""


@dataclass(frozen=True, slots=True)
class Vague:
    """A week or a month, or an edge of it: "cuối tuần sau"."""

    edge: str = ""
    weeks: int | None = None
    months: int | None = None
    month: int | None = None


@dataclass(slots=True)
class Token:
    """A piece of the sentence."""

    kind: Piece
    clock: TypedHour | None = None
    named: TypedDay | None = None
    week: TypedWeekday | None = None
    vague: Vague | None = None
    half: Half | None = None
    """Of a clock: the part of the day that stands with it."""
    weekday: TypedWeekday | None = None
    """Of a day: the weekday that stands with it."""
    unsure: bool = False
    """Typed without accents it may be another word: "toi" is "tối" and "tới", "sang" is "sáng" and "sang"."""
    several: tuple[int, ...] = ()
    """Of several days of one month: their numbers."""
    joined: Piece = Piece.SOFT
    """What stands between them."""
    begins: int = 0
    ends: int = 0


def plain(text: str) -> tuple[str, str]:
    """Return the text, and what patterns see of it: lower case, no accents, letter for letter.

    Where the text has accents, a word that has others than those of time does not look like it any more.
    """
    typed, folded = "", ""
    for letter in _WORD.sub(_made, unicodedata.normalize("NFC", text.replace("\u00a0", " "))[:LONGEST]):
        low = letter.lower()
        base = _BARRED.get(low) or unicodedata.normalize("NFD", low)[:1]
        if base and not unicodedata.combining(base):
            typed, folded = typed + letter, folded + base
    low = typed.lower()
    if len(low) != len(typed) or low.isascii():
        return typed, folded
    bare = text.isascii()

    def spelled(found: re.Match[str]) -> str:
        seen = folded[found.start() : found.end()]
        if bare and found[0].isascii():
            return seen
        return SPELLED[seen].get(found[0], "x" * len(seen)) if seen in SPELLED else seen

    return typed, _WORD.sub(spelled, low) if low != folded else folded


def _made(found: re.Match[str]) -> str:
    """Compose a word of time that was left in raw Telex; no word ends in a tone's letter that has its tone already."""
    word = found[0].lower()
    made = composed(fold(word) if word[-1] in TONES and not word.isascii() else word)
    return made if made in UNCOMPOSED and made != found[0].lower() else found[0]


def tokens(text: str) -> list[Token]:
    """Return what a sentence is made of, from left to right; a run of words that say nothing of time is one WORD."""
    found: list[Token] = []
    for token in _all(*plain(text)):
        if token.kind is Piece.FILLER:
            continue
        if found and found[-1].kind is token.kind and token.kind in {Piece.WORD, Piece.SOFT}:
            found[-1].ends = token.ends
        else:
            found.append(token)
    return found


def without_times(text: str) -> str:
    """Return what a sentence says beside days and hours: "Nghỉ Tết" of "01/02 - 15/02/2027 Nghỉ Tết"."""
    typed, folded = plain(text)
    found = list(_all(typed, folded))
    kept = typed
    for place in range(len(found) - 1, -1, -1):
        token, after = found[place], found[place + 1 : place + 2]
        # Of words that only lead to a time ("từ", "ngày") those go that do so here.
        beside = after if token.kind is Piece.FILLER else [*found[max(0, place - 1) : place], *after]
        if token.kind in _SAID or (token.kind is not Piece.WORD and any(one.kind in _SAID for one in beside)):
            kept = kept[: token.begins] + kept[token.ends :]
    return " ".join(kept.split())


_SAID = frozenset({Piece.CLOCK, Piece.DAY, Piece.DAYS, Piece.WEEKDAY})


def _all(typed: str, folded: str) -> Iterator[Token]:
    place, last, before = 0, None, None
    while place < len(folded):
        if folded[place] in " \t\r":
            place += 1
            continue
        end = _BARE_END.match(folded, place) if (before, last) == (Piece.CLOCK, Piece.TO) else None
        token, ends = (_clock(end.groupdict()), end.end()) if end else _next(typed, folded, place)
        token.begins, token.ends = place, ends
        place = ends
        before, last = (last, token.kind) if token.kind is not Piece.FILLER else (before, last)
        yield token


def _next(typed: str, folded: str, place: int) -> tuple[Token, int]:
    for shape in SHAPES:
        found = shape.pattern.match(folded, place)
        if found is None or found.end() == place:
            continue
        # "Mai" with a capital, but where a sentence begins, is somebody's name.
        if place and found[0] == "mai" and typed[place].isupper():
            continue
        groups = {name.rstrip("2345"): value for name, value in found.groupdict().items() if value}
        token = _MAKERS[shape.kind](groups) if shape.kind in _MAKERS else Token(shape.kind)
        if token is not None:
            return token, found.end()
    return Token(Piece.WORD), place + 1


Groups = Mapping[str, str]


def _number(word: str) -> int:
    return NUMBERS[word] if word in NUMBERS else int(word)


def _clock(groups: Groups) -> Token:
    hour = _number(groups.get("word") or groups["hour"])
    minute = NUMBERS["ruoi"] if "ruoi" in groups else _number(groups.get("spelled") or groups.get("minute", "0"))
    if "ampm" in groups and 1 <= hour <= NOON:
        hour = hour % NOON + (NOON if groups["ampm"].startswith("p") else 0)
    exact = "ampm" in groups or groups.get("hour", "0")[:-1].startswith("0")
    return Token(Piece.CLOCK, clock=TypedHour(hour, minute, _number(groups.get("less", "0")), exact))


def _year(typed: str | None) -> int | None:
    return None if typed is None else int(typed) + (CENTURY if len(typed) == len("26") else 0)


def _day(groups: Groups) -> Token:
    if "ahead" in groups:
        days = _number(groups["ahead"]) * (7 if groups["unit"] == "tuan" else 1)
        return Token(Piece.DAY, named=TypedDay(ahead=days))
    if "word" in groups:
        return Token(Piece.DAY, named=TypedDay(ahead=_AHEAD[groups["word"]]))
    day, month = (
        (FULL_MOON, groups.get("month", "")) if "ram" in groups else (_in_month(groups["day"]), groups.get("month"))
    )
    year = _year(groups.get("year"))
    lunar = bool(groups.keys() & {"lunar", "tet", "ram"}) or month in {"gieng", "chap"}
    number = _number(month) if month else None
    if "tet" in groups:
        # "29 Tết" is of the old year, "mùng 8 Tết" of the new one.
        number = NOON if day > FULL_MOON else 1
    if "name" in groups:
        number = 1 + MONTHS.index(groups["name"][:3])
    months = _WEEKS[groups["shift"]] if "shift" in groups else None
    years = _WEEKS[groups["years"]] if "years" in groups else None
    named = TypedDay(day, number, year, lunar, months=months, years=years)
    return Token(Piece.DAY, named=named)


def _in_month(typed: str) -> int:
    return DAYS_SPELLED.get(typed) or int(typed)


def _days(groups: Groups) -> Token | None:
    """Return several days of one month, which rise: "10, 11/12"; "30, 10/12" are minutes and a day."""
    numbers = [int(number) for number in re.findall(r"\d+", groups["list"])]
    if sorted(set(numbers)) != numbers:
        return None
    year = _year(groups.get("year"))
    joined = Piece.TO if _THROUGH.search(groups["list"]) else Piece.OR if _EITHER.search(groups["list"]) else Piece.AND
    named = TypedDay(numbers[0], int(groups["month"]), year)
    return Token(Piece.DAYS, named=named, several=tuple(numbers), joined=joined)


def _weekday(groups: Groups) -> Token:
    if "ordinal" in groups:
        return Token(Piece.WORD)
    word = groups.get("day") or groups.get("cn") or groups.get("short") or groups["english"][:3]
    day = int(word) - 2 if word.isdigit() else WEEKDAYS[word]
    said = "sau" if "of" in groups else groups.get("week", "")
    # "Thứ tư tới" is the next that comes, "thứ tư tuần tới" one of the next week.
    coming = said in {"toi", "toj", "sau"} and "of" not in groups
    weeks = None if coming or not said else _WEEKS[said.removeprefix("tuan").strip()]
    # "Thứ năm này", said on a Friday, is the next one; "thứ năm tuần này" is over.
    coming |= said in {"nay", "naj"}
    return Token(Piece.WEEKDAY, week=TypedWeekday(day, weeks, coming), unsure=said == "toi")


def _vague(groups: Groups) -> Token:
    if "week" in groups:
        word = groups["week"].removeprefix("tuan").strip()
        return Token(Piece.VAGUE, vague=Vague(weeks=_WEEKS.get(word, 1)))
    which = groups.get("which", "nay")
    if groups["unit"] == "tuan":
        return Token(Piece.VAGUE, vague=Vague(groups["edge"], weeks=0 if which.isdigit() else _WEEKS[which]))
    if which.isdigit():
        return Token(Piece.VAGUE, vague=Vague(groups["edge"], month=int(which)))
    return Token(Piece.VAGUE, vague=Vague(groups["edge"], months=_WEEKS[which]))


def _half(groups: Groups) -> Token:
    return Token(Piece.HALF, half=HALVES[groups["half"]], unsure=groups["half"] in {"toi", "sang"})


_MAKERS: dict[Piece, Callable[[Groups], Token | None]] = {
    Piece.NOISE: lambda _groups: Token(Piece.WORD),
    Piece.CLOCK: _clock,
    Piece.DAY: _day,
    Piece.DAYS: _days,
    Piece.WEEKDAY: _weekday,
    Piece.VAGUE: _vague,
    Piece.HALF: _half,
}
