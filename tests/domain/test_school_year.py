"""The school year is one for everybody: 1 August to 31 July, in two semesters that meet on a day that is set."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import plan
from bot.domain.calendar.settings import OrganisationSettings
from bot.domain.organisation.school_year import SchoolYear
from tests.domain.plan_kit import ROW, a_database, a_draft

A_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("wanted", "day"),
    [("2023-2024", date(2023, 8, 1)), ("2023-2024", date(2024, 7, 31)), ("2024-2025", date(2024, 9, 5))],
)
def test_a_school_year_begins_in_august(wanted: str, day: date) -> None:
    assert str(SchoolYear.of(day)) == wanted


@given(st.dates(date(2001, 1, 1), date(2098, 12, 31)))
def test_every_day_lies_in_one_year_and_its_month_in_the_same(day: date) -> None:
    year = SchoolYear.of(day)
    assert day in year
    assert day not in SchoolYear(year.first - 1)
    assert day not in SchoolYear(year.first + 1)
    assert year.month(day.month) == day.replace(day=1)
    assert year.months()[0] == year.starts
    assert year.months().index(day.replace(day=1)) == (day.month - 8) % 12


@given(st.integers(2001, 2098), st.sampled_from([(12, 1), (1, 19), (2, 28)]))
def test_two_semesters_are_all_of_the_year(first: int, second: tuple[int, int]) -> None:
    year = SchoolYear(first)
    one, two = year.semester(1, second), year.semester(2, second)
    assert (one.since, one.until, two.until) == (year.starts, two.since, year.ends + A_DAY)
    assert (two.since.month, two.since.day) == second
    days = (one.since, one.until - A_DAY, two.since, year.ends)
    assert [year.semester_of(day, second) for day in days] == [1, 1, 2, 2]


def test_the_second_semester_begins_on_19_january_where_nobody_has_said_otherwise() -> None:
    year, second = SchoolYear(2025), OrganisationSettings().second_semester
    assert [year.semester_of(date(2026, 1, day), second) for day in (18, 19)] == [1, 2]


@pytest.mark.parametrize(("typed", "month"), [("Tháng 8", date(2026, 8, 1)), ("Tháng 7", date(2027, 7, 1))])
async def test_august_of_a_plan_is_the_one_before_september(database_url: str, typed: str, month: date) -> None:
    async with a_database(database_url) as database, database.reading() as db:
        [planned] = (await plan.propose(db, a_draft(("1", typed, *ROW[2:]), years=()), "2026-2027")).meetings
    assert planned.month == month
