"""Looking schools and subjects up, as conversations need them."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import existing
from bot.domain.models import Cluster, Unit, UnitKind
from bot.domain.organisation import terms
from bot.domain.organisation.people import Rights
from bot.domain.organisation.reach import OFFICES

TEACHING = (UnitKind.SCHOOL, UnitKind.CENTRE, UnitKind.BRANCH)
"""Units that have people of their own and take part in clusters."""


async def get(db: AsyncSession, unit_id: int) -> Unit:
    """Return a unit. Raises Gone where there is none of that id."""
    return await existing(db, Unit, unit_id)


async def all_schools(db: AsyncSession, today: date | None = None, *, rights: Rights | None = None) -> Sequence[Unit]:
    """Return by name every school that is there today; without a day those of which no end is known.

    With `rights` only those that an officer oversees.
    """
    lasting = terms.endless(Unit) if today is None else terms.holds(Unit, today)
    mine = true() if rights is None or rights.sees_all else Unit.id.in_(rights.units)
    schools = select(Unit).where(Unit.kind.in_(TEACHING), lasting, mine)
    return (await db.scalars(schools.order_by(Unit.folded))).all()


async def all_of(db: AsyncSession, units: Collection[int], today: date) -> Sequence[Unit]:
    """Return by name those of some units that are schools today."""
    schools = select(Unit).where(Unit.id.in_(units), Unit.kind.in_(TEACHING), terms.holds(Unit, today))
    return (await db.scalars(schools.order_by(Unit.folded))).all()


async def subjects(db: AsyncSession) -> Sequence[str]:
    """Return the subjects that have a group, in the plan's order."""
    rows = select(Cluster.subject).where(Cluster.subject.is_not(None)).order_by(Cluster.id)
    return list(dict.fromkeys(subject for subject in await db.scalars(rows) if subject))


async def offices(db: AsyncSession, rights: Rights | None = None) -> Sequence[Unit]:
    """Return the offices that stand, the first one first; with `rights` those that an officer oversees."""
    mine = true() if rights is None or rights.sees_all else Unit.id.in_(rights.units)
    asked = select(Unit).where(Unit.kind.in_(OFFICES), terms.endless(Unit), mine)
    return (await db.scalars(asked.order_by(Unit.kind == UnitKind.COMMUNE, Unit.id))).all()
