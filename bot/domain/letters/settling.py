"""A lead is asked for the day of a meeting that has only a month."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import reading
from bot.domain.models import Meeting, MeetingState, Purpose
from bot.domain.outbox.outbox import Due
from bot.vietnamese import local, next_month

A_DAY = timedelta(days=1)
PURPOSES = frozenset({Purpose.SETTLE})


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, Meeting]:
    """Return by row the meeting, while it waits for its day and its month is not over."""
    found, today = await reading.meetings(db, rows), local(now).date()
    return {
        row.id: meeting
        for row in rows
        if (meeting := found.get(row.topic.meeting_id))
        and meeting.state is MeetingState.PLANNED
        and today < (meeting.day + A_DAY if meeting.day else next_month(meeting.month))
    }
