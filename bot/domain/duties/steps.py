"""The steps of a duty: reminders before its day, one to its owner the day after, then the ladder, rung by rung."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from bot.domain.calendar.quiet import Quiet
from bot.domain.calendar.settings import Ladder, OrganisationSettings, Rung
from bot.domain.duties.catalogue.entry import WITH_A_DAY
from bot.domain.models import Anchor, Duty, Owner
from bot.vietnamese import at

HOUR = time(7)
SATURDAY = 5
A_DAY = timedelta(days=1)
LATE = "late"
REMIND = "remind"


class Step(NamedTuple):
    """One step: when, and what it is, as the duty's history keeps it. Without a rung it is for who owes the duty."""

    at: datetime
    detail: str
    rung: Rung | None = None


def of(duty: Duty, common: OrganisationSettings, when: Quiet) -> Sequence[Step]:
    """Return all steps of a duty in their order, each on a working day at seven in Vietnam and of use.

    Where the due day is off, there is a reminder on the last working day before it as well, and so there is where a day
    that a paper or a person has named is a Saturday, on which offices are shut. A rule without a ladder has no step
    after the due day, neither for superiors nor for the owner.
    """
    rule = duty.rule
    before = common.reminders if rule.reminders is None else rule.reminders
    ladder = common.ladder if rule.ladder is None else [(Rung(rung), days) for rung, days in rule.ladder]
    found = [*_reminders(duty, before, when)]
    last = _last_day(duty, when)
    if ladder:
        found.append(Step(hour(when.workday_after(last + A_DAY), when), LATE))
    for rung, days in _rungs(duty, rule.owner, ladder):
        found.append(Step(hour(when.workday_after(last + A_DAY * days), when), rung.value, rung))
    return sorted((step for step in found if step.at < duty.not_after), key=lambda step: step.at)


def _last_day(duty: Duty, when: Quiet) -> date:
    """Return the day with which the time ends: where the due day is off, the next working day (BLDS 2015, Điều 148).

    What must be ready before a meeting cannot wait for that.
    """
    return duty.due_on if duty.rule.anchor is Anchor.START else when.workday_after(duty.due_on)


def _reminders(duty: Duty, before: Sequence[int], when: Quiet) -> Sequence[Step]:
    due_on = duty.due_on
    # Of several reminders that fall on one working day the one nearest to the due day stays.
    days = {when.workday_before(due_on - A_DAY * number): number for number in sorted(before, reverse=True)}
    if before and (last := _before_days_off(duty, when)):
        days.setdefault(last, (due_on - last).days)
    return [Step(hour(day, when), f"{REMIND}:{number}") for day, number in days.items()]


def _before_days_off(duty: Duty, when: Quiet) -> date | None:
    """Return the last working day before a due day on which nobody may be at work; None where it is an ordinary one."""
    if when.is_off(duty.due_on):
        return when.workday_before(duty.due_on)
    named = duty.due_on.weekday() == SATURDAY and duty.rule.anchor in WITH_A_DAY
    return when.workday_before(duty.due_on - A_DAY) if named else None


def hour(day: date, when: Quiet) -> datetime:
    """Return when a day's letters leave: at seven in Vietnam, or when the night's quiet ends after that."""
    return when.opens(at(day, HOUR), but={day})


def _rungs(duty: Duty, owner: Owner, ladder: Ladder | Sequence[tuple[Rung, int]]) -> Sequence[tuple[Rung, int]]:
    """Leave out the rungs of those who owe it themselves: nobody is told of their own delay as a superior."""
    if owner is Owner.OFFICE:
        return []
    if duty.cluster_id:
        return [step for step in ladder if step[0] is Rung.OFFICER]
    return [step for step in ladder if duty.person_id or step[0] is not Rung.PRINCIPAL]


def begin(steps: Sequence[Step], opened_at: datetime, *, told: bool) -> datetime:
    """Return until when the steps of a new duty count as taken.

    Reminders that were due before the duty was opened are skipped. Where all of them were, and its owner was not told
    of the duty otherwise, the last one is left to come.
    """
    reminders = [step.at for step in steps if step.detail.startswith(REMIND)]
    if told or not reminders or reminders[-1] > opened_at:
        return opened_at
    return reminders[-1] - timedelta(microseconds=1)
