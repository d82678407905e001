"""A freed seat: offered to who has waited longest, passed on from them, and in the end shown to the lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import reading
from bot.domain.models import Meeting, Purpose, Seat, SeatState
from bot.domain.outbox.outbox import Due
from bot.domain.programme import waiting

PURPOSES = frozenset({Purpose.OFFER, Purpose.LAPSED, Purpose.UNWANTED})


@dataclass(frozen=True, slots=True)
class SeatOffer:
    """A seat, and until when it is kept."""

    meeting: Meeting
    until: datetime


@dataclass(frozen=True, slots=True)
class SeatNews:
    """That an offer has passed on from the reader, or to a lead who was offered a seat and did not take it."""

    meeting: Meeting
    names: tuple[str, ...] = ()


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, SeatOffer | SeatNews]:
    """Return by row what is still wanted, of a meeting that lies ahead: the seat stands as the row has it."""
    found = await reading.meetings(db, rows)
    asked = select(Seat.meeting_id, Seat.person_id, Seat.state).where(
        Seat.meeting_id.in_(found), Seat.person_id.in_({row.person_id for row in rows})
    )
    stands = {(meeting, person): state for meeting, person, state in await db.execute(asked)}
    about = {row.topic.meeting_id for row in rows if row.purpose is Purpose.UNWANTED}
    unwanted = await waiting.unwanted(db, about, now) if about else {}
    told: dict[int, SeatOffer | SeatNews] = {}
    for row in rows:
        meeting = found[row.topic.meeting_id]
        state = stands.get((meeting.id, row.person_id))
        if not reading.is_ahead(meeting, now):
            continue
        if row.purpose is Purpose.OFFER and state is SeatState.OFFERED:
            # An offer's letter is of use for as long as the seat is kept (`seats`).
            told[row.id] = SeatOffer(meeting, row.not_after)
        if row.purpose is Purpose.LAPSED and state is SeatState.WAITING:
            told[row.id] = SeatNews(meeting)
        if row.purpose is Purpose.UNWANTED and (names := unwanted.get(meeting.id)):
            told[row.id] = SeatNews(meeting, tuple(names))
    return told
