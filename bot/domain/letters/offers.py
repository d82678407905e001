"""A freed seat that is offered to who has waited longest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import reading
from bot.domain.models import Meeting, Purpose, Seat, SeatState
from bot.domain.outbox.outbox import Due

PURPOSES = frozenset({Purpose.OFFER})


@dataclass(frozen=True, slots=True)
class SeatOffer:
    """A seat, and until when it is kept."""

    meeting: Meeting
    until: datetime


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, SeatOffer]:
    """Return by row what is still wanted: the seat is offered to this person, at a meeting that lies ahead."""
    found = await reading.meetings(db, rows)
    offered = select(Seat.meeting_id, Seat.person_id).where(
        Seat.meeting_id.in_(found),
        Seat.person_id.in_({row.person_id for row in rows}),
        Seat.state == SeatState.OFFERED,
    )
    pairs = set(await db.execute(offered))
    # An offer's letter is of use for as long as the seat is kept (`seats`).
    return {
        row.id: SeatOffer(found[row.topic.meeting_id], row.not_after)
        for row in rows
        if (row.topic.meeting_id, row.person_id) in pairs and reading.is_ahead(found[row.topic.meeting_id], now)
    }
