"""Another end of a meeting, told to who comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import reading
from bot.domain.models import Coming, Invitee, Meeting, MeetingState, Purpose
from bot.domain.outbox.facts import Ended
from bot.domain.outbox.outbox import Due
from bot.domain.programme.pieces import FromTo

PURPOSES = frozenset({Purpose.ENDS})


@dataclass(frozen=True, slots=True)
class EndLetter:
    """A meeting, and its hours as its reader knows them."""

    meeting: Meeting
    before: Sequence[FromTo]
    at: datetime
    """When its end was changed."""


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, EndLetter]:
    """Return by row what is still wanted: of a meeting that is not over, to who still comes."""
    found = await reading.meetings(db, rows)
    comes = select(Invitee.meeting_id, Invitee.person_id).where(
        Invitee.meeting_id.in_(found),
        Invitee.person_id.in_({row.person_id for row in rows}),
        Invitee.answer == Coming.YES,
    )
    pairs = set(await db.execute(comes))
    told = {}
    for row in rows:
        meeting, before = found[row.topic.meeting_id], Ended.read(row.facts).before
        until = max([before[-1][1], *([meeting.ends_at] if meeting.ends_at else [])])
        lasts = meeting.state is MeetingState.SETTLED and until > now
        if lasts and (meeting.id, row.person_id) in pairs:
            told[row.id] = EndLetter(meeting, before, datetime.fromtimestamp(row.version, UTC))
    return told
