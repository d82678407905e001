"""Telling whom a meeting does not need any more, once: who had heard that they are expected, and left the list."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calendar import quiet
from bot.domain.models import Coming, Invitee, Meeting, Outbox, OutboxState, Purpose, Topic
from bot.domain.outbox import outbox
from bot.domain.programme import invitees, reminders

INVITING = (Purpose.INVITE, Purpose.SENT)


async def told(db: AsyncSession, meeting: Meeting) -> set[int]:
    """Return who has heard that they are expected and has not said no: asked before the list is written anew."""
    heard = invitees.expected(meeting.id).where(
        Invitee.invited_at.is_not(None) | Invitee.answered_at.is_not(None), Invitee.answer.is_distinct_from(Coming.NO)
    )
    return {person for person in await db.scalars(heard) if person}


async def tell(db: AsyncSession, meeting: Meeting, before: Collection[int], now: datetime) -> None:
    """Tell those of `before` who are not expected any more; take back what was still to come to them.

    Whoever calls this holds the meeting's row.
    """
    gone = {*before} - {*await db.scalars(invitees.expected(meeting.id))}
    if not gone:
        return
    theirs = (Outbox.topic == Topic.meeting(meeting.id), Outbox.person_id.in_(gone))
    unread = select(Outbox.person_id).where(*theirs, Outbox.purpose.in_(INVITING), Outbox.state == OutboxState.WAITING)
    unheard = {*await db.scalars(unread)}
    await outbox.void(db, *theirs, Outbox.purpose.in_(reminders.OF_THE_EXPECTED | {Purpose.OFFER}), now=now)
    # Who is expected again later is invited anew: that letter is not the one they had.
    aside = update(Outbox).where(*theirs, Outbox.purpose.in_(INVITING)).values(version=-Outbox.id)
    await db.execute(aside.execution_options(synchronize_session=False))
    due, urgent = await quiet.leaves_about(db, meeting, now)
    until = meeting.ahead_until
    if until is None:
        return
    await outbox.put(
        db,
        gone - unheard,
        Purpose.SPARED,
        Topic.meeting(meeting.id),
        version=int(now.timestamp()),
        due_at=due,
        not_after=max(until, due + reminders.DEBOUNCE),
        urgent=urgent,
    )
