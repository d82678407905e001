"""Holds letters back in quiet hours at the moment of delivery: the organisation's first, then a school's or person's.

A letter that would wait past its latest useful hour is missed at once, so that its lead hears of it in time to act.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calendar import quiet
from bot.domain.calendar.quiet import Quiet
from bot.domain.letters import lost
from bot.domain.models import OutboxState
from bot.domain.outbox import outbox
from bot.domain.outbox.outbox import Due


async def hold(db: AsyncSession, when: Quiet, now: datetime) -> None:
    """Defer what is due in the organisation's quiet hours to their end, but for urgent letters."""
    opens = when.opens(now)
    if opens > now:
        await lost.report(db, await outbox.miss(db, now, opens), now)
        await outbox.defer(db, now, opens)


async def let_through(db: AsyncSession, when: Quiet, rows: Sequence[Due], now: datetime) -> Sequence[Due]:
    """Return the claimed rows that may leave now; the others are put back, which counts as no attempt."""
    if not rows:
        return rows
    own = await quiet.own_hours(db, {row.person_id for row in rows if not row.urgent})
    opens = {
        row.id: when.opens_beside(own[row.person_id], now) for row in rows if row.person_id in own and not row.urgent
    }
    held = [row for row in rows if opens.get(row.id, now) > now]
    if not held:
        return rows
    # Its school's or its reader's quiet ends too late for it, although the organisation's is over.
    late = [row for row in held if opens[row.id] >= row.not_after]
    await outbox.settle(db, {row.id: OutboxState.MISSED for row in late}, now)
    await lost.report(db, late, now)
    await outbox.put_back(db, {row.id: opens[row.id] for row in held if row not in late}, now)
    return [row for row in rows if row not in held]
