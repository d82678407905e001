"""What waits for somebody: an invitation, a part, a seat kept for them, a change; and what they were told last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import (
    Acknowledgement,
    Assent,
    Coming,
    Invitee,
    Meeting,
    MeetingState,
    Minutes,
    MinutesState,
    Outbox,
    Part,
    Person,
    Purpose,
    Reflection,
    Seat,
    SeatState,
)
from bot.domain.outbox import told
from bot.domain.outbox.outbox import Due
from bot.domain.programme import beginning
from bot.domain.programme.acknowledgements import CHANGES
from bot.vietnamese import local

A_DAY = timedelta(days=1)
INVITING = (Purpose.INVITE, Purpose.INVITE_AGAIN, Purpose.SENT)


class Yes(StrEnum):
    """What a yes would be to."""

    PART = "part"
    SEAT = "seat"
    CHANGE = "change"
    INVITATION = "invitation"


@dataclass(frozen=True, slots=True)
class Awaited:
    """One thing that waits for a yes; `number` is a part's id, a change's version."""

    yes: Yes
    meeting: Meeting
    number: int = 0


async def of(db: AsyncSession, person: Person, now: datetime) -> Sequence[Awaited]:
    """Return what waits for a person's yes now, in meetings that have not begun."""
    ahead = (Meeting.state != MeetingState.CANCELLED, Meeting.starts_at > now)
    parts = select(Meeting, Part.id).join(Part, Part.meeting_id == Meeting.id)
    parts = parts.where(Part.person_id == person.id, Part.assent == Assent.ASKED)
    still = (Meeting.state != MeetingState.CANCELLED, (Meeting.starts_at > now) | Meeting.starts_at.is_(None))
    found = [Awaited(Yes.PART, meeting, part) for meeting, part in await db.execute(parts.where(*still))]
    kept = select(Meeting).join(Seat, Seat.meeting_id == Meeting.id)
    kept = kept.where(Seat.person_id == person.id, Seat.state == SeatState.OFFERED, Seat.offered_until > now)
    found += [Awaited(Yes.SEAT, meeting) for meeting in await db.scalars(kept.where(*ahead))]
    return [*found, *await _invitations(db, person, now), *await _changes(db, person, now)]


async def _invitations(db: AsyncSession, person: Person, now: datetime) -> list[Awaited]:
    """Return the invitations that reached a person and were not answered."""
    arrived = select(Outbox.topic).where(Outbox.person_id == person.id, Outbox.purpose.in_(INVITING), told.ARRIVED)
    ids = {topic.meeting_id for topic in await db.scalars(arrived)}
    asked = select(Meeting).join(Invitee, Invitee.meeting_id == Meeting.id)
    silent = (Invitee.person_id == person.id, Invitee.answer.is_(None), Meeting.id.in_(ids))
    ahead = (beginning.ahead(now, local(now).date()),)
    found = (await db.scalars(asked.where(*silent, *ahead).order_by(Meeting.starts_at))).all() if ids else []
    return [Awaited(Yes.INVITATION, meeting) for meeting in found]


async def stayed_away(db: AsyncSession, person: Person, now: datetime) -> Sequence[Meeting]:
    """Return the meetings ahead to which a person said that they cannot come."""
    said_no = select(Meeting).join(Invitee, Invitee.meeting_id == Meeting.id)
    said_no = said_no.where(Invitee.person_id == person.id, Invitee.answer == Coming.NO)
    return (await db.scalars(said_no.where(beginning.ahead(now, local(now).date())).order_by(Meeting.starts_at))).all()


async def to_reflect_on(db: AsyncSession, person: Person, now: datetime) -> int | None:
    """Return the meeting on which a person was invited to reflect, where that is the last they were told of lately."""
    last = await told.last(db, person.id, now)
    if last is None or last.purpose is not Purpose.REFLECT:
        return None
    meeting_id: int = last.topic.meeting_id
    begun = select(Reflection.id).where(Reflection.person_id == person.id, Reflection.meeting_id == meeting_id)
    return meeting_id if await db.scalar(begun) is None else None


async def to_write_of(db: AsyncSession, person: Person, now: datetime) -> int | None:
    """Return the meeting whose minutes a person was asked for within a day, while nobody has sent them for a yes."""
    asked = await told.last(db, person.id, now, Purpose.MINUTES_ASK, Purpose.MINUTES_BACK, since=A_DAY)
    if asked is None:
        return None
    open_still = (Minutes.id == asked.topic.minutes_id, Minutes.state == MinutesState.DRAFT)
    return await db.scalar(select(Minutes.meeting_id).where(*open_still))


ASKS = (*INVITING, Purpose.REFLECT, Purpose.MINUTES_ASK)
OWED = (Purpose.DUTY, Purpose.DUTY_NEW)


async def asked_last(db: AsyncSession, person: Person, under: Due | None, now: datetime) -> tuple[Purpose, int] | None:
    """Return what a notice asked of a person, and of which meeting (0: duties); the last one where none is given."""
    notice = under or await told.last(db, person.id, now)
    if notice is None or notice.purpose not in (*ASKS, *OWED):
        return None
    if notice.purpose is Purpose.MINUTES_ASK:
        of = select(Minutes.meeting_id).where(Minutes.id == notice.topic.minutes_id)
        return notice.purpose, await db.scalar(of) or 0
    return notice.purpose, notice.topic.meeting_id


async def _changes(db: AsyncSession, person: Person, now: datetime) -> list[Awaited]:
    """Return the newest changes of meetings ahead that reached a person and were not acknowledged."""
    arrived = select(Outbox.topic, Outbox.version).where(
        Outbox.person_id == person.id,
        Outbox.purpose.in_(CHANGES),
        told.ARRIVED,
    )
    newest: dict[int, int] = {}
    for topic, version in await db.execute(arrived):
        newest[topic.meeting_id] = max(version, newest.get(topic.meeting_id, 0))
    if not newest:
        return []
    said = select(Acknowledgement.meeting_id, func.max(Acknowledgement.version)).where(
        Acknowledgement.person_id == person.id, Acknowledgement.meeting_id.in_(newest)
    )
    understood = dict((await db.execute(said.group_by(Acknowledgement.meeting_id))).all())
    meetings = await db.scalars(select(Meeting).where(Meeting.id.in_(newest), Meeting.starts_at > now))
    return [
        Awaited(Yes.CHANGE, meeting, newest[meeting.id])
        for meeting in meetings
        if understood.get(meeting.id, -1) < newest[meeting.id]
    ]
