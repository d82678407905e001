"""When duties speak: over random days, reminders, ladders, leaves and quiet hours, and on days of the calendar."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar.quiet import Quiet
from bot.domain.calendar.settings import Ladder, OrganisationSettings, Rung
from bot.domain.duties import steps
from bot.domain.duties.steps import LATE, Step
from bot.domain.models import Anchor, Duty, DutyRule, Owner
from bot.vietnamese import at, local
from tests.domain.test_quiet import is_quiet, leaves, quiets

A_DAY = timedelta(days=1)
USUAL = OrganisationSettings()
NIGHT = Quiet(*USUAL.quiet)
SEVEN = time(7)
FIRST = date(2026, 1, 1)
COLUMNS = {
    Owner.SCHOOL: "unit_id",
    Owner.HOST: "unit_id",
    Owner.OFFICE: "unit_id",
    Owner.CLUSTER: "cluster_id",
    Owner.GROUP: "cluster_id",
    Owner.ATTENDED: "person_id",
    Owner.ASKED: "person_id",
}
ABOVE = {"person_id": set(Rung), "unit_id": {Rung.LEAD, Rung.OFFICER}, "cluster_id": {Rung.OFFICER}}
"""Who stands above at all: nobody on a rung on which they stand who owe it."""

days = st.integers(0, 800).map(lambda number: FIRST + A_DAY * number)
reminders = st.sets(st.integers(0, 60), max_size=6).map(lambda found: tuple(sorted(found, reverse=True)))


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    """Go upwards: rungs in their order, none earlier than the one before."""
    rungs = sorted(draw(st.sets(st.sampled_from(Rung))), key=list(Rung).index)
    after = sorted(draw(st.lists(st.integers(1, 60), min_size=len(rungs), max_size=len(rungs))))
    return tuple(zip(rungs, after, strict=True))


@st.composite
def duties(draw: st.DrawFn) -> Duty:
    """Give a duty whose rule says all itself, of use until the end of a day or until an hour of its due day."""
    owner, due = draw(st.sampled_from(sorted(COLUMNS))), draw(days)
    last = draw(st.integers(0, 70))
    until = at(due + A_DAY * (last + 1), time.min) if last else at(due, draw(st.times()))
    ladder = [[str(rung), after] for rung, after in draw(ladders())]
    rule = DutyRule(owner=owner, reminders=list(draw(reminders)), ladder=ladder)
    return Duty(rule=rule, due_on=due, not_after=until, **{COLUMNS[owner]: 1})


quiet_times = st.one_of(quiets(), st.builds(Quiet, st.just(NIGHT.since), st.just(NIGHT.until), leaves))


def of(duty: Duty, when: Quiet) -> Sequence[Step]:
    return steps.of(duty, USUAL, when)


def own(found: Sequence[Step]) -> list[Step]:
    return [step for step in found if step.rung is None]


def ladder_of(duty: Duty) -> list[tuple[Rung, int]]:
    """Return the rungs on which somebody stands above who owes it."""
    [column] = [name for name in ABOVE if getattr(duty, name)]
    above = set() if duty.rule.owner is Owner.OFFICE else ABOVE[column]
    return [(Rung(rung), after) for rung, after in duty.rule.ladder if rung in above]


def works(when: Quiet, day: date) -> bool:
    """Say it the slow way, by a moment of that day outside of the night."""
    return not is_quiet(Quiet(time(0), time(0), when.off), at(day, SEVEN))


@given(duties(), quiet_times)
def test_every_step_is_on_a_working_day_outside_of_the_quiet_and_of_use(duty: Duty, when: Quiet) -> None:
    for step in of(duty, when):
        assert not is_quiet(when, step.at)
        assert step.at < duty.not_after
        assert local(step.at).time() >= SEVEN


@given(duties(), quiet_times)
def test_steps_come_in_order_and_rungs_upwards(duty: Duty, when: Quiet) -> None:
    found = of(duty, when)
    assert all(one.at <= other.at for one, other in pairwise(found))
    climbed = [step.rung for step in found if step.rung]
    assert climbed == [rung for rung, _ in ladder_of(duty)][: len(climbed)]


@given(duties(), quiet_times)
def test_who_owes_it_hears_at_most_once_a_day(duty: Duty, when: Quiet) -> None:
    said = [local(step.at).date() for step in own(of(duty, when))]
    assert len(said) == len(set(said))


@given(duties(), quiet_times)
def test_each_reminder_is_on_its_day_or_the_last_working_day_before(duty: Duty, when: Quiet) -> None:
    """Between a reminder's day and the day it is planned on lies no working day; none is forgotten, none is added."""
    reminded = {local(step.at).date() for step in own(of(duty, when)) if step.detail != LATE}
    wished = {duty.due_on - A_DAY * number for number in duty.rule.reminders}
    wished |= {duty.due_on} if wished and not works(when, duty.due_on) else set()
    planned = set()
    for day in wished:
        while not works(when, day):
            day -= A_DAY  # noqa: PLW2901 - it goes back until somebody works
        planned.add(day)
    of_use = {day for day in planned if when.opens(at(day, SEVEN), but={day}) < duty.not_after}
    assert reminded == of_use
    assert all(day <= duty.due_on for day in reminded)


@given(duties(), quiet_times)
def test_what_is_late_is_said_on_the_next_working_day(duty: Duty, when: Quiet) -> None:
    """Once to who owes it, and to each superior as many days later as the ladder says; time ends on a working day."""
    last = duty.due_on
    while not works(when, last):
        last += A_DAY
    after = {LATE: 1} if duty.rule.ladder else {}
    after |= {rung.value: number for rung, number in ladder_of(duty)}
    found = {step.detail: local(step.at).date() for step in of(duty, when) if step.detail in after}
    for detail, number in after.items():
        wished = last + A_DAY * number
        said = found.get(detail, local(duty.not_after).date())
        assert said >= min(wished, local(duty.not_after).date())
        assert not [one for one in range((said - wished).days) if works(when, wished + A_DAY * one)]


@given(duties(), quiet_times)
def test_nobody_hears_of_what_nobody_is_told_of(duty: Duty, when: Quiet) -> None:
    """With an empty ladder no superior, and no word to who owes it once the day is over."""
    found = of(duty, when)
    assert {step.rung for step in found if step.rung} <= {rung for rung, _ in ladder_of(duty)}
    if not duty.rule.ladder:
        assert all(step.rung is None and local(step.at).date() <= duty.due_on for step in found)


@given(duties(), reminders, ladders(), quiet_times)
def test_what_a_rule_leaves_open_is_as_the_organisation_has_it(
    duty: Duty, before: tuple[int, ...], ladder: Ladder, when: Quiet
) -> None:
    said = DutyRule(
        owner=duty.rule.owner, reminders=list(before), ladder=[[str(rung), after] for rung, after in ladder]
    )
    common = OrganisationSettings(reminders=before, ladder=ladder)
    duty.rule = said
    expected = of(duty, when)
    duty.rule = DutyRule(owner=said.owner, reminders=None, ladder=None)
    assert steps.of(duty, common, when) == expected


@given(duties(), quiet_times, st.integers(0, 90), st.times(), st.booleans())
def test_a_new_duty_is_not_told_late_but_for_its_last_reminder(
    duty: Duty, when: Quiet, before: int, hour: time, told: bool
) -> None:
    """Opened on its day or before: what lies behind counts as taken, but somebody is told of it once."""
    opened_at = at(duty.due_on - A_DAY * before, hour)
    found = of(duty, when)
    until = steps.begin(found, opened_at, told=told)
    at_once = [step for step in found if until < step.at <= opened_at]
    behind = [step for step in own(found) if step.detail != LATE and step.at <= opened_at]
    ahead = [step for step in own(found) if step.detail != LATE and step.at > opened_at]
    assert at_once == ([] if told or ahead else behind[-1:])
    assert until <= opened_at


def said(due: date, until: date, *, rule: DutyRule | None = None, off: frozenset[date] = frozenset()) -> list[str]:
    """Return a school's steps as "13/02 late"; each is at seven."""
    rule = rule or DutyRule(owner=Owner.SCHOOL, reminders=None, ladder=None)
    duty = Duty(rule=rule, due_on=due, not_after=at(until, time.min), unit_id=1)
    found = steps.of(duty, USUAL, Quiet(*USUAL.quiet, off))
    assert {local(step.at).time() for step in found} == {SEVEN}
    return [f"{local(step.at):%d/%m} {step.detail}" for step in found]


def rule_of(before: Sequence[int], ladder: Sequence[tuple[Rung, int]]) -> DutyRule:
    return DutyRule(owner=Owner.SCHOOL, reminders=list(before), ladder=[[str(one), days] for one, days in ladder])


SHORT = rule_of((3, 1, 0), ((Rung.LEAD, 1), (Rung.OFFICER, 3)))


@pytest.mark.parametrize(
    ("due", "before", "after"),
    [
        # "Before 15/11": 14/11/2023 is a Tuesday.
        (
            date(2023, 11, 14),
            "14/10 remind:30, 31/10 remind:14, 07/11 remind:7, 11/11 remind:3, 13/11 remind:1",
            "15/11 late, 17/11 lead, 21/11 officer",
        ),
        # 14/11/2026 is a Saturday before a Sunday: the Friday is among the reminders.
        (
            date(2026, 11, 14),
            "15/10 remind:30, 31/10 remind:14, 07/11 remind:7, 11/11 remind:3, 13/11 remind:1",
            "16/11 late, 17/11 lead, 21/11 officer",
        ),
        # 14/11/2027 is a Sunday: the Saturday before is among them, as one of them or beside them.
        (
            date(2027, 11, 14),
            "15/10 remind:30, 30/10 remind:14, 06/11 remind:7, 11/11 remind:3, 13/11 remind:1",
            "16/11 late, 18/11 lead, 22/11 officer",
        ),
        # 15/11/2026 is a Sunday.
        (
            date(2026, 11, 15),
            "16/10 remind:30, 31/10 remind:14, 07/11 remind:7, 12/11 remind:3, 14/11 remind:1",
            "17/11 late, 19/11 lead, 23/11 officer",
        ),
    ],
)
def test_the_day_of_the_directive(due: date, before: str, after: str) -> None:
    assert said(due, due + A_DAY * 31) == [*before.split(", "), *after.split(", ")]


@pytest.mark.parametrize(
    ("anchor", "before", "planned"),
    [
        (Anchor.YEARLY, (7,), "07/11 remind:7, 13/11 remind:1"),
        (Anchor.DAY, (7, 0), "07/11 remind:7, 13/11 remind:1, 14/11 remind:0"),
        (Anchor.DAY, (7, 1), "07/11 remind:7, 13/11 remind:1"),
        (Anchor.END, (7,), "07/11 remind:7"),
    ],
)
def test_before_a_saturday_that_is_named_friday_is_reminded_of(
    anchor: Anchor, before: tuple[int, ...], planned: str
) -> None:
    """Offices are shut on it; a day that is counted from a meeting may fall on any day."""
    rule = DutyRule(owner=Owner.SCHOOL, anchor=anchor, reminders=list(before), ladder=[])
    assert ", ".join(said(date(2026, 11, 14), date(2026, 12, 15), rule=rule)) == planned


@pytest.mark.parametrize(
    ("due", "planned"),
    [
        # Leap day, a Thursday.
        (date(2024, 2, 29), "26/02 remind:3, 28/02 remind:1, 29/02 remind:0, 01/03 late, 01/03 lead, 04/03 officer"),
        # New year's eve, a Sunday before a Monday off.
        (date(2023, 12, 31), "28/12 remind:3, 30/12 remind:0, 03/01 late, 03/01 lead, 05/01 officer"),
        # Tết 2024 is off from Thursday 08/02 to Wednesday 14/02.
        (date(2024, 2, 12), "07/02 remind:0, 16/02 late, 16/02 lead, 19/02 officer"),
        (date(2024, 2, 7), "03/02 remind:3, 06/02 remind:1, 07/02 remind:0, 15/02 late, 15/02 lead, 15/02 officer"),
        # Tết 2026 is off from Monday 16/02 to Friday 20/02, with the Sundays around it.
        (date(2026, 2, 21), "14/02 remind:1, 21/02 remind:0, 23/02 late, 23/02 lead, 24/02 officer"),
        # Tết 2027 is off from Thursday 04/02 to Wednesday 10/02.
        (date(2027, 2, 11), "03/02 remind:1, 11/02 remind:0, 12/02 late, 12/02 lead, 15/02 officer"),
        # The day of Vietnam's culture, a Tuesday off from 2026 on.
        (date(2026, 11, 24), "21/11 remind:3, 23/11 remind:0, 26/11 late, 26/11 lead, 28/11 officer"),
    ],
)
def test_days_of_the_calendar(due: date, planned: str) -> None:
    assert ", ".join(said(due, due + A_DAY * 31, rule=SHORT)) == planned


def test_a_leave_of_the_organisations_own() -> None:
    """Two weeks around the Tết of 2027: reminders on the last day before; the first day after still counts."""
    leave = frozenset(date(2027, 1, 28) + A_DAY * number for number in range(20))
    found = said(date(2027, 2, 5), date(2027, 3, 8), rule=SHORT, off=leave)
    assert found == ["27/01 remind:0", "18/02 late", "18/02 lead", "20/02 officer"]


@pytest.mark.parametrize(("hour", "after"), [(time(7), []), (time(7, 1), ["26/10 late", "26/10 lead"])])
def test_what_is_of_use_until_a_meeting_begins_says_nothing_from_then_on(hour: time, after: list[str]) -> None:
    duty = Duty(rule=SHORT, due_on=date(2023, 10, 25), not_after=at(date(2023, 10, 26), hour), unit_id=1)
    found = [f"{local(step.at):%d/%m} {step.detail}" for step in of(duty, NIGHT)]
    assert found == ["21/10 remind:3", "24/10 remind:1", "25/10 remind:0", *after]
