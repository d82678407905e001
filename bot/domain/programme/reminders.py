"""Notices of meetings: whom to tell what, when, at the latest when, in which words.

A notice is a row a meeting and purpose. At its hour it becomes one row of the outbox a person, in one statement
whatever their number. Moving a meeting voids what was armed for the older version. A tick that is late or comes twice
only makes a reminder late.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.domain.calendar import quiet, settings
from bot.domain.calendar.quiet import Quiet
from bot.domain.calendar.settings import OrganisationSettings
from bot.domain.models import Coming, Invitee, Meeting, MeetingState, Notice, Outbox, OutboxState, Purpose, Topic
from bot.domain.organisation import terms
from bot.domain.outbox import again, outbox
from bot.domain.outbox.facts import Lost, kept
from bot.domain.outbox.outbox import Due
from bot.domain.programme import attendance, beginning, concerned, invitations, invitees
from bot.plain import Plain
from bot.vietnamese import at, local

DEBOUNCE = timedelta(minutes=2)
A_DAY = timedelta(days=1)
REMINDED_FOR = timedelta(days=2)
DAYS = 24
"""From so many hours on a reminder is one by day."""


@dataclass(frozen=True, slots=True)
class Hours:
    """A meeting's own hours, and how early the organisation reminds of it."""

    starts_at: datetime
    ends_at: datetime
    before: tuple[int, ...]
    again: int = 0
    """How many hours before it who has not answered is asked once more."""
    by_day: bool = False
    """Whether only the day is known: `starts_at` is its morning, and nothing goes by the hour."""

    def ask_again(self) -> datetime | None:
        """Return the hour at which who has not answered is asked once more, None where nobody is."""
        return self.starts_at - timedelta(hours=self.again) if self.again else None

    def early(self, place: int) -> datetime | None:
        """Return the hour of the first (0), second or last reminder, None where there is none."""
        hours = self.before[place]
        return self.starts_at - timedelta(hours=hours) if hours and (hours >= DAYS or not self.by_day) else None


@dataclass(frozen=True, slots=True)
class Rule:
    """When a notice of a meeting is due, and until when it is worth sending."""

    due: Callable[[Hours], datetime | None]
    not_after: Callable[[Hours], datetime] = lambda hours: hours.starts_at
    overtaken_by: tuple[Purpose, ...] = ()
    """A notice ends to be of use when one of these becomes due."""
    ahead: bool = True
    """Whether it speaks of what is to come, so that before a day off it leaves earlier."""


RULES = {
    Purpose.REFLECT: Rule(lambda hours: hours.ends_at, lambda hours: hours.ends_at + timedelta(days=7), ahead=False),
    Purpose.HOURS_BEFORE: Rule(lambda hours: hours.early(2)),
    Purpose.DAY_BEFORE: Rule(lambda hours: hours.early(1), overtaken_by=(Purpose.HOURS_BEFORE,)),
    # Whoever plays a part is told of it in the second reminder's place, and a day before where there is none.
    Purpose.PART: Rule(lambda hours: hours.early(1) or hours.starts_at - A_DAY, overtaken_by=(Purpose.HOURS_BEFORE,)),
    Purpose.INVITE_AGAIN: Rule(Hours.ask_again, overtaken_by=(Purpose.DAY_BEFORE, Purpose.HOURS_BEFORE)),
    Purpose.WEEK_BEFORE: Rule(
        lambda hours: hours.early(0), overtaken_by=(Purpose.DAY_BEFORE, Purpose.PART, Purpose.HOURS_BEFORE)
    ),
    Purpose.HOST: Rule(lambda hours: hours.starts_at - A_DAY),
}
"""The latest first, so that what is overtaken by another one can look at its hour."""

OF_A_MEETING = frozenset(RULES) | {Purpose.SETTLE, Purpose.HOST_CHECK, Purpose.TO_SEND, Purpose.ENDS}
"""What is said about one version of a meeting and is void with it."""
BEFOREHAND = frozenset({Purpose.WEEK_BEFORE, Purpose.DAY_BEFORE, Purpose.HOURS_BEFORE})
"""To who comes, and in short to who has not answered yet."""
OF_THE_EXPECTED = BEFOREHAND | {Purpose.INVITE, Purpose.INVITE_AGAIN, Purpose.SENT}
"""What nobody gets any more who has said no."""
SHOWN = frozenset(RULES) | {Purpose.INVITE, Purpose.MOVED, Purpose.CANCELLED, Purpose.RESTORED}
"""What a lead hears of where it did not arrive."""
LOST = frozenset({OutboxState.MISSED, OutboxState.FAILED, OutboxState.UNCLEAR})


def planned(hours: Hours, when: Quiet) -> Mapping[Purpose, tuple[datetime, datetime]]:
    """Return the hour and the latest useful hour of each notice; those that would come together are one."""
    found: dict[Purpose, tuple[datetime, datetime]] = {}
    for purpose, rule in RULES.items():
        due = rule.due(hours) if rule.ahead or not hours.by_day else None
        if due is None:
            continue
        overtaken = [found[other][0] for other in rule.overtaken_by if other in found]
        not_after = min([rule.not_after(hours), *overtaken])
        due = when.plan(due, not_after) if rule.ahead else when.opens(due)
        if due < not_after:
            found[purpose] = due, not_after
    return found


async def arm(db: AsyncSession, meeting: Meeting, *, now: datetime) -> None:
    """Put the notices of a meeting with a day in place; what was armed for an older version is void.

    A notice whose hour has passed already is not sent late: the next one is close.
    """
    await arm_all(db, [meeting], now=now)


async def arm_all(db: AsyncSession, meetings: Sequence[Meeting], *, now: datetime) -> None:
    """Do for several meetings what `arm` does; of one that has no day, what was armed is void and no more."""
    await _disarm(db, [meeting.id for meeting in meetings], now)
    has_day = [one for one in meetings if one.state is MeetingState.SETTLED or one.only_day]
    await _put_in_place(db, has_day, now)


async def rearm(db: AsyncSession, now: datetime) -> None:
    """Plan the notices of all meetings ahead anew, after settings or days off have changed.

    A notice that has become rows of the outbox is not planned again.
    """
    lasts = (Meeting.state == MeetingState.SETTLED) & (Meeting.ends_at > now)
    ahead = select(Meeting).where(or_(lasts, beginning.has_day_ahead(local(now).date())))
    # Nobody moves one meanwhile, whose notices would be those of the former hour.
    held = ahead.order_by(Meeting.id).with_for_update(of=Meeting, key_share=True)
    found = (await db.scalars(held.execution_options(populate_existing=True))).all()
    # What is due already becomes letters first: planned anew it would be due before now, and be left out.
    await expand(db, now)
    ids = ahead.with_only_columns(Meeting.id)
    await db.execute(delete(Notice).where(Notice.expanded_at.is_(None), Notice.meeting_id.in_(ids)))
    await _put_in_place(db, found, now)


async def _put_in_place(db: AsyncSession, meetings: Iterable[Meeting], now: datetime) -> None:
    held, when = await settings.read(db), await quiet.read(db)
    # What would have been due before now is left out: the next reminder is close, and a burst of old ones puzzles.
    armed = [row for meeting in meetings for row in _rows(meeting, held, when) if row["due_at"] >= now]
    if armed:
        await db.execute(insert(db, Notice).on_conflict_do_nothing(), armed)


def _rows(meeting: Meeting, held: OrganisationSettings, when: Quiet) -> list[dict[str, Any]]:
    found = planned(_hours(meeting, held), when)
    same = {"meeting_id": meeting.id, "version": meeting.version}
    return [
        same | {"purpose": purpose, "due_at": due, "not_after": not_after}
        for purpose, (due, not_after) in found.items()
    ]


def _hours(meeting: Meeting, held: OrganisationSettings) -> Hours:
    if meeting.starts_at and meeting.ends_at:
        return Hours(meeting.starts_at, meeting.ends_at, held.before, held.ask_again[0])
    assert meeting.day
    morning = at(meeting.day, beginning.MORNING)
    return Hours(morning, morning, held.before, held.ask_again[0], by_day=True)


async def disarm(db: AsyncSession, meeting: Meeting, *, now: datetime) -> None:
    """Void what waits for a meeting: its notices, and its reminders in the outbox."""
    await _disarm(db, [meeting.id], now)


async def _disarm(db: AsyncSession, meetings: Sequence[int], now: datetime) -> None:
    await db.execute(delete(Notice).where(Notice.meeting_id.in_(meetings), Notice.expanded_at.is_(None)))
    topics = [Topic.meeting(meeting) for meeting in meetings]
    await outbox.void(db, Outbox.topic.in_(topics), Outbox.purpose.in_(OF_A_MEETING), now=now)


_OF_THE_SEAT = Plain(
    outbox.voiding(
        Outbox.topic == bindparam("of_topic"),
        Outbox.person_id == bindparam("of_person"),
        Outbox.purpose.in_(OF_THE_EXPECTED | {Purpose.OFFER}),
    )
)


async def drop_for(db: AsyncSession, meeting: Meeting, person_id: int, *, now: datetime) -> None:
    """Void what waits for one person who does not come; what comes with other roles stays."""
    await _OF_THE_SEAT.changed(db, of_topic=Topic.meeting(meeting.id), of_person=person_id, now=now)


_DUE = (
    select(Notice)
    .where(Notice.expanded_at.is_(None), Notice.due_at <= bindparam("now"))
    .order_by(Notice.due_at, Notice.id)
    .with_for_update(of=Notice)
)


async def expand(db: AsyncSession, now: datetime, limit: int | None = None) -> int:
    """Turn due notices, or as many as the limit says, into rows of the outbox; return how many notices there were.

    A notice found only after its latest useful hour still becomes rows: they are recorded as missed, never dropped.
    """
    due = (await db.scalars(_DUE.limit(limit), {"now": now})).all()
    when = await quiet.read(db) if due else None
    for notice in due:
        assert when
        meeting = await db.get_one(Meeting, notice.meeting_id)
        leaving = _leaving(notice, meeting, when, now)
        if notice.purpose in OF_THE_EXPECTED:
            await _tell_expected(db, notice, leaving)
        if notice.purpose is Purpose.INVITE_AGAIN:
            await invitations.ask_heads(db, meeting, now, again=True)
        # A day before, whoever plays a part gets Purpose.PART instead; none of them is asked whether they come.
        if notice.purpose not in (Purpose.DAY_BEFORE, Purpose.INVITE_AGAIN):
            await _tell_others(db, notice, leaving, meeting, now)
        notice.expanded_at = now
    await db.flush()
    return len(due)


def _leaving(notice: Notice, meeting: Meeting, when: Quiet, now: datetime) -> dict[str, Any]:
    """Return the hours of a notice's letters: they wait for the quiet's end, but not on the meeting's own day off."""
    its_own = {meeting.on_day} if meeting.on_day and RULES[notice.purpose].ahead else set()
    opening = when.opens(now, but=its_own)
    if now < opening < notice.not_after:
        notice.due_at = opening
    # On the meeting's own day off everything else waits: only as urgent does a reminder pass the gate.
    urgent = opening < notice.not_after and when.opens(opening) != opening
    return {"due_at": notice.due_at, "not_after": notice.not_after, "urgent": urgent}


async def _tell_expected(db: AsyncSession, notice: Notice, leaving: dict[str, Any]) -> None:
    told = invitees.answering(notice.meeting_id, Coming.YES, None)
    if notice.purpose is Purpose.DAY_BEFORE:
        told = told.where(Invitee.person_id.not_in(concerned.with_a_part(notice.meeting_id)))
    if notice.purpose is Purpose.INVITE_AGAIN:
        # Who was invited a moment ago still has time to answer.
        told = invitees.answering(notice.meeting_id, None).where(Invitee.invited_at <= notice.due_at - A_DAY)
    topic = Topic.meeting(notice.meeting_id)
    await outbox.put_select(db, told, notice.purpose, topic, version=notice.version, **leaving)


async def _tell_others(
    db: AsyncSession, notice: Notice, leaving: dict[str, Any], meeting: Meeting, now: datetime
) -> None:
    if notice.purpose is Purpose.HOST:
        told = await terms.principals(db, {meeting.host_id}, local(now).date())
    elif notice.purpose is not Purpose.REFLECT:
        told = (await db.scalars(concerned.with_a_part(meeting.id).distinct())).all()
    else:
        told = await attendance.came(db, meeting.id)
    await outbox.put(db, told, notice.purpose, Topic.meeting(meeting.id), version=notice.version, **leaving)


async def report_missed(
    db: AsyncSession, missed: Iterable[Outbox | Due], now: datetime, *, gather: timedelta = timedelta()
) -> None:
    """Tell the leads of each meeting how many letters did not arrive: missed, failed, or unclear.

    It is due after `gather` (a debounce), so that letters that fail one by one are reported as one.
    """
    lost = Counter(row.topic for row in missed if row.purpose in SHOWN and row.topic.meeting_id)
    if not lost:
        return
    untold = await _untold(db, list(lost))
    due = await quiet.leaves(db, now + gather)
    for topic, number in lost.items():
        for row in untold.get(topic, ()):
            row.facts = kept(row.purpose, Lost(Lost.read(row.facts).number + number))
        if topic not in untold:
            await _show(db, topic, number, due)
    await db.flush()


async def _untold(db: AsyncSession, topics: Sequence[Topic]) -> Mapping[Topic, Sequence[Outbox]]:
    """Return the reports that have not left yet, to which further losses are added."""
    waiting = (Outbox.topic.in_(topics), Outbox.purpose == Purpose.MISSED, Outbox.state == OutboxState.WAITING)
    found: dict[Topic, list[Outbox]] = {}
    for row in await db.scalars(select(Outbox).where(*waiting)):
        found.setdefault(row.topic, []).append(row)
    return found


async def _show(db: AsyncSession, topic: Topic, number: int, due: datetime) -> None:
    meeting = await db.get_one(Meeting, topic.meeting_id)
    # Any number that was not used yet: a report that comes after one that has left is a letter of its own.
    told = await db.scalar(select(func.count()).where(Outbox.topic == topic))
    await outbox.put(
        db,
        await terms.leaders(db, meeting.cluster_id, local(due).date()),
        Purpose.MISSED,
        topic,
        version=told or 0,
        due_at=due,
        not_after=due + timedelta(days=2),
        facts=Lost(number),
    )


async def close_reflection(db: AsyncSession, meeting: Meeting, person_id: int, now: datetime) -> None:
    """Void the invitation to reflect for somebody who has."""
    mine = (Outbox.topic == Topic.meeting(meeting.id), Outbox.person_id == person_id)
    await outbox.void(db, *mine, Outbox.purpose == Purpose.REFLECT, now=now)


async def reflect_again(db: AsyncSession, meeting: Meeting, person_id: int, due_at: datetime) -> datetime:
    """Invite somebody to reflect once more, at an hour they chose, and return when; in the quiet when it ends."""
    due = (await quiet.reach(db, [person_id], due_at))[person_id]
    await again.put(
        db,
        person_id,
        Purpose.REFLECT,
        Topic.meeting(meeting.id),
        version=meeting.version,
        due_at=due,
        not_after=due + REMINDED_FOR,
    )
    return due
