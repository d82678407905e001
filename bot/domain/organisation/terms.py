"""Who holds which role on which day: the one home of how rows with dates are read.

A row holds from its first day to its last one, both included. A missing first day means "always so far", a missing
last day means that nobody has set one.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    Subquery,
    bindparam,
    exists,
    or_,
    select,
    union,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.models import Appointment, Cluster, ClusterSchool, Person, Role, Unit, UnitTie
from bot.plain import Plain, PlainForMany

Dated = Appointment | ClusterSchool | Unit | UnitTie
Ending = Dated | Cluster
Day = date | ColumnElement[date]
When = Callable[[type[Dated], Day], ColumnElement[bool]]

A_DAY = timedelta(days=1)
for_a_while = lru_cache(maxsize=64)
"""Keeps what was built for a day: most questions ask for the same few, and to build them costs more than to ask."""
LEADING = (Role.LEAD, Role.CORE)
"""The roles of who leads a cluster: of a subject group it is the core teacher."""
ACTING_LEADS = (*LEADING, Role.DEPUTY_LEAD)
"""Who acts as the lead of a cluster: deputies as well."""
ACTING_HEADS = (Role.PRINCIPAL, Role.DEPUTY)
"""Who acts as the head of a school."""
ASSISTING = (Role.SUBJECT_HEAD, Role.CLERK)
"""Who stands by the head of a school without heading it: for a subject group, or for the office."""


def heads_fully(row: type[Appointment]) -> ColumnElement[bool]:
    """Say whether an appointment makes somebody the head of a school: not a deputy's who was given a part of it."""
    return row.role.in_(ACTING_HEADS) & row.only.is_(None)


def leads_fully(row: type[Appointment]) -> ColumnElement[bool]:
    """Say whether an appointment makes somebody the lead of a cluster: not a deputy's who was given a part of it."""
    return row.role.in_(ACTING_LEADS) & row.only.is_(None)


def assists(row: type[Appointment]) -> ColumnElement[bool]:
    """Say whether an appointment lets somebody do all that a school owes without heading it."""
    return (row.role == Role.CLERK) | ((row.role == Role.DEPUTY) & row.only.is_not(None))


def holds(row: type[Dated], day: Day) -> ColumnElement[bool]:
    """Say whether a dated row holds on a day."""
    return _holds(row, day)


@for_a_while
def _holds(row: type[Dated], day: Day) -> ColumnElement[bool]:
    return begun(row, day) & lasting(row, day)


def begun(row: type[Dated], day: Day) -> ColumnElement[bool]:
    """Say whether a dated row holds on a day or has held before."""
    return or_(row.valid_from.is_(None), row.valid_from <= day)


def lasting(row: type[Ending], day: Day) -> ColumnElement[bool]:
    """Say whether a dated row holds on a day or will hold later."""
    return or_(row.valid_to.is_(None), row.valid_to >= day)


def over(row: type[Dated], day: Day) -> ColumnElement[bool]:
    """Say whether a dated row has ended before a day."""
    return row.valid_to < day


def endless(row: type[Dated]) -> ColumnElement[bool]:
    """Say whether a dated row has no last day."""
    return row.valid_to.is_(None)


def row_holds(row: Dated, day: date) -> bool:
    """Say of a loaded row what `holds` says in a query."""
    return (row.valid_from is None or row.valid_from <= day) and row_lasts(row, day)


def row_lasts(row: Dated, day: date) -> bool:
    """Say of a loaded row what `lasting` says in a query."""
    return row.valid_to is None or row.valid_to >= day


def heading(today: Day, *, when: When = holds) -> Subquery:
    """Select pairs of person and school (`person_id`, `unit_id`): who heads a school on a day, or acts as its head.

    Instead of whom a deputy acts is not among them: letters go to who acts. What one may do is `people.rights`.
    """
    return _heads(today, when).subquery()


@for_a_while
def _heads(today: Day, when: When) -> Select[int | None, int | None]:
    pairs = select(Appointment.person_id, Appointment.unit_id).where(heads_fully(Appointment))
    somebody = Appointment.person_id.is_not(None) & Appointment.unit_id.is_not(None)
    away = _stood_in_for(Role.DEPUTY, today, of="unit_id")
    return pairs.where(somebody, when(Appointment, today), ~away).distinct()


_OTHER = aliased(Appointment)
"""One for all statements: they are kept with what they were made of, and an alias copies every column: 80 KiB."""


@for_a_while
def _stood_in_for(role: Role, today: Day, *, of: str) -> ColumnElement[bool]:
    """Say whether another one acts on a day instead of who holds the `Appointment` of the query around."""
    here = (getattr(_OTHER, of) == getattr(Appointment, of), _OTHER.role == role, _OTHER.instead)
    return (Appointment.role != role) & exists().where(*here, holds(_OTHER, today)).correlate(Appointment)


def assisting(today: Day) -> Subquery:
    """Select pairs of person and school (`person_id`, `unit_id`): who does what a school owes without heading it."""
    pairs = select(Appointment.person_id, Appointment.unit_id).where(assists(Appointment))
    return pairs.where(Appointment.person_id.is_not(None), holds(Appointment, today)).subquery()


class SubjectGroup(NamedTuple):
    """The people of a school who teach one subject; None for those who teach all of them."""

    unit: int
    subject: str | None


def heading_groups(today: Day) -> Subquery:
    """Select who heads a subject group of a school (`person_id`, `unit_id`, `subject`): the one that they are in."""
    triples = select(Appointment.person_id, Appointment.unit_id, Person.subject)
    triples = triples.join(Person, Person.id == Appointment.person_id)
    return triples.where(
        Appointment.role == Role.SUBJECT_HEAD, Appointment.unit_id.is_not(None), holds(Appointment, today)
    ).subquery()


def helping(today: Day) -> Subquery:
    """Select pairs of person and cluster (`person_id`, `cluster_id`): who does what a cluster owes without leading."""
    of_papers = (Appointment.role == Role.DEPUTY_LEAD) & Appointment.only.is_not(None)
    pairs = select(Appointment.person_id, Appointment.cluster_id).where(of_papers)
    return pairs.where(Appointment.person_id.is_not(None), holds(Appointment, today)).subquery()


def _principals(schools: Sequence[BindParameter[int]]) -> Select[int]:
    head = heading(bindparam("today", type_=Date))
    return select(head.c.person_id).where(head.c.unit_id.in_(schools)).distinct()


_HEADS = PlainForMany(_principals)


async def principals(db: AsyncSession, schools: Collection[int], today: date) -> Sequence[int]:
    """Return the ids of who heads these schools on a day."""
    return [*dict.fromkeys(person for (person,) in await _HEADS.rows(db, schools, today=today))]


def leading(today: Day, *which: ColumnElement[bool], when: When = holds) -> Subquery:
    """Select pairs of person and cluster (`person_id`, `cluster_id`): who leads on a day.

    One leads oneself, as a deputy, or as the principal of the school that leads. `which` narrows the appointments.
    """
    return (_led(today, when, *which) if which else _leads(today, when)).subquery()


@for_a_while
def _leads(today: Day, when: When) -> CompoundSelect[int | None, int | None]:
    return _led(today, when)


def _led(today: Day, when: When, *which: ColumnElement[bool]) -> CompoundSelect[int | None, int | None]:
    led = (when(Appointment, today), leads_fully(Appointment), Appointment.cluster_id.is_not(None), *which)
    led = (*led, ~_stood_in_for(Role.DEPUTY_LEAD, today, of="cluster_id"))
    themselves = select(Appointment.person_id, Appointment.cluster_id).where(Appointment.person_id.is_not(None), *led)
    head = heading(today, when=when)
    for_a_school = select(head.c.person_id, Appointment.cluster_id).where(*led)
    for_a_school = for_a_school.join(head, head.c.unit_id == Appointment.holder_unit_id)
    return union(themselves, for_a_school)


@cache
def _leaders() -> Plain:
    lead = leading(bindparam("today", type_=Date), Appointment.cluster_id == bindparam("cluster_id"))
    return Plain(select(lead.c.person_id).order_by(lead.c.person_id))


async def leaders(db: AsyncSession, cluster_id: int, today: date) -> Sequence[int]:
    """Return the ids of who leads a cluster on a day, in order."""
    return await _leaders().column(db, today=today, cluster_id=cluster_id)


_LED_BY = select(Appointment.cluster_id).where(
    holds(Appointment, bindparam("today")),
    Appointment.role.in_(ACTING_LEADS),
    Appointment.holder_unit_id.in_(bindparam("schools", expanding=True)),
)


async def led_by_schools(db: AsyncSession, schools: Collection[int], today: date) -> Sequence[int]:
    """Return the ids of the clusters that these schools lead on a day: their principals act for them."""
    led = await db.scalars(_LED_BY, {"today": today, "schools": [*schools]})
    return [cluster for cluster in led if cluster]


def officers(today: date) -> Select[int]:
    """Select who oversees everything on a day."""
    tie = select(Person.id).join(Appointment, Appointment.person_id == Person.id)
    return tie.where(Appointment.role == Role.OFFICER, holds(Appointment, today)).distinct()


def overseeing(today: date) -> Subquery:
    """Select who leads something or is an officer on a day (`person_id`)."""
    return union(select(leading(today).c.person_id), officers(today)).subquery()
