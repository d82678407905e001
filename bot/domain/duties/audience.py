"""Whom a rule reaches: how many people would be messaged, told before anything is written."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import (
    Account,
    Appointment,
    Cluster,
    ClusterSchool,
    Duty,
    DutyRule,
    DutyState,
    Owner,
    Person,
    Role,
    Unit,
)
from bot.domain.organisation import terms
from bot.vietnamese import local

MANY = 200
"""From more people than this the chat asks once more."""
LEADS = {
    Owner.CLUSTER: Cluster.id.is_not(None),
    Owner.GENERAL: Cluster.subject.is_(None),
    Owner.GROUP: Cluster.subject.is_not(None),
}


def newest_year() -> ScalarSelect[str]:
    """Select the newest school year that has clusters."""
    return select(func.max(Cluster.school_year)).scalar_subquery()


def schools(today: date) -> Select[int]:
    """Select the schools of all clusters of the newest year."""
    of_year = Cluster.school_year == newest_year()
    ties = select(ClusterSchool.unit_id).join(Cluster, Cluster.id == ClusterSchool.cluster_id)
    return ties.where(of_year, terms.holds(ClusterSchool, today))


async def schools_of_year(db: AsyncSession, today: date) -> Sequence[Unit]:
    """Return by name the schools of all clusters of the newest year."""
    return (await db.scalars(select(Unit).where(Unit.id.in_(schools(today))).order_by(Unit.folded))).all()


async def reach(db: AsyncSession, about: DutyRule | Sequence[int], now: datetime) -> int:
    """Return how many people would be messaged, for a rule or for the heads of some schools."""
    today = local(now).date()
    people = _people(about, today) if isinstance(about, DutyRule) else _heads(Appointment.unit_id.in_(about), today)
    known = exists().where(Account.person_id == Person.id)
    counted = select(func.count()).select_from(Person).where(Person.erased_at.is_(None), known, Person.id.in_(people))
    return await db.scalar(counted) or 0


def _heads(whose: ColumnElement[bool], today: date) -> Select[int | None]:
    heads = select(Appointment.person_id).where(Appointment.role == Role.PRINCIPAL, terms.holds(Appointment, today))
    return heads.where(whose, Appointment.person_id.is_not(None))


def _people(rule: DutyRule, today: date) -> Select[int | None]:
    if rule.owner is Owner.SCHOOL:
        return _heads(Appointment.unit_id.in_(schools(today) if rule.chosen is None else rule.chosen), today)
    if rule.owner is Owner.OFFICE:
        return select(Appointment.person_id).where(
            Appointment.role == Role.OFFICER, terms.holds(Appointment, today), Appointment.person_id.is_not(None)
        )
    if rule.owner in LEADS:
        clusters = select(Cluster.id).where(Cluster.school_year == newest_year(), LEADS[rule.owner])
        return _leads(clusters, today)
    # Who owes something about a meeting is known once the meeting is.
    return _owing(rule, today)


def _leads(clusters: Select[int], today: date) -> Select[int | None]:
    role = Appointment.role.in_((Role.LEAD, Role.CORE))
    here = role & Appointment.cluster_id.in_(clusters) & terms.holds(Appointment, today)
    schools = select(Appointment.holder_unit_id).where(here, Appointment.holder_unit_id.is_not(None))
    themselves = select(Appointment.person_id).where(here, Appointment.person_id.is_not(None))
    both = union(themselves, _heads(Appointment.unit_id.in_(schools), today)).subquery()
    return select(both.c.person_id)


def _owing(rule: DutyRule, today: date) -> Select[int | None]:
    open_now = (Duty.rule_id == rule.id) & (Duty.state == DutyState.OPEN)
    schools = select(Duty.unit_id).where(open_now, Duty.unit_id.is_not(None))
    heads = _heads(Appointment.unit_id.in_(schools), today)
    themselves = select(Duty.person_id).where(open_now, Duty.person_id.is_not(None))
    both = union(themselves, heads).subquery()
    return select(both.c.person_id)
