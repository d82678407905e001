"""What people ask in passing about meetings: which there are, who is coming, who is not, who came, who leads.

Each answer is read from the tables at the moment of the question, and shows no more than who asks may see.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, exists, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import (
    Announcement,
    Appointment,
    Cluster,
    Coming,
    Invitee,
    Meeting,
    MeetingState,
    Person,
    Presence,
    Reflection,
    Role,
    RosterEntry,
    Unit,
)
from bot.domain.organisation import terms
from bot.domain.organisation.people import Rights
from bot.domain.organisation.school_year import SchoolYear, Span
from bot.domain.programme import attendance, concerned, invitees, marks
from bot.domain.programme.marks import CAME
from bot.vietnamese import at, local, sort_key


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody by name and school."""

    person_id: int
    name: str
    school: str
    deputy: bool = False
    """Whether they lead as the deputy."""


async def of_year(db: AsyncSession, person: Person, rights: Rights, today: date) -> Sequence[Meeting]:
    """Return the meetings of this school year that concern a person and are not called off, in order."""
    year = SchoolYear.of(today)
    alive = (Meeting.state != MeetingState.CANCELLED, Meeting.month >= year.starts, Meeting.month <= year.ends)
    asked = select(Meeting).where(concerned.concerns(person, rights), *alive)
    order = (func.coalesce(Meeting.starts_at, at(year.ends, time.min)), Meeting.month, Meeting.id)
    return (await db.scalars(asked.order_by(*order))).all()


async def next_settled(db: AsyncSession, person: Person, rights: Rights, now: datetime) -> Meeting | None:
    """Return the first meeting that concerns a person, has its hour and is not over."""
    asked = select(Meeting).where(concerned.concerns(person, rights), Meeting.state == MeetingState.SETTLED)
    return await db.scalar(asked.where(Meeting.ends_at > now).order_by(Meeting.starts_at, Meeting.id).limit(1))


async def called_off(db: AsyncSession, person: Person, rights: Rights, now: datetime) -> list[Meeting]:
    """Return the meetings that a person leads, were called off and may still be brought back, soonest first."""
    asked = select(Meeting).where(concerned.concerns(person, rights), Meeting.state == MeetingState.CANCELLED)
    still = Meeting.starts_at.is_(None) | (Meeting.starts_at > now)
    this_year = Meeting.month >= SchoolYear.of(local(now).date()).starts
    found = await db.scalars(asked.where(still, this_year).order_by(Meeting.month, Meeting.starts_at, Meeting.id))
    return [meeting for meeting in found if rights.may_lead(meeting.cluster_id)]


def _moments(span: Span) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    since, until = span.moments
    return Meeting.starts_at >= since, Meeting.starts_at < until


async def coming(db: AsyncSession, meeting: Meeting, rights: Rights) -> list[Named]:
    """Return who has said that they come, as far as one may see it: a lead everybody, a principal the own school."""
    return await _named(db, Person.id.in_(invitees.coming(meeting.id)), _seen(meeting, rights))


async def number_coming(db: AsyncSession, meeting: Meeting) -> int:
    """Count who has said that they come to a meeting."""
    return await db.scalar(select(func.count()).select_from(invitees.coming(meeting.id).subquery())) or 0


async def silent(db: AsyncSession, meeting: Meeting, rights: Rights) -> list[Named]:
    """Return who is expected at a meeting and has not answered, as far as one may see it."""
    return await _named(db, Person.id.in_(invitees.answering(meeting.id, None)), _seen(meeting, rights))


async def absent(db: AsyncSession, meeting: Meeting, rights: Rights) -> list[tuple[Named, Presence | None]]:
    """Return who was expected at a meeting and did not come, as far as one may see it; None for who was not marked."""
    missed = or_(Invitee.presence.is_(None), Invitee.presence.not_in(CAME))
    there = (Invitee.meeting_id == meeting.id, Invitee.person_id.is_not(None), missed, marks.counts())
    away = dict((await db.execute(select(Invitee.person_id, Invitee.presence).where(*there))).all())
    found = await _named(db, Person.id.in_([*away]), _seen(meeting, rights))
    return [(one, away[one.person_id]) for one in found]


async def reflected(db: AsyncSession, meeting: Meeting, rights: Rights) -> tuple[int, list[Named]]:
    """Count who was at a meeting, as far as one may see it, and name who of them has handed in no reflection yet."""
    there = [*await attendance.came(db, meeting.id)]
    wrote = select(Reflection.person_id).where(
        Reflection.meeting_id == meeting.id, Reflection.submitted_at.is_not(None)
    )
    done = set(await db.scalars(wrote))
    people = await _named(db, Person.id.in_(there), _seen(meeting, rights))
    return len(people), [one for one in people if one.person_id not in done]


@dataclass(frozen=True, slots=True)
class HowTheyStand:
    """How somebody expected at a meeting stands to it."""

    invitee_id: int
    unit_id: int | None
    name: str
    school: str
    joined: bool
    answer: Coming | None
    reason: str
    excused: bool | None
    presence: Presence | None


async def stands(db: AsyncSession, meeting: Meeting, rights: Rights, *only: int) -> list[HowTheyStand]:
    """Return how everybody on a meeting's list stands to it, or `only` these of it, as far as one may see it.

    Raises NotAllowed for who may see no names there.
    """
    about = (Invitee.answer, Invitee.reason, Invitee.excused, Invitee.presence)
    asked = (
        select(Invitee.id, Invitee.unit_id, attendance.name_of_invitee(), func.coalesce(Unit.name, ""))
        .add_columns(Invitee.person_id.is_not(None), *about)
        .outerjoin(Person, Person.id == Invitee.person_id)
        .outerjoin(RosterEntry, RosterEntry.id == Invitee.roster_entry_id)
        .outerjoin(Unit, Unit.id == Invitee.unit_id)
        .where(Invitee.meeting_id == meeting.id)
    )
    if not rights.may_lead(meeting.cluster_id):
        rights.must_head_any()
        asked = asked.where(Invitee.unit_id.in_(rights.principal_of))
    found = [HowTheyStand(*row) for row in await db.execute(asked.where(Invitee.id.in_(only)) if only else asked)]
    return sorted(found, key=lambda one: (one.school, sort_key(one.name)))


def _seen(meeting: Meeting, rights: Rights) -> ColumnElement[bool]:
    """Say whose names one may see in lists of a meeting. Raises NotAllowed for who runs nothing there."""
    if rights.may_lead(meeting.cluster_id):
        return Person.id.is_not(None)
    rights.must_head_any()
    return Person.unit_id.in_(rights.principal_of)


def may_see_names(meeting: Meeting, rights: Rights) -> bool:
    """Say whether one may see names in lists of a meeting: those of all, or of the own school."""
    return rights.may_lead(meeting.cluster_id) or bool(rights.principal_of)


async def _named(db: AsyncSession, *which: ColumnElement[bool]) -> list[Named]:
    asked = select(Person.id, Person.name, Unit.name).outerjoin(Unit, Unit.id == Person.unit_id)
    known = (Person.erased_at.is_(None), Person.name != "")
    found = [
        Named(person, name, school or "") for person, name, school in await db.execute(asked.where(*known, *which))
    ]
    return sorted(found, key=lambda one: (one.school, sort_key(one.name)))


async def leads(db: AsyncSession, clusters: Collection[int], today: date) -> list[tuple[str, Named]]:
    """Return who leads some clusters today, each with what the cluster is called; of one its deputies come last."""
    of_these = Appointment.cluster_id.in_(clusters)
    leading = terms.leading(today, of_these)
    # By pairs, since a plan may name a school as deputy; who was appointed both lead and deputy is the lead.
    second = terms.leading(today, of_these, Appointment.role == Role.DEPUTY_LEAD)
    here = (Appointment.cluster_id == Cluster.id, Appointment.person_id == Person.id, terms.holds(Appointment, today))
    leads_too = exists().where(*here, Appointment.role.in_(terms.LEADING))
    deputy = exists().where(second.c.cluster_id == Cluster.id, second.c.person_id == Person.id) & ~leads_too
    asked = (
        select(Cluster, Person.id, Person.name, Unit.name, deputy)
        .join(leading, leading.c.cluster_id == Cluster.id)
        .join(Person, Person.id == leading.c.person_id)
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .where(Person.erased_at.is_(None), Person.name != "")
        .order_by(Cluster.subject.is_not(None), Cluster.id, deputy, Person.id)
    )
    found = await db.execute(asked)
    return [(cluster.called, Named(person, name, school or "", dep)) for cluster, person, name, school, dep in found]


async def clusters_of(db: AsyncSession, person: Person, today: date) -> Sequence[int]:
    """Return the clusters that a person belongs to as a teacher today."""
    near = concerned.teachers(today)
    return (await db.scalars(select(near.c.cluster_id).where(near.c.person_id == person.id))).all()


async def attended(db: AsyncSession, person: Person, span: Span) -> list[tuple[Meeting, Presence]]:
    """Return the meetings of some days at which a person was marked as having come, in order."""
    asked = select(Meeting, Invitee.presence).join(Invitee, Invitee.meeting_id == Meeting.id)
    came = (Invitee.person_id == person.id, Invitee.presence.in_(CAME))
    rows = await db.execute(asked.where(*came, *_moments(span)).order_by(Meeting.starts_at))
    return [(meeting, presence) for meeting, presence in rows if presence]


async def newest_reflection(db: AsyncSession, person: Person) -> int | None:
    """Return the meeting of the reflection that a person handed in last."""
    handed_in = select(Reflection.meeting_id).where(
        Reflection.person_id == person.id, Reflection.submitted_at.is_not(None)
    )
    return await db.scalar(handed_in.order_by(Reflection.submitted_at.desc()).limit(1))


async def without_meeting(db: AsyncSession, rights: Rights, span: Span, today: date) -> Sequence[str]:
    """Return the clusters of this school year that have held no meeting in some days so far.

    Raises NotAllowed unless one is an officer.
    """
    rights.must_oversee()
    mine = true() if rights.sees_all else Cluster.id.in_(rights.clusters)
    until = min(span.until, today)
    held = exists().where(
        Meeting.cluster_id == Cluster.id, Meeting.state == MeetingState.SETTLED, *_moments(Span(span.since, until))
    )
    asked = select(Cluster).where(Cluster.school_year == str(SchoolYear.of(today)), ~held, mine)
    asked = asked.where(terms.lasting(Cluster, today))
    found = await db.scalars(asked.order_by(Cluster.subject.is_not(None), Cluster.id))
    return [cluster.called for cluster in found]


async def newest_announcement(db: AsyncSession, person: Person) -> Announcement | None:
    """Return what a person announced last."""
    own = select(Announcement).where(Announcement.author_id == person.id)
    return await db.scalar(own.order_by(Announcement.id.desc()).limit(1))
