"""Whom a rule reaches: how many people would be messaged, told before anything is written."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.duties import levels
from bot.domain.duties.levels import Levels
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
from bot.domain.organisation.reach import overseers
from bot.domain.organisation.terms import Day
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


def schools(today: Day) -> Select[int]:
    """Select the schools of all clusters of the newest year."""
    of_year = Cluster.school_year == newest_year()
    ties = select(ClusterSchool.unit_id).join(Cluster, Cluster.id == ClusterSchool.cluster_id)
    return ties.where(of_year, terms.holds(ClusterSchool, today))


async def schools_of_year(db: AsyncSession, today: date) -> Sequence[Unit]:
    """Return by name the schools of all clusters of the newest year."""
    return (await db.scalars(select(Unit).where(Unit.id.in_(schools(today))).order_by(Unit.folded))).all()


async def reach(db: AsyncSession, about: DutyRule | Sequence[int], now: datetime, known: Levels | None = None) -> int:
    """Return how many people would be messaged, for a rule or for the heads of some schools.

    A rule reaches its own levels, below the office that ordered it; `known` says so of one that nobody has ordered.
    """
    today = local(now).date()
    if isinstance(about, DutyRule):
        people = await _of_rule(db, about, today, known or await levels.of_rules(db, [about], today))
    else:
        people = _heads(about, today)
    return await _count(db, people)


async def deputies(db: AsyncSession, rule: DutyRule, now: datetime, known: Levels) -> int:
    """Return how many of those whom a rule for schools reaches are no principals: they act as heads."""
    today = local(now).date()
    people = await _of_rule(db, rule, today, known)
    heads = select(Appointment.person_id).where(
        Appointment.role == Role.PRINCIPAL, Appointment.person_id.is_not(None), terms.holds(Appointment, today)
    )
    return await _count(db, people, Person.id.not_in(heads))


async def _count(db: AsyncSession, people: Select[int], *which: ColumnElement[bool]) -> int:
    """Return how many of some people can be messaged."""
    there = exists().where(Account.person_id == Person.id)
    counted = select(func.count()).select_from(Person).where(Person.erased_at.is_(None), there, Person.id.in_(people))
    counted = counted.where(*which)
    return await db.scalar(counted) or 0


def _heads(of: Sequence[int] | Select[int], today: date) -> Select[int]:
    head = terms.heading(today)
    return select(head.c.person_id).where(head.c.unit_id.in_(of))


async def _of_rule(db: AsyncSession, rule: DutyRule, today: date, known: Levels) -> Select[int]:
    if rule.owner is Owner.SCHOOL:
        asked = await db.scalars(schools(today)) if rule.chosen is None else rule.chosen
        return _heads([unit for unit in asked if known.school(unit, rule)], today)
    if rule.owner is Owner.OFFICE:
        return await _officers(db, known.office(rule), today)
    if rule.owner in LEADS:
        of_year = await db.scalars(select(Cluster.id).where(Cluster.school_year == newest_year(), LEADS[rule.owner]))
        clusters = [cluster for cluster in of_year if known.cluster(cluster, rule)]
        return select(terms.leading(today, Appointment.cluster_id.in_(clusters)).c.person_id)
    # Who owes something about a meeting is known once the meeting is.
    return _owing(rule, today)


async def _officers(db: AsyncSession, office: int | None, today: date) -> Select[int]:
    if office is None:
        return terms.officers(today)
    return select(Person.id).where(Person.id.in_(await overseers(db, today, unit=office)))


def _owing(rule: DutyRule, today: date) -> Select[int]:
    open_now = (Duty.rule_id == rule.id) & (Duty.state == DutyState.OPEN)
    themselves = select(Duty.person_id).where(open_now, Duty.person_id.is_not(None))
    head = terms.heading(today)
    heads = select(head.c.person_id).join(Duty, Duty.unit_id == head.c.unit_id).where(open_now)
    both = union(themselves, heads).subquery()
    return select(both.c.person_id)
