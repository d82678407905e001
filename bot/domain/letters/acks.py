"""The leads are shown who has said "Đã rõ" to a change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import reading
from bot.domain.models import Meeting, Purpose
from bot.domain.organisation import terms
from bot.domain.outbox.outbox import Due
from bot.domain.programme import acknowledgements
from bot.domain.programme.acknowledgements import ChangeStanding
from bot.vietnamese import local

PURPOSES = frozenset({Purpose.ACKS})


@dataclass(frozen=True, slots=True)
class AcksLetter:
    """A changed meeting, and how many have understood."""

    meeting: Meeting
    standing: ChangeStanding


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, AcksLetter]:
    """Return by row what is still wanted: the newest change that anybody was told of, to who leads today."""
    found = await reading.meetings(db, rows)
    standings = await acknowledgements.standings(db, found)
    lead = terms.leading(local(now).date())
    clusters = {meeting.cluster_id for meeting in found.values()}
    leads = set(await db.execute(select(lead.c.cluster_id, lead.c.person_id).where(lead.c.cluster_id.in_(clusters))))
    told = {}
    for row in rows:
        meeting, standing = found.get(row.topic.meeting_id), standings.get(row.topic.meeting_id)
        newest = standing is not None and standing.version == row.version and standing.told > 0
        if meeting and standing and newest and (meeting.cluster_id, row.person_id) in leads:
            told[row.id] = AcksLetter(meeting, standing)
    return told
