"""A plan's life, and what its new version changes for somebody: the row keeps all that is said."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Purpose
from bot.domain.outbox.facts import PlanChanged, PlanEvent, SchoolsMoved
from bot.domain.outbox.outbox import Due

Kept = PlanEvent | PlanChanged | SchoolsMoved

KEPT: Mapping[Purpose, type[Kept]] = {
    Purpose.PLAN: PlanEvent,
    Purpose.PLAN_CHANGED: PlanChanged,
    Purpose.SCHOOL_MOVED: SchoolsMoved,
}
PURPOSES = frozenset(KEPT)


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, Kept]:
    """Return by row what it keeps; a decision has voided what asked for it."""
    del db, now
    return {row.id: KEPT[row.purpose].read(row.facts) for row in rows}
