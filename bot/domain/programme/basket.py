"""The basket of a meeting: which evidence is expected of it, what is there, and who is still to give what.

What is expected hangs on the stage: of a meeting that only prepares a lesson nobody has a video or observes pupils.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import (
    Appointment,
    Assent,
    Duty,
    DutyRule,
    DutyState,
    Evidence,
    EvidenceKind,
    Invitee,
    LessonFile,
    Meeting,
    MeetingState,
    Minutes,
    MinutesApproval,
    Part,
    PartKind,
    Person,
    Proof,
    Reflection,
    Stage,
    Viewpoint,
)
from bot.domain.organisation import terms
from bot.domain.organisation.people import Rights
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.programme import concerned
from bot.errors import Gone, NotAllowed
from bot.vietnamese import local, sort_key

FEWEST_PHOTOS = 3


class Item(StrEnum):
    """What is expected in the basket, in the order in which it is named."""

    LESSON_PLAN = "lesson_plan"
    PHOTOS = "photos"
    VIDEO = "video"
    ROLL = "roll"
    MINUTES = "minutes"
    OBSERVATION = "observation"
    """The plan of observation, or what observers have handed in."""


PREPARES = (Item.LESSON_PLAN, Item.PHOTOS, Item.ROLL, Item.MINUTES)
_WHOSE = {Item.LESSON_PLAN: PartKind.TEACH, Item.VIDEO: PartKind.CAMERA, Item.MINUTES: PartKind.SECRETARY}
"""Whose part it is to give a piece; the rest, and where nobody plays the part, is the lead's."""


@dataclass(frozen=True, slots=True)
class Owing:
    """Somebody who is to give a piece."""

    name: str
    unit_id: int | None


@dataclass(frozen=True, slots=True)
class ItemState:
    """One piece, whether it is there, and who is to give it."""

    piece: Item
    there: bool
    number: int
    """Of photos how many there are; else 0 or 1."""
    owing: Sequence[Owing]


@dataclass(frozen=True, slots=True)
class Basket:
    """What is expected of a meeting."""

    pieces: Sequence[ItemState]

    @property
    def there(self) -> int:
        """How many pieces are there."""
        return sum(1 for one in self.pieces if one.there)

    @property
    def missing(self) -> list[ItemState]:
        """What is not there."""
        return [one for one in self.pieces if not one.there]


def may_see(meeting: Meeting, rights: Rights) -> bool:
    """Say whether a basket is shown to somebody: its lead, an officer over it, and who heads a school."""
    return rights.may_lead(meeting.cluster_id) or bool(rights.principal_of)


async def board(
    db: AsyncSession, person: Person, rights: Rights, year: SchoolYear, now: datetime
) -> list[tuple[Meeting, Basket]]:
    """Return the baskets of a year's meetings that have begun, newest first: of what one leads, oversees or heads.

    A principal has those too at which only people of the school are expected. Raises NotAllowed for who runs nothing.
    """
    if not rights.runs_something:
        raise NotAllowed
    since, until = year.span.moments
    own = exists().where(Invitee.meeting_id == Meeting.id, Invitee.unit_id.in_(rights.principal_of))
    seen = or_(concerned.concerns(person, rights), own) if rights.principal_of else concerned.concerns(person, rights)
    held = (Meeting.state == MeetingState.SETTLED, Meeting.starts_at <= now)
    asked = select(Meeting).where(*held, Meeting.starts_at >= since, Meeting.starts_at < until, seen)
    found = (await db.scalars(asked.order_by(Meeting.starts_at.desc(), Meeting.id.desc()))).all()
    shown = [meeting for meeting in found if may_see(meeting, rights)]
    baskets = await of(db, shown)
    return [(meeting, baskets[meeting.id]) for meeting in shown]


async def concerns(db: AsyncSession, meeting: Meeting, person: Person, rights: Rights) -> bool:
    """Say whether files may be seen beside the basket; a principal whose people alone are expected sees the basket.

    Raises Gone for who sees neither.
    """
    try:
        await concerned.must_concern(db, meeting, person, rights)
    except Gone:
        own = (Invitee.meeting_id == meeting.id, Invitee.unit_id.in_(rights.principal_of))
        if await db.scalar(select(Invitee.id).where(*own).limit(1)) is None:
            raise
        return False
    return True


async def of(db: AsyncSession, meetings: Sequence[Meeting]) -> dict[int, Basket]:
    """Return the baskets of some meetings, in as many statements as of one."""
    ids = [meeting.id for meeting in meetings]
    numbers = await _numbers(db, meetings, ids)
    people, leads = await _people(db, meetings, ids)
    return {meeting.id: _basket(meeting, numbers, people, leads) for meeting in meetings}


def expected(meeting: Meeting) -> tuple[Item, ...]:
    """Return what is expected of a meeting; a lesson plan where it has a lesson or a stage."""
    if meeting.stage is Stage.PREPARE:
        return PREPARES
    of_a_lesson = meeting.lesson_id is not None or meeting.stage is not None
    return tuple(piece for piece in Item if of_a_lesson or piece is not Item.LESSON_PLAN)


Numbers = Mapping[Item, Mapping[int, int]]
People = Mapping[tuple[int, PartKind], Sequence[Owing]]


def _basket(meeting: Meeting, numbers: Numbers, people: People, leads: Mapping[int, Sequence[Owing]]) -> Basket:
    pieces = []
    for piece in expected(meeting):
        number = numbers[piece].get(meeting.id, 0)
        there = number >= (FEWEST_PHOTOS if piece is Item.PHOTOS else 1)
        part = _WHOSE.get(piece)
        owing = (people.get((meeting.id, part), ()) if part else ()) or leads.get(meeting.cluster_id, ())
        pieces.append(ItemState(piece, there, number, () if there else owing))
    return Basket(pieces)


async def _numbers(db: AsyncSession, meetings: Sequence[Meeting], ids: Sequence[int]) -> Numbers:
    kinds = select(Evidence.meeting_id, Evidence.kind, func.count()).where(Evidence.meeting_id.in_(ids))
    sent: dict[EvidenceKind, dict[int, int]] = {kind: {} for kind in EvidenceKind}
    for meeting, kind, number in await db.execute(kinds.group_by(Evidence.meeting_id, Evidence.kind)):
        sent[kind][meeting] = number
    videos = select(Duty.meeting_id).join(DutyRule).where(DutyRule.proof == Proof.VIDEO, Duty.state == DutyState.DONE)
    handed = {one: 1 for one in await db.scalars(videos.where(Duty.meeting_id.in_(ids))) if one}
    plans = set(await db.scalars(select(LessonFile.lesson_id).where(LessonFile.lesson_id.in_(_lessons(meetings)))))
    approved = select(Minutes.meeting_id).join(MinutesApproval, MinutesApproval.minutes_id == Minutes.id)
    observed = select(Reflection.meeting_id).where(
        Reflection.meeting_id.in_(ids),
        Reflection.viewpoint == Viewpoint.OBSERVER,
        Reflection.submitted_at.is_not(None),
    )
    seen = dict.fromkeys(await db.scalars(observed.distinct()), 1)
    return {
        Item.LESSON_PLAN: {one.id: 1 for one in meetings if one.lesson_id in plans},
        Item.PHOTOS: sent[EvidenceKind.PHOTO],
        Item.VIDEO: {**handed, **sent[EvidenceKind.LINK], **sent[EvidenceKind.VIDEO]},
        Item.ROLL: {one.id: 1 for one in meetings if one.roll_closed_at},
        Item.MINUTES: dict.fromkeys(await db.scalars(approved.where(Minutes.meeting_id.in_(ids))), 1),
        Item.OBSERVATION: {**seen, **sent[EvidenceKind.OBSERVATION]},
    }


def _lessons(meetings: Sequence[Meeting]) -> set[int]:
    return {meeting.lesson_id for meeting in meetings if meeting.lesson_id}


async def _people(
    db: AsyncSession, meetings: Sequence[Meeting], ids: Sequence[int]
) -> tuple[People, Mapping[int, Sequence[Owing]]]:
    """Return who plays the parts that give evidence, and who leads each cluster on the newest of the meetings' days."""
    accepted = (Part.assent == Assent.ACCEPTED, Part.kind.in_(_WHOSE.values()), Person.erased_at.is_(None))
    asked = select(Part.meeting_id, Part.kind, Person.name, Person.unit_id).join(Person, Person.id == Part.person_id)
    people: dict[tuple[int, PartKind], list[Owing]] = {}
    for meeting, kind, name, unit in await db.execute(asked.where(Part.meeting_id.in_(ids), *accepted)):
        people.setdefault((meeting, kind), []).append(Owing(name, unit))
    day = max((local(one.starts_at).date() for one in meetings if one.starts_at), default=None)
    leads: dict[int, list[Owing]] = {}
    if day:
        lead = terms.leading(day, Appointment.cluster_id.in_({one.cluster_id for one in meetings}))
        named = select(lead.c.cluster_id, Person.name, Person.unit_id).join(Person, Person.id == lead.c.person_id)
        for cluster, name, unit in await db.execute(named):
            leads.setdefault(cluster, []).append(Owing(name, unit))
    for found in (*people.values(), *leads.values()):
        found.sort(key=lambda one: sort_key(one.name))
    return people, leads
