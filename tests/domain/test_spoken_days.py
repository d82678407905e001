"""Which day a sentence means: one without its year is of this school year, unless another year is named beside it."""

from datetime import date, timedelta

import pytest

from bot.domain.organisation.school_year import SchoolYear, Span
from bot.domain.programme.spoken_days import read_span
from bot.vietnamese import fold

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("ai vắng buổi 19/10", date(2026, 10, 19)),
        ("ai vang buoi 19/10", date(2026, 10, 19)),
        ("họp 20/1", date(2027, 1, 20)),
        ("họp 19/10 năm sau", date(2027, 10, 19)),
        ("hop 19/10 nam sau", date(2027, 10, 19)),
        ("hop ngay 2/9 nam toi", date(2027, 9, 2)),
        ("họp 19/10/2027", date(2027, 10, 19)),
    ],
)
def test_a_day_without_its_year(typed: str, day: date) -> None:
    """With and without accents alike."""
    span = read_span(f" {fold(typed)} ", typed, TODAY, None)
    assert span is not None
    assert span.since == day


@pytest.mark.parametrize(
    ("today", "typed", "day"),
    [
        (TODAY, "buổi 31", date(2026, 12, 31)),
        (TODAY, "buổi 26", date(2026, 11, 26)),
        (date(2027, 2, 27), "buổi 30 đi chưa", date(2027, 3, 30)),
        (date(2027, 3, 1), "buổi 29", date(2027, 3, 29)),
    ],
)
def test_a_day_by_its_number_has_that_number(today: date, typed: str, day: date) -> None:
    """Also where this month, or the one before, is too short for it."""
    span = read_span(f" {fold(typed)} ", typed, today, None)
    assert span is not None
    assert span.since == day


@pytest.mark.parametrize(("typed", "is_last_year"), [("năm vừa qua", True), ("tháng năm vừa qua", False)])
def test_may_is_no_year(typed: str, *, is_last_year: bool) -> None:
    """“Năm” is a year, five, and in “tháng năm” May."""
    span = read_span(f" {fold(typed)} ", typed, date(2027, 6, 1), None)
    assert (span == SchoolYear(2025).span) is is_last_year


@pytest.mark.parametrize(
    ("typed", "monday"),
    [
        ("tuan 2 thang 12", date(2026, 12, 7)),
        ("tuan dau thang 12", date(2026, 11, 30)),
        ("tuan cuoi cua thang 12", date(2026, 12, 28)),
        ("tuan thu ba thang sau", date(2026, 12, 14)),
    ],
)
def test_a_week_of_a_month(typed: str, monday: date) -> None:
    span = read_span(f" {typed} ", typed, date(2026, 11, 27), None)
    assert span == Span(monday, monday + timedelta(days=7))
