"""Calling a meeting off, and bringing it back where that was a mistake."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import lock
from bot.domain.models import Meeting, MeetingState
from bot.domain.organisation.people import Rights
from bot.domain.programme import acknowledgements, changes, meetings, reminders
from bot.domain.programme.changes import Told
from bot.errors import N_, Refusal

NOT_CALLED_OFF = N_("This meeting was not called off.")


async def cancel(
    db: AsyncSession,
    meeting: Meeting,
    rights: Rights,
    *,
    now: datetime,
    by_id: int | None = None,
    heads: bool = True,
) -> Told:
    """Call a meeting off and return who is told of it. Everything else that was armed for it is void.

    Without `heads` principals and leads are left out. Raises NotAllowed unless the person leads it, Refusal where it
    is over.
    """
    await lock(db, meeting)
    rights.must_lead(meeting.cluster_id)
    if meetings.is_over(meeting, now):
        raise Refusal(meetings.OVER)
    meeting.state = MeetingState.CANCELLED
    meeting.version += 1
    await db.flush()
    await reminders.disarm(db, meeting, now=now)
    told = await changes.tell_cancelled(db, meeting, by_id=by_id, heads=heads, now=now)
    await acknowledgements.begin(db, meeting, told if heads else None, by_id=by_id, now=now)
    return told


async def restore(
    db: AsyncSession, meeting: Meeting, rights: Rights, *, now: datetime, by_id: int | None = None
) -> Told | None:
    """Bring a meeting back that was called off by mistake, with its hour, room, seats and parts; say who is told.

    Raises NotAllowed unless the person leads it, Refusal where it was not called off or its hour is over.
    """
    await lock(db, meeting)
    rights.must_lead(meeting.cluster_id)
    if meeting.state is not MeetingState.CANCELLED:
        raise Refusal(NOT_CALLED_OFF)
    if meeting.starts_at and meeting.starts_at <= now:
        raise Refusal(meetings.OVER)
    meeting.state = MeetingState.SETTLED if meeting.starts_at else MeetingState.PLANNED
    await meetings.anew(db, meeting, now)
    told = await changes.tell_restored(db, meeting, by_id=by_id, now=now)
    await acknowledgements.begin(db, meeting, told, by_id=by_id, now=now)
    return told


def may_restore(meeting: Meeting, now: datetime) -> bool:
    """Say whether a meeting was called off and its hour still lies ahead."""
    return meeting.state is MeetingState.CANCELLED and (meeting.starts_at is None or meeting.starts_at > now)
