"""What the letters of a round say: a person's month, and the week of who leads or oversees.

It is gathered when they leave and for a whole batch at once: the number of queries does not grow with the people.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import digests
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
    Purpose,
    Seat,
    SeatState,
)
from bot.domain.organisation import terms, tree
from bot.domain.outbox.outbox import Due
from bot.domain.programme import concerned
from bot.vietnamese import at, local, next_month

LOST = (OutboxState.MISSED, OutboxState.BLOCKED, OutboxState.FAILED, OutboxState.UNCLEAR)


@dataclass(frozen=True, slots=True)
class Month:
    """The meetings of a month that concern one person."""

    first: date
    meetings: tuple[Meeting, ...]
    places: Mapping[int, SeatState]
    """The person's own places, by meeting."""
    is_open: bool
    """Whether one of them can be signed up for now."""


@dataclass(frozen=True, slots=True)
class RuleWeek:
    """How many open duties of one rule are late, and how many are due this week."""

    title: str
    overdue: int
    due: int


@dataclass(frozen=True, slots=True)
class Week:
    """What who leads or oversees should know on a Monday."""

    monday: date
    meetings: tuple[Meeting, ...]
    dayless: tuple[tuple[date, int], ...]
    """How many meetings of this and the next month still have no day, by month."""
    duties: tuple[RuleWeek, ...]
    lost: Mapping[OutboxState, int]
    """Letters of last week that did not arrive, or nobody knows."""
    slept: tuple[tuple[Purpose, date], ...]
    """Rounds of which some letters could not leave in time."""

    @property
    def says_something(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.meetings or self.dayless or self.duties or self.lost)


Overview = Month | Week
Figures = Select[*tuple[Any, ...]]
PURPOSES = frozenset(digests.TOPICS)


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, Overview]:
    """Return what the letters of rounds say, by the row's id. Who has nothing to be told is not among them."""
    told: dict[int, Overview] = {}
    for purpose, view in ((Purpose.MONTH, _months), (Purpose.DIGEST, _weeks)):
        for topic in sorted({row.topic for row in rows if row.purpose is purpose}):
            people = {row.person_id: row.id for row in rows if row.topic == topic}
            found = await view(db, topic.first_day, people.keys(), now)
            told |= {people[person]: one for person, one in found.items()}
    return told


async def _months(db: AsyncSession, first: date, people: Collection[int], now: datetime) -> Mapping[int, Overview]:
    pairs = concerned.pairs(local(now).date(), digests.of_month(first))
    mine: dict[int, set[int]] = {}
    for person, meeting in await db.execute(select(pairs).where(pairs.c.person_id.in_(people))):
        mine.setdefault(person, set()).add(meeting)
    found = await _in_order(db, Meeting.id.in_(set().union(*mine.values())))
    places = await _places(db, people, found)
    return {
        person: Month(
            first,
            own := tuple(meeting for meeting in found if meeting.id in ids),
            places.get(person, {}),
            is_open=any(one.state is MeetingState.SETTLED and one.starts_at and one.starts_at > now for one in own),
        )
        for person, ids in mine.items()
    }


async def _in_order(db: AsyncSession, which: ColumnElement[bool]) -> Sequence[Meeting]:
    by_day = (Meeting.starts_at.is_(None), Meeting.starts_at, Meeting.month, Meeting.id)
    return (await db.scalars(select(Meeting).where(which).order_by(*by_day))).all()


async def _places(
    db: AsyncSession, people: Collection[int], found: Iterable[Meeting]
) -> dict[int, dict[int, SeatState]]:
    seats = select(Seat.person_id, Seat.meeting_id, Seat.state).where(
        Seat.person_id.in_(people), Seat.meeting_id.in_([one.id for one in found]), Seat.state != SeatState.GIVEN_UP
    )
    places: dict[int, dict[int, SeatState]] = {}
    for person, meeting, state in await db.execute(seats):
        places.setdefault(person, {})[meeting] = state
    return places


async def _weeks(db: AsyncSession, monday: date, people: Collection[int], now: datetime) -> Mapping[int, Overview]:
    today = local(now).date()
    lead = terms.leading(today)
    clusters: dict[int, set[int]] = {}
    for person, cluster in await db.execute(select(lead).where(lead.c.person_id.in_(people))):
        clusters.setdefault(person, set()).add(cluster)
    overseers = set(await db.scalars(terms.officers(today)))
    officers = {person for person in people if person in overseers}
    found = await _around(db, monday, None if officers else set().union(*clusters.values()))
    viewers = _Viewers(lead, people, officers)
    duties = await viewers.count(db, *_duties(monday, lead, today))
    lost = await viewers.count(db, *_lost(monday, lead, today))
    slept = await _slept(db, monday)
    weeks = {}
    for person in clusters.keys() | officers:
        mine = [one for one in found if person in officers or one.cluster_id in clusters[person]]
        states = {OutboxState(state): number for state, number in lost.get(person, ())}
        weeks[person] = Week(
            monday,
            meetings=tuple(one for one in mine if one.state is MeetingState.SETTLED),
            dayless=_dayless(mine),
            duties=tuple(RuleWeek(*row) for row in duties.get(person, ())),
            lost=states,
            slept=slept if OutboxState.MISSED in states else (),
        )
    return {person: week for person, week in weeks.items() if week.says_something}


async def _around(db: AsyncSession, monday: date, clusters: Collection[int] | None) -> Sequence[Meeting]:
    """Return the meetings of a week, and those of its month and the next that have no day; of all clusters for None."""
    day, month = tree.day_of_meeting(), monday.replace(day=1)
    this_week = (Meeting.state == MeetingState.SETTLED) & (day >= monday) & (day < monday + A_WEEK)
    dayless = (Meeting.state == MeetingState.PLANNED) & Meeting.month.in_((month, next_month(month)))
    seen = Meeting.id.is_not(None) if clusters is None else Meeting.cluster_id.in_(clusters)
    return await _in_order(db, concerned.published() & seen & or_(this_week, dayless))


def _dayless(found: Iterable[Meeting]) -> tuple[tuple[date, int], ...]:
    return tuple(sorted(Counter(one.month for one in found if one.state is MeetingState.PLANNED).items()))


@dataclass(frozen=True, slots=True)
class _Viewers:
    """Who looks: leads at what is of their clusters, officers at everything."""

    lead: Subquery
    people: Collection[int]
    officers: Collection[int]

    async def count(self, db: AsyncSession, figures: Figures, led: Figures) -> dict[int, list[tuple[Any, ...]]]:
        """Return the rows of some figures by person. `led` counts only what is of the clusters in `lead`."""
        found: dict[int, list[tuple[Any, ...]]] = {}
        by_lead = led.add_columns(self.lead.c.person_id).group_by(self.lead.c.person_id)
        for *row, person in await db.execute(by_lead.where(self.lead.c.person_id.in_(self.people))):
            found.setdefault(person, []).append(tuple(row))
        if self.officers:
            everything = [tuple(row) for row in await db.execute(figures)]
            found |= dict.fromkeys(self.officers, everything)
        return found


def _duties(monday: date, lead: Subquery, today: date) -> tuple[Figures, Figures]:
    """Count the open duties that are late or due this week by their rule, the most overdue first.

    What is asked of each who came, to reflect and to try something, is nobody's to count as late.
    """
    overdue, due = (
        func.count(case((late, Duty.id)).distinct()) for late in (Duty.due_on < today, Duty.due_on >= today)
    )
    figures = (
        select(DutyRule.title, overdue, due)
        .select_from(Duty)
        .join(DutyRule, DutyRule.id == Duty.rule_id)
        .where(Duty.state == DutyState.OPEN, Duty.due_on < monday + A_WEEK, DutyRule.paused_at.is_(None))
        .where(DutyRule.owner != Owner.ATTENDED)
        .group_by(DutyRule.title)
        .order_by(overdue.desc(), due.desc(), DutyRule.title)
    )
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


async def _slept(db: AsyncSession, monday: date) -> tuple[tuple[Purpose, date], ...]:
    missed = select(Outbox.purpose, Outbox.topic).where(
        Outbox.purpose.in_(digests.TOPICS), Outbox.state == OutboxState.MISSED, _last_week(monday)
    )
    found = await db.execute(missed.distinct().order_by(Outbox.topic))
    return tuple((purpose, topic.first_day) for purpose, topic in found)
