"""Monday's letter to leads and officers: meetings of the week, those without a day, open duties, lost letters."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, literal, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.duties import by_paper
from bot.domain.letters import digests, reading
from bot.domain.letters.digests import A_WEEK
from bot.domain.models import (
    Cluster,
    ClusterSchool,
    Duty,
    DutyRule,
    DutyState,
    Meeting,
    MeetingState,
    Outbox,
    OutboxState,
    Owner,
    Person,
    Purpose,
)
from bot.domain.organisation import reach, terms, tree
from bot.domain.organisation.reach import Oversight
from bot.domain.outbox.outbox import Due
from bot.domain.programme import concerned
from bot.vietnamese import at, local, next_month

PURPOSES = frozenset({Purpose.DIGEST})
LOST = (OutboxState.MISSED, OutboxState.BLOCKED, OutboxState.FAILED, OutboxState.UNCLEAR)


@dataclass(frozen=True, slots=True)
class RuleWeek:
    """How many open duties of one rule are late, and how many are due this week."""

    title: str
    overdue: int
    due: int


@dataclass(frozen=True, slots=True)
class Week:
    """What leads and officers are told on a Monday."""

    monday: date
    meetings: tuple[Meeting, ...]
    dayless: tuple[tuple[date, int], ...]
    """How many meetings of this and the next month still have no day, by month."""
    duties: tuple[RuleWeek, ...]
    lost: Mapping[OutboxState, int]
    """Letters of last week that did not arrive, or nobody knows."""
    missed_turns: tuple[tuple[Purpose, date], ...]
    """Turns of digests of which some letters could not leave in time."""

    @property
    def says_something(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.meetings or self.dayless or self.duties or self.lost)


Figures = Select[*tuple[Any, ...]]
Reaches = Mapping[int, Oversight | None]
Led = Mapping[int, Collection[int] | None]
"""The clusters that each person leads; None for officers, who see all."""


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, Week]:
    """Return the weeks by row. Who has nothing to be told is not among them."""
    told: dict[int, Week] = {}
    for topic, people in reading.by_topic(rows).items():
        weeks = await _weeks(db, topic.first_day, people.keys(), local(now).date())
        told |= {people[person]: week for person, week in weeks.items() if week.says_something}
    return told


async def _weeks(db: AsyncSession, monday: date, people: Collection[int], today: date) -> Mapping[int, Week]:
    reaches = {one: far for one, far in (await reach.of_officers(db, today)).items() if one in people}
    lead = _leading(reaches, today)
    led = await _led(db, people, lead, reaches, today)
    found, missed_turns = await _around(db, monday, led), await _missed_turns(db, monday)
    duties = await _by_person(db, lead, led, *_duties(monday, lead, today))
    duties |= await _of_offices(db, reaches, monday, today)
    lost = await _by_person(db, lead, led, *_lost(monday, lead, today))
    return {
        person: _week(
            monday,
            [meeting for meeting in found if clusters is None or meeting.cluster_id in clusters],
            [RuleWeek(*row) for row in duties.get(person, ())],
            {OutboxState(state): number for state, number in lost.get(person, ())},
            missed_turns,
        )
        for person, clusters in led.items()
    }


def _leading(reaches: Reaches, today: date) -> Subquery:
    """Select pairs of person and cluster (`person_id`, `cluster_id`): who leads it, and which of these oversee it."""
    lead = terms.leading(today)
    narrow = [
        select(literal(person), Cluster.id).where(Cluster.id.in_(far.clusters))
        for person, far in reaches.items()
        if far
    ]
    return union(select(lead.c.person_id, lead.c.cluster_id), *narrow).subquery()


async def _led(db: AsyncSession, people: Collection[int], lead: Subquery, reaches: Reaches, today: date) -> Led:
    clusters: dict[int, set[int]] = {}
    for person, cluster in await db.execute(select(lead).where(lead.c.person_id.in_(people))):
        clusters.setdefault(person, set()).add(cluster)
    led: dict[int, Collection[int] | None] = {**clusters}
    units = frozenset[int]().union(*(far.units for far in reaches.values() if far))
    near = select(ClusterSchool.unit_id, ClusterSchool.cluster_id).where(terms.holds(ClusterSchool, today))
    ties = (await db.execute(near.where(ClusterSchool.unit_id.in_(units)))).all() if units else ()
    for person, far in reaches.items():
        # An officer sees the meetings of the own schools in whatever clusters these are.
        theirs = {cluster for unit, cluster in ties if far and unit in far.units}
        led[person] = None if far is None else theirs | clusters.get(person, set())
    return led


def _week(
    monday: date,
    found: Sequence[Meeting],
    duties: Iterable[RuleWeek],
    lost: Mapping[OutboxState, int],
    missed_turns: tuple[tuple[Purpose, date], ...],
) -> Week:
    dayless = Counter(meeting.month for meeting in found if not _has_day(meeting))
    return Week(
        monday,
        meetings=tuple(meeting for meeting in found if _has_day(meeting)),
        dayless=tuple(sorted(dayless.items())),
        duties=tuple(duties),
        lost=lost,
        # Only to whom missed letters are counted is it told which turns those were.
        missed_turns=missed_turns if OutboxState.MISSED in lost else (),
    )


def _has_day(meeting: Meeting) -> bool:
    return meeting.state is MeetingState.SETTLED or meeting.day is not None


async def _around(db: AsyncSession, monday: date, led: Led) -> Sequence[Meeting]:
    """Return the meetings of a week, and those of its month and the next that have no day, that somebody sees."""
    day, month = tree.day_of_meeting(), monday.replace(day=1)
    this_week = (Meeting.state != MeetingState.CANCELLED) & (day >= monday) & (day < monday + A_WEEK)
    planned = (Meeting.state == MeetingState.PLANNED) & Meeting.day.is_(None)
    dayless = planned & Meeting.month.in_((month, next_month(month)))
    seen = Meeting.id.is_not(None)
    if None not in led.values():
        seen = Meeting.cluster_id.in_({cluster for clusters in led.values() for cluster in clusters or ()})
    return await reading.in_order(db, concerned.published() & seen & or_(this_week, dayless))


async def _by_person(
    db: AsyncSession, lead: Subquery, led: Led, everything: Figures, of_clusters: Figures
) -> dict[int, list[tuple[Any, ...]]]:
    """Return some figures' rows by person: officers see `everything`, a lead what is of the clusters in `lead`."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    by_lead = of_clusters.add_columns(lead.c.person_id).group_by(lead.c.person_id)
    for *row, person in await db.execute(by_lead.where(lead.c.person_id.in_(led))):
        found.setdefault(person, []).append(tuple(row))
    if officers := [person for person, clusters in led.items() if clusters is None]:
        # An officer who leads as well sees everything once, and not the cluster's share on top.
        rows = [tuple(row) for row in await db.execute(everything)]
        found |= dict.fromkeys(officers, rows)
    return found


def _open_duties(monday: date, today: date) -> Figures:
    overdue, due = (
        func.count(case((late, Duty.id)).distinct()) for late in (Duty.due_on < today, Duty.due_on >= today)
    )
    return (
        select(DutyRule.title, overdue, due)
        .select_from(Duty)
        .join(DutyRule, DutyRule.id == Duty.rule_id)
        .where(Duty.state == DutyState.OPEN, Duty.due_on < monday + A_WEEK, DutyRule.paused_at.is_(None))
        .where(~by_paper.WAITS)
        .where(DutyRule.owner != Owner.ATTENDED)
        .group_by(DutyRule.title)
        .order_by(overdue.desc(), due.desc(), DutyRule.title)
    )


async def _of_offices(
    db: AsyncSession, reaches: Reaches, monday: date, today: date
) -> dict[int, list[tuple[Any, ...]]]:
    """Count the same for officers who do not oversee everything: what the own schools and clusters owe.

    One query over rules and places, whatever the number of officers; each duty is owed at one place.
    """
    narrow = {person: far for person, far in reaches.items() if far}
    if not narrow:
        return {}
    unit = func.coalesce(Duty.unit_id, Person.unit_id)
    asked = _open_duties(monday, today).add_columns(unit, Duty.cluster_id).group_by(unit, Duty.cluster_id)
    rows = (await db.execute(asked.outerjoin(Person, Person.id == Duty.person_id))).all()
    found: dict[int, list[tuple[Any, ...]]] = {}
    for person, far in narrow.items():
        sums: dict[str, tuple[int, int]] = {}
        for title, overdue, due, at_unit, at_cluster in rows:
            if at_unit in far.units or at_cluster in far.clusters:
                late, soon = sums.get(title, (0, 0))
                sums[title] = (late + overdue, soon + due)
        of_rules = [(title, late, soon) for title, (late, soon) in sums.items()]
        found[person] = sorted(of_rules, key=_most_overdue)
    return found


def _most_overdue(row: tuple[Any, ...]) -> tuple[int, int, str]:
    title, overdue, due = row
    return -overdue, -due, title


def _duties(monday: date, lead: Subquery, today: date) -> tuple[Figures, Figures]:
    """Count the open duties that are late or due this week by their rule, the most overdue first.

    Duties of each person who came, to reflect and to try something, are theirs alone and not counted, nor is what has
    been sent up and waits for approval.
    """
    # A duty comes once for each cluster that it is of, and a person may lead several of them.
    figures = _open_duties(monday, today)
    at_school = select(Duty.id, ClusterSchool.cluster_id).join(ClusterSchool, ClusterSchool.unit_id == Duty.unit_id)
    # A school is in many subject groups; what it owes by itself is for its cluster's lead to see.
    general = at_school.join(Cluster, Cluster.id == ClusterSchool.cluster_id).where(Cluster.subject.is_(None))
    of_cluster = union(
        select(Duty.id.label("duty_id"), Duty.cluster_id.label("cluster_id")),
        general.where(terms.holds(ClusterSchool, today), Duty.meeting_id.is_(None)),
        select(Duty.id, Meeting.cluster_id).join(Meeting, Meeting.id == Duty.meeting_id),
        select(Duty.id, DutyRule.cluster_id).join(DutyRule, DutyRule.id == Duty.rule_id),
    ).subquery()
    led = figures.join(of_cluster, of_cluster.c.duty_id == Duty.id)
    return figures, led.join(lead, lead.c.cluster_id == of_cluster.c.cluster_id)


def _lost(monday: date, lead: Subquery, today: date) -> tuple[Figures, Figures]:
    """Count the letters of last week that did not arrive, by what became of them; a lead's to people of the cluster."""
    figures = (
        select(Outbox.state, func.count(Outbox.id.distinct()))
        .where(Outbox.state.in_(LOST), _last_week(monday))
        .group_by(Outbox.state)
    )
    near = concerned.teachers(today)
    led = figures.join(near, near.c.person_id == Outbox.person_id)
    return figures, led.join(lead, lead.c.cluster_id == near.c.cluster_id)


def _last_week(monday: date) -> ColumnElement[bool]:
    midnight = at(monday, time.min)
    return and_(Outbox.settled_at >= midnight - A_WEEK, Outbox.settled_at < midnight)


async def _missed_turns(db: AsyncSession, monday: date) -> tuple[tuple[Purpose, date], ...]:
    missed = select(Outbox.purpose, Outbox.topic).where(
        Outbox.purpose.in_(digests.TOPICS), Outbox.state == OutboxState.MISSED, _last_week(monday)
    )
    found = await db.execute(missed.distinct().order_by(Outbox.topic))
    return tuple((purpose, topic.first_day) for purpose, topic in found)
