"""To somebody whom a meeting does not need any more, and to whose principal has said that they are away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.letters import reading
from bot.domain.models import Coming, Invitee, Meeting, Person, Purpose
from bot.domain.organisation import capacities
from bot.domain.organisation.capacities import Capacity, Did
from bot.domain.outbox.outbox import Due
from bot.vietnamese import local

PURPOSES = frozenset({Purpose.SPARED, Purpose.AWAY_FOR})


@dataclass(frozen=True, slots=True)
class NotNeeded:
    """A meeting that goes on without the reader."""

    meeting: Meeting


@dataclass(frozen=True, slots=True)
class SaidAway:
    """A meeting, and what somebody else has said of the reader."""

    meeting: Meeting
    by: str
    reason: str
    excused: bool
    acted: Capacity | None
    """As what they said it."""


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, NotNeeded | SaidAway]:
    """Return by row what is still wanted, of a meeting ahead: they are not expected, or have not said otherwise."""
    found, by = await reading.meetings(db, rows), aliased(Person)
    asked = select(Invitee, by.name).outerjoin(by, by.id == Invitee.answered_by_id)
    here = (Invitee.meeting_id.in_(found), Invitee.person_id.in_({row.person_id for row in rows}))
    stands = {(one.meeting_id, one.person_id): (one, name) for one, name in await db.execute(asked.where(*here))}
    did = {
        one.id: Did(one.answered_by_id, local(one.answered_at).date(), unit=one.unit_id or 0)
        for one, _name in stands.values()
        if one.answered_by_id and one.answered_at
    }
    acted = await capacities.of(db, did.values())
    told: dict[int, NotNeeded | SaidAway] = {}
    for row in rows:
        meeting = found[row.topic.meeting_id]
        one, name = stands.get((meeting.id, row.person_id), (None, None))
        if not reading.is_ahead(meeting, now):
            continue
        if row.purpose is Purpose.SPARED and one is None:
            told[row.id] = NotNeeded(meeting)
        if row.purpose is Purpose.AWAY_FOR and one and one.answer is Coming.NO and one.answered_by_id != one.person_id:
            told[row.id] = SaidAway(meeting, name or "", one.reason, bool(one.excused), acted.get(did[one.id]))
    return told
