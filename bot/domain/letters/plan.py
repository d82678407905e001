"""A plan's life, and what its new version changes for somebody: the row keeps all that is said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Purpose
from bot.domain.outbox.facts import PlanChanged, PlanEvent, SchoolsMoved
from bot.domain.outbox.outbox import Due


@dataclass(frozen=True, slots=True)
class VersionLetter:
    """What a new version of a plan changes for somebody, and by what they say that they have read it."""

    facts: PlanChanged | SchoolsMoved
    row_id: int


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, PlanEvent | VersionLetter]:
    """Return by row what it keeps; a decision has voided what asked for it."""
    del db, now
    return {row.id: _read(row) for row in rows}


def _read(row: Due) -> PlanEvent | VersionLetter:
    if row.purpose is Purpose.PLAN:
        return PlanEvent.read(row.facts)
    return VersionLetter(KEPT[row.purpose].read(row.facts), row.id)


KEPT: Mapping[Purpose, type[PlanChanged] | type[SchoolsMoved]] = {
    Purpose.PLAN_CHANGED: PlanChanged,
    Purpose.SCHOOL_MOVED: SchoolsMoved,
}
PURPOSES = frozenset({Purpose.PLAN, *KEPT})
