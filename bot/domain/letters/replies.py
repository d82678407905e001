"""Somebody above has answered what a meeting requested."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import reading
from bot.domain.models import Duty, DutyState, Meeting, Purpose
from bot.domain.outbox.outbox import Due

PURPOSES = frozenset({Purpose.REPLIED})


@dataclass(frozen=True, slots=True)
class ReplyLetter:
    """A request, and what was answered to it."""

    meeting: Meeting
    duty_id: int
    request: str
    reply: str
    by: str


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, ReplyLetter]:
    """Return by row what was answered."""
    del now
    asked = select(Duty).where(Duty.id.in_({row.topic.duty_id for row in rows}), Duty.state == DutyState.DONE)
    found = {duty.id: duty for duty in await db.scalars(asked)}
    meetings = await reading.meetings_of(db, {duty.meeting_id for duty in found.values() if duty.meeting_id})
    names = await reading.names(db, {duty.closed_by_id for duty in found.values() if duty.closed_by_id})
    told = {}
    for row in rows:
        duty = found.get(row.topic.duty_id)
        if duty and duty.meeting_id in meetings:
            by = names.get(duty.closed_by_id or 0, "")
            told[row.id] = ReplyLetter(meetings[duty.meeting_id], duty.id, duty.rule.title, duty.note or "", by)
    return told
