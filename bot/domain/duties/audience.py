"""Whom a rule reaches: how many people would be messaged, told before anything is written."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ScalarSelect, Select, exists, func, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.duties import levels
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
    Unit,
)
from bot.domain.organisation import terms
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


async def reach(db: AsyncSession, about: DutyRule | Sequence[int], now: datetime) -> int:
    """Return how many people would be messaged, for a rule or for the heads of some schools."""
    today = local(now).date()
    people = await _of_rule(db, about, today) if isinstance(about, DutyRule) else _heads(about, today)
    known = exists().where(Account.person_id == Person.id)
    counted = select(func.count()).select_from(Person).where(Person.erased_at.is_(None), known, Person.id.in_(people))
    return await db.scalar(counted) or 0


def _heads(of: Sequence[int] | Select[int], today: date) -> Select[int]:
    head = terms.heading(today)
    return select(head.c.person_id).where(head.c.unit_id.in_(of))


async def _of_rule(db: AsyncSession, rule: DutyRule, today: date) -> Select[int]:
    known = await levels.of_rules(db, [rule], today)
    if rule.owner is Owner.SCHOOL:
        asked = await db.scalars(schools(today)) if rule.chosen is None else rule.chosen
        return _heads([unit for unit in asked if known.school(unit, rule.levels)], today)
    if rule.owner is Owner.OFFICE:
        return terms.officers(today)
    if rule.owner in LEADS:
        of_year = await db.scalars(select(Cluster.id).where(Cluster.school_year == newest_year(), LEADS[rule.owner]))
        clusters = [cluster for cluster in of_year if known.cluster(cluster, rule.levels)]
        return select(terms.leading(today, Appointment.cluster_id.in_(clusters)).c.person_id)
    # Who owes something about a meeting is known once the meeting is.
    return _owing(rule, today)


def _owing(rule: DutyRule, today: date) -> Select[int]:
    open_now = (Duty.rule_id == rule.id) & (Duty.state == DutyState.OPEN)
    themselves = select(Duty.person_id).where(open_now, Duty.person_id.is_not(None))
    head = terms.heading(today)
    heads = select(head.c.person_id).join(Duty, Duty.unit_id == head.c.unit_id).where(open_now)
    both = union(themselves, heads).subquery()
    return select(both.c.person_id)
