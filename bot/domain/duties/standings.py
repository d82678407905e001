"""How one school or one cluster stands this school year: who has joined, and what it owes; for who may see that.

A school is seen by officers who oversee it, leads of its clusters and who does its duties, or those of
a subject group there; a cluster by who leads or
oversees it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.duties import proofs
from bot.domain.duties.ledger import of_this_year, owed_this_year
from bot.domain.duties.lines import DutyLine, lines
from bot.domain.models import ClusterSchool, Duty, DutyState, Person, RosterEntry, Unit
from bot.domain.organisation import schools, terms
from bot.domain.organisation.people import Rights
from bot.errors import NotAllowed
from bot.vietnamese import local


@dataclass(frozen=True, slots=True)
class Owes:
    """What a school or a cluster owes: the open ones, soonest first, and how many of each kind there are."""

    lines: Sequence[DutyLine]
    open: int
    late: int
    waits: int
    done: int
    other: int


async def schools_seen(db: AsyncSession, rights: Rights, today: date) -> list[Unit]:
    """Return by name the schools that one may ask about. Raises NotAllowed for who runs nothing."""
    if not (rights.oversees_duties or rights.does_for):
        raise NotAllowed
    found = [*await schools.all_schools(db, today, rights=rights)] if rights.officer else []
    of_led = select(ClusterSchool.unit_id).where(
        ClusterSchool.cluster_id.in_(rights.leads), terms.holds(ClusterSchool, today)
    )
    own = {*await db.scalars(of_led), *rights.does_for, *rights.groups} - {unit.id for unit in found}
    return [*found, *(await schools.all_of(db, own, today) if own else ())]


async def of_school(db: AsyncSession, unit_id: int, person: Person, rights: Rights, now: datetime) -> Owes:
    """Return what a school owes. Raises NotAllowed unless one may see it."""
    if unit_id not in {unit.id for unit in await schools_seen(db, rights, local(now).date())}:
        raise NotAllowed
    return await _owing(db, Duty.unit_id == unit_id, person, rights, now)


async def of_cluster(db: AsyncSession, cluster_id: int, person: Person, rights: Rights, now: datetime) -> Owes:
    """Return what a cluster owes. Raises NotAllowed unless one leads or oversees it."""
    rights.must_lead(cluster_id)
    return await _owing(db, Duty.cluster_id == cluster_id, person, rights, now)


async def _owing(db: AsyncSession, whose: ColumnElement[bool], person: Person, rights: Rights, now: datetime) -> Owes:
    today, state = local(now).date(), proofs.standing(now)
    seen = or_(of_this_year(person, rights, today), owed_this_year(person, rights, today))
    found = await lines(db, whose, seen, state != DutyState.VOID, state=state)
    still = [line for line in found if line.state is DutyState.OPEN]
    number = Counter(line.state for line in found)
    done = number[DutyState.DONE]
    late = sum(line.late(today) for line in still)
    waits = sum(line.waits for line in still)
    return Owes(still, len(still), late, waits, done, len(found) - len(still) - done)


async def people(db: AsyncSession, unit_id: int) -> tuple[int, int]:
    """Count the people of a school who have joined, and the names of its list who have not."""
    here = (Person.unit_id == unit_id, Person.erased_at.is_(None), Person.name != "")
    listed = (RosterEntry.unit_id == unit_id, RosterEntry.person_id.is_(None), RosterEntry.gone_on.is_(None))
    joined = select(func.count()).select_from(Person).where(*here).scalar_subquery()
    missing = select(func.count()).select_from(RosterEntry).where(*listed).scalar_subquery()
    both = (await db.execute(select(joined, missing))).one()
    return both[0], both[1]
