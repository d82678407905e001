"""A plan's life, and what its new version changes for somebody: the row keeps all that is said."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Purpose
from bot.domain.outbox.facts import PlanChanged, PlanEvent
from bot.domain.outbox.outbox import Due

PURPOSES = frozenset({Purpose.PLAN, Purpose.PLAN_CHANGED})


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, PlanEvent | PlanChanged]:
    """Return by row what it keeps; a decision has voided what asked for it."""
    del db, now
    return {
        row.id: PlanEvent.read(row.facts) if row.purpose is Purpose.PLAN else PlanChanged.read(row.facts)
        for row in rows
    }
