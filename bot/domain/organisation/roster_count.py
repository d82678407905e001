"""How many people a school's list names, how many have joined, and who has not."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import RosterEntry
from bot.domain.organisation import roster


@dataclass(frozen=True, slots=True)
class RosterCount:
    """How many people a school's roster names, and how many of them have joined."""

    named: int
    joined: int


async def standing(db: AsyncSession, unit_id: int) -> RosterCount:
    """Count a school's roster."""
    here = (RosterEntry.unit_id == unit_id, RosterEntry.gone_on.is_(None))
    asked = select(func.count(), func.count(RosterEntry.person_id)).where(*here)
    named, joined = (await db.execute(asked)).one()
    return RosterCount(named, joined)


async def missing(db: AsyncSession, unit_id: int) -> Sequence[str]:
    """Return the names of the roster that have not joined, by name."""
    asked = select(RosterEntry.name).where(RosterEntry.unit_id == unit_id, *roster.waits())
    return (await db.scalars(asked.order_by(RosterEntry.folded))).all()
