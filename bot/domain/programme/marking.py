"""Marking several people of a roll at once, after a look at whom it would touch."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Coming, Invitee, Meeting, Person, Presence
from bot.domain.organisation.people import Rights
from bot.domain.programme import attendance, marks


async def silent(db: AsyncSession, meeting: Meeting, rights: Rights, now: datetime) -> tuple[int, int]:
    """Return how many `attendance.all_present` would mark, and how many it leaves who said that they cannot come.

    Raises as `attendance.mark` does.
    """
    await attendance.must_call(db, meeting, rights, now)
    away = Invitee.answer.is_not_distinct_from(Coming.NO)
    asked = select(func.count()).select_from(Invitee).where(*marks.unmarked([meeting.id]))
    every, stay = await db.scalar(asked) or 0, await db.scalar(asked.where(away)) or 0
    return every - stay, stay


async def each(
    db: AsyncSession,
    meeting: Meeting,
    rights: Rights,
    wanted: Mapping[int, Presence],
    *,
    by: Person,
    now: datetime,
) -> int:
    """Mark each of some `Invitee`s as wanted, and return whose mark that changed. Raises as `attendance.mark` does."""
    await attendance.must_call(db, meeting, rights, now)
    changed = 0
    for presence in Presence:
        ids = [number for number, one in wanted.items() if one is presence]
        which = (Invitee.meeting_id == meeting.id, Invitee.id.in_(ids))
        changed += len(await marks.write(db, *which, presence=presence, by_id=by.id, now=now)) if ids else 0
    return changed
