"""What a new version of a plan would do to what stands, meeting by meeting, before anything happens.

What people settled since is theirs: an hour, a room or a form that the lead chose is no difference, nor is a meeting
that is over. A month-only meeting that an earlier version took out comes back when a later one names it again.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.domain.models import Meeting, MeetingState
from bot.domain.organisation.units import key
from bot.domain.plan.matching import pair, same_words
from bot.domain.plan.nouns import Note, Planned, Proposal
from bot.domain.plan.standing import Standing
from bot.domain.programme.meetings import is_over
from bot.errors import N_
from bot.vietnamese import local

FIELDS = ("host", "content", "month", "day", "hour", "form")


@dataclass(frozen=True, slots=True)
class MeetingChange:
    """A meeting that stands, what the plan makes of it, and which of `FIELDS` that touches."""

    meeting: Meeting
    planned: Planned
    fields: tuple[str, ...]

    @property
    def is_again(self) -> bool:
        """Whether an earlier version of the plan took the meeting out, and this one names it again."""
        return self.meeting.state is MeetingState.CANCELLED


@dataclass(frozen=True, slots=True)
class Difference:
    """Every meeting that would be touched, and notes about what stays although the plan says otherwise."""

    added: tuple[Planned, ...] = ()
    again: tuple[MeetingChange, ...] = ()
    changed: tuple[MeetingChange, ...] = ()
    removed: tuple[Meeting, ...] = ()
    same: int = 0
    stays: tuple[Note, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.again or self.changed or self.removed)

    @property
    def digest(self) -> str:
        """A short text that is equal where the difference is: what somebody saw is what they say yes to."""
        changes = [
            (one.meeting.id, one.meeting.version, one.planned, one.fields) for one in (*self.again, *self.changed)
        ]
        removed = [(meeting.id, meeting.version, meeting.taken) for meeting in self.removed]
        return hashlib.sha256(repr((self.added, changes, removed)).encode()).hexdigest()[:16]


def compare(proposal: Proposal, standing: Standing, now: datetime) -> Difference:
    """Compare a proposal with the meetings that stand; nothing is written."""
    found = pair(proposal.meetings, standing.meetings)
    both = [(planned, stood.meeting) for planned, stood in found.both]
    changes = [MeetingChange(meeting, planned, _touched(planned, meeting, now)) for planned, meeting in both]
    touching = [change for change in changes if change.fields]
    return Difference(
        added=found.new,
        again=tuple(change for change in touching if change.is_again),
        changed=tuple(change for change in touching if not change.is_again),
        removed=tuple(stood.meeting for stood in found.left if not is_over(stood.meeting, now)),
        same=len(changes) - len(touching),
        stays=tuple(note for planned, meeting in both for note in _stays(planned, meeting, now)),
    )


def _touched(planned: Planned, meeting: Meeting, now: datetime) -> tuple[str, ...]:
    if meeting.state is MeetingState.CANCELLED:
        # Only a plan takes out what has no day yet; a lead calls off what was settled, and that stays.
        return FIELDS if meeting.starts_at is None else ()
    return () if is_over(meeting, now) else tuple(_fields(planned, meeting, now))


def _fields(planned: Planned, meeting: Meeting, now: datetime) -> Iterator[str]:
    if planned.host.unit_id != meeting.host_id if planned.host.unit_id else planned.host.key != key(meeting.host.name):
        yield "host"
    if not same_words(planned.content, meeting.content):
        yield "content"
    if planned.month != meeting.month:
        yield "month"
    if planned.day != meeting.day and not _as_settled(planned, meeting):
        yield "day"
    if _brings_hour(planned, meeting, now):
        yield "hour"
    if planned.form is not meeting.form and meeting.state is MeetingState.PLANNED:
        yield "form"


def _as_settled(planned: Planned, meeting: Meeting) -> bool:
    """Say whether the plan has the day, and the hour if any, that the lead has settled: nobody hears anything new."""
    if meeting.starts_at is None or planned.day != local(meeting.starts_at).date():
        return False
    return planned.starts_at in (None, meeting.starts_at)


def _brings_hour(planned: Planned, meeting: Meeting, now: datetime) -> bool:
    """Say whether the plan settles the hour; where its day is the former version's, the lead's own hour stays."""
    if planned.starts_at is None or planned.starts_at <= now or planned.starts_at == meeting.starts_at:
        return False
    return meeting.state is MeetingState.PLANNED or planned.day != meeting.day


def _stays(planned: Planned, meeting: Meeting, now: datetime) -> Iterator[Note]:
    facts = {"place": planned.place, "cluster": meeting.cluster.name}
    if meeting.state is MeetingState.CANCELLED and meeting.starts_at:
        yield Note(N_("The meeting at {place} ({cluster}) was called off; it stays called off."), facts)
    elif is_over(meeting, now):
        if any(_fields(planned, meeting, now)):
            yield Note(N_("The meeting at {place} ({cluster}) is over; it stays as it was."), facts)
    elif meeting.starts_at and _off_the_plan(planned, meeting):
        at = meeting.starts_at
        facts |= {"when": lambda t: t.moment(at)}
        yield Note(
            N_("The meeting at {place} ({cluster}) is settled for {when}; that stays until its lead moves it."), facts
        )


def _off_the_plan(planned: Planned, meeting: Meeting) -> bool:
    assert meeting.starts_at
    day = local(meeting.starts_at).date()
    if planned.starts_at and planned.day == meeting.day:
        return planned.starts_at != meeting.starts_at
    return not planned.starts_at and (day != planned.day if planned.day else day.replace(day=1) != planned.month)
