"""Parts in a meeting: somebody is asked to play one, or told what became of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import reading
from bot.domain.models import Assent, Meeting, MeetingState, Part, Purpose
from bot.domain.organisation import capacities
from bot.domain.organisation.capacities import Capacity, Did
from bot.domain.outbox.facts import PartNews
from bot.domain.outbox.outbox import Due
from bot.vietnamese import local

PURPOSES = frozenset({Purpose.ASK_PART})


@dataclass(frozen=True, slots=True)
class PartLetter:
    """A part, and what happened to it."""

    part: Part
    meeting: Meeting
    news: Assent
    asked: str
    """Whose part it is, by name."""
    by: str
    """Who asked for it, by name."""
    acted: Capacity | None
    """As what they asked."""


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, PartLetter]:
    """Return by row what is still wanted: who is asked has not answered, and it was not taken back meanwhile."""
    del now
    asked = select(Part).where(Part.id.in_({row.topic.part_id for row in rows}))
    parts = {part.id: part for part in await db.scalars(asked)}
    meetings = await reading.meetings_of(db, {part.meeting_id for part in parts.values()})
    names = await reading.names(db, {one for part in parts.values() for one in (part.person_id, part.asked_by_id)})
    did = {
        one.id: Did(one.asked_by_id, local(one.asked_at).date(), cluster=meetings[one.meeting_id].cluster_id)
        for one in parts.values()
    }
    acted = await capacities.of(db, did.values())
    told = {}
    for row in rows:
        part, news = parts[row.topic.part_id], PartNews.read(row.facts).news
        meeting = meetings[part.meeting_id]
        if news is not Assent.ASKED or _waits(part, meeting):
            asked_for, by = names[part.person_id], names[part.asked_by_id]
            told[row.id] = PartLetter(part, meeting, news, asked_for, by, acted[did[part.id]])
    return told


def _waits(part: Part, meeting: Meeting) -> bool:
    return part.assent is Assent.ASKED and meeting.state is not MeetingState.CANCELLED
