"""The tree of units and who belongs where on which day: schools change their commune, their cluster and their name.

A person's present school stands in `Person.unit_id`. Where they were before stands in closed appointments as
teacher, written only when somebody leaves a school: so a mark keeps the school of its day, and who never moved
costs no row.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import LocalDay, LockName, lock_name
from bot.domain.models import (
    Appointment,
    Cluster,
    ClusterSchool,
    Invitee,
    Meeting,
    Person,
    Role,
    Unit,
    UnitKind,
    UnitTie,
    Why,
)
from bot.domain.organisation import terms, units
from bot.domain.organisation.people import Rights
from bot.domain.organisation.terms import A_DAY
from bot.errors import N_, BadInput, NotAllowed
from bot.vietnamese import local

FARTHEST = timedelta(days=6 * 365)
_ABOVE = {
    UnitKind.MINISTRY: frozenset[UnitKind](),
    UnitKind.DEPARTMENT: frozenset({UnitKind.MINISTRY}),
    UnitKind.OFFICE: frozenset({UnitKind.DEPARTMENT}),
    UnitKind.COMMUNE: frozenset({UnitKind.DEPARTMENT, UnitKind.OFFICE}),
    UnitKind.SCHOOL: frozenset({UnitKind.DEPARTMENT, UnitKind.OFFICE, UnitKind.COMMUNE}),
    UnitKind.CENTRE: frozenset({UnitKind.DEPARTMENT, UnitKind.OFFICE, UnitKind.COMMUNE}),
    UnitKind.BRANCH: frozenset({UnitKind.SCHOOL, UnitKind.CENTRE}),
    UnitKind.SITE: frozenset({UnitKind.SCHOOL, UnitKind.CENTRE, UnitKind.BRANCH}),
}
"""What kinds of unit a unit may stand under."""
SCHOOLS = frozenset({UnitKind.SCHOOL, UnitKind.CENTRE, UnitKind.BRANCH, UnitKind.SITE})

TOO_FAR = N_("{day} lies too far from today. Please check the year.")
WRONG_KIND = N_("{unit} cannot stand under {parent}. Please choose another unit.")
STANDS_THERE = N_("{unit} stands under {parent} on that day already.")
NOT_THEN = N_("{unit} does not exist on {day}. Please choose another unit or day.")
NAME_TOO_LONG = N_("Please write the unit's name in 2 to {most} letters.")
LONGEST_NAME = 80


def may_stand_under(kind: UnitKind, above: UnitKind) -> bool:
    """Say whether a unit of a kind may stand under one of another kind."""
    return above in _ABOVE[kind]


def day_of_meeting() -> ColumnElement[date]:
    """Return the day in Vietnam of the `Meeting` of the query around, null while it has only a month."""
    return func.coalesce(LocalDay(Meeting.starts_at), Meeting.day)


def in_cluster_then() -> ColumnElement[bool]:
    """Say whether a `ClusterSchool` holds on the day of the `Meeting`; with only a month, at any time from then on."""
    day = day_of_meeting()
    begun = or_(day.is_(None), terms.begun(ClusterSchool, day))
    return begun & terms.lasting(ClusterSchool, func.coalesce(day, Meeting.month))


def school_then() -> ColumnElement[int]:
    """Return the school of the `Person` on the day of the `Meeting`, both of the query around."""
    former = (
        _former(day_of_meeting())
        .where(Appointment.person_id == Person.id)
        .order_by(Appointment.valid_to)
        .limit(1)
        .correlate(Person, Meeting)
    )
    return func.coalesce(former.scalar_subquery(), Person.unit_id)


def were_at(person_id: int | ColumnElement[int]) -> Select[int | None]:
    """Select the school that a person has left since the day of the `Meeting` of the query around."""
    return _former(day_of_meeting()).where(Appointment.person_id == person_id).correlate(Meeting)


def _former(day: ColumnElement[date]) -> Select[int | None]:
    return select(Appointment.unit_id).where(_left(day))


def were_then() -> ColumnElement[bool]:
    """Say which `Appointment`s are of schools that people have left since the day of the `Meeting`."""
    return _left(day_of_meeting())


def _left(day: ColumnElement[date]) -> ColumnElement[bool]:
    return (Appointment.role == Role.TEACHER) & terms.holds(Appointment, day)


def schools_of(cluster_id: int, day: date) -> Select[int]:
    """Select the schools of a cluster on a day."""
    here = (ClusterSchool.cluster_id == cluster_id, terms.holds(ClusterSchool, day))
    return select(ClusterSchool.unit_id).where(*here)


async def members(db: AsyncSession, cluster_id: int, day: date) -> Sequence[Unit]:
    """Return the schools of a cluster on a day, by name."""
    asked = select(Unit).where(Unit.id.in_(schools_of(cluster_id, day)))
    return (await db.scalars(asked.order_by(Unit.folded))).all()


async def move_person(db: AsyncSession, person: Person, unit_id: int | None, from_day: date) -> None:
    """Let a person belong to a school from a day, or to none; the former one is kept for what happened before."""
    if person.unit_id == unit_id:
        return
    if person.unit_id is not None:
        # Somebody added in this transaction has no id to be asked by before.
        await db.flush()
        left = await db.scalar(
            select(func.max(Appointment.valid_to)).where(
                Appointment.person_id == person.id, Appointment.role == Role.TEACHER
            )
        )
        since = left + A_DAY if left else local(person.joined_at).date()
        # Who moves on the day they came was never there for a whole day, and leaves no row.
        if since < from_day:
            time = {"valid_from": since, "valid_to": from_day - A_DAY}
            db.add(Appointment(role=Role.TEACHER, person_id=person.id, unit_id=person.unit_id, **time))
        await _take_along(db, person.id, unit_id, from_day)
        await leave_behind(db, person.id, person.unit_id, from_day)
    person.unit_id = unit_id


async def leave_behind(db: AsyncSession, person_id: int, former: int, from_day: date) -> None:
    """End what somebody was given at the school that they leave."""
    given = (Appointment.person_id == person_id, Appointment.unit_id == former, terms.lasting(Appointment, from_day))
    roles = Appointment.role.in_((Role.DEPUTY, *terms.ASSISTING))
    ended = update(Appointment).where(*given, roles).values(valid_to=from_day - A_DAY)
    await db.execute(ended.execution_options(synchronize_session=False))


async def _take_along(db: AsyncSession, person_id: int, unit_id: int | None, from_day: date) -> None:
    """Let somebody be expected from the new school at meetings from a day on; nobody of the former one sends them."""
    later = select(Meeting.id).where(day_of_meeting() >= from_day)
    theirs = (Invitee.person_id == person_id, Invitee.meeting_id.in_(later))
    sent = (Invitee.why == Why.SENT, Invitee.unit_id.is_distinct_from(unit_id))
    by_rule = {"why": Why.CONCERNED, "asked_by_id": None}
    for which, values in ((sent, by_rule), ((), {"unit_id": unit_id})):
        moved = update(Invitee).where(*theirs, *which).values(values)
        await db.execute(moved.execution_options(synchronize_session=False))


def check_day(day: date, today: date) -> None:
    """Raise BadInput for a day more than six years from today: the year was mistyped."""
    if abs(day - today) > FARTHEST:
        raise BadInput(TOO_FAR, day=lambda t: t.day(day))


def must_exist_on(unit: Unit, day: date) -> None:
    """Raise BadInput where a unit does not exist on a day."""
    if not terms.row_holds(unit, day):
        raise BadInput(NOT_THEN, unit=unit.name, day=lambda t: t.day(day))


async def parent_of(db: AsyncSession, unit: Unit, day: date) -> Unit | None:
    """Return the unit that a unit stands under on a day, None where nobody has said."""
    tie = select(Unit).join(UnitTie, UnitTie.parent_id == Unit.id)
    return await db.scalar(tie.where(UnitTie.unit_id == unit.id, terms.holds(UnitTie, day)))


async def must_reach(db: AsyncSession, rights: Rights, unit: Unit, day: date) -> None:
    """Raise NotAllowed unless an officer oversees a unit today, or one that it stands below on a day."""
    above: Unit | None = unit
    # As many steps as there are kinds: what stands below itself, which nothing lets in, ends as well.
    for _ in _ABOVE:
        if above is None or rights.oversees_unit(above.id):
            break
        above = await parent_of(db, above, day)
    rights.must_oversee_unit(above.id if above else 0)


async def children_of(db: AsyncSession, unit: Unit, day: date) -> Sequence[Unit]:
    """Return the units that stand under a unit on a day, by name."""
    tie = select(Unit).join(UnitTie, UnitTie.unit_id == Unit.id)
    return (
        await db.scalars(tie.where(UnitTie.parent_id == unit.id, terms.holds(UnitTie, day)).order_by(Unit.folded))
    ).all()


async def parents_for(db: AsyncSession, rights: Rights, unit: Unit, day: date) -> Sequence[Unit]:
    """Return the units that an officer may let a unit stand under on a day."""
    mine = true() if rights.sees_all else Unit.id.in_(rights.units)
    asked = select(Unit).where(Unit.kind.in_(_ABOVE[unit.kind]), Unit.id != unit.id, terms.holds(Unit, day), mine)
    return (await db.scalars(asked.order_by(Unit.kind, Unit.folded))).all()


async def move_unit(db: AsyncSession, rights: Rights, unit: Unit, parent: Unit, from_day: date) -> None:
    """Let a unit stand under another one from a day; before that day nothing changes.

    What was planned for later days is replaced. Raises NotAllowed unless an officer oversees both, BadInput for a unit
    of the wrong kind and one that does not exist then.
    """
    await must_reach(db, rights, unit, from_day)
    await must_reach(db, rights, parent, from_day)
    await lock_name(db, LockName.ORGANISATION)
    if parent.kind not in _ABOVE[unit.kind]:
        raise BadInput(WRONG_KIND, unit=unit.name, parent=parent.name)
    must_exist_on(unit, from_day)
    must_exist_on(parent, from_day)
    if (now := await parent_of(db, unit, from_day)) and now.id == parent.id:
        raise BadInput(STANDS_THERE, unit=unit.name, parent=parent.name)
    await db.execute(delete(UnitTie).where(UnitTie.unit_id == unit.id, UnitTie.valid_from >= from_day))
    for tie in await db.scalars(select(UnitTie).where(UnitTie.unit_id == unit.id, terms.holds(UnitTie, from_day))):
        tie.valid_to = from_day - A_DAY
    db.add(UnitTie(unit_id=unit.id, parent_id=parent.id, valid_from=from_day))
    await db.flush()


def read_name(typed: str) -> str:
    """Return a unit's name as a table keeps it. Raises BadInput unless it has 2 to 80 letters."""
    name = units.tidy(typed)
    if not 1 < len(name) <= LONGEST_NAME:
        raise BadInput(NAME_TOO_LONG, most=LONGEST_NAME)
    return name


async def found(
    db: AsyncSession, rights: Rights, kind: UnitKind, name: str, *, under: Unit | None = None, since: date | None = None
) -> Unit:
    """Return the unit of a kind and name that an officer reaches, newly made where none stands.

    A new one stands under `under`, from `since` on; without it under the own office where that oversees less than
    everything. Raises NotAllowed unless an officer oversees that one, BadInput for a unit of the wrong kind.
    """
    rights.must_oversee()
    await lock_name(db, LockName.ORGANISATION)
    tidy = read_name(name)
    above = under or await _own_office(db, rights, kind)
    if above:
        rights.must_oversee_unit(above.id)
        if above.kind not in _ABOVE[kind]:
            raise BadInput(WRONG_KIND, unit=tidy, parent=above.name)
    if known := await _known(db, rights, kind, tidy):
        return known
    unit = Unit(kind=kind, name=tidy, folded=units.key(tidy), valid_from=since)
    db.add(unit)
    await db.flush()
    if above:
        db.add(UnitTie(unit_id=unit.id, parent_id=above.id, valid_from=since or date.min))
        await db.flush()
    return unit


async def _own_office(db: AsyncSession, rights: Rights, kind: UnitKind) -> Unit | None:
    """Return where a new unit stands of an officer who does not oversee everything: nothing is left out of reach."""
    if rights.reach is None:
        return None
    own = select(Unit).where(Unit.id.in_(rights.reach.offices), Unit.kind.in_(_ABOVE[kind]))
    if (office := await db.scalar(own.order_by(Unit.id).limit(1))) is None:
        raise NotAllowed
    return office


async def _known(db: AsyncSession, rights: Rights, kind: UnitKind, name: str) -> Unit | None:
    mine = true() if rights.sees_all else Unit.id.in_(rights.units)
    same = and_(Unit.kind == kind, Unit.folded == units.key(name), terms.endless(Unit), mine)
    return await db.scalar(select(Unit).where(same).order_by(Unit.id).limit(1))


async def clusters_of(db: AsyncSession, unit: Unit, day: date) -> Sequence[Cluster]:
    """Return the clusters that a school is in on a day."""
    tie = select(Cluster).join(ClusterSchool, ClusterSchool.cluster_id == Cluster.id)
    asked = tie.where(ClusterSchool.unit_id == unit.id, terms.holds(ClusterSchool, day))
    return (await db.scalars(asked.order_by(Cluster.subject.is_not(None), Cluster.id))).all()


def ids(found_units: Iterable[Unit]) -> set[int]:
    """Return the ids of units."""
    return {unit.id for unit in found_units}
