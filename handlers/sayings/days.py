"""Which days a sentence speaks of: "mai", "tuần sau", "tháng 12", "học kỳ 1", "10/12", "thứ năm"."""

import re
from datetime import date, timedelta

from bot.domain.organisation.school_year import DayOfYear, SchoolYear, Span
from bot.vietnamese import next_month, read_day

A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
DAYS = {
    "hom nay": 0,
    "sang nay": 0,
    "chieu nay": 0,
    "toi nay": 0,
    "ngay mai": 1,
    "ngay kia": 2,
    "ngay mot": 2,
    "hom qua": -1,
}
DAYS_IN_ENGLISH = {"today": 0, "tomorrow": 1, "yesterday": -1}
WEEKS = {
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
WEEKDAYS = {"hai": 0, "2": 0, "ba": 1, "3": 1, "tu": 2, "4": 2, "nam": 3, "5": 3, "sau": 4, "6": 4, "bay": 5, "7": 5}
LAST = re.compile(r" (?:vua roi|vua qua|hom truoc|gan nhat|gan day|moi day|lan truoc|hom qua|last|sau cung) ")
_MAI = re.compile(r"(?<! co)(?<! thay)(?<! chi) mai ")
_MONTH = re.compile(r" (?:thang|t) ?(1[0-2]|0?[1-9]) ")
_WEEKDAY = re.compile(r" (?:thu (hai|ba|tu|nam|sau|bay|[2-7])|t([2-7])|(chu nhat|cn)) ")
_SEMESTER = re.compile(r" hoc k[yi] (1|2|i|ii|mot|hai|nay) ")


def read_span(plain: str, text: str, today: date, second: DayOfYear) -> Span | None:
    """Return the days that are spoken of, None where no day is.

    `plain` is without accents, each word between spaces; `second` is the day on which the second semester begins.
    """
    return _day(plain, text, today) or _week_or_month(plain, today) or _semester(plain, today, second)


def _day(plain: str, text: str, today: date) -> Span | None:
    for word, number in (DAYS | DAYS_IN_ENGLISH).items():
        if f" {word} " in plain:
            return _from(today + number * A_DAY, A_DAY)
    if _MAI.search(plain):
        return _from(today + A_DAY, A_DAY)
    try:
        day = read_day(text, today)
    except ValueError:
        return None
    if day is not None:
        return _from(day, A_DAY)
    if found := _WEEKDAY.search(plain):
        wanted = 6 if found[3] else WEEKDAYS[found[1] or found[2]]
        first = today + A_WEEK if " tuan sau " in plain else today
        monday = first - first.weekday() * A_DAY
        day = monday + wanted * A_DAY
        return _from(day if day >= today else day + A_WEEK, A_DAY)
    return None


def _from(day: date, length: timedelta) -> Span:
    return Span(day, day + length)


def _week_or_month(plain: str, today: date) -> Span | None:
    monday = today - today.weekday() * A_DAY
    for word, number in WEEKS.items():
        if f" {word} " in plain:
            return _from(monday + number * A_WEEK, A_WEEK)
    first = today.replace(day=1)
    for word, number in MONTHS.items():
        if f" {word} " in plain:
            return _month((next_month(first), (first - A_DAY).replace(day=1), first)[(1, -1, 0).index(number)])
    if found := _MONTH.search(plain):
        return _month(SchoolYear.of(today).month(int(found[1])))
    return None


def _month(first: date) -> Span:
    return Span(first, next_month(first))


def _semester(plain: str, today: date, second: DayOfYear) -> Span | None:
    year = SchoolYear.of(today)
    if found := _SEMESTER.search(plain):
        now = year.semester_of(today, second)
        return year.semester(now if found[1] == "nay" else 2 if found[1] in ("2", "ii", "hai") else 1, second)
    if " nam hoc " in plain or " ca nam " in plain or " nam nay " in plain:
        return Span(year.starts, year.ends + A_DAY)
    return None
