"""How many people a school's list names, how many have joined, and who has not."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Person, RosterEntry
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


@dataclass(frozen=True, slots=True)
class JoinedAt:
    """How many people of a school have joined, and how many names of its list have not."""

    joined: int
    waiting: int


async def joined_at(db: AsyncSession, unit_ids: Collection[int]) -> Mapping[int, JoinedAt]:
    """Count at many schools who has joined and who has not."""
    here = (Person.unit_id.in_(unit_ids), Person.erased_at.is_(None), Person.name != "")
    people = select(Person.unit_id, func.count()).where(*here).group_by(Person.unit_id)
    listed = select(RosterEntry.unit_id, func.count()).where(RosterEntry.unit_id.in_(unit_ids), *roster.waits())
    joined: dict[int | None, int] = dict((await db.execute(people)).all())
    waiting: dict[int, int] = dict((await db.execute(listed.group_by(RosterEntry.unit_id))).all())
    return {unit: JoinedAt(joined.get(unit, 0), waiting.get(unit, 0)) for unit in unit_ids}
