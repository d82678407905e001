"""Who leads what, from when to when: appointing, ending a term, taking back what has not begun.

Rights are read from the dates at the moment of each act (`people.rights`), so an appointment takes effect by itself
on its first day, and `endings.term_handover` moves what is open on that day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import LockName, existing, lock, lock_name
from bot.domain.models import Appointment, Cluster, HowAppointed, Person, Role, Unit
from bot.domain.organisation import reach, terms, tree
from bot.domain.organisation.people import Rights
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.organisation.terms import A_DAY, LEADING
from bot.errors import N_, BadInput, Gone, Refusal
from bot.vietnamese import local

ERASED = N_("This person is not here any more. Please choose somebody else.")
HOLDS_ALREADY = N_("{name} holds this role on {day} already. Nothing was changed.")
BEFORE_CLUSTER = N_("{cluster} begins on {day}. Please give that day or a later one.")
OUTSIDE_YEAR = N_("{day} lies outside the school year {year} of this cluster. Please check the day.")
ONLY_A_PERSON = N_("A subject group is led by a core teacher. Please choose a person.")
ENDS_BEFORE = N_("The term began on {day}, so it cannot end before that. Please give a later day.")
ENDS_ALREADY = N_("This term ends on {day} already. Please give that day or an earlier one.")
NO_OTHER_OFFICER = N_(
    "After you nobody would be an officer. Please invite another officer first, then erase your data."
)
LAST_OFFICER = N_("After {day} nobody would oversee this office. Please invite another officer first.")
BEGUN = N_("This term has begun already. Please end it instead.")


@dataclass(frozen=True, slots=True)
class Term:
    """An appointment with the name of who holds it."""

    tie: Appointment
    name: str
    joined: bool
    """Whether the holder can be reached: a name that only a plan knows cannot."""


async def of_cluster(db: AsyncSession, cluster: Cluster, day: date) -> list[Term]:
    """Return who leads a cluster on a day or later, earliest first."""
    return await _terms(db, Appointment.role.in_(LEADING) & (Appointment.cluster_id == cluster.id), day)


async def heads(db: AsyncSession, school: Unit, day: date) -> list[Term]:
    """Return the principals of a school on a day or later."""
    return await _terms(db, (Appointment.role == Role.PRINCIPAL) & (Appointment.unit_id == school.id), day)


async def officers(db: AsyncSession, office: Unit, day: date) -> list[Term]:
    """Return the officers of an office on a day or later."""
    return await _terms(db, (Appointment.role == Role.OFFICER) & (Appointment.unit_id == office.id), day)


async def _terms(db: AsyncSession, which: ColumnElement[bool], day: date) -> list[Term]:
    # Who had everything erased leaves a row without any name.
    somebody = or_(
        Appointment.person_id.is_not(None), Appointment.holder_unit_id.is_not(None), Appointment.named.is_not(None)
    )
    asked = (
        select(Appointment, Person.name, Unit.name)
        .outerjoin(Person, Person.id == Appointment.person_id)
        .outerjoin(Unit, Unit.id == Appointment.holder_unit_id)
        .where(which, terms.lasting(Appointment, day), somebody)
        .order_by(Appointment.valid_from, Appointment.id)
    )
    found = await db.execute(asked.execution_options(populate_existing=True))
    return [Term(tie, person or unit or tie.named or "", bool(person or unit)) for tie, person, unit in found]


async def get(db: AsyncSession, appointment_id: int) -> Term:
    """Return one appointment. Raises Gone where there is none of that id, such as one that was taken back."""
    found = await _terms(db, Appointment.id == appointment_id, date.min)
    if not found:
        raise Gone
    return found[0]


async def rivals(db: AsyncSession, cluster: Cluster, holder: Person | Unit, from_day: date) -> list[Term]:
    """Return who else leads a cluster on a day. Raises BadInput where the holder leads it already."""
    others = []
    for term in await of_cluster(db, cluster, from_day):
        # Only who leads on the day itself is in the way; a later term bounds the new one instead (`_last_day`).
        if term.tie.valid_from > from_day:
            continue
        if _is_held_by(term.tie, holder):
            raise BadInput(HOLDS_ALREADY, name=holder.name, day=lambda t: t.day(from_day))
        others.append(term)
    return others


def _is_held_by(tie: Appointment, holder: Person | Unit) -> bool:
    return holder.id == (tie.person_id if isinstance(holder, Person) else tie.holder_unit_id)


def role_in(cluster: Cluster) -> Role:
    """Return what who leads a cluster is called: of a subject group core teacher, else lead."""
    return Role.CORE if cluster.subject else Role.LEAD


def check(cluster: Cluster, holder: Person | Unit, from_day: date | None = None) -> None:
    """Check whether a holder can lead a cluster, with `from_day` also from that day.

    Raises Refusal for a person who was erased, BadInput for a school as the lead of a subject group, for a day outside
    the cluster's school year or before its first day, and for a day on which the school does not exist.
    """
    if isinstance(holder, Person) and (holder.erased_at or not holder.name):
        raise Refusal(ERASED)
    if isinstance(holder, Unit) and cluster.subject:
        raise BadInput(ONLY_A_PERSON)
    year = SchoolYear.read(cluster.school_year)
    if from_day is None:
        return
    if from_day not in year:
        raise BadInput(OUTSIDE_YEAR, day=lambda t: t.day(from_day), year=cluster.school_year)
    if (begins := cluster.valid_from) and from_day < begins:
        raise BadInput(BEFORE_CLUSTER, cluster=cluster.called, day=lambda t: t.day(begins))
    if isinstance(holder, Unit):
        tree.must_exist_on(holder, from_day)


async def appoint(
    db: AsyncSession,
    rights: Rights,
    cluster: Cluster,
    holder: Person | Unit,
    *,
    from_day: date,
    how: HowAppointed,
    instead: bool,
    by: Person,
    now: datetime,
) -> Appointment:
    """Appoint a person or a school from a day to the end of the school year, or to the next term known already.

    With `instead` the terms that run on that day end the day before. Raises NotAllowed unless an officer oversees it,
    else what `check` and `rivals` raise.
    """
    rights.must_oversee_cluster(cluster.id)
    await lock_name(db, LockName.ORGANISATION)
    check(cluster, holder, from_day)
    others = await rivals(db, cluster, holder, from_day)
    if instead:
        for other in others:
            await _make_way(db, other, from_day, local(now).date())
    tie = Appointment(
        role=role_in(cluster),
        cluster_id=cluster.id,
        person_id=holder.id if isinstance(holder, Person) else None,
        holder_unit_id=holder.id if isinstance(holder, Unit) else None,
        # As a plan notes it: once the person is erased, a revised plan knows its core teacher by the school alone.
        unit_id=holder.unit_id if isinstance(holder, Person) and cluster.subject else None,
        valid_from=from_day,
        valid_to=await _last_day(db, cluster, from_day, instead=instead),
        how=how,
        by_id=by.id,
    )
    db.add(tie)
    await db.flush()
    return tie


async def _make_way(db: AsyncSession, other: Term, from_day: date, today: date) -> None:
    """End a term the day before another one begins; one that would then have no day at all is deleted."""
    if other.tie.valid_from == from_day > today:
        await db.delete(other.tie)
    else:
        other.tie.valid_to = from_day - A_DAY


async def _last_day(db: AsyncSession, cluster: Cluster, from_day: date, *, instead: bool) -> date:
    later = [term.tie.valid_from for term in await of_cluster(db, cluster, from_day) if term.tie.valid_from > from_day]
    return min(later) - A_DAY if later and instead else SchoolYear.read(cluster.school_year).ends


def must_oversee(rights: Rights, term: Term) -> None:
    """Raise NotAllowed unless an officer oversees the cluster or the unit that a term is of."""
    if term.tie.cluster_id:
        rights.must_oversee_cluster(term.tie.cluster_id)
    else:
        rights.must_oversee_unit(term.tie.unit_id or 0)


def check_end(term: Term, last_day: date, today: date) -> None:
    """Raise BadInput for a last day before the first or after one that is set already, and for a term that is over."""
    # Taken out of the row here: when the sentence is said, the row's transaction is over.
    begins, ends = term.tie.valid_from, term.tie.valid_to
    if last_day < begins:
        raise BadInput(ENDS_BEFORE, day=lambda t: t.day(begins))
    if ends is not None and (last_day > ends or ends < today):
        raise BadInput(ENDS_ALREADY, day=lambda t: t.day(ends))


async def end(db: AsyncSession, rights: Rights, term: Term, last_day: date, *, now: datetime) -> None:
    """End a term with a day.

    Raises NotAllowed unless an officer oversees it, BadInput as `check_end` does, and for the last officer who
    oversees the office.
    """
    must_oversee(rights, term)
    await lock_name(db, LockName.ORGANISATION)
    await lock(db, term.tie)
    check_end(term, last_day, local(now).date())
    term.tie.valid_to = last_day
    await db.flush()
    if term.tie.role is Role.OFFICER and not await reach.overseers(db, last_day + A_DAY, unit=term.tie.unit_id or 0):
        raise BadInput(LAST_OFFICER, day=lambda t: t.day(last_day))


async def must_leave_another(db: AsyncSession, person: Person, rights: Rights, today: date) -> None:
    """Raise BadInput where somebody who wants to be erased is the only officer who oversees an office of theirs.

    An officer of a commune leaves nobody behind who could invite another one for the department above it. Of two who
    ask at once the second one is refused.
    """
    if not rights.officer:
        return
    await lock_name(db, LockName.ORGANISATION)
    mine = select(Appointment.unit_id).where(Appointment.role == Role.OFFICER, Appointment.person_id == person.id)
    for office in set(await db.scalars(mine.where(terms.holds(Appointment, today)))):
        if not set(await reach.overseers(db, today, unit=office or 0)) - {person.id}:
            raise BadInput(NO_OTHER_OFFICER)


async def take_back(db: AsyncSession, rights: Rights, term: Term, *, now: datetime) -> None:
    """Delete an appointment. Raises NotAllowed unless an officer oversees it, Refusal once the term has begun."""
    must_oversee(rights, term)
    await lock_name(db, LockName.ORGANISATION)
    await lock(db, term.tie)
    if term.tie.valid_from <= local(now).date():
        raise Refusal(BEGUN)
    await db.delete(term.tie)
    await db.flush()


async def people_at(db: AsyncSession, school: Unit) -> Sequence[Person]:
    """Return who belongs to a school now, by name."""
    here = select(Person).where(Person.unit_id == school.id, Person.erased_at.is_(None), Person.name != "")
    return (await db.scalars(here.order_by(Person.folded, Person.id))).all()


async def person(db: AsyncSession, person_id: int) -> Person:
    """Return a person. Raises Gone where there is none of that id."""
    return await existing(db, Person, person_id)


async def cluster(db: AsyncSession, cluster_id: int) -> Cluster:
    """Return a cluster. Raises Gone where there is none of that id."""
    return await existing(db, Cluster, cluster_id)
