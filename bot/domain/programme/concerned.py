"""Whom a meeting concerns: the one home of the question, for one person as a condition and for all at once as pairs.

A meeting *concerns* the teachers and heads of its cluster's schools on its day, in a subject group those of the
subject, who plays a part, and who *runs* it: its leads, and the heads of its host. Of them it *expects* all, or those
that its lead narrowed it to; `programme.invitees` writes down who that is. A *place* in it has who has not said no.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.domain.models import (
    Appointment,
    Assent,
    ChosenSchool,
    Cluster,
    ClusterSchool,
    Coming,
    Expects,
    Invitee,
    LongLeave,
    Meeting,
    Part,
    Person,
    Plan,
    PlanState,
    RosterEntry,
    Round,
    Why,
)
from bot.domain.organisation import terms, tree
from bot.domain.organisation.people import Rights
from bot.errors import Gone
from bot.plain import Plain

Word = InstrumentedAttribute[str | None] | BindParameter[str | None] | str | None

ALIVE = (Assent.ASKED, Assent.ACCEPTED)
"""What a part is while it is somebody's: asked for, or accepted."""


SILENT = "silent"
"""The place of somebody invited who has not answered."""


def published() -> ColumnElement[bool]:
    """Say which meetings stand in a published plan: drafts are for those who lead the cluster, and for officers."""
    return exists().where(Round.id == Meeting.round_id, Plan.id == Round.plan_id, Plan.state == PlanState.PUBLISHED)


def is_published(meeting: Meeting) -> bool:
    """Say whether everybody whom a meeting concerns may see it."""
    return meeting.round.plan.state is PlanState.PUBLISHED


def concerns(person: Person, rights: Rights) -> ColumnElement[bool]:
    """Say which meetings concern a person; all of them an officer over everything. A draft only who leads its cluster.

    `rights` are those of today, as `pairs` has them for everybody.
    """
    return Meeting.id.is_not(None) if rights.sees_all else _concerns(**whom(person, rights))


def whom(person: Person, rights: Rights) -> dict[str, Any]:
    """Return the parameters of `CONCERNS`."""
    schools = [*{person.unit_id, *rights.principal_of} - {None}]
    kind = {"subject": person.subject, "level": person.level}
    runs = {"heads": [*rights.principal_of], "leads": [*(rights.leads | rights.clusters)], "overseen": [*rights.units]}
    return kind | runs | {"who": person.id, "schools": schools}


def _concerns(
    *, who: Any, schools: Any, heads: Any, leads: Any, overseen: Any, subject: Word, level: Word
) -> ColumnElement[bool]:
    # Who has changed schools keeps the meetings of the former one, as of the days they were there.
    at_school = or_(ClusterSchool.unit_id.in_(schools), ClusterSchool.unit_id.in_(tree.were_at(who)))
    near = exists().where(at_school, *_near(subject, level))
    plays = exists().where(Part.person_id == who, *_plays())
    # An officer sees the own schools in whatever cluster they are: also in one of another office.
    theirs = (ClusterSchool.cluster_id == Meeting.cluster_id, ClusterSchool.unit_id.in_(overseen))
    seen = or_(exists().where(*theirs, tree.in_cluster_then()), Meeting.host_id.in_(overseen))
    return or_(published() & or_(near, Meeting.host_id.in_(heads), plays, seen), Meeting.cluster_id.in_(leads))


def expecting(today: terms.Day, *which: ColumnElement[bool]) -> Subquery:
    """Select whom some `Meeting`s expect (`person_id`, `meeting_id`, `why`), everybody once.

    A meeting that was narrowed still expects who leads it, and who has accepted a part; whoever is on long leave on its
    day is expected for a part only.
    """
    head, lead = terms.heading(today), terms.leading(today)
    person, meeting = Person.id.label("person_id"), Meeting.id.label("meeting_id")
    here = ~_on_leave(LongLeave.person_id == Person.id)
    near = select(person, meeting, _why().label("why")).where(*_near(Person.subject, Person.level), _wanted(), here)
    left = exists().where(tree.were_then(), Appointment.person_id == Person.id)
    found = (
        near.where(ClusterSchool.unit_id == Person.unit_id, ~left),
        near.where(tree.were_then(), Appointment.person_id == Person.id, ClusterSchool.unit_id == Appointment.unit_id),
        near.where(ClusterSchool.unit_id == head.c.unit_id, Person.id == head.c.person_id),
        select(lead.c.person_id, Meeting.id, _word(Why.CONCERNED)).where(
            Meeting.cluster_id == lead.c.cluster_id, ~_on_leave(LongLeave.person_id == lead.c.person_id)
        ),
        select(Part.person_id, Meeting.id, _word(Why.PART)).where(*_plays(Assent.ACCEPTED)),
    )
    every = union(*(one.where(*which) for one in found)).subquery()
    known = select(every.c.person_id, every.c.meeting_id, func.min(every.c.why).label("why"))
    known = known.join(Person, Person.id == every.c.person_id).where(Person.erased_at.is_(None), Person.name != "")
    # Of two reasons the alphabet's first stands: who is concerned and plays a part is not there for the part.
    return known.group_by(every.c.person_id, every.c.meeting_id).subquery()


def expecting_by_list(*which: ColumnElement[bool]) -> Subquery:
    """Select whom some `Meeting`s expect of the schools' lists (`roster_entry_id`, `meeting_id`, `unit_id`, `why`).

    Who has joined is not among them: `expecting` has them.
    """
    entry, meeting = RosterEntry.id.label("roster_entry_id"), Meeting.id.label("meeting_id")
    listed = select(entry, meeting, RosterEntry.unit_id, _why().label("why"))
    missing = (RosterEntry.person_id.is_(None), RosterEntry.gone_on.is_(None))
    here = (*missing, ClusterSchool.unit_id == RosterEntry.unit_id)
    near = (*_near(RosterEntry.subject, RosterEntry.level), ~_on_leave(LongLeave.roster_entry_id == RosterEntry.id))
    return listed.where(*near, _wanted(), *here, *which).distinct().subquery()


def _on_leave(whose: ColumnElement[bool]) -> ColumnElement[bool]:
    """Say whether a `LongLeave` holds on the day of the `Meeting`."""
    day = tree.day_of_meeting()
    return exists().where(whose, LongLeave.first_day <= day, LongLeave.last_day >= day)


def is_on_leave(person: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Say whether a person is on long leave on the day of the `Meeting`."""
    return _on_leave(LongLeave.person_id == person)


def _word(why: Why) -> ColumnElement[Why]:
    return literal(why, Invitee.__table__.c.why.type)


def _why() -> ColumnElement[Why]:
    return case((Meeting.expects == Expects.SCHOOLS, _word(Why.CHOSEN)), else_=_word(Why.CONCERNED))


def _wanted() -> ColumnElement[bool]:
    """Say whether a `Meeting` expects everybody of the `ClusterSchool`, both of the query around."""
    chosen = exists().where(ChosenSchool.meeting_id == Meeting.id, ChosenSchool.unit_id == ClusterSchool.unit_id)
    return or_(Meeting.expects == Expects.EVERYBODY, (Meeting.expects == Expects.SCHOOLS) & chosen)


def pairs(today: date, *which: ColumnElement[bool]) -> Subquery:
    """Select pairs of person and meeting (`person_id`, `meeting_id`), of some `Meeting`s: what `concerns` says of each.

    Officers, whom every meeting concerns, are not among them for that.
    """
    head, lead = terms.heading(today), terms.leading(today)
    near = select(Person.id.label("person_id"), Meeting.id.label("meeting_id")).where(
        *_near(Person.subject, Person.level)
    )
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


def _near(subject: Word, level: Word) -> tuple[ColumnElement[bool], ...]:
    """Say which `ClusterSchool` is of the `Meeting`'s cluster on its day, and that subject and level are right."""
    cluster = (ClusterSchool.cluster_id == Meeting.cluster_id, Cluster.id == Meeting.cluster_id)
    return *cluster, tree.in_cluster_then(), _fits(subject, level)


def _fits(subject: Word, level: Word) -> ColumnElement[bool]:
    """Say whether a `Cluster` is for people of a subject and level; whose level nobody has said fits any."""
    of_level = true() if level is None else or_(Cluster.level.is_(None), Cluster.level == level)
    if isinstance(level, InstrumentedAttribute | BindParameter):
        of_level = or_(of_level, level.is_(None))
    return or_(Cluster.subject.is_(None), Cluster.subject == subject) & of_level


def _plays(*assent: Assent) -> tuple[ColumnElement[bool], ...]:
    return Part.meeting_id == Meeting.id, Part.assent.in_(assent or ALIVE)


CONCERNS = _concerns(
    who=bindparam("who", type_=Integer),
    subject=bindparam("subject", type_=String),
    level=bindparam("level", type_=String),
    **{name: bindparam(name, expanding=True) for name in ("schools", "heads", "leads", "overseen")},
)
"""What `concerns` says, of whom `whom` names as parameters: what is asked at each message is built once."""


_CONCERNED = Plain(select(Meeting.id).where(Meeting.id == bindparam("meeting_id"), CONCERNS))


async def must_concern(db: AsyncSession, meeting: Meeting, person: Person, rights: Rights) -> None:
    """Raise Gone unless a meeting concerns the person: of a guessed id nobody learns whether it exists."""
    if rights.sees_all:
        return
    if not await _CONCERNED.rows(db, **whom(person, rights), meeting_id=meeting.id):
        raise Gone


def teachers(today: date) -> Subquery:
    """Select pairs of person and cluster (`person_id`, `cluster_id`): of its schools on a day, and of its subject."""
    both = select(Person.id.label("person_id"), Cluster.id.label("cluster_id"))
    at_school = both.join(ClusterSchool, ClusterSchool.unit_id == Person.unit_id)
    in_cluster = at_school.join(Cluster, Cluster.id == ClusterSchool.cluster_id)
    return in_cluster.where(terms.holds(ClusterSchool, today), _fits(Person.subject, Person.level)).subquery()


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


def with_a_part(meeting_id: int) -> Select[int]:
    """Select who has accepted a part in a meeting: they are expected without a seat."""
    return select(Part.person_id).where(Part.meeting_id == meeting_id, Part.assent == Assent.ACCEPTED)


async def places(db: AsyncSession, meetings: Collection[int] | Select[int]) -> dict[tuple[int, int], frozenset[str]]:
    """Return by meeting and person who has a place: the answer of who is expected, the assent to a part.

    Who was invited and has not answered has one as well; who said no has none any more.
    """
    told = select(
        Invitee.meeting_id, func.coalesce(Invitee.person_id, 0), func.coalesce(cast(Invitee.answer, String), SILENT)
    )
    silent = Invitee.answer.is_(None) & Invitee.invited_at.is_not(None)
    told = told.where(Invitee.person_id.is_not(None), or_(Invitee.answer.in_((Coming.YES, Coming.WAITING)), silent))
    nominated = select(Part.meeting_id, Part.person_id, Part.assent).where(Part.assent.in_(ALIVE))
    found: dict[tuple[int, int], frozenset[str]] = {}
    for asked in (told.where(Invitee.meeting_id.in_(meetings)), nominated.where(Part.meeting_id.in_(meetings))):
        for meeting, person, state in await db.execute(asked):
            found[meeting, person] = found.get((meeting, person), frozenset()) | {str(state)}
    return found


async def with_a_place(db: AsyncSession, meeting_id: int) -> set[int]:
    """Return who has a place in a meeting."""
    return {person for _, person in await places(db, [meeting_id])}
