"""Who holds which role on which day: the one home of how dated rows are read."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, Subquery, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.models import Appointment, ClusterSchool, Role, Unit, UnitTie


def holds(row: type[Appointment | ClusterSchool | Unit | UnitTie], day: date) -> ColumnElement[bool]:
    """Say whether a dated row holds on a day."""
    begun = or_(row.valid_from.is_(None), row.valid_from <= day)
    return begun & or_(row.valid_to.is_(None), row.valid_to >= day)


async def leaders(db: AsyncSession, cluster_id: int, today: date) -> Sequence[int]:
    """Return the ids of who leads a cluster on a day, through themselves or their school."""
    tie = select(Appointment).where(
        holds(Appointment, today), Appointment.role.in_((Role.LEAD, Role.CORE)), Appointment.cluster_id == cluster_id
    )
    ties = (await db.scalars(tie)).all()
    people = {tie.person_id for tie in ties if tie.person_id}
    schools = {tie.holder_unit_id for tie in ties if tie.holder_unit_id}
    return sorted(people | set(await principals(db, schools, today)))


async def principals(db: AsyncSession, schools: set[int], today: date) -> Sequence[int]:
    """Return the ids of who heads these schools on a day."""
    heads = select(Appointment.person_id).where(
        holds(Appointment, today),
        Appointment.role == Role.PRINCIPAL,
        Appointment.unit_id.in_(schools),
        Appointment.person_id.is_not(None),
    )
    return [person for person in await db.scalars(heads) if person]


def leading(today: date) -> Subquery:
    """Select pairs of person and cluster: who leads on a day, themselves or as the principal of the school that leads.

    The same as `leaders`, for all at once.
    """
    head = aliased(Appointment)
    themselves = select(Appointment.person_id, Appointment.cluster_id).where(
        Appointment.role.in_((Role.LEAD, Role.CORE)),
        by_a_person(Appointment, today),
        Appointment.cluster_id.is_not(None),
    )
    for_a_school = (
        select(head.person_id, Appointment.cluster_id)
        .join(head, head.unit_id == Appointment.holder_unit_id)
        .where(Appointment.role.in_((Role.LEAD, Role.CORE)), holds(Appointment, today))
        .where(head.role == Role.PRINCIPAL, by_a_person(head, today), Appointment.cluster_id.is_not(None))
    )
    return union(themselves, for_a_school).subquery()


def officers(today: date) -> Select[int | None]:
    """Select who oversees everything on a day."""
    return select(Appointment.person_id).where(Appointment.role == Role.OFFICER, by_a_person(Appointment, today))


def overseeing(today: date) -> Subquery:
    """Select who leads something or is an officer on a day."""
    return union(select(leading(today).c.person_id), officers(today)).subquery()


def by_a_person(tie: type[Appointment], today: date) -> ColumnElement[bool]:
    """Say whether a role is held on a day, by a person and not by a school."""
    return holds(tie, today) & tie.person_id.is_not(None)
