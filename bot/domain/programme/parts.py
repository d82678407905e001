"""Parts in a meeting: who is asked to teach, chair, write, film, observe; what they said; handing a part over.

Whoever plays a part needs no seat and takes none from others. A part that is handed over stays with the former
person until the new one says yes; then the former line remains as history.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import existing, lock
from bot.domain.calendar import quiet
from bot.domain.models import (
    Appointment,
    Assent,
    Coming,
    Invitee,
    Meeting,
    MeetingState,
    Outbox,
    OutboxState,
    Part,
    PartKind,
    Person,
    Purpose,
    Role,
    Seat,
    SeatState,
    Topic,
    Unit,
    Why,
)
from bot.domain.organisation import called, terms, tree
from bot.domain.organisation.people import Rights
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import PartNews
from bot.domain.programme import concerned, invitees, meetings, seats
from bot.domain.programme.concerned import ALIVE
from bot.entities import Entities
from bot.errors import N_, Gone, Refusal
from bot.vietnamese import fold, local, sort_key

SHARED = frozenset({PartKind.CORE, PartKind.GUEST})
"""Parts that many play at once: a lead who plays one and asks somebody else gives nothing away."""
USEFUL_FOR = timedelta(days=14)

OUTSIDE = N_(
    "{name} is not of a school of this cluster, so this part cannot be given there. Guests may be of any school."
)
PARTS_LATER = N_("The plan of this meeting is not published yet. Parts can be given afterwards.")
SOMEBODY_ELSES = N_("This part is not yours any more.")
SAID_NO = N_("You said no to this part. Please tell the lead if you can play it after all.")


@dataclass(frozen=True, slots=True)
class GivenPart:
    """One part and who has it or was asked."""

    id: int
    kind: PartKind
    assent: Assent
    person_id: int
    name: str
    school: str


async def given(db: AsyncSession, found: Sequence[int]) -> dict[int, list[GivenPart]]:
    """Return the parts of several meetings with their people, but for what was handed over; in the order of kinds."""
    asked = (
        select(Part, Person.name, Unit.name)
        .join(Person, Person.id == Part.person_id)
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .where(Part.meeting_id.in_(found), Part.assent != Assent.HANDED_OVER, Person.erased_at.is_(None))
    )
    by_meeting: dict[int, list[GivenPart]] = {number: [] for number in found}
    for part, name, school in await db.execute(asked):
        named = GivenPart(part.id, part.kind, part.assent, part.person_id, name, school or "")
        by_meeting[part.meeting_id].append(named)
    order = list(PartKind)
    for parts in by_meeting.values():
        parts.sort(key=lambda part: (order.index(part.kind), part.assent is Assent.DECLINED, sort_key(part.name)))
    return by_meeting


_MINE = Entities(
    select(Part)
    .where(Part.meeting_id == bindparam("meeting_id"), Part.person_id == bindparam("person_id"))
    .where(Part.assent.in_(ALIVE))
    .order_by(Part.id)
)


async def mine(db: AsyncSession, meeting_id: int, person_id: int) -> Sequence[Part]:
    """Return a person's parts in a meeting, asked or accepted."""
    return await _MINE.all(db, meeting_id=meeting_id, person_id=person_id)


async def own(db: AsyncSession, part_id: int, person: Person) -> Part:
    """Return one's own part. Raises Gone for somebody else's, Refusal where it is asked of them no more."""
    part = await db.get(Part, part_id)
    if part is None or part.person_id != person.id:
        raise Gone
    if part.assent not in ALIVE:
        raise Refusal(SOMEBODY_ELSES)
    return part


async def plays(db: AsyncSession, meeting_id: int, person_id: int, *kinds: PartKind) -> bool:
    """Say whether a person has accepted a part in a meeting: any, or one of these."""
    wanted = kinds or tuple(PartKind)
    return any(part.assent is Assent.ACCEPTED and part.kind in wanted for part in await mine(db, meeting_id, person_id))


def _circle(meeting: Meeting, kind: PartKind, today: date) -> ColumnElement[bool]:
    """Say who may be asked: the cluster's teachers; a core teacher of any school observes; a guest is anybody."""
    known = Person.erased_at.is_(None) & (Person.name != "")
    if kind is PartKind.GUEST:
        return known
    near = Person.unit_id.in_(tree.schools_of(meeting.cluster_id, today))
    if kind is not PartKind.CORE:
        return known & near
    cores = select(Appointment.person_id).where(Appointment.role == Role.CORE, terms.holds(Appointment, today))
    return known & or_(near, Person.id.in_(cores))


async def schools(db: AsyncSession, meeting: Meeting, kind: PartKind, today: date) -> Sequence[Unit]:
    """Return the schools whose people may be asked, the host first, then by name."""
    circle = select(Person.unit_id).where(_circle(meeting, kind, today))
    found = (await db.scalars(select(Unit).where(Unit.id.in_(circle)).order_by(Unit.folded))).all()
    return sorted(found, key=lambda unit: unit.id != meeting.host_id)


async def of_school(db: AsyncSession, meeting: Meeting, kind: PartKind, unit_id: int, today: date) -> list[Person]:
    """Return the people of a school who may be asked, as Vietnamese lists are sorted."""
    return await _sorted(db, select(Person).where(_circle(meeting, kind, today), Person.unit_id == unit_id))


async def search(db: AsyncSession, meeting: Meeting, kind: PartKind, typed: str, today: date) -> list[Person]:
    """Return who may be asked and has all typed words in the name; who is called exactly so comes alone.

    Where nobody has them, each name of a sentence is looked for, without what stands around it.
    """
    if found := await _having(db, meeting, kind, typed, today):
        return found
    several = [await _called(db, meeting, kind, said, today) for said in called.cut(typed.replace(",", " và "))]
    return [*dict.fromkeys(person for found in several for person in found)]


async def _called(db: AsyncSession, meeting: Meeting, kind: PartKind, said: str, today: date) -> list[Person]:
    for words in called.ways(said):
        if found := await _having(db, meeting, kind, " ".join(words), today):
            return found
    return []


async def _having(db: AsyncSession, meeting: Meeting, kind: PartKind, typed: str, today: date) -> list[Person]:
    words = fold(typed).split()
    # With `autoescape` a typed "%" or "_" is a letter and no wildcard.
    having = [Person.folded.contains(word, autoescape=True) for word in words]
    found = await _sorted(db, select(Person).where(_circle(meeting, kind, today), *having)) if words else []
    exact = [person for person in found if is_whole_name(person, typed)]
    # "An" is Ân before it is a part of Hạnh and Quàng.
    return exact or [person for person in found if {*words} <= {*person.folded.split()}] or found


def is_whole_name(person: Person, typed: str) -> bool:
    """Say whether what was typed is all of a person's name."""
    return person.folded == fold(typed)


async def _sorted(db: AsyncSession, asked: Select[Any]) -> list[Person]:
    return sorted(await db.scalars(asked), key=lambda person: sort_key(person.name))


async def ask(
    db: AsyncSession, meeting: Meeting, kind: PartKind, person_id: int, *, by: Person, rights: Rights, now: datetime
) -> Part:
    """Ask somebody to play a part; whoever asks themselves accepts at once. Idempotent while the answer is not no.

    Raises NotAllowed as `must_give` does, Gone for an unknown person, Refusal for one who may not play it and where
    the meeting is over or not published.
    """
    await lock(db, meeting)
    await must_give(db, meeting, kind, by, rights)
    if meetings.is_over(meeting, now):
        raise Refusal(meetings.OVER)
    if not concerned.is_published(meeting):
        raise Refusal(PARTS_LATER)
    person = await _who(db, meeting, kind, person_id, now)
    same = (Part.meeting_id == meeting.id, Part.person_id == person.id, Part.kind == kind)
    part = await db.scalar(select(Part).where(*same))
    if part and part.assent in ALIVE:
        return part
    part = part or Part(meeting_id=meeting.id, person_id=person.id, kind=kind)
    db.add(part)
    part.assent, part.asked_by_id, part.asked_at, part.answered_at = Assent.ASKED, by.id, now, None
    # The letter's topic is the part's id.
    await db.flush()
    if person.id == by.id:
        await _accept(db, part, meeting, person, now)
    else:
        await _tell(db, [person.id], part, meeting, now)
    return part


async def must_give(db: AsyncSession, meeting: Meeting, kind: PartKind, by: Person, rights: Rights) -> None:
    """Raise NotAllowed unless the person leads the meeting, or has this part, or was asked to, and may hand it over."""
    if not any(part.kind is kind for part in await mine(db, meeting.id, by.id)):
        rights.must_lead(meeting.cluster_id)


async def _who(db: AsyncSession, meeting: Meeting, kind: PartKind, person_id: int, now: datetime) -> Person:
    person = await db.get(Person, person_id)
    if person is None or person.erased_at:
        raise Gone
    inside = select(Person.id).where(Person.id == person_id, _circle(meeting, kind, local(now).date()))
    if await db.scalar(inside) is None:
        raise Refusal(OUTSIDE, name=person.name)
    return person


async def answer(
    db: AsyncSession, part_id: int, person: Person, *, accepts: bool, now: datetime
) -> tuple[Part, Meeting]:
    """Take somebody's yes or no to a part and tell who asked. Idempotent.

    A yes to a part that was handed over ends it for the former person. Raises Gone for somebody else's part, Refusal
    where it was taken back or declined before, and where the meeting is over.
    """
    part = await db.get(Part, part_id)
    if part is None or part.person_id != person.id:
        raise Gone
    meeting = await meetings.get(db, part.meeting_id)
    await lock(db, meeting)
    await lock(db, part)
    said = Assent.ACCEPTED if accepts else Assent.DECLINED
    if part.assent is said:
        return part, meeting
    if part.assent not in ALIVE:
        raise Refusal(SAID_NO if part.assent is Assent.DECLINED else SOMEBODY_ELSES)
    if meetings.is_over(meeting, now):
        raise Refusal(meetings.OVER)
    former = await _former(db, part, meeting, now)
    told = {part.asked_by_id, *(await _leaders(db, meeting, now) if former else ())} - {person.id}
    if accepts:
        await _accept(db, part, meeting, person, now)
        if former:
            await _end(db, former, now)
    else:
        part.assent, part.answered_at = Assent.DECLINED, now
        await _ask_anew(db, part)
    await _tell(db, told, part, meeting, now, news=said)
    return part, meeting


async def _accept(db: AsyncSession, part: Part, meeting: Meeting, person: Person, now: datetime) -> None:
    part.assent, part.answered_at = Assent.ACCEPTED, now
    await db.flush()
    # Who plays a part is expected without a seat: theirs goes to the waiting list.
    ahead = meeting.state is MeetingState.SETTLED and meeting.starts_at is not None and meeting.starts_at > now
    if ahead and await seats.seat_of(db, meeting.id, person.id):
        await seats.give_up(db, person, meeting, now)
    if ahead:
        await invitees.say(db, meeting.id, person, Coming.YES, now=now, why=Why.PART)


async def _former(db: AsyncSession, part: Part, meeting: Meeting, now: datetime) -> Part | None:
    """Return the part of who asked, where asking meant handing it over."""
    if part.kind in SHARED and part.asked_by_id in await _leaders(db, meeting, now):
        return None
    theirs = await mine(db, meeting.id, part.asked_by_id)
    return next((one for one in theirs if one.kind is part.kind and one.id != part.id), None)


async def _leaders(db: AsyncSession, meeting: Meeting, now: datetime) -> Sequence[int]:
    return await terms.leaders(db, meeting.cluster_id, local(now).date())


async def take_back(db: AsyncSession, part_id: int, rights: Rights, now: datetime) -> Meeting:
    """Let a lead take a part back and tell who had it, where they knew of it. Idempotent."""
    part = await existing(db, Part, part_id)
    meeting = await meetings.get(db, part.meeting_id)
    await lock(db, meeting)
    await lock(db, part)
    rights.must_lead(meeting.cluster_id)
    if part.assent in ALIVE:
        unread = await db.scalar(select(Outbox.id).where(*_of(part), Outbox.state == OutboxState.WAITING))
        await _end(db, part, now)
        # A question that has not left yet is void by now: who never read it is not told of its end.
        if unread is None and part.person_id != part.asked_by_id:
            await _tell(db, [part.person_id], part, meeting, now, news=Assent.HANDED_OVER)
    # A part that was declined is only cleared from the list.
    elif part.assent is Assent.DECLINED:
        part.assent = Assent.HANDED_OVER
    return meeting


async def _end(db: AsyncSession, part: Part, now: datetime) -> None:
    part.assent, part.answered_at = Assent.HANDED_OVER, now
    await db.flush()
    await _ask_anew(db, part)
    await outbox.void(db, *_of(part), now=now)


async def _ask_anew(db: AsyncSession, part: Part) -> None:
    """Let somebody who was expected for the sake of a part not have answered, unless another one or a seat says so."""
    await db.flush()
    theirs = (Invitee.meeting_id == part.meeting_id, Invitee.person_id == part.person_id)
    sits = exists().where(
        Seat.meeting_id == part.meeting_id, Seat.person_id == part.person_id, Seat.state == SeatState.HELD
    )
    plays = Invitee.person_id.in_(concerned.with_a_part(part.meeting_id))
    only_for_it = (*theirs, Invitee.answer == Coming.YES, ~sits, ~plays)
    silent = update(Invitee).where(*only_for_it).values(answer=None, answered_at=None, answered_by_id=None)
    await db.execute(silent.execution_options(synchronize_session=False))


def _of(part: Part) -> tuple[ColumnElement[bool], ...]:
    return Outbox.topic == Topic.part(part.id), Outbox.person_id == part.person_id


async def _tell(
    db: AsyncSession,
    told: Sequence[int] | set[int],
    part: Part,
    meeting: Meeting,
    now: datetime,
    *,
    news: Assent = Assent.ASKED,
) -> None:
    # The version numbers what was said about this part, so that asking again is a letter of its own.
    before = await db.scalar(select(func.count()).where(Outbox.topic == Topic.part(part.id))) or 0
    due, urgent = await quiet.leaves_about(db, meeting, now)
    not_after = meeting.starts_at if meeting.starts_at and meeting.starts_at > now else due + USEFUL_FOR
    await outbox.put(
        db,
        told,
        Purpose.ASK_PART,
        Topic.part(part.id),
        version=before,
        due_at=due,
        not_after=not_after,
        urgent=urgent,
        facts=PartNews(news),
    )
