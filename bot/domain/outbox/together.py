"""What goes as one message where every message is paid for."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Account, Outbox, OutboxState, Purpose
from bot.domain.outbox.outbox import HAND_OUT, LEASE, Due

TOGETHER = timedelta(minutes=10)
"""How far apart letters may be due that go as one message."""
A_DAY = timedelta(days=1)
CORRECTED = (Purpose.MOVED, Purpose.ENDS)
"""What waits since it may still be corrected."""
INVITING = (Purpose.INVITE, Purpose.INVITE_AGAIN, Purpose.SENT, Purpose.TO_SEND)
EARLY_IS_WELL = (
    Purpose.WEEK_BEFORE,
    Purpose.SETTLE,
    Purpose.HOST_CHECK,
    Purpose.DUTY,
    Purpose.DUTY_NEW,
    Purpose.PLAN,
    Purpose.PLAN_CHANGED,
    Purpose.MONTH,
    Purpose.DIGEST,
)
"""What says nothing of the hour, so that a day earlier it is as true."""


async def claim_beside(
    db: AsyncSession, rows: Sequence[Due], channels: Sequence[str], now: datetime, holder: int | None = None
) -> Sequence[Due]:
    """Hand out what the same people are due soon, where they are on channels whose messages are paid for.

    An invitation that waits goes with whatever leaves, and takes along what can come a day early. A move is left to its
    two minutes, in which it may still be corrected.
    """
    people = {row.person_id for row in rows}
    if not channels or not people:
        return []
    there = select(Account.person_id).where(Account.channel.in_(channels), Account.person_id.in_(people))
    invited = {row.person_id for row in rows if row.purpose in INVITING}
    # They leave before their hour: a message less is paid for, and ten minutes early harms none of them.
    soon = or_(
        (Outbox.due_at <= now + TOGETHER) & Outbox.purpose.not_in(CORRECTED),
        Outbox.purpose.in_(INVITING),
        Outbox.person_id.in_(invited) & (Outbox.due_at <= now + A_DAY) & Outbox.purpose.in_(EARLY_IS_WELL),
    )
    waits = (Outbox.state == OutboxState.WAITING, Outbox.due_at > now)
    beside = HAND_OUT.where(*waits, soon, Outbox.person_id.in_(there))
    return [Due(*row) for row in await db.execute(beside, {"lease": now + LEASE, "by": holder})]
