"""When nothing leaves that can wait: over random quiet hours, days off and moments, and on days of the calendar."""

import sys
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import public_days
from bot.domain.calendar.quiet import Quiet, holiday
from bot.domain.models import Purpose
from bot.domain.programme import reminders
from bot.domain.programme.reminders import Hours, planned
from bot.vietnamese import ZONE, at, local

USUAL = Quiet(time(21), time(6, 30))
BEFORE = (7 * 24, 24, 2)
FIRST = date(2026, 1, 1)

hours = st.times().map(lambda hour: hour.replace(microsecond=0))
days = st.integers(0, 800).map(lambda number: FIRST + timedelta(days=number))
leaves = st.builds(
    lambda first, length: frozenset(first + timedelta(days=number) for number in range(length)),
    days,
    st.integers(0, 40),
)
moments = st.builds(at, days, hours)


@st.composite
def quiets(draw: st.DrawFn) -> Quiet:
    """Quiet hours over midnight or by day, up to fourteen hours long, and a leave or two."""
    since, length = draw(hours), draw(st.integers(1, 14 * 60))
    until = (datetime.combine(FIRST, since) + timedelta(minutes=length)).time()
    return Quiet(since, until, draw(leaves) | draw(leaves))


def is_quiet(quiet: Quiet, moment: datetime, *but: date) -> bool:
    """Say it the slow way: by the clock on the wall and the calendar beside it."""
    hour, day = local(moment).time(), local(moment).date()
    inside = quiet.since <= hour < quiet.until
    night = inside if quiet.since <= quiet.until else not quiet.until <= hour < quiet.since
    return night or (day not in but and (day.weekday() == 6 or day in quiet.off or bool(holiday(day))))


@given(quiets(), moments)
def test_it_opens_outside_the_quiet_and_never_early(quiet: Quiet, moment: datetime) -> None:
    opening = quiet.opens(moment)
    assert not is_quiet(quiet, opening)
    assert opening >= moment
    assert opening == moment or is_quiet(quiet, moment)
    assert quiet.opens(opening) == opening


@given(quiets(), moments, moments)
def test_what_is_due_later_never_opens_earlier(quiet: Quiet, one: datetime, other: datetime) -> None:
    assert quiet.opens(min(one, other)) <= quiet.opens(max(one, other))


@given(quiets(), moments, st.integers(0, 3000))
def test_nothing_is_free_between_a_quiet_moment_and_its_opening(quiet: Quiet, moment: datetime, minutes: int) -> None:
    between = moment + timedelta(minutes=minutes)
    assert between >= quiet.opens(moment) or is_quiet(quiet, between)


@given(quiets(), moments, st.integers(1, 20 * 24 * 60))
def test_a_planned_reminder_is_never_in_quiet_nor_too_late(quiet: Quiet, due: datetime, minutes: int) -> None:
    not_after = due + timedelta(minutes=minutes)
    its_own = local(not_after).date()
    planned_at = quiet.plan(due, not_after)
    assert not is_quiet(quiet, planned_at, its_own)
    assert planned_at < not_after
    assert quiet.plan(planned_at, not_after) == planned_at
    assert is_quiet(quiet, due, its_own) or planned_at == due


@given(quiets(), moments, st.integers(1, 20 * 24 * 60))
def test_it_is_planned_no_more_than_one_working_day_away(quiet: Quiet, due: datetime, minutes: int) -> None:
    """Between the hour wished for and the hour planned lies no whole working day."""
    not_after = due + timedelta(minutes=minutes)
    planned_at = quiet.plan(due, not_after)
    first, last = sorted((local(planned_at).date(), local(due).date()))
    between = [first + timedelta(days=number) for number in range(1, (last - first).days)]
    working = [day for day in between if day != local(not_after).date() and not quiet.is_off(day)]
    # In the small hours of a working day the evening before is the second night from there.
    assert len(working) <= 1
    assert planned_at - due < timedelta(days=1)


@given(quiets(), moments, moments, st.integers(1, 20 * 24 * 60))
def test_a_later_day_is_never_planned_on_an_earlier_one(
    quiet: Quiet, one: datetime, other: datetime, minutes: int
) -> None:
    """Of two reminders by day the one that is due on a later day is not sent on an earlier one."""
    first, second = min(one, other), max(one, other)
    not_after = second + timedelta(minutes=minutes)
    if not quiet.by_night(first) and not quiet.by_night(second):
        days = [local(quiet.plan(due, not_after)).date() for due in (first, second)]
        assert days == sorted(days)


@given(quiets(), quiets(), moments)
def test_own_hours_come_on_top(quiet: Quiet, own: Quiet, moment: datetime) -> None:
    """Nothing comes in the organisation's quiet; nothing in one's own unless that leaves no hour at all."""
    opening = quiet.opens_beside((own.since, own.until), moment)
    assert opening >= moment
    assert not is_quiet(quiet, opening)
    assert opening == quiet.opens(moment) or not own.by_night(opening)


def test_own_hours_that_begin_before_the_night_ends() -> None:
    """By night nothing leaves, and from six to eight not to this person: they hear at eight."""
    assert USUAL.opens_beside((time(6), time(8)), at(date(2026, 11, 26), time(22))) == at(date(2026, 11, 27), time(8))


@given(quiets(), moments.filter(lambda moment: 5 < local(moment).hour < 20), st.booleans())
def test_reminders_of_a_meeting_come_one_after_the_other(quiet: Quiet, starts_at: datetime, second: bool) -> None:
    before = (7 * 24, 24 if second else 0, 2)
    found = planned(Hours(starts_at, starts_at + timedelta(hours=3), before), quiet)
    for due, not_after in found.values():
        assert due < not_after
    ours = [purpose for purpose in (Purpose.WEEK_BEFORE, Purpose.DAY_BEFORE, Purpose.HOURS_BEFORE) if purpose in found]
    for earlier, later in pairwise(ours):
        assert found[earlier][1] <= found[later][0], "overtaken from the next one's hour on"
    assert (Purpose.DAY_BEFORE in found) <= second
    assert Purpose.HOURS_BEFORE in found


def test_a_sunday_before_a_monday_meeting() -> None:
    """What is due on Sunday is planned on Saturday, at the same hour."""
    starts_at = datetime(2026, 11, 30, 14, tzinfo=ZONE)
    found = planned(Hours(starts_at, starts_at + timedelta(hours=3), BEFORE), USUAL)
    assert found[Purpose.DAY_BEFORE][0] == datetime(2026, 11, 28, 14, tzinfo=ZONE)
    assert found[Purpose.HOST][0] == datetime(2026, 11, 28, 14, tzinfo=ZONE)
    assert found[Purpose.HOURS_BEFORE][0] == datetime(2026, 11, 30, 12, tzinfo=ZONE)


def test_a_meeting_on_a_sunday_is_reminded_of_on_that_sunday() -> None:
    """For the meeting its own day is no day off; who came is asked on Monday."""
    starts_at = datetime(2026, 11, 29, 14, tzinfo=ZONE)
    found = planned(Hours(starts_at, starts_at + timedelta(hours=3), BEFORE), USUAL)
    assert found[Purpose.HOURS_BEFORE][0] == datetime(2026, 11, 29, 12, tzinfo=ZONE)
    assert found[Purpose.DAY_BEFORE][0] == datetime(2026, 11, 28, 14, tzinfo=ZONE)
    assert found[Purpose.WEEK_BEFORE][0] == datetime(2026, 11, 21, 14, tzinfo=ZONE)
    assert found[Purpose.REFLECT][0] == datetime(2026, 11, 30, 6, 30, tzinfo=ZONE)


def test_reminders_that_would_come_together_are_one() -> None:
    """On the first day after Tết both the week's and the day's reminder would leave before it."""
    starts_at = datetime(2027, 2, 11, 8, tzinfo=ZONE)
    leave = frozenset(date(2027, 2, 1) + timedelta(days=number) for number in range(10))
    found = planned(Hours(starts_at, starts_at + timedelta(hours=3), BEFORE), Quiet(time(21), time(6, 30), leave))
    assert found[Purpose.DAY_BEFORE][0] == datetime(2027, 1, 30, 8, tzinfo=ZONE)
    assert Purpose.WEEK_BEFORE not in found


def test_a_part_is_told_in_the_second_reminders_place() -> None:
    starts_at = datetime(2026, 11, 26, 14, tzinfo=ZONE)
    ends_at = starts_at + timedelta(hours=3)
    early = planned(Hours(starts_at, ends_at, (0, 48, 2)), USUAL)
    assert early[Purpose.PART] == early[Purpose.DAY_BEFORE]
    none = planned(Hours(starts_at, ends_at, (0, 0, 0)), USUAL)
    assert set(none) == {Purpose.PART, Purpose.HOST, Purpose.REFLECT}


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 9, 2), "Quốc khánh"),
        (date(2026, 9, 1), "Quốc khánh"),
        (date(2026, 11, 24), "Ngày Văn hóa Việt Nam"),
        (date(2027, 11, 24), "Ngày Văn hóa Việt Nam"),
        (date(2025, 11, 24), ""),
        (date(2026, 11, 20), ""),
    ],
)
def test_the_public_holidays(day: date, name: str) -> None:
    """24/11 is a paid day off since 01/7/2026 (NQ 28/2026/QH16); 20/11 is none."""
    assert holiday(day) == name
    assert USUAL.is_off(day) is bool(name)


def test_the_holidays_that_are_kept_are_those_of_the_package() -> None:
    """It takes half a second, since the package is loaded, and works out eighteen years."""
    assert public_days.FILE.read_text(encoding="utf-8") == public_days.as_text(), "write it anew, as its module says"
    assert "holidays.countries" not in sys.modules, "the calendars of 250 countries take 8 MiB"


@pytest.mark.parametrize(("day", "name"), [(date(2022, 2, 1), "Tết Nguyên Đán"), (date(2041, 9, 2), "Quốc khánh")])
def test_a_holiday_of_a_year_that_is_not_kept(day: date, name: str) -> None:
    assert holiday(day) == name


@pytest.mark.parametrize(
    ("wished", "leaves_at"),
    [
        ("2026-09-01T22:00", "2026-09-03T06:30"),
        ("2026-09-02T10:00", "2026-09-03T06:30"),
        ("2026-11-28T20:59", "2026-11-28T20:59"),
        ("2026-11-28T21:00", "2026-11-30T06:30"),
        ("2026-11-29T12:00", "2026-11-30T06:30"),
        ("2026-11-23T22:00", "2026-11-25T06:30"),
        ("2026-11-26T06:29", "2026-11-26T06:30"),
        ("2026-11-26T06:30", "2026-11-26T06:30"),
    ],
)
def test_hours_of_the_calendar(wished: str, leaves_at: str) -> None:
    here = [datetime.fromisoformat(hour).replace(tzinfo=ZONE) for hour in (wished, leaves_at)]
    assert USUAL.opens(here[0].astimezone(UTC)) == here[1]


def test_a_working_day_before_and_after() -> None:
    assert USUAL.workday_before(date(2026, 11, 15)) == date(2026, 11, 14)
    assert USUAL.workday_after(date(2026, 11, 15)) == date(2026, 11, 16)
    assert USUAL.workday_after(date(2026, 8, 30)) == date(2026, 9, 3)


def test_every_rule_has_its_place() -> None:
    """What overtakes a notice is planned before it is looked at."""
    order = list(reminders.RULES)
    for purpose, rule in reminders.RULES.items():
        assert all(order.index(other) < order.index(purpose) for other in rule.overtaken_by)
