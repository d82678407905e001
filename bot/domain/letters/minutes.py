"""Minutes: somebody is asked to write them, to approve them, to change them, or is sent what was approved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import reading
from bot.domain.models import Heading, Meeting, MeetingState, Minutes, MinutesEntry, MinutesState, Purpose
from bot.domain.organisation import capacities
from bot.domain.organisation.capacities import Capacity, Did
from bot.domain.outbox.outbox import Due
from bot.vietnamese import local

PURPOSES = frozenset({Purpose.MINUTES_ASK, Purpose.MINUTES_SUBMITTED, Purpose.MINUTES_BACK, Purpose.MINUTES_APPROVED})
_WANTED = {
    Purpose.MINUTES_ASK: {MinutesState.DRAFT},
    Purpose.MINUTES_SUBMITTED: {MinutesState.SUBMITTED},
    Purpose.MINUTES_BACK: {MinutesState.DRAFT},
    Purpose.MINUTES_APPROVED: {MinutesState.APPROVED},
}


@dataclass(frozen=True, slots=True)
class MinutesLetter:
    """The minutes of a meeting, and what is to be said of them."""

    minutes_id: int
    meeting: Meeting
    by: str
    """Who sent them to be approved, by name."""
    remark: str
    conclusion: str
    """The text of the conclusion."""
    acted: Capacity | None
    """As what they were sent to be approved, by whom `by` names."""


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, MinutesLetter]:
    """Return by row what is still wanted: the minutes stand as the row says, and the meeting was not called off."""
    del now
    asked = select(Minutes).where(Minutes.id.in_({row.topic.minutes_id for row in rows}))
    found = {one.id: one for one in await db.scalars(asked)}
    meetings = await reading.meetings_of(db, {one.meeting_id for one in found.values()})
    names = await reading.names(db, {one.submitted_by_id for one in found.values() if one.submitted_by_id})
    conclusions = await _conclusions(db, found)
    did = {
        one.id: Did(one.submitted_by_id, local(one.submitted_at).date(), cluster=meetings[one.meeting_id].cluster_id)
        for one in found.values()
        if one.submitted_by_id and one.submitted_at
    }
    acted = await capacities.of(db, did.values())
    told = {}
    for row in rows:
        one = found.get(row.topic.minutes_id)
        if one is None or not _waits(row, one) or meetings[one.meeting_id].state is MeetingState.CANCELLED:
            continue
        by = names.get(one.submitted_by_id or 0, "")
        meeting, conclusion = meetings[one.meeting_id], conclusions.get(one.id, "")
        as_what = acted[did[one.id]] if one.id in did else None
        told[row.id] = MinutesLetter(one.id, meeting, by, one.remark, conclusion, as_what)
    return told


def _waits(row: Due, minutes: Minutes) -> bool:
    """Say whether minutes stand as a row says; who writes them already need not be asked to."""
    if row.purpose is Purpose.MINUTES_ASK and minutes.version:
        return False
    if row.purpose is Purpose.MINUTES_BACK and not minutes.remark:
        return False
    return minutes.state in _WANTED[row.purpose]


async def _conclusions(db: AsyncSession, ids: Sequence[int] | dict[int, Minutes]) -> dict[int, str]:
    newest = select(func.max(MinutesEntry.id)).where(
        MinutesEntry.minutes_id.in_(ids), MinutesEntry.heading == Heading.CONCLUSION
    )
    which = select(MinutesEntry.minutes_id, MinutesEntry.text).where(
        MinutesEntry.id.in_(newest.group_by(MinutesEntry.minutes_id))
    )
    return dict((await db.execute(which)).all())
