"""Who acts for whom: deputies of principals and leads, heads of subject groups, clerks; within what they were given.

A deputy may all that the one they stand beside may, for a time; who acts *instead* gets the letters alone. A deputy
may be given duties and official papers only, of the school or of the cluster. The clerk does
what a school owes: sees its duties, hands them in, gets the letters about them and makes the school's official papers.
The head of a subject group does of these what is owed for meetings of the own subject, and oversees what its teachers
in the school owe.
Who is a principal, a lead or an officer gives and ends it; a deputy makes no deputies.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Date, Integer, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import LockName, lock, lock_name
from bot.domain.models import Appointment, Cluster, ClusterSchool, HowAppointed, Only, Person, Role, Unit
from bot.domain.organisation import terms
from bot.domain.organisation.people import ASK_HEAD, ASK_LEAD, Rights
from bot.domain.organisation.terms import A_DAY
from bot.errors import N_, BadInput, Gone, NotAllowed
from bot.plain import Plain
from bot.vietnamese import local

OF_SCHOOL = (Role.DEPUTY, Role.SUBJECT_HEAD, Role.CLERK)
OF_CLUSTER = (Role.DEPUTY_LEAD,)
DEPUTIES = (Role.DEPUTY, Role.DEPUTY_LEAD)
IN_PARTS = DEPUTIES
"""Who may be given a part of it alone."""

HAS_IT = N_("{name} has been given this already. Please end that first.")
HAS_IT_UNTIL = N_("{name} has been given this until {day} already. Please begin after that day, or end it first.")
NOT_OF_IT = N_("{name} is not of {place}. Please choose somebody else.")
PAST = N_("{day} is over. Please give today or a later day.")
ENDS_FIRST = N_("It would end on {last}, before it begins on {first}. Please write a later last day.")
THEMSELVES = N_("{name} is the one to be stood in for. Please choose somebody else.")


@dataclass(frozen=True, slots=True)
class Mandate:
    """What somebody was given, with their name; a plan may name a school as deputy, whose principal then acts."""

    tie: Appointment
    name: str
    subject: str | None = None
    """What they teach; the group that somebody heads is that of their own subject."""


@dataclass(frozen=True, slots=True)
class ActingAt:
    """The school or the cluster that somebody acts in."""

    unit: Unit | None = None
    cluster: Cluster | None = None

    @property
    def name(self) -> str:
        """Its name."""
        return self.cluster.called if self.cluster else self.unit.name if self.unit else ""

    def is_of(self, row: type[Appointment]) -> ColumnElement[bool]:
        """Say whether an appointment is of this place."""
        return row.cluster_id == self.cluster.id if self.cluster else row.unit_id == (self.unit.id if self.unit else 0)


async def of(db: AsyncSession, place: ActingAt, today: date) -> list[Mandate]:
    """Return who acts in a place today or later, by name."""
    asked = (
        select(Appointment, func.coalesce(Person.name, Unit.name), Person.subject)
        .outerjoin(Person, (Person.id == Appointment.person_id) & Person.erased_at.is_(None))
        .outerjoin(Unit, Unit.id == Appointment.holder_unit_id)
        .where(Appointment.role.in_((*OF_SCHOOL, *OF_CLUSTER)), place.is_of(Appointment))
        .where(terms.lasting(Appointment, today), or_(Person.id.is_not(None), Unit.id.is_not(None)))
        .order_by(Appointment.role, Person.folded, Appointment.id)
    )
    found = await db.execute(asked.execution_options(populate_existing=True))
    return [Mandate(tie, name, subject) for tie, name, subject in found]


async def must_give(db: AsyncSession, rights: Rights, by: Person, place: ActingAt, today: date) -> None:
    """Raise NotAllowed unless somebody heads the school or leads the cluster themselves, or oversees it."""
    if place.unit and rights.oversees_unit(place.unit.id):
        return
    if place.cluster and rights.oversees_cluster(place.cluster.id):
        return
    heads, leads = await own_places(db, by, today)
    if not (place.unit and place.unit.id in heads) and not (place.cluster and place.cluster.id in leads):
        raise NotAllowed(ASK_HEAD if place.unit else ASK_LEAD)


_BY, _TODAY = bindparam("by", type_=Integer), bindparam("today", type_=Date)
_HEADED = Plain(
    select(Appointment.unit_id).where(
        Appointment.role == Role.PRINCIPAL, Appointment.person_id == _BY, terms.holds(Appointment, _TODAY)
    )
)
_OWN = or_(Appointment.person_id == _BY, Appointment.holder_unit_id.in_(bindparam("heads", expanding=True)))
_LED = Plain(
    select(Appointment.cluster_id).where(Appointment.role.in_(terms.LEADING), _OWN, terms.holds(Appointment, _TODAY))
)


async def own_places(db: AsyncSession, by: Person, today: date) -> tuple[set[int], set[int]]:
    """Return the schools that somebody heads and the clusters that they lead themselves, and for nobody else."""
    heads = {unit for unit in await _HEADED.column(db, by=by.id, today=today) if unit}
    led = await _LED.column(db, by=by.id, heads=[*heads], today=today)
    return heads, {cluster for cluster in led if cluster}


async def people_for(db: AsyncSession, place: ActingAt, today: date) -> Sequence[Person]:
    """Return who may be given something: of a school its people, of a cluster who heads its schools; by name.

    Nobody acts for themselves: who heads the school or leads the cluster is not among them.
    """
    heads = await stood_for(db, place, today)
    return [one for one in await _of_place(db, place, today) if one.id not in heads]


async def _of_place(db: AsyncSession, place: ActingAt, today: date) -> Sequence[Person]:
    if place.unit:
        here = Person.unit_id == place.unit.id
    else:
        number = place.cluster.id if place.cluster else 0
        schools = select(ClusterSchool.unit_id).where(
            ClusterSchool.cluster_id == number, terms.holds(ClusterSchool, today)
        )
        head = terms.heading(today)
        here = Person.id.in_(select(head.c.person_id).where(head.c.unit_id.in_(schools)))
    known = select(Person).where(here, Person.erased_at.is_(None), Person.name != "")
    return (await db.scalars(known.order_by(Person.folded, Person.id))).all()


async def give(
    db: AsyncSession,
    rights: Rights,
    role: Role,
    person: Person,
    place: ActingAt,
    *,
    since: date | None = None,
    until: date | None,
    instead: bool,
    only: Only | None = None,
    by: Person,
    now: datetime,
) -> Appointment:
    """Let somebody act from a day (None for today) to a last day, or until it is ended.

    Raises NotAllowed as `must_give` does, Gone for a role of another kind of place, BadInput for who is not of it, who
    has it on one of these days already, for a day that is over, and for a last day before the first one.
    """
    today = local(now).date()
    first = since or today
    if role not in (OF_CLUSTER if place.cluster else OF_SCHOOL) or (only and role not in IN_PARTS):
        raise Gone
    await lock_name(db, LockName.ORGANISATION)
    await must_give(db, rights, by, place, today)
    if person.id not in {one.id for one in await _of_place(db, place, today)}:
        raise BadInput(NOT_OF_IT, name=person.name, place=place.name)
    if person.id in await stood_for(db, place, today):
        raise BadInput(THEMSELVES, name=person.name)
    check_days(first, until, today)
    for tie in await _had(db, role, person, place, today):
        _must_be_apart(tie, person.name, first, until)
    tie = Appointment(
        role=role,
        person_id=person.id,
        unit_id=place.unit.id if place.unit else None,
        cluster_id=place.cluster.id if place.cluster else None,
        valid_from=first,
        valid_to=until,
        how=HowAppointed.GIVEN,
        by_id=by.id,
        instead=instead and role in DEPUTIES and not only,
        only=only,
    )
    db.add(tie)
    await db.flush()
    return tie


async def _had(db: AsyncSession, role: Role, person: Person, place: ActingAt, today: date) -> Sequence[Appointment]:
    """Return what somebody has of a role in a place, today or later; also as the principal of a school that has it."""
    headed = select(Appointment.unit_id).where(
        Appointment.role == Role.PRINCIPAL, Appointment.person_id == person.id, terms.holds(Appointment, today)
    )
    own = {*await db.scalars(headed)}
    here = [one.tie for one in await of(db, place, today) if one.tie.role is role]
    return [tie for tie in here if tie.person_id == person.id or tie.holder_unit_id in own]


def _must_be_apart(tie: Appointment, name: str, first: date, until: date | None) -> None:
    """Raise BadInput where two terms have a day in common."""
    if (until and until < tie.valid_from) or (tie.valid_to and tie.valid_to < first):
        return
    if last := tie.valid_to:
        raise BadInput(HAS_IT_UNTIL, name=name, day=lambda t: t.day(last))
    raise BadInput(HAS_IT, name=name)


async def first_free(db: AsyncSession, role: Role, person: Person, place: ActingAt, today: date) -> date:
    """Return from which day somebody can be given a role: today, or the day after their last term of it.

    Raises BadInput where that term has no end.
    """
    held = await _had(db, role, person, place, today)
    if any(tie.valid_to is None for tie in held):
        raise BadInput(HAS_IT, name=person.name)
    return max((tie.valid_to + A_DAY for tie in held if tie.valid_to), default=today)


def check_days(first: date, last: date | None, today: date) -> None:
    """Raise BadInput for a day that is over, and for a last day before the first one."""
    for day in filter(None, (first, last)):
        if day < today:
            raise BadInput(PAST, day=lambda t, day=day: t.day(day))
    if last and last < first:
        raise BadInput(ENDS_FIRST, first=lambda t: t.day(first), last=lambda t: t.day(last))


async def stood_for(db: AsyncSession, place: ActingAt, today: date) -> Collection[int]:
    """Return who heads the school or leads the cluster: themselves, or as the principal of the school that does."""
    if place.unit:
        return await _principals_of(db, [place.unit.id], today)
    held = (Appointment.role.in_(terms.LEADING), place.is_of(Appointment), terms.holds(Appointment, today))
    found = (await db.execute(select(Appointment.person_id, Appointment.holder_unit_id).where(*held))).all()
    by_school = await _principals_of(db, [school for _person, school in found if school], today)
    return {person for person, _school in found if person} | by_school


async def holders(db: AsyncSession, tie: Appointment, today: date) -> Collection[int]:
    """Return who has something that was given: the person, or the principals of the school that was named."""
    return {tie.person_id} if tie.person_id else await _principals_of(db, [tie.holder_unit_id or 0], today)


async def _principals_of(db: AsyncSession, schools: Collection[int], today: date) -> set[int]:
    head = (Appointment.role == Role.PRINCIPAL, Appointment.unit_id.in_(schools), terms.holds(Appointment, today))
    return {person for person in await db.scalars(select(Appointment.person_id).where(*head)) if person}


async def get(db: AsyncSession, mandate_id: int) -> tuple[Mandate, ActingAt]:
    """Return what somebody was given, and where. Raises Gone for none of that id."""
    tie = await db.get(Appointment, mandate_id, populate_existing=True)
    if tie is None or tie.role not in (*OF_SCHOOL, *OF_CLUSTER) or not (tie.person_id or tie.holder_unit_id):
        raise Gone
    holder = await db.get_one(Person, tie.person_id) if tie.person_id else await db.get_one(Unit, tie.holder_unit_id)
    unit = await db.get(Unit, tie.unit_id) if tie.unit_id else None
    cluster = await db.get(Cluster, tie.cluster_id) if tie.cluster_id else None
    return Mandate(tie, holder.name), ActingAt(unit, cluster)


async def end(db: AsyncSession, rights: Rights, mandate_id: int, *, by: Person, now: datetime) -> tuple[Mandate, bool]:
    """End what somebody was given, with yesterday, and say whether it ran. Raises NotAllowed as `must_give` does."""
    today = local(now).date()
    mandate, place = await get(db, mandate_id)
    await must_give(db, rights, by, place, today)
    await lock(db, mandate.tie)
    if not terms.row_lasts(mandate.tie, today):
        return mandate, False
    mandate.tie.valid_to = today - A_DAY
    await db.flush()
    return mandate, True
