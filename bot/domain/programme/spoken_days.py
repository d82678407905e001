"""Which days a sentence speaks of: "mai", "tuần sau", "tháng 12", "học kỳ 1", "10/12", "thứ năm"."""

import re
from datetime import date, timedelta

from bot.domain.calendar.reading import reader
from bot.domain.calendar.reading.results import AskedFor, Deadline, Moments, Question
from bot.domain.organisation.school_year import DayOfYear, SchoolYear, Span
from bot.domain.programme import halfdays
from bot.vietnamese import next_month

A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
WEEKS = {
    "tuan sau nua": 2,
    "tuan nay": 0,
    "trong tuan": 0,
    "tuan sau": 1,
    "tuan toi": 1,
    "tuan truoc": -1,
    "tuan vua roi": -1,
    "next week": 1,
    "this week": 0,
}
MONTHS = {
    "thang nay": 0,
    "trong thang": 0,
    "thang sau": 1,
    "thang toi": 1,
    "thang truoc": -1,
    "this month": 0,
    "next month": 1,
}
TET = re.compile(r" (?:(truoc)|sau|ra|qua|het) (?:nghi )?tet ")
LAST = re.compile(
    r" (?:vua roi|vua qua|hom truoc|buoi truoc|hop truoc|gan nhat|gan day|moi day|lan truoc|hom qua|last|sau cung) "
)
_NUMBER = re.compile(r" (?:buoi|hom|bua) (1\d|2\d|3[01]) (?!(?:gio|h|thang|nguoi|gv|giao vien|phut|\d+)\b)")
_SPELLED = {
    "gieng": 1,
    "hai": 2,
    "ba": 3,
    "tu": 4,
    "bay": 7,
    "tam": 8,
    "chin": 9,
    "muoi": 10,
    "muoi mot": 11,
    "muoi hai": 12,
}
"""Months in words, but for those that say something else as well: "tháng sau", "tháng năm học"."""
_MONTH = re.compile(rf" (?:(?:thang|t) ?(1[0-2]|0?[1-9])|thang ({'|'.join(sorted(_SPELLED, key=len, reverse=True))})) ")
_WEEK_OF = re.compile(
    r" tuan (?:thu )?([1-5]|nhat|dau|dau tien|hai|ba|tu|cuoi|cuoi cung) (?:cua |trong )?"
    r"(?:thang (1[0-2]|0?[1-9])|(thang (?:nay|sau|toi))) "
)
_WEEKS_OF = {"nhat": 1, "dau": 1, "dau tien": 1, "hai": 2, "ba": 3, "tu": 4}
_YEAR_SAID = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\b20\d{2}\b")
_OTHER_YEAR = re.compile(r" nam (?:sau|toi) ")
LAST_YEAR = re.compile(r"(?<! thu)(?<! thang) nam (?:hoc )?(?:ngoai|truoc|vua roi|vua qua) | nien khoa truoc ")
SEMESTER = re.compile(r" (?:hoc )?k[yi] (1|2|i|ii|mot|hai|nay) ")


def read_span(plain: str, text: str, today: date, second: DayOfYear | None) -> Span | None:
    """Return the days that are spoken of, None where no day is.

    `plain` is without accents, each word between spaces; `second` is the day on which the second semester begins.
    """
    if LAST_YEAR.search(plain):
        return _of_last_year(text, today)
    day = _by_number(plain, today) or _day(text, today)
    if day is not None and not (_YEAR_SAID.search(text) or _OTHER_YEAR.search(plain)):
        day = _of_this_year(day, today)
    return day or _week_or_month(plain, today) or _semester(plain, today, second)


def _by_number(plain: str, today: date) -> Span | None:
    """Return the day next to today that has this number, twice as near ahead: "buổi 26", since nobody counts so far."""
    found = _NUMBER.search(plain)
    firsts = (_first_before(today), today.replace(day=1), next_month(today))
    days = [first + A_DAY * (int(found[1]) - 1) for first in firsts] if found else []
    # Not every month has a 31st.
    days = [day for day in days if found and day.day == int(found[1])]
    return _from(min(days, key=lambda day: day - today if day >= today else 2 * (today - day)), A_DAY) if days else None


def _first_before(today: date) -> date:
    return (today.replace(day=1) - A_DAY).replace(day=1)


def _of_last_year(text: str, today: date) -> Span:
    """Return the day of the school year before that is spoken of, else all of that year."""
    year, day = SchoolYear(SchoolYear.of(today).first - 1), _day(text, today)
    since = day.since if day else None
    # A day without its year is read as the next one.
    while since and since > year.ends:
        since = _a_year_before(since)
    return _from(since, day.until - day.since) if day and since and since in year else year.span


def _of_this_year(span: Span, today: date) -> Span:
    """Return the day of this school year: "ai vắng buổi 19/10" asks of what was, and not of next October."""
    year, back = SchoolYear.of(today), _a_year_before(span.since)
    return span if span.since in year or back is None or back not in year else _from(back, span.until - span.since)


def _a_year_before(day: date) -> date | None:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return None


def _day(text: str, today: date) -> Span | None:
    match reader.read(text, today):
        case Moments() as found if found.day and found.last:
            # Of a meeting that is to be moved the day is named that it has.
            return _from(found.instead_of, A_DAY) if found.instead_of else Span(found.day, found.last + A_DAY)
        case Deadline(day):
            return _from(day, A_DAY)
        case Question(why, (Moments() as first, *_)) if why is not AskedFor.VAGUE and first.day:
            return _from(first.day, A_DAY)
    return None


def _from(day: date, length: timedelta) -> Span:
    return Span(day, day + length)


def _week_or_month(plain: str, today: date) -> Span | None:
    monday = today - today.weekday() * A_DAY
    for word, number in WEEKS.items():
        if f" {word} " in plain:
            return _from(monday + number * A_WEEK, A_WEEK)
    first = today.replace(day=1)
    if found := _WEEK_OF.search(plain):
        named = SchoolYear.of(today).month(int(found[2])) if found[2] else first
        return _week_of(named if not found[3] or MONTHS[found[3]] == 0 else next_month(first), found[1])
    for word, number in MONTHS.items():
        if f" {word} " in plain:
            return _month((next_month(first), (first - A_DAY).replace(day=1), first)[(1, -1, 0).index(number)])
    if found := TET.search(plain):
        return halfdays.around_tet(SchoolYear.of(today).first + 1, after=not found[1])
    if found := _MONTH.search(plain):
        return _month(SchoolYear.of(today).month(_SPELLED[found[2]] if found[2] else int(found[1])))
    return None


def _week_of(month: date, said: str) -> Span:
    """Return a month's n-th week: the first one is that of its first day from Monday to Sunday, the last one its end's.

    Of "tuần 2 tháng 12" nobody knows better: whoever settles a day by it sees the days.
    """
    if said.startswith("cuoi"):
        last = next_month(month) - A_DAY
        return _from(last - last.weekday() * A_DAY, A_WEEK)
    number = _WEEKS_OF.get(said) or int(said)
    return _from(month - month.weekday() * A_DAY + (number - 1) * A_WEEK, A_WEEK)


def _month(first: date) -> Span:
    return Span(first, next_month(first))


def _semester(plain: str, today: date, second: DayOfYear | None) -> Span | None:
    year = SchoolYear.of(today)
    if second and (found := SEMESTER.search(plain)):
        now = year.semester_of(today, second)
        return year.semester(now if found[1] == "nay" else 2 if found[1] in ("2", "ii", "hai") else 1, second)
    if " nam hoc " in plain or " ca nam " in plain or " nam nay " in plain:
        return year.span
    return None
