"""What waits for somebody's yes: a part they are asked to play, a seat kept for them, a change to acknowledge."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import (
    Acknowledgement,
    Assent,
    Meeting,
    MeetingState,
    Outbox,
    OutboxState,
    Part,
    Person,
    Seat,
    SeatState,
)
from bot.domain.programme.acknowledgements import CHANGES


class Yes(StrEnum):
    """What a yes would be to."""

    PART = "part"
    SEAT = "seat"
    CHANGE = "change"


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
    return [*found, *await _changes(db, person, now)]


async def _changes(db: AsyncSession, person: Person, now: datetime) -> list[Awaited]:
    """Return the newest changes of meetings ahead that reached a person and were not acknowledged."""
    told = select(Outbox.topic, Outbox.version).where(
        Outbox.person_id == person.id,
        Outbox.purpose.in_(CHANGES),
        Outbox.state.in_((OutboxState.SENT, OutboxState.UNCLEAR)),
    )
    newest: dict[int, int] = {}
    for topic, version in await db.execute(told):
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
