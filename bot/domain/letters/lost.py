"""Letters that were missed, failed or are unclear: leads hear of them, and duties keep them in their history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.duties import history
from bot.domain.letters import reading
from bot.domain.models import Meeting, Outbox, Purpose
from bot.domain.outbox.facts import Lost
from bot.domain.outbox.outbox import Due
from bot.domain.programme import reminders

PURPOSES = frozenset({Purpose.MISSED})


@dataclass(frozen=True, slots=True)
class LostLetters:
    """How many letters about a meeting did not arrive."""

    meeting: Meeting
    number: int


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, LostLetters]:
    """Return what leads are told by row; it is wanted whatever happened since."""
    del now
    found = await reading.meetings(db, rows)
    return {row.id: LostLetters(found[row.topic.meeting_id], Lost.read(row.facts).number) for row in rows}


async def report(
    db: AsyncSession, missed: Iterable[Outbox | Due], now: datetime, *, gather: timedelta = timedelta()
) -> None:
    """Note in duties' histories what was about them; tell leads what was about their meetings, `gather` later."""
    gone = list(missed)
    await history.note_lost(db, gone, now)
    await reminders.report_missed(db, gone, now, gather=gather)
