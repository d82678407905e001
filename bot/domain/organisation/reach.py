"""How far an officer's word reaches: the own office and what stands below it on a day, and the clusters of these.

A school that stands nowhere yet belongs to the office in whose cluster it is. The one office above which, and beside
which, there is none oversees everything, also what nobody has tied to it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import CTE, BindParameter, bindparam, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Appointment, Cluster, ClusterSchool, Role, Unit, UnitKind, UnitTie
from bot.domain.organisation import terms
from bot.domain.organisation.terms import Day
from bot.plain import Plain

OFFICES = (UnitKind.MINISTRY, UnitKind.DEPARTMENT, UnitKind.OFFICE, UnitKind.COMMUNE)
"""Units that oversee others, the highest first; the others teach."""


@dataclass(frozen=True, slots=True)
class Oversight:
    """What an officer oversees who does not oversee everything."""

    units: frozenset[int] = frozenset()
    """The own offices and all that stands below them."""
    clusters: frozenset[int] = frozenset()
    offices: frozenset[int] = frozenset()
    """The own offices themselves."""
    governs: bool = False
    """Whether an own office stands under no other: what is set for all is for such an officer to set."""


def _below(offices: BindParameter[int], today: Day) -> CTE:
    """Select pairs of office and unit (`office_id`, `unit_id`): the office itself, and what stands below it."""
    top = select(Unit.id.label("office_id"), Unit.id.label("unit_id"))
    found = top.where(Unit.id.in_(offices), terms.holds(Unit, today)).cte("below", recursive=True)
    tie = select(found.c.office_id, UnitTie.unit_id).join(UnitTie, UnitTie.parent_id == found.c.unit_id)
    # UNION drops what was found before, so that even a circle of ties comes to an end.
    return found.union(tie.where(terms.holds(UnitTie, today)))


_TODAY: BindParameter[date] = bindparam("today")
_HELD: BindParameter[int] = bindparam("offices", expanding=True)
_STANDS = exists().where(UnitTie.unit_id == Unit.id, terms.holds(UnitTie, _TODAY))
_MANNED = or_(
    exists().where(Appointment.role == Role.OFFICER, Appointment.unit_id == Unit.id),
    exists().where(UnitTie.parent_id == Unit.id),
)
_TOPS = Plain(select(Unit.id, Unit.kind, _MANNED).where(Unit.kind.in_(OFFICES), terms.holds(Unit, _TODAY), ~_STANDS))
_HERE = _below(_HELD, _TODAY)
_UNITS = Plain(select(_HERE.c.office_id, _HERE.c.unit_id))
_CLUSTERS = Plain(select(_HERE.c.office_id, Cluster.id).join(Cluster, Cluster.office_id == _HERE.c.unit_id))
_LOOSE = Plain(
    select(_HERE.c.office_id, ClusterSchool.unit_id)
    .join(Cluster, Cluster.office_id == _HERE.c.unit_id)
    .join(ClusterSchool, ClusterSchool.cluster_id == Cluster.id)
    .where(
        terms.holds(ClusterSchool, _TODAY),
        ~exists().where(UnitTie.unit_id == ClusterSchool.unit_id, terms.holds(UnitTie, _TODAY)),
    )
)
_OFFICERS = Plain(
    select(Appointment.person_id, Appointment.unit_id).where(
        Appointment.role == Role.OFFICER, terms.holds(Appointment, _TODAY), Appointment.person_id.is_not(None)
    )
)


async def of_offices(db: AsyncSession, held: Collection[int], today: date) -> Mapping[int, Oversight | None]:
    """Return by office how far the word of its officers reaches on a day; None for everything."""
    tops = await tops_of(db, today)
    narrow = [office for office in held if tops != {office}]
    if not narrow:
        return dict.fromkeys(held)
    units, clusters = defaultdict[int, set[int]](set), defaultdict[int, set[int]](set)
    for asked, found in ((_UNITS, units), (_LOOSE, units), (_CLUSTERS, clusters)):
        for office, one in await asked.rows(db, today=today, offices=narrow):
            found[office].add(one)
    return dict.fromkeys(held) | {
        office: Oversight(frozenset(units[office]), frozenset(clusters[office]), frozenset({office}), office in tops)
        for office in narrow
    }


async def tops_of(db: AsyncSession, today: date) -> set[int]:
    """Return the offices that stand under none; a commune is one only where there is no office above communes.

    An office that never had an officer nor a unit below it is but a name that a plan is issued by, and in nobody's way.
    """
    found = await _TOPS.rows(db, today=today)
    higher = {unit for unit, kind, _ in found if kind is not UnitKind.COMMUNE}
    manned = {unit for unit, _, manned in found if manned and unit in higher}
    return manned or higher or {unit for unit, *_ in found}


async def above(db: AsyncSession, office_id: int, today: date) -> frozenset[int]:
    """Return the other offices whose word reaches an office on a day."""
    offices = select(Unit.id).where(Unit.kind.in_(OFFICES), Unit.id != office_id, terms.holds(Unit, today))
    far = await of_offices(db, (await db.scalars(offices)).all(), today)
    return frozenset(office for office, one in far.items() if one is None or office_id in one.units)


def joined(reaches: Collection[Oversight | None]) -> Oversight | None:
    """Return how far one reaches who is an officer of several offices."""
    every = [one for one in reaches if one is not None]
    if len(every) < len(reaches):
        return None
    what = ("units", "clusters", "offices")
    units, clusters, offices = (frozenset[int]().union(*(getattr(one, name) for one in every)) for name in what)
    return Oversight(units, clusters, offices, any(one.governs for one in every))


async def of_officers(db: AsyncSession, today: date) -> Mapping[int, Oversight | None]:
    """Return by person how far each officer of a day reaches; None for everything."""
    offices: dict[int, set[int]] = defaultdict(set)
    for person, office in await _OFFICERS.rows(db, today=today):
        offices[person].add(office or 0)
    reaches = await of_offices(db, {office for ones in offices.values() for office in ones}, today)
    return {person: joined([reaches[office] for office in ones]) for person, ones in offices.items()}


async def overseers(db: AsyncSession, today: date, *, cluster: int = 0, unit: int = 0) -> list[int]:
    """Return the officers whose word reaches a cluster or a unit on a day."""
    found = await of_officers(db, today)
    return sorted(
        person for person, far in found.items() if far is None or cluster in far.clusters or unit in far.units
    )


async def governing(db: AsyncSession, today: date) -> list[int]:
    """Return the officers of the offices that stand under no other."""
    found = await of_officers(db, today)
    return sorted(person for person, far in found.items() if far is None or far.governs)
