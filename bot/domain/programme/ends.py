"""Another end of a meeting, while its beginning stays: a short letter to those who come, and nothing is asked anew.

It is no new version: nobody comes at another hour for it, so what was acknowledged holds.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calendar import quiet
from bot.domain.models import Meeting, Outbox, OutboxState, Purpose, Topic
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import Ended
from bot.domain.programme import invitees, pieces, reminders
from bot.domain.programme.changes import Told
from bot.domain.programme.pieces import FromTo


async def whom(db: AsyncSession, meeting: Meeting, *, by_id: int | None) -> set[int]:
    """Return who is told: those who come, but for who changes it."""
    return {person for person in await db.scalars(invitees.coming(meeting.id)) if person} - {by_id or 0}


async def change(
    db: AsyncSession,
    meeting: Meeting,
    until: datetime,
    halves: list[list[str]] | None,
    *,
    by_id: int | None,
    now: datetime,
) -> Told | None:
    """Give a settled meeting another end, and tell who comes; None where nobody does. Whoever calls this holds its row.

    Of several changes within two minutes one letter is left, which says how it was before the first.
    """
    about = (Outbox.topic == Topic.meeting(meeting.id), Outbox.purpose == Purpose.ENDS)
    unread = select(Outbox).where(*about, Outbox.state == OutboxState.WAITING).order_by(Outbox.id).with_for_update()
    first = (await db.scalars(unread.limit(1))).first()
    before = Ended.read(first.facts).before if first else pieces.stands(meeting)
    meeting.ends_at, meeting.pieces = until, halves
    meeting.ends_changed += 1
    await db.flush()
    await reminders.arm(db, meeting, now=now)
    await outbox.void(db, *about, now=now)
    people = await whom(db, meeting, by_id=by_id)
    return await _tell(db, meeting, people, before, now) if people and before != pieces.stands(meeting) else None


async def _tell(db: AsyncSession, meeting: Meeting, people: set[int], before: Sequence[FromTo], now: datetime) -> Told:
    due, urgent = await quiet.leaves_about(db, meeting, now + reminders.DEBOUNCE)
    assert meeting.ends_at
    await outbox.put(
        db,
        people,
        Purpose.ENDS,
        Topic.meeting(meeting.id),
        # Several changes may be told of one meeting, each a letter of its own.
        version=int(now.timestamp()),
        due_at=due,
        not_after=max(meeting.ends_at, before[-1][1], due + reminders.DEBOUNCE),
        facts=Ended(tuple(before)),
        urgent=urgent,
    )
    return Told(len(people), due, deferred=due > now + reminders.DEBOUNCE, urgent=urgent)
