"""Looking schools and subjects up, as conversations need them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import existing
from bot.domain.models import Cluster, Unit, UnitKind
from bot.domain.organisation import terms


async def get(db: AsyncSession, unit_id: int) -> Unit:
    """Return a unit. Raises Gone where there is none of that id."""
    return await existing(db, Unit, unit_id)


async def all_schools(db: AsyncSession, today: date | None = None) -> Sequence[Unit]:
    """Return by name every school that is there today; without a day those of which no end is known."""
    lasting = terms.endless(Unit) if today is None else terms.holds(Unit, today)
    schools = select(Unit).where(Unit.kind.in_((UnitKind.SCHOOL, UnitKind.BRANCH)), lasting)
    return (await db.scalars(schools.order_by(Unit.folded))).all()


async def subjects(db: AsyncSession) -> Sequence[str]:
    """Return the subjects that have a group, in the plan's order."""
    rows = select(Cluster.subject).where(Cluster.subject.is_not(None)).order_by(Cluster.id)
    return list(dict.fromkeys(subject for subject in await db.scalars(rows) if subject))


async def offices(db: AsyncSession) -> Sequence[Unit]:
    """Return the offices that issue plans, the first one first."""
    kinds = (UnitKind.OFFICE, UnitKind.DEPARTMENT)
    return (await db.scalars(select(Unit).where(Unit.kind.in_(kinds)).order_by(Unit.id))).all()
