"""The warning that a channel's sold month is nearly used up."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Purpose, Topic
from bot.domain.organisation import reach
from bot.domain.outbox import outbox, quota
from bot.domain.outbox.facts import QuotaUsed
from bot.domain.outbox.outbox import Due
from bot.vietnamese import local

PURPOSES = frozenset({Purpose.QUOTA})
WARN_AT = 80
"""Of a hundred."""
USEFUL_FOR = timedelta(days=3)


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, QuotaUsed]:
    """Return by row how much was used; it is wanted whatever happened since."""
    del db, now
    return {row.id: QuotaUsed.read(row.facts) for row in rows}


async def warn(db: AsyncSession, channel: str, most: int | None, now: datetime) -> None:
    """Tell the officers of today, each once a month, that four fifths of the month are used; None is no limit."""
    if most is None:
        return
    used = await quota.used(db, channel, most, now)
    if used.share < WARN_AT:
        return
    # Called after each message; the month in the topic lets the outbox pass over who was told already.
    await outbox.put(
        db,
        await reach.governing(db, local(now).date()),
        Purpose.QUOTA,
        Topic.quota(channel, used.month),
        due_at=now,
        not_after=now + USEFUL_FOR,
        facts=QuotaUsed(channel, used.number, most),
    )
