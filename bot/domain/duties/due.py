"""What the rules ask for at a moment: who owes what, about what, by when.

A duty that is first found after its day is due on the day it is found, so that nobody is late from the beginning. A
rule with a day of its own that is over asks for nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.duties import levels
from bot.domain.duties.levels import Levels
from bot.domain.models import (
    Anchor,
    Assent,
    Cluster,
    ClusterSchool,
    Duty,
    DutyRule,
    Meeting,
    MeetingState,
    Owner,
    Part,
    PartKind,
    Person,
    Plan,
    PlanState,
    Proof,
    Round,
    Stage,
)
from bot.domain.organisation import terms
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.programme import attendance, concerned, meetings
from bot.vietnamese import at, fold, local, next_month

A_DAY = timedelta(days=1)
AHEAD = timedelta(days=45)
"""How long before its day a yearly duty is opened: a little more than the first reminder needs."""
MONTH_AHEAD = timedelta(days=21)
"""How long before its month a lead owes a meeting's day (`halfdays.ASK_BEFORE`)."""
MISSED_BY = timedelta(days=14)
"""A meeting or round that has been over for longer opens nothing any more."""

PEOPLE_AT_ONCE = 500
"""Of a rule the people who come to owe something in one turn."""

Pairs = Mapping[int, Sequence[int]]


class Wanted(NamedTuple):
    """A duty that is owed: by whom, about what, by when."""

    rule: DutyRule
    owner: str
    """The column of who owes it, and the id in it."""
    owner_id: int
    year: str
    planned: date
    meeting: Meeting | None = None
    round_id: int | None = None

    @property
    def key(self) -> str:
        """Unique within its rule: "unit:3:2023-2024", "cluster:2:meeting:5"."""
        about = (
            f"meeting:{self.meeting.id}" if self.meeting else f"round:{self.round_id}" if self.round_id else self.year
        )
        return f"{self.owner.removesuffix('_id')}:{self.owner_id}:{about}"

    def due_on(self, opened_at: datetime, extra: int) -> date:
        """Return the day it is due."""
        due = max(self.planned, local(opened_at).date()) + A_DAY * extra
        # What prepares a meeting is of no use after it, however many days a superior has added.
        if self.meeting and self.meeting.starts_at and self.rule.anchor is Anchor.START:
            return min(due, local(self.meeting.starts_at).date())
        return due

    def not_after(self, due_on: date) -> datetime:
        """Return its latest useful hour: before a meeting its beginning, else the end of its last day."""
        if self.meeting and self.meeting.starts_at and self.rule.anchor is Anchor.START:
            return self.meeting.starts_at
        last = at(due_on + A_DAY * (self.rule.lasts + 1), time.min)
        if self.meeting and self.rule.proof is Proof.REFLECTED:
            return min(last, meetings.reflection_until(self.meeting))
        return last

    def of_use(self, now: datetime) -> bool:
        """Say whether it can still be done where it is opened now."""
        return self.not_after(self.due_on(now, 0)) > now


@dataclass(frozen=True, slots=True)
class _Year:
    """Who owes the duties of a school year."""

    schools: Pairs
    """By cluster."""
    clusters: Sequence[Cluster]
    offices: Mapping[str, int]
    """By school year the unit whose directive it is."""
    levels: Levels

    def owing(self, rule: DutyRule, year: str) -> Iterable[tuple[str, int]]:
        """Return who owes a rule in a school year."""
        of_year = [cluster for cluster in self.clusters if cluster.school_year == year]
        if rule.owner is Owner.SCHOOL:
            known = {unit for cluster in of_year for unit in self.schools.get(cluster.id, ())}
            asked = known if rule.chosen is None else rule.chosen
            return [("unit_id", unit) for unit in sorted(asked) if self.levels.school(unit, rule)]
        if rule.owner is Owner.OFFICE:
            office = self.levels.office(rule) or self.offices.get(year)
            return [("unit_id", office)] if office else []
        leading = (cluster for cluster in of_year if _leads(rule, cluster, self.levels))
        return [("cluster_id", cluster.id) for cluster in leading]


def _leads(rule: DutyRule, cluster: Cluster, known: Levels) -> bool:
    general, group = cluster.subject is None, cluster.subject is not None
    owes = {Owner.CLUSTER: True, Owner.GENERAL: general, Owner.GROUP: group}.get(rule.owner, False)
    return owes and known.cluster(cluster.id, rule)


async def by_rules(
    db: AsyncSession, rules: Sequence[DutyRule], now: datetime, *, again: bool = False, known: Levels | None = None
) -> list[Wanted]:
    """Return what some rules ask for now; what people owe already for having come to a meeting only with `again`."""
    today = local(now).date()
    known = known or await levels.of_rules(db, rules, today)
    found = await of_the_year(db, rules, today, known) + await _of_rounds(db, rules, today, known)
    found += await _of_meetings(db, rules, now, known, again=again)
    return [one for one in found if _in_its_year(one)]


def _in_its_year(one: Wanted) -> bool:
    """Say whether a rule holds in the school year that a duty is of: what a plan asks for ends with its year."""
    return bool(one.rule.author_id or one.rule.agreed_at_id) or one.rule.school_year in (None, one.year)


async def of_the_year(
    db: AsyncSession, rules: Sequence[DutyRule], today: date, known: Levels | None = None
) -> list[Wanted]:
    """Return what is asked for by the rules that have a day of their own."""
    days = [(rule, day) for rule in rules for day in _days_of(rule, today)]
    known = known or await levels.of_rules(db, [rule for rule, _ in days], today)
    year = await _read_year(db, {str(SchoolYear.of(day)) for _, day in days}, today, known) if days else None
    return [
        Wanted(rule, *owner, str(SchoolYear.of(day)), day)
        for rule, day in days
        if year
        for owner in year.owing(rule, str(SchoolYear.of(day)))
    ]


def _days_of(rule: DutyRule, today: date) -> Iterable[date]:
    if rule.day is None:
        return []
    if rule.anchor is Anchor.DAY:
        return [rule.day] if rule.day >= today else []
    if rule.anchor is not Anchor.YEARLY:
        return []
    # In December next January's day is near already. A yearly rule is never of 29 February (`rules.check_day`).
    both = (date(year, rule.day.month, rule.day.day) for year in (today.year, today.year + 1))
    return [day for day in both if today <= day <= today + AHEAD]


_OF_YEARS = Cluster.school_year.in_(bindparam("years", expanding=True))
_CLUSTERS = select(Cluster).where(_OF_YEARS, terms.lasting(Cluster, bindparam("today")))
_SCHOOLS = (
    select(ClusterSchool.cluster_id, ClusterSchool.unit_id)
    .join(Cluster, Cluster.id == ClusterSchool.cluster_id)
    .where(_OF_YEARS, terms.holds(ClusterSchool, bindparam("today")))
)
_OFFICES = select(Plan.school_year, Plan.unit_id).where(
    Plan.cluster_id.is_(None),
    Plan.state == PlanState.PUBLISHED,
    Plan.school_year.in_(bindparam("years", expanding=True)),
)


async def _read_year(db: AsyncSession, years: set[str], today: date, known: Levels) -> _Year:
    asked = {"years": sorted(years)}
    clusters = (await db.scalars(_CLUSTERS, asked | {"today": today})).all()
    ties = (await db.execute(_SCHOOLS, asked | {"today": today})).all()
    offices = (await db.execute(_OFFICES, asked)).all()
    return _Year(_grouped(ties), clusters, dict(offices), known)


def _grouped(pairs: Iterable[Sequence[Any]]) -> Pairs:
    found: dict[int, list[int]] = {}
    for key, one in pairs:
        found.setdefault(key, []).append(one)
    return found


async def _of_meetings(
    db: AsyncSession, rules: Sequence[DutyRule], now: datetime, known: Levels, *, again: bool
) -> list[Wanted]:
    counted = [rule for rule in rules if rule.anchor in (Anchor.MONTH, Anchor.START, Anchor.END)]
    found = await _meetings(db, now) if counted else []
    pairs = [(rule, meeting) for rule in counted for meeting in found if _asks_of(rule, meeting, now)]
    pairs = [(rule, meeting) for rule, meeting in pairs if known.meeting(meeting.cluster_id, rule)]
    people = await _people(db, pairs, now, known, again=again)
    return [
        Wanted(rule, *owner, meeting.cluster.school_year, _planned(rule, meeting), meeting)
        for rule, meeting in pairs
        for owner in _owing(rule, meeting, people, known)
    ]


_NEAR = select(Meeting).where(
    concerned.published(),
    or_(
        (Meeting.state == MeetingState.PLANNED)
        & Meeting.month.between(bindparam("first_month"), bindparam("last_month")),
        (Meeting.state == MeetingState.SETTLED) & Meeting.starts_at.between(bindparam("since"), bindparam("until")),
    ),
)


async def _meetings(db: AsyncSession, now: datetime) -> Sequence[Meeting]:
    today = local(now).date()
    months = {"first_month": (today - MISSED_BY).replace(day=1), "last_month": today + MONTH_AHEAD}
    return (await db.scalars(_NEAR, months | {"since": now - MISSED_BY, "until": now + AHEAD})).all()


_OF_A_LESSON = re.compile(r"\b(?:minh hoa|quay (?:lai )?(?:video|phim)|may quay|van dung)\b")
"""Words, folded, of a duty that rests on a lesson which was taught."""


@cache
def speaks_of_a_lesson(sentence: str) -> bool:
    """Say whether a rule's sentence asks for what only a taught lesson gives: its video, its trying out in class."""
    return bool(_OF_A_LESSON.search(fold(sentence)))


def _asks_of(rule: DutyRule, meeting: Meeting, now: datetime) -> bool:
    """Say whether a rule's hour has come for a meeting; of one that only prepares, nobody owes what a lesson gives."""
    taught = meeting.stage is not Stage.PREPARE or not speaks_of_a_lesson(rule.sentence)
    return taught and _has_come(rule, meeting, now)


def _has_come(rule: DutyRule, meeting: Meeting, now: datetime) -> bool:
    if rule.anchor is Anchor.MONTH:
        return meeting.state is MeetingState.PLANNED
    if meeting.starts_at is None or meeting.ends_at is None:
        return False
    return meeting.starts_at > now if rule.anchor is Anchor.START else meeting.ends_at <= now


def _planned(rule: DutyRule, meeting: Meeting) -> date:
    event = {Anchor.MONTH: None, Anchor.START: meeting.starts_at, Anchor.END: meeting.ends_at}[rule.anchor]
    return (local(event).date() if event else meeting.month) + A_DAY * rule.shift


def _owing(
    rule: DutyRule, meeting: Meeting, people: Mapping[tuple[int, int], Sequence[int]], known: Levels
) -> Iterable[tuple[str, int]]:
    if rule.owner is Owner.HOST:
        return [("unit_id", meeting.host_id)] if known.school(meeting.host_id, rule) else []
    if rule.owner in (Owner.ATTENDED, Owner.ASKED, Owner.CAMERA):
        found = people.get((rule.id, meeting.id), ())
        alone = rule.owner is Owner.CAMERA and not found and known.cluster(meeting.cluster_id, rule)
        lead = [("cluster_id", meeting.cluster_id)] if alone else []
        return [*lead, *(("person_id", person) for person in found)]
    return [("cluster_id", meeting.cluster_id)] if _leads(rule, meeting.cluster, known) else []


async def _people(
    db: AsyncSession, pairs: Sequence[tuple[DutyRule, Meeting]], now: datetime, levels_known: Levels, *, again: bool
) -> Mapping[tuple[int, int], Sequence[int]]:
    """Return who owes what is asked of people, by rule and meeting.

    Without `again` of those who came only some who do not owe it yet: thousands are opened in several turns, each of
    which looks at its own and not at all of them.
    """
    found: dict[tuple[int, int], Sequence[int]] = {}
    asked: dict[int, tuple[DutyRule, set[int]]] = {}
    for rule, meeting in pairs:
        if rule.owner in (Owner.ASKED, Owner.CAMERA) or (rule.owner is Owner.ATTENDED and _of_use(rule, meeting, now)):
            asked.setdefault(rule.id, (rule, set()))[1].add(meeting.id)
    for rule, ids in asked.values():
        which = (
            _playing(ids, rule.owner) if rule.owner is not Owner.ATTENDED else _attended(ids, None if again else rule)
        )
        # Marks and parts of erased people stay, nameless; they owe nothing.
        there = which.subquery()
        known = select(there).join(Person, Person.id == there.c.person_id).where(Person.erased_at.is_(None))
        if apart := levels_known.apart(rule):
            known = known.where(or_(Person.unit_id.is_(None), Person.unit_id.not_in(apart)))
        known = known if again or rule.owner is not Owner.ATTENDED else known.limit(PEOPLE_AT_ONCE)
        grouped = _grouped((await db.execute(known)).all())
        found |= {(rule.id, meeting): people for meeting, people in grouped.items()}
    return found


def _of_use(rule: DutyRule, meeting: Meeting, now: datetime) -> bool:
    """Say whether a duty that is opened now can still be done."""
    return Wanted(rule, "person_id", 0, "", _planned(rule, meeting), meeting).of_use(now)


def _playing(ids: set[int], owner: Owner) -> Select[int, int]:
    """Select who was asked to play a part and has not answered, or who films, each by meeting."""
    parts = select(Part.meeting_id, Part.person_id).distinct().where(Part.meeting_id.in_(ids))
    if owner is Owner.ASKED:
        return parts.where(Part.assent == Assent.ASKED)
    return parts.where(Part.kind == PartKind.CAMERA, Part.assent == Assent.ACCEPTED)


def _attended(ids: set[int], rule: DutyRule | None) -> Select[int, int | None]:
    """Select who came, by meeting; with a rule without those who have its duty already."""
    there = attendance.came_to(Meeting.id.in_(ids))
    if rule is None:
        return there
    there_and = there.subquery()
    mine = (Duty.meeting_id == there_and.c.meeting_id, Duty.person_id == there_and.c.person_id)
    return select(there_and).where(~exists().where(*mine, Duty.rule_id == rule.id))


_HELD = (
    select(Round, Cluster)
    .join(Meeting, Meeting.round_id == Round.id)
    .join(Cluster, Cluster.id == Meeting.cluster_id)
    .where(concerned.published(), Meeting.state == MeetingState.SETTLED)
    .where(Round.month.between(bindparam("since"), bindparam("until")))
    .distinct()
)


async def _of_rounds(db: AsyncSession, rules: Sequence[DutyRule], today: date, known: Levels) -> list[Wanted]:
    counted = [rule for rule in rules if rule.anchor is Anchor.ROUND]
    if not counted:
        return []
    near = {"since": (today - MISSED_BY).replace(day=1) - A_DAY, "until": today}
    found = (await db.execute(_HELD, near)).unique().all()
    ended = [(one, cluster, last) for one, cluster in found if (last := next_month(one.month) - A_DAY) <= today]
    return [
        Wanted(rule, "cluster_id", cluster.id, cluster.school_year, last + A_DAY * rule.shift, round_id=one.id)
        for rule in counted
        for one, cluster, last in ended
        if _leads(rule, cluster, known) and last >= today - MISSED_BY
    ]
