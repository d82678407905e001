"""By when a duty is due, and how long it is of use: over random days, meetings and days that superiors gave."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar.quiet import Quiet
from bot.domain.calendar.settings import OrganisationSettings
from bot.domain.duties import due, steps
from bot.domain.duties.due import Wanted
from bot.domain.models import Anchor, Duty, DutyRule, Meeting, Owner, Proof, Round
from bot.domain.programme import meetings
from bot.vietnamese import at, local

A_DAY = timedelta(days=1)
FIRST = date(2023, 8, 1)
NIGHT = Quiet(*OrganisationSettings().quiet)
MEETINGS = (Anchor.START, Anchor.END)

days = st.integers(0, 1500).map(lambda number: FIRST + A_DAY * number)
moments = st.builds(at, days, st.times().map(lambda hour: hour.replace(microsecond=0)))
extras = st.integers(0, 400)


@st.composite
def wanteds(draw: st.DrawFn) -> Wanted:
    """Give what somebody owes by a day, or before or after a meeting."""
    anchor = draw(st.sampled_from([Anchor.DAY, Anchor.MONTH, Anchor.ROUND, *MEETINGS]))
    proof = draw(st.sampled_from([Proof.HAND_IN, Proof.REFLECTED])) if anchor is Anchor.END else Proof.HAND_IN
    shift = draw(st.integers(-60, 0)) if anchor is Anchor.START else draw(st.integers(0, 60))
    lasts = -shift if anchor is Anchor.START else draw(st.integers(0, 60))
    rule = DutyRule(owner=Owner.CLUSTER, proof=proof, anchor=anchor, shift=shift, lasts=lasts)
    meeting = meeting_at(draw(moments)) if anchor in MEETINGS else None
    event = local(meeting.starts_at).date() if meeting and meeting.starts_at else draw(days)
    return Wanted(rule, "cluster_id", 1, "2023-2024", event + A_DAY * shift, meeting)


def meeting_at(starts_at: datetime) -> Meeting:
    month = local(starts_at).date().replace(day=1)
    return Meeting(id=5, starts_at=starts_at, ends_at=starts_at + timedelta(hours=3), round=Round(month=month))


@given(wanteds(), moments, extras)
def test_nobody_is_late_from_the_beginning(one: Wanted, opened_at: datetime, extra: int) -> None:
    """Due on its planned day or the day it is first seen, whichever is later; but what is before a meeting by then."""
    due_day = one.due_on(opened_at, extra)
    wished = max(one.planned, local(opened_at).date()) + A_DAY * extra
    last = local(one.meeting.starts_at).date() if one.rule.anchor is Anchor.START and one.meeting else wished
    assert due_day == min(wished, last)


@given(wanteds(), moments, moments, extras, extras)
def test_seen_later_or_given_more_it_is_never_due_earlier(
    one: Wanted, seen: datetime, again: datetime, extra: int, more: int
) -> None:
    assert one.due_on(min(seen, again), min(extra, more)) <= one.due_on(max(seen, again), max(extra, more))


@given(wanteds(), moments, extras)
def test_it_is_of_use_until_the_meeting_begins_or_the_end_of_its_last_day(
    one: Wanted, opened_at: datetime, extra: int
) -> None:
    due_day = one.due_on(opened_at, extra)
    until = one.not_after(due_day)
    if one.rule.anchor is Anchor.START:
        assert until == one.meeting.starts_at
        return
    whole = at(due_day + A_DAY * (one.rule.lasts + 1), time.min)
    if one.rule.proof is Proof.REFLECTED:
        assert until == min(whole, meetings.reflection_until(one.meeting))
    else:
        assert until == whole
        assert until > at(due_day, time.max)


@st.composite
def opened(draw: st.DrawFn) -> tuple[Wanted, datetime]:
    """Give a duty and a moment at which its event opens it: before a meeting, or at most two weeks after it."""
    one, span = draw(wanteds()), timedelta(seconds=draw(st.integers(1, 13 * 86400)))
    if one.meeting is None or one.meeting.starts_at is None or one.meeting.ends_at is None:
        return one, draw(moments)
    return one, one.meeting.starts_at - span if one.rule.anchor is Anchor.START else one.meeting.ends_at + span


@given(opened())
def test_what_is_opened_can_still_be_done(found: tuple[Wanted, datetime]) -> None:
    one, opened_at = found
    assert one.not_after(one.due_on(opened_at, 0)) > opened_at


@given(opened())
def test_no_word_of_being_late_is_due_when_a_duty_is_opened(found: tuple[Wanted, datetime]) -> None:
    """But where every reminder lies behind, the last of them is."""
    one, opened_at = found
    due_day = one.due_on(opened_at, 0)
    duty = Duty(rule=one.rule, due_on=due_day, not_after=one.not_after(due_day), cluster_id=1)
    planned = steps.of(duty, OrganisationSettings(), NIGHT)
    until = steps.begin(planned, opened_at, told=False)
    at_once = [step.detail for step in planned if until < step.at <= opened_at]
    assert len(at_once) <= 1
    assert all(detail.startswith(steps.REMIND) for detail in at_once)


@given(wanteds(), wanteds())
def test_two_duties_of_a_rule_have_one_name_only_where_they_are_the_same(one: Wanted, other: Wanted) -> None:
    about = [(it.owner, it.owner_id, it.meeting.id if it.meeting else it.year) for it in (one, other)]
    assert (one.key == other.key) == (about[0] == about[1])


@pytest.mark.parametrize(
    ("owner", "meeting", "round_id", "key"),
    [
        ("unit_id", None, None, "unit:3:2023-2024"),
        ("cluster_id", 5, None, "cluster:3:meeting:5"),
        ("person_id", 5, None, "person:3:meeting:5"),
        ("cluster_id", None, 2, "cluster:3:round:2"),
    ],
)
def test_how_a_duty_is_named(owner: str, meeting: int | None, round_id: int | None, key: str) -> None:
    about = Meeting(id=meeting) if meeting else None
    assert Wanted(DutyRule(), owner, 3, "2023-2024", FIRST, about, round_id).key == key


@pytest.mark.parametrize(
    ("day", "today", "found"),
    [
        # A little over six weeks before its day, and no more once that is over.
        (date(2023, 11, 15), date(2023, 9, 30), []),
        (date(2023, 11, 15), date(2023, 10, 1), [date(2023, 11, 15)]),
        (date(2023, 11, 15), date(2026, 11, 15), [date(2026, 11, 15)]),
        (date(2023, 11, 15), date(2026, 11, 16), []),
        # Across the turn of the year, and from the last of February.
        (date(2023, 1, 10), date(2023, 12, 20), [date(2024, 1, 10)]),
        (date(2023, 12, 31), date(2023, 12, 31), [date(2023, 12, 31)]),
        (date(2023, 3, 1), date(2024, 2, 29), [date(2024, 3, 1)]),
    ],
)
def test_a_yearly_day_comes_round(day: date, today: date, found: list[date]) -> None:
    assert list(due._days_of(DutyRule(anchor=Anchor.YEARLY, day=day), today)) == found


@given(days, days)
def test_a_yearly_day_is_owed_once_a_year(day: date, today: date) -> None:
    if (day.month, day.day) == (2, 29):
        return
    found = list(due._days_of(DutyRule(anchor=Anchor.YEARLY, day=day), today))
    assert len(found) <= 1
    assert all((one.month, one.day) == (day.month, day.day) for one in found)
    assert all(today <= one <= today + timedelta(days=45) for one in found)


@pytest.mark.parametrize("anchor", [Anchor.NONE, Anchor.MONTH, Anchor.START, Anchor.END, Anchor.ROUND])
def test_what_has_no_day_of_its_own_does_not_come_round(anchor: Anchor) -> None:
    assert list(due._days_of(DutyRule(anchor=anchor, day=FIRST), FIRST)) == []


def test_a_leap_day_is_owed_once() -> None:
    leap = DutyRule(anchor=Anchor.DAY, day=date(2024, 2, 29))
    assert list(due._days_of(leap, date(2023, 10, 9))) == [date(2024, 2, 29)]
    assert list(due._days_of(leap, date(2024, 2, 29))) == [date(2024, 2, 29)]
    assert list(due._days_of(leap, date(2024, 3, 1))) == []
