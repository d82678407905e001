"""Whom a meeting concerns: the one home of the question, for one person as a condition and for all at once as pairs.

A meeting *expects* who holds a seat or has accepted a part. A *place* in it has also who waits for a seat, or was
asked for a part and has not said no. Its leads and the heads of its host *run* it. It *concerns* who runs it, who
plays a part, and the teachers of its cluster's schools on its day, in a subject group those of the subject.
"""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, CompoundSelect, Select, Subquery, exists, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.domain.models import (
    Appointment,
    Assent,
    Cluster,
    ClusterSchool,
    Meeting,
    Part,
    Person,
    Plan,
    PlanState,
    Round,
    Seat,
    SeatState,
)
from bot.domain.organisation import terms, tree
from bot.domain.organisation.people import Rights
from bot.errors import Gone

Subject = InstrumentedAttribute[str | None] | str | None

ALIVE = (Assent.ASKED, Assent.ACCEPTED)
"""What a part is while it is somebody's: asked for, or accepted."""


def published() -> ColumnElement[bool]:
    """Say which meetings stand in a published plan: drafts are for those who lead the cluster, and for officers."""
    return exists().where(Round.id == Meeting.round_id, Plan.id == Round.plan_id, Plan.state == PlanState.PUBLISHED)


def is_published(meeting: Meeting) -> bool:
    """Say whether everybody whom a meeting concerns may see it."""
    return meeting.round.plan.state is PlanState.PUBLISHED


def concerns(person: Person, rights: Rights) -> ColumnElement[bool]:
    """Say which meetings concern a person; all of them an officer. A draft only who leads its cluster.

    `rights` are those of today, as `pairs` has them for everybody.
    """
    if rights.officer:
        return Meeting.id.is_not(None)
    schools = {person.unit_id} | rights.principal_of
    # Who has changed schools keeps the meetings of the former one, as of the days they were there.
    at_school = or_(ClusterSchool.unit_id.in_(schools), ClusterSchool.unit_id.in_(tree.were_at(person.id)))
    near = exists().where(at_school, *_near(person.subject))
    plays = exists().where(Part.person_id == person.id, *_plays())
    hosts = Meeting.host_id.in_(rights.principal_of)
    return or_(published() & or_(near, hosts, plays), Meeting.cluster_id.in_(rights.leads))


def pairs(today: date, *which: ColumnElement[bool]) -> Subquery:
    """Select pairs of person and meeting (`person_id`, `meeting_id`), of some `Meeting`s: what `concerns` says of each.

    Officers, whom every meeting concerns, are not among them for that.
    """
    head, lead = terms.heading(today), terms.leading(today)
    near = select(Person.id.label("person_id"), Meeting.id.label("meeting_id")).where(*_near(Person.subject))
    left = near.where(tree.were_then(), Appointment.person_id == Person.id)
    found = (
        near.where(ClusterSchool.unit_id == Person.unit_id),
        near.where(ClusterSchool.unit_id == head.c.unit_id, Person.id == head.c.person_id),
        left.where(ClusterSchool.unit_id == Appointment.unit_id),
        select(head.c.person_id, Meeting.id).where(Meeting.host_id == head.c.unit_id),
        select(lead.c.person_id, Meeting.id).where(Meeting.cluster_id == lead.c.cluster_id),
        select(Part.person_id, Meeting.id).where(*_plays()),
    )
    return union(*(one.where(*which) for one in found)).subquery()


def _near(subject: Subject) -> tuple[ColumnElement[bool], ...]:
    """Say which `ClusterSchool` is of the `Meeting`'s cluster on its day, and that the subject is the right one."""
    cluster = (ClusterSchool.cluster_id == Meeting.cluster_id, Cluster.id == Meeting.cluster_id)
    return *cluster, tree.in_cluster_then(), _of_subject(subject)


def _of_subject(subject: Subject) -> ColumnElement[bool]:
    return or_(Cluster.subject.is_(None), Cluster.subject == subject)


def _plays() -> tuple[ColumnElement[bool], ...]:
    return Part.meeting_id == Meeting.id, Part.assent.in_(ALIVE)


async def must_concern(db: AsyncSession, meeting: Meeting, person: Person, rights: Rights) -> None:
    """Raise Gone unless a meeting concerns the person: of a guessed id nobody learns whether it exists."""
    if await db.scalar(select(Meeting.id).where(Meeting.id == meeting.id, concerns(person, rights))) is None:
        raise Gone


def teachers(today: date) -> Subquery:
    """Select pairs of person and cluster (`person_id`, `cluster_id`): of its schools on a day, and of its subject."""
    both = select(Person.id.label("person_id"), Cluster.id.label("cluster_id"))
    at_school = both.join(ClusterSchool, ClusterSchool.unit_id == Person.unit_id)
    in_cluster = at_school.join(Cluster, Cluster.id == ClusterSchool.cluster_id)
    return in_cluster.where(terms.holds(ClusterSchool, today), _of_subject(Person.subject)).subquery()


def of_cluster(cluster_id: int, today: date) -> ColumnElement[bool]:
    """Say which `Person`s what is said to a cluster is for: its teachers and who leads it, on a day."""
    near, lead = teachers(today), terms.leading(today, Appointment.cluster_id == cluster_id)
    here = select(near.c.person_id).where(near.c.cluster_id == cluster_id)
    known = Person.erased_at.is_(None) & (Person.name != "")
    return known & or_(Person.id.in_(here), Person.id.in_(select(lead.c.person_id)))


async def running(
    db: AsyncSession, cluster_id: int, hosts: Collection[int], today: date, *, but: int | None = None
) -> set[int]:
    """Return who leads a cluster, without the lead `but`, and who heads these schools, on a day."""
    leads = {*await terms.leaders(db, cluster_id, today)} - {but or 0}
    return leads | {*await terms.principals(db, hosts, today)}


def with_a_seat(meeting_id: int) -> Select[int]:
    """Select who holds a seat at a meeting."""
    return select(Seat.person_id).where(Seat.meeting_id == meeting_id, Seat.state == SeatState.HELD)


def with_a_part(meeting_id: int) -> Select[int]:
    """Select who has accepted a part in a meeting: they are expected without a seat."""
    return select(Part.person_id).where(Part.meeting_id == meeting_id, Part.assent == Assent.ACCEPTED)


def expected(meeting_id: int) -> CompoundSelect[int]:
    """Select who is expected at a meeting."""
    return union(with_a_seat(meeting_id), with_a_part(meeting_id))


async def places(db: AsyncSession, meetings: Collection[int]) -> dict[tuple[int, int], frozenset[str]]:
    """Return by meeting and person who has a place: the state of a seat, the assent to a part."""
    states = (SeatState.HELD, SeatState.OFFERED, SeatState.WAITING)
    seated = select(Seat.meeting_id, Seat.person_id, Seat.state).where(Seat.state.in_(states))
    nominated = select(Part.meeting_id, Part.person_id, Part.assent).where(Part.assent.in_(ALIVE))
    found: dict[tuple[int, int], frozenset[str]] = {}
    for asked in (seated.where(Seat.meeting_id.in_(meetings)), nominated.where(Part.meeting_id.in_(meetings))):
        for meeting, person, state in await db.execute(asked):
            found[meeting, person] = found.get((meeting, person), frozenset()) | {str(state)}
    return found


async def with_a_place(db: AsyncSession, meeting_id: int) -> set[int]:
    """Return who has a place in a meeting."""
    return {person for _, person in await places(db, [meeting_id])}
