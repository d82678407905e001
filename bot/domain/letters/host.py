"""What the principal of a host school is asked and reminded of: room and equipment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import reading
from bot.domain.models import Meeting, Purpose
from bot.domain.outbox.outbox import Due
from bot.domain.programme import hosting

PURPOSES = frozenset({Purpose.HOST, Purpose.HOST_CHECK})


@dataclass(frozen=True, slots=True)
class HostLetter:
    """A meeting at the reader's school."""

    meeting: Meeting
    ready: frozenset[str]

    @property
    def all_ready(self) -> bool:
        """Whether nothing of the check list is open."""
        return self.ready.issuperset(hosting.NEEDS[self.meeting.form])


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, HostLetter]:
    """Return by row what is still wanted: of the version that holds, and the check list while something is open."""
    found = await reading.meetings(db, rows)
    ready = await hosting.ready(db, list(found))
    told = {row.id: HostLetter(one, ready[one.id]) for row in rows if (one := found.get(row.topic.meeting_id))}
    return {row.id: told[row.id] for row in rows if row.id in told and _is_wanted(row, told[row.id], now)}


def _is_wanted(row: Due, letter: HostLetter, now: datetime) -> bool:
    if row.purpose is Purpose.HOST:
        return reading.holds(row, letter.meeting)
    same = row.version // hosting.ASKS == letter.meeting.version
    return same and reading.is_ahead(letter.meeting, now) and not letter.all_ready
