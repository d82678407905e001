"""What a summary says of those expected: how many answered, came, were late, were away, are not marked; and who.

Figures are counted by the database from an index of `Invitee`, in which the newest mark stands; so every one of them
recomputes from the log, and of every school and meeting expected is the sum of what marks say and of who has none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.models import (
    Cluster,
    ClusterSchool,
    Invitee,
    Meeting,
    MeetingState,
    Person,
    Presence,
    RosterEntry,
    Round,
    Unit,
)
from bot.domain.organisation import merging, tree
from bot.domain.organisation.people import Rights
from bot.domain.organisation.school_year import Span
from bot.domain.programme import marks
from bot.domain.programme.attendance import ERASED, name_of_invitee
from bot.errors import NotAllowed
from bot.vietnamese import reading_order, sort_key

KINDS = (*Presence, None)
"""What may stand with who is expected, in the order of summaries; None is for not marked."""
FEW = 20
"""Schools whose own meetings are looked up first."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How many people, by what the newest marks say."""

    present: int = 0
    late: int = 0
    excused: int = 0
    absent: int = 0
    unmarked: int = 0
    answered: int = 0

    @property
    def kinds(self) -> tuple[int, ...]:
        """The figures of `KINDS`."""
        return self.present, self.late, self.excused, self.absent, self.unmarked

    @property
    def expected(self) -> int:
        """All who are expected: what marks say of them, and who is not marked."""
        return sum(self.kinds)

    @property
    def here(self) -> int:
        """All who came, in time or late."""
        return self.present + self.late

    def __add__(self, other: Self) -> "Figures":
        return Figures(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Figures)))


NOBODY = Figures()


def _figures(presence: Presence | None, number: int, answered: int) -> Figures:
    return replace(NOBODY, **{presence.value if presence else "unmarked": number}, answered=answered)


@dataclass(frozen=True, slots=True)
class Which:
    """Which rows of those expected a summary counts: as far as somebody may see, of some days, a round or a meeting."""

    schools: tuple[int, ...] | None
    """Those whose people are seen at any meeting; None for all."""
    clusters: tuple[int, ...] = ()
    """Those at whose meetings everybody is seen."""
    span: Span | None = None
    round_id: int | None = None
    meeting_id: int | None = None
    only: int | None = None
    """One school of those that are seen."""

    def to_json(self) -> dict[str, Any]:
        """Return it as a paper's facts keep it."""
        span = [self.span.since.isoformat(), self.span.until.isoformat()] if self.span else None
        of = {"round": self.round_id, "meeting": self.meeting_id, "span": span, "only": self.only}
        return of | {"schools": None if self.schools is None else [*self.schools], "clusters": [*self.clusters]}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Which":
        """Read back what `to_json` gave."""
        span = Span(*(date.fromisoformat(day) for day in kept["span"])) if kept["span"] else None
        schools = None if kept["schools"] is None else tuple(kept["schools"])
        return cls(schools, tuple(kept["clusters"]), span, kept["round"], kept["meeting"], kept["only"])


async def seen_by(db: AsyncSession, rights: Rights, today: date, *, led: bool = False) -> Which:
    """Return what one may see: an officer all of the scope, a principal their school, a lead their clusters' meetings.

    A principal who leads as well sees their school, and with `led` the clusters. Raises NotAllowed for who may not.
    """
    if rights.sees_all:
        return Which(None)
    if rights.officer:
        schools, clusters = rights.units | rights.principal_of, rights.clusters | rights.leads
        return Which(tuple(sorted(await merging.with_merged(db, schools, today))), tuple(sorted(clusters)))
    if rights.principal_of and not led:
        return Which(tuple(sorted(await merging.with_merged(db, rights.principal_of, today))))
    if not rights.leads:
        raise NotAllowed
    return Which((), tuple(sorted(rights.leads)))


def summed(which: Which, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Say which `Meeting`s are summed up: settled ones, of days and rounds only what has begun."""
    settled = Meeting.state == MeetingState.SETTLED
    if which.meeting_id is not None:
        return settled, Meeting.id == which.meeting_id
    found = [settled, Meeting.starts_at <= now]
    if which.round_id is not None:
        found.append(Meeting.round_id == which.round_id)
    if which.span:
        since, until = which.span.moments
        found += [Meeting.starts_at >= since, Meeting.starts_at < until]
    return tuple(found)


def rows_of(which: Which, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Say which `Invitee`s are counted."""
    meetings = select(Meeting.id).where(*summed(which, now))
    if which.schools is not None and not which.clusters and len(which.schools) <= FEW:
        # A school is expected at few of all the meetings of a year: only those are looked up, which keeps its
        # figures as quick over a million marks as over few.
        theirs = aliased(Invitee)
        meetings = meetings.where(Meeting.id.in_(select(theirs.meeting_id).where(theirs.unit_id.in_(which.schools))))
    return marks.counts(), Invitee.meeting_id.in_(meetings), *_seen(which)


def _seen(which: Which) -> tuple[ColumnElement[bool], ...]:
    """Say which `Invitee`s somebody may see."""
    one = () if which.only is None else (Invitee.unit_id == which.only,)
    if which.schools is None:
        return one
    theirs = Invitee.unit_id.in_(which.schools)
    led = select(Meeting.id).where(Meeting.cluster_id.in_(which.clusters))
    return *one, or_(theirs, Invitee.meeting_id.in_(led)) if which.clusters else theirs


async def _sums(
    db: AsyncSession, which: Which, now: datetime, *by: Any, named: bool = False
) -> dict[tuple[Any, ...], Figures]:
    """Sum the figures up by some columns, in one statement; `named` where these are of `with_names`' tables."""
    asked = select(*by, Invitee.presence, func.count(), func.count(Invitee.answer)).where(*rows_of(which, now))
    sums: dict[tuple[Any, ...], Figures] = {}
    counted = (with_names(asked) if named else asked).group_by(*by, Invitee.presence)
    for *key, presence, number, answered in await db.execute(counted):
        sums[tuple(key)] = sums.get(tuple(key), NOBODY) + _figures(presence, number, answered)
    return sums


@dataclass(frozen=True, slots=True)
class OfSchool:
    """The figures of one school; of guests, who have none, the id is 0 and the name empty."""

    unit_id: int
    school: str
    figures: Figures


async def by_school(db: AsyncSession, which: Which, now: datetime) -> list[OfSchool]:
    """Return the figures school by school, in the order of a Vietnamese list; who sent nobody stands there with 0."""
    sums = {unit or 0: figures for (unit,), figures in (await _sums(db, which, now, Invitee.unit_id)).items()}
    units = select(Unit.id, Unit.name).where(or_(Unit.id.in_(sums), Unit.id.in_(_members(which, now))))
    names = dict((await db.execute(units)).all()) | ({0: ""} if 0 in sums else {})
    found = [OfSchool(unit, name, sums.get(unit, NOBODY)) for unit, name in names.items()]
    return sorted(found, key=lambda one: (not one.school, reading_order(one.school)))


def _members(which: Which, now: datetime) -> Select[int]:
    """Select the schools that were to send somebody: those of the meetings' clusters on their days."""
    of_cluster = (ClusterSchool.cluster_id == Meeting.cluster_id, tree.in_cluster_then())
    members = select(ClusterSchool.unit_id).join(Meeting, of_cluster[0]).where(of_cluster[1], *summed(which, now))
    if which.schools is not None:
        theirs = ClusterSchool.unit_id.in_(which.schools)
        members = members.where(or_(theirs, Meeting.cluster_id.in_(which.clusters)) if which.clusters else theirs)
    return members


def total(of: Sequence[OfSchool]) -> Figures:
    """Return the figures of all schools together."""
    return sum((one.figures for one in of), NOBODY)


@dataclass(frozen=True, slots=True)
class OfMeeting:
    """The figures of one meeting."""

    starts_at: datetime
    cluster: str
    host: str
    figures: Figures


async def by_meeting(db: AsyncSession, which: Which, now: datetime) -> list[OfMeeting]:
    """Return the figures meeting by meeting, the earliest first; one to which nobody was sent stands there with 0."""
    sums = {meeting: figures for (meeting,), figures in (await _sums(db, which, now, Invitee.meeting_id)).items()}
    about = select(Meeting.id, Meeting.starts_at, Cluster.name, Unit.name)
    about = about.join(Cluster, Cluster.id == Meeting.cluster_id).join(Unit, Unit.id == Meeting.host_id)
    theirs = or_(Meeting.id.in_(sums), _of_theirs(which))
    rows = await db.execute(about.where(*summed(which, now), theirs))
    found = [OfMeeting(at, cluster, host, sums.get(meeting, NOBODY)) for meeting, at, cluster, host in rows if at]
    return sorted(found, key=lambda one: (one.starts_at, reading_order(one.cluster)))


def _of_theirs(which: Which) -> ColumnElement[bool]:
    """Say which `Meeting`s are of the clusters, or the schools, that somebody may see."""
    if which.schools is None:
        return true()
    member = (ClusterSchool.cluster_id == Meeting.cluster_id, ClusterSchool.unit_id.in_(which.schools))
    return or_(Meeting.cluster_id.in_(which.clusters), exists().where(*member, tree.in_cluster_then()))


@dataclass(frozen=True, slots=True)
class Totals:
    """All that a summary counts."""

    schools: Sequence[OfSchool]
    meetings: Sequence[OfMeeting]
    not_closed: int = 0
    unexpected: int = 0
    """How many of those counted were not on the list."""

    @property
    def figures(self) -> Figures:
        """Those of everybody."""
        return total(self.schools)


async def not_closed(db: AsyncSession, which: Which, now: datetime) -> int:
    """Count the meetings whose roll call is not closed yet: their figures may still change."""
    still = (Meeting.roll_closed_at.is_(None), *summed(which, now))
    seen = exists().where(Invitee.meeting_id == Meeting.id, *_seen(which))
    narrowed = (seen,) if which.schools is not None else ()
    return await db.scalar(select(func.count()).select_from(Meeting).where(*still, *narrowed)) or 0


async def unexpected(db: AsyncSession, which: Which, now: datetime) -> int:
    """Count how many of those counted as expected were not: guests, and who walked in."""
    counted = (*rows_of(which, now), Invitee.why.in_(marks.UNEXPECTED))
    return await db.scalar(select(func.count()).select_from(Invitee).where(*counted)) or 0


@dataclass(frozen=True, slots=True)
class OfPerson:
    """The figures of one person, or of one name that has not joined."""

    name: str
    school: str
    figures: Figures


async def by_person(db: AsyncSession, which: Which, now: datetime) -> list[OfPerson]:
    """Return who was there and how often, by school and tên; nobody is ranked."""
    who = (Invitee.person_id, Invitee.roster_entry_id, name_of_invitee(), func.coalesce(Unit.name, ""))
    sums = await _sums(db, which, now, *who, named=True)
    found = [OfPerson(name, school, figures) for (*_ids, name, school), figures in sums.items()]
    return sorted(found, key=lambda one: by_name(one.school, one.name))


def by_name(school: str, name: str) -> tuple[Any, ...]:
    """Return the key by which people are sorted: by school, who has none last, then by tên."""
    return not school, reading_order(school), name == ERASED, sort_key(name)


def with_names(asked: Any) -> Any:
    """Return a statement with the tables that say who an `Invitee` is, and of which school."""
    asked = asked.select_from(Invitee).outerjoin(Person, Person.id == Invitee.person_id)
    asked = asked.outerjoin(RosterEntry, RosterEntry.id == Invitee.roster_entry_id)
    return asked.outerjoin(Unit, Unit.id == Invitee.unit_id)


async def meetings_seen(db: AsyncSession, which: Which, now: datetime, limit: int = 12) -> Sequence[Meeting]:
    """Return the meetings that have figures, newest first."""
    with_rows = select(Invitee.meeting_id).where(*rows_of(which, now))
    asked = select(Meeting).where(Meeting.id.in_(with_rows), *summed(which, now))
    return (await db.scalars(asked.order_by(Meeting.starts_at.desc()).limit(limit))).all()


async def rounds_seen(db: AsyncSession, which: Which, now: datetime) -> Sequence[Round]:
    """Return the rounds of which a meeting has begun, newest first."""
    begun = select(Meeting.round_id).where(*summed(which, now))
    if which.schools is not None:
        begun = begun.where(Meeting.id.in_(select(Invitee.meeting_id).where(*rows_of(which, now))))
    asked = select(Round).where(Round.id.in_(begun)).order_by(Round.month.desc(), Round.id)
    return (await db.scalars(asked.limit(12))).all()
