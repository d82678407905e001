"""Reads when a meeting is from its cell: a month always, and of day and hours only what is written there.

"Sáng" and "chiều" are no hours, a week is no day, and "trước ngày 15/10" is a deadline and no day either. Each piece
that is recognised is cut out of the text, so that what is left over shows. A cell that may be read in more than one
way has several readings, of which a person chooses. Patterns work on folded text: lower case, without accents.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.domain.calendar.reading import reader
from bot.domain.drafts import Place
from bot.domain.organisation.school_year import MONTHS, SchoolYear
from bot.domain.plan.month_words import in_figures
from bot.errors import N_, BadInput
from bot.vietnamese import NOON, at, chat_day

MOST_DAYS = 6
NO_DAY = ", chưa có ngày"
"""Behind a month among the readings of a cell."""
EARLIEST = 6
"""An hour before this one is meant for the afternoon, or is a slip: nobody meets at night, and its lead settles it."""
MOST_LETTERS = 200


@dataclass(frozen=True, slots=True)
class When:
    """One reading of a cell; several days are several meetings."""

    month: date
    days: tuple[date, ...] = ()
    starts: time | None = None
    ends: time | None = None

    def on(self, day: date) -> tuple[datetime | None, datetime | None]:
        """Return the aware hours on one of its days, as far as they are said."""
        return at(day, self.starts) if self.starts else None, at(day, self.ends) if self.ends else None

    def single(self) -> "list[When]":
        """Return one reading for each day; without days itself."""
        return [replace(self, month=day.replace(day=1), days=(day,)) for day in self.days] or [self]

    @property
    def label(self) -> str:
        """The reading as an office would write it: what a person chooses by."""
        if not self.days:
            return f"tháng {self.month.month}/{self.month.year}{NO_DAY}"
        days = "; ".join(f"{chat_day(day)}/{day.year}" for day in self.days)
        return days if len(self.days) == 1 else f"{len(self.days)} buổi: {days}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell may mean: a single reading is taken, of several one is chosen."""

    readings: tuple[When, ...]
    rest: bool = False
    """Whether the cell says something that was not taken, such as a week."""


# Between listed numbers: "5, 6 và 7".
_AND = r"\s*(?:,|;|&|\+|-|–|va|hoac|den)\s*"
# One day or several, none of them part of a longer number or of "tháng 10".
_DAYS = rf"(?<![\d/.:-])(?<!thang )((?:\d{{1,2}}{_AND}(?:ngay\s*)?)*\d{{1,2}})"
# A year behind a month, or nothing: "/2023", "năm 2023".
_YEAR = r"(?:\s*(?:[/.,-]|[/,]?\s*nam)\s*(\d{4})\b)?"
# A deadline and no day: "trước ngày 15/10", "chậm nhất". Without accents "thứ sáu" looks like "sau".
_TERM = re.compile(r"\b(?:truoc|(?<!thu )sau|cham nhat|muon nhat|han|han chot|den het)\b")
# "Từ ngày 07/12", "khoảng 10/12": the day is where it begins, or near it; with hours behind it is the day itself.
_FROM = re.compile(r"\b(?:tu|ke tu|khoang|tam|quanh)\s+(?:thu \w+,?\s*)?(?:ngay\s*)?\d{1,2}\s*(?:/|\.|-|,?\s*thang)")
_UNTIL = re.compile(r"\b(?:den|toi)\s+(?:\d{1,2}\s*(?:gio|h|g|:))")
# Numbers that are neither days nor months: "đợt 1", "tuần 3", "học kỳ II".
_OTHER = re.compile(
    r"\b(?:dot|lan|cum|hoc k[iy]|hk|lop|khoi|tiet|phong|so|tuan(?: thu)?|buoi)\s*(?:\d{1,2}|i{1,3}|iv)\b"
)
# "Tuần 1, 2 tháng 12" are two weeks; of "tuần 3, 4/10" nobody knows whether that is a week and a day.
_WEEKS = re.compile(
    r"\btuan(?: thu)?\s*\d{1,2}(?:\s*(?:,|;|&|\+|-|–|va|den)\s*(?:tuan\s*)?\d{1,2})+"
    r"(?=\s*(?:,|\(|cua|trong)?\s*(?:thang|t\d|$))"
)
_WEEK_OR_DAY = re.compile(r"\btuan(?: thu)?\s*\d{1,2}\s*(?:,|;|&|\+|-|–|va|den)\s*[1-5]\s*/")
# "Lớp 4, 5/10": nobody knows where the list of classes ends.
_LISTED = re.compile(
    r"\b(?:cum|lop|khoi|tiet|phong|so)\s*\d{1,2}\s*(?:,|;|&|\+|-|–|va)\s*\d{1,2}(?!\d|\s*(?:gio|h|g|:))"
)
# "14h00’".
_MINUTE_MARK = re.compile(r"(?<=\d)['’′]")
# Behind "8 giờ" a "30," may be minutes or the first of several days: then the hour is left to the lead.
_MINUTES = re.compile(r"\s+[0-5]\d\s*[,;]")
# "14:30"; "14h", "14 giờ 30 phút", "2 giờ rưỡi".
_CLOCK = r"\d{1,2}:\d{2}(?!\d)"
_SPOKEN = (
    r"\d{1,2}\s*(?:gio|h|g)(?![a-z])"
    r"(?:\d{1,2}(?!\d)|\s+\d{1,2}(?=\s*(?:phut|p)\b)|\s+\d{2}(?!\d|\s*(?:[/.,;&-]|thang|va|den))"
    # "14 giờ 00, ngày 6/5", "14 giờ 00 - 16 giờ 30": a word of time, or an hour, follows minutes and no list of days.
    r"|\s+[0-5]\d(?=\s*[,;]\s*(?:ngay|thu|chu nhat|sang|chieu|toi|tuan|thang|t[2-7])\b"
    r"|\s*(?:-|–|den)\s*\d{1,2}\s*(?:gio|h|g|:)))?"
    r"(?:\s*(?:phut|p)\b)?(?:\s*ruoi\b)?"
)
# Of "7-9 giờ" the first number goes with it: left alone it would be read as a day.
_HOUR = re.compile(
    rf"(?<![\d/.])(?:\d{{1,2}}\s*(?:-|–|den)\s*)?((?:{_CLOCK}|{_SPOKEN})(?:\s*(?:sang|trua|chieu|toi)\b)?)"
)
_TO = re.compile(r"\s*(?:-|–|—|den)\s*")
_HALF = re.compile(r"\b(?:sang|trua|chieu|toi|ca ngay)\b")
# "Thứ năm", "CN", and "T5" only where a date follows: alone it means May.
_WEEKDAY = re.compile(r"\bthu\s*(hai|ba|tu|nam|sau|bay|[2-7])\b|\b(chu nhat|cn)\b|\bt([2-7])\b(?!/)(?=.*\d/\d)")
_WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5, "chu nhat": 6, "cn": 6}
# "2023-11-26", as software writes a day.
_ISO = re.compile(r"(?<![\d/.-])(20\d\d)-(\d{2})-(\d{2})(?!\d)")
# "26.11.2023", "26-11-2023": only with a year, "8.30" is something else.
_DOTTED = re.compile(r"(?<![\d/.-])(\d{1,2})([.-])(\d{1,2})\2(\d{4})(?!\d)")
# "26/11", "5, 6/10", "26/11/2023".
_SLASHED = re.compile(rf"{_DAYS}/(\d{{1,2}})(?:/(\d{{4}}|\d{{2}}))?(?![\d/])")
# "26 tháng 11 năm 2023".
_WORDED = re.compile(rf"{_DAYS}\s*,?\s*thang\s*(\d{{1,2}})(?!\d|/\d\d?\b){_YEAR}")
# "T10/23": a month with a year of two digits.
_SHORT = re.compile(r"\b(?:thang|t)\s*\.?\s*(\d{1,2})/(\d{2})\b(?!/)")
# "Tháng 10, 11", "T10-12/2023".
_MONTH = re.compile(
    rf"\b(?:thang|t)\s*\.?\s*((?:\d{{1,2}}(?:{_AND}|/(?!\d{{4}}))(?:thang\s*)?)*\d{{1,2}})(?!\d){_YEAR}"
)
# "10/2023".
_OF_YEAR = re.compile(r"(?<![\d/.-])(\d{1,2})\s*[/.-]\s*(\d{4})(?![\d/])")
# A cell that is nothing but "10".
_BARE = re.compile(r"\d{1,2}")
# "Ngày 16" beside a month elsewhere in the cell.
_DAY_ALONE = re.compile(rf"\bngay\s*{_DAYS}(?![\d/])")
# What may be left over without having said anything.
_FILLER = re.compile(r"\b(?:cac|ngay|luc|hoi|vao|tu|den|va|hoac|trong|bat dau|buoi)\b|[\W_]+")
_MAY_LIST = {"", "ngay", "tu", "den", "va", "hoac", "vao", "luc", "hoi"}


def read_when(typed: str, year: SchoolYear, place: Place) -> Reading:
    """Return the readings of a cell. Raises BadInput, with the place, for a day or month outside the school year."""
    return _Cell(typed, year, place).reading()


class _Cell:
    """Reads one cell, piece by piece."""

    def __init__(self, typed: str, year: SchoolYear, place: Place) -> None:
        self._typed, self._year, self._place = typed, year, place
        text = _ISO.sub(r"\3/\2/\1", _MINUTE_MARK.sub("", in_figures(typed, year)))
        self._whole = re.sub(r"(?<=\d)\s*([/.])\s*(?=\d)", r"\1", text).strip(" .,;:")[:MOST_LETTERS]
        self._left = self._whole
        self._unclear = self._dropped = False
        self._unsure = bool(re.search(r"\bhoac\b", self._whole))

    def reading(self) -> Reading:
        """Cut the pieces out in an order in which none is mistaken for part of another."""
        self._unsure |= bool(_FROM.search(self._left)) and not _UNTIL.search(self._left)
        self._unsure |= bool(_LISTED.search(self._left) or _WEEK_OR_DAY.search(self._left))
        weeks = list(self._take(_WEEKS))
        self._dropped = bool(weeks) | bool(list(self._take(_OTHER)))
        starts, ends = self._hours()
        weekdays = set(self._weekdays())
        days = list(dict.fromkeys(self._days()))
        months = list(dict.fromkeys([*(day.replace(day=1) for day in days), *self._months()]))
        days = days or list(self._days_of(months))
        if self._unclear or not months or len(days) > MOST_DAYS:
            return Reading(tuple(map(When, self._year.months())), rest=True)
        if _TERM.search(self._whole):
            days, self._dropped = [], True
        found = [When(month) for month in months]
        if days:
            found = self._choices(months, days, weekdays, starts, ends)
        return Reading(tuple(found), self._rest() or (starts is not None and not days))

    def _take(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        found = list(pattern.finditer(self._left))
        # Spaces keep every position, by which hours are compared with the text before.
        self._left = pattern.sub(lambda match: " " * len(match[0]), self._left)
        yield from found

    def _rest(self) -> bool:
        return self._dropped or bool(_FILLER.sub("", self._left))

    def _hours(self) -> tuple[time | None, time | None]:
        """Return one hour, or two with a word for "to" between them; other hours are not taken."""
        before = self._left
        found = list(self._take(_HOUR))
        halves = set(_HALF.findall(before))
        self._dropped |= bool(halves) and not found
        list(self._take(_HALF))
        if not found:
            return None, None
        first, last = found[0], found[-1]
        hours = [self._hour(match, halves) for match in found]
        starts, ends = hours[0], hours[-1] if last is not first else None
        one_or_two = last is first or bool(_TO.fullmatch(before[first.end() : last.start()]))
        in_order = not (starts and ends) or starts < ends
        if one_or_two and in_order and None not in hours and not _MINUTES.match(before[last.end() :]):
            return starts, ends
        self._dropped = True
        return None, None

    def _hour(self, found: re.Match[str], halves: set[str]) -> time | None:
        """Return an hour; "chiều" anywhere makes 2 o'clock 14, and where the two contradict there is none."""
        if found.start() != found.start(1) or {"sang", "chieu"} <= halves:
            return None
        hour = reader.hour(found[1])
        if hour and not halves and hour.hour < EARLIEST:
            return None
        if hour and halves & {"chieu", "toi"} and hour.hour < NOON:
            return hour.replace(hour=hour.hour + NOON)
        return None if hour and "sang" in halves and hour.hour >= NOON else hour

    def _weekdays(self) -> Iterator[int]:
        for match in self._take(_WEEKDAY):
            word = match[1] or match[2] or match[3]
            yield int(word) - 2 if word.isdigit() else _WEEKDAYS[word]

    def _days(self) -> Iterator[date]:
        for match in self._take(_DOTTED):
            yield self._day(match[1], match[3], match[4])
        for pattern in (_SLASHED, _WORDED):
            before = self._left
            for match in self._take(pattern):
                numbers = re.findall(r"\d+", match[1])
                # "Khối 4, 5/10": of a list after a word that is no word of time, nobody knows what it lists.
                word = re.search(r"([a-z]*)\s*$", before[: match.start()])
                self._unclear |= len(numbers) > 1 and word is not None and word[1] not in _MAY_LIST
                yield from (self._day(number, match[2], match[3]) for number in numbers)

    def _days_of(self, months: list[date]) -> Iterator[date]:
        """Return the days of "ngày 16" where a single month stands elsewhere in the cell."""
        if len(months) != 1:
            return
        for match in self._take(_DAY_ALONE):
            yield from (self._day(number, str(months[0].month), None) for number in re.findall(r"\d+", match[1]))

    def _day(self, day: str, month: str, in_year: str | None) -> date:
        first = self._month(month, in_year)
        try:
            return first.replace(day=int(day))
        except ValueError as none:
            raise BadInput(
                N_("At {place} stands '{typed}', and there is no such day. Please correct the file."),
                place=self._place,
                typed=self._typed,
            ) from none

    def _months(self) -> Iterator[date]:
        for match in self._take(_SHORT):
            if match[2] == str(self._year.first)[2:] or match[2] == str(self._year.first + 1)[2:]:
                yield self._month(match[1], match[2])
            else:
                self._unclear = True
        for match in self._take(_MONTH):
            numbers = [int(number) for number in re.findall(r"\d+", match[1])]
            if re.fullmatch(r"\d+\s*(?:-|–|den)\s*(?:thang\s*)?\d+", match[1]):
                numbers = _through(*numbers)
            yield from (self._month(str(number), match[2]) for number in numbers)
        for match in self._take(_OF_YEAR):
            yield self._month(match[1], match[2])
        if _BARE.fullmatch(self._whole):
            yield self._month(self._whole, None)
            self._left = ""

    def _month(self, number: str, in_year: str | None) -> date:
        if 1 <= int(number) <= MONTHS:
            month = self._year.month(int(number))
            if in_year in {None, str(month.year), f"{month.year % 100:02}"}:
                return month
        raise BadInput(
            N_("At {place} stands '{typed}', which is no month of the school year {year}. Please correct the file."),
            place=self._place,
            typed=self._typed,
            year=str(self._year),
        )

    def _choices(
        self, months: list[date], days: list[date], weekdays: set[int], starts: time | None, ends: time | None
    ) -> list[When]:
        """Return the readings of a cell that names days; the month alone is one where they cannot all be right."""
        found = [When(day.replace(day=1), (day,), starts, ends) for day in days]
        if len(days) > 1:
            found.append(When(min(months), tuple(sorted(days)), starts, ends))
        wrong_weekday = bool(weekdays) and weekdays != {day.weekday() for day in days}
        if wrong_weekday and len(weekdays) == len(days) == 1:
            found += self._nearest(days[0], min(weekdays), starts, ends)
        if self._unsure or wrong_weekday or len(days) > 1 or len(months) > 1:
            found += [When(month) for month in months]
        return found

    def _nearest(self, day: date, weekday: int, starts: time | None, ends: time | None) -> Iterator[When]:
        """Give the reading in which the weekday is right and the day a slip: at most three days from it."""
        meant = day + timedelta(days=(weekday - day.weekday() + 3) % 7 - 3)
        if meant.replace(day=1) in self._year.months():
            yield When(meant.replace(day=1), (meant,), starts, ends)


def _through(first: int, last: int) -> list[int]:
    """Return the months from one to the other, over the turn of the year where need be."""
    if not (1 <= first <= MONTHS and 1 <= last <= MONTHS):
        return [first, last]
    return [(first + step - 1) % MONTHS + 1 for step in range((last - first) % MONTHS + 1)]
