"""Thanks to somebody, and the copy for their principal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import reading
from bot.domain.models import Meeting, Purpose, Thanks
from bot.domain.outbox.outbox import Due

PURPOSES = frozenset({Purpose.THANKS, Purpose.THANKS_COPY})


@dataclass(frozen=True, slots=True)
class ThanksLetter:
    """What somebody is thanked for, by whom."""

    meeting: Meeting
    name: str
    by: str
    text: str
    evidence_id: int | None
    copy: bool
    """Whether it is the principal who reads it."""


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, ThanksLetter]:
    """Return by row what was said and not taken back."""
    del now
    asked = select(Thanks).where(Thanks.id.in_({row.topic.thanks_id for row in rows}))
    found = {one.id: one for one in await db.scalars(asked)}
    meetings = await reading.meetings_of(db, {one.meeting_id for one in found.values()})
    names = await reading.names(db, {who for one in found.values() for who in (one.person_id, one.by_id)})
    told = {}
    for row in rows:
        one = found.get(row.topic.thanks_id)
        if one and names.get(one.person_id):
            about = (meetings[one.meeting_id], names[one.person_id], names.get(one.by_id, ""), one.text)
            told[row.id] = ThanksLetter(*about, one.evidence_id, row.purpose is Purpose.THANKS_COPY)
    return told
