"""What a school sends to a meeting: who of it is expected, by name and answer, and whom its principal sends (cử đi).

Whoever is sent is asked as everybody invited is, and says yes or no. Names that have not joined are sent as well; the
principal tells them. Nobody is sent who has said no.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.db import insert, lock
from bot.domain.calendar import quiet
from bot.domain.models import (
    ClusterSchool,
    Coming,
    Expects,
    Invitee,
    Meeting,
    Outbox,
    Person,
    Purpose,
    RosterEntry,
    Topic,
    Unit,
    Why,
)
from bot.domain.organisation import called, tree
from bot.domain.organisation.people import Rights
from bot.domain.outbox import outbox
from bot.domain.programme import invitees, seats
from bot.domain.programme.attendance import name_of_invitee
from bot.errors import N_, BadInput, Gone, NotAllowed, Refusal
from bot.vietnamese import sort_key

MOST_AT_ONCE = 30
MOST_DIGITS = 9
Column = InstrumentedAttribute[int | None]

SAID_NO = N_("{name} has said that they cannot come. Please choose somebody else, or talk to them first.")
SENT_ALREADY = N_("{name} is sent already.")
UNKNOWN_NAME = N_("Nobody of your school is called '{name}'. Please write names as the school's list has them.")
SEVERAL = N_("'{name}' may be {names}. Please write the full name.")
NOBODY_TYPED = N_("Please write whom you send, for example: Cà Văn Páo, Sùng A Dơ.")
NOT_WITHOUT_A_DAY = N_("This meeting has no day yet, so nobody can be sent. Its lead settles it first.")


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody of a school at a meeting."""

    invitee_id: int
    name: str
    joined: bool
    answer: Coming | None
    reason: str
    excused: bool | None
    sent: bool


@dataclass(frozen=True, slots=True)
class SchoolFigures:
    """How many of a school are expected at a meeting: `expected` is the sum of the four behind it."""

    unit_id: int | None
    name: str
    expected: int
    coming: int
    away: int
    silent: int
    not_joined: int
    sent: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom a principal may send; `who` is "p" or "r" with the id of a person or a name of the list."""

    who: str
    name: str
    joined: bool
    subject: str | None


def _counts() -> ColumnElement[bool]:
    return Invitee.why.not_in((Why.WALKED_IN, Why.GUEST))


async def of_school(db: AsyncSession, meeting: Meeting, unit_id: int) -> list[Expected]:
    """Return who of a school is expected, as Vietnamese lists are sorted."""
    asked = select(Invitee, name_of_invitee()).outerjoin(Person, Person.id == Invitee.person_id)
    asked = asked.outerjoin(RosterEntry, RosterEntry.id == Invitee.roster_entry_id)
    here = (Invitee.meeting_id == meeting.id, Invitee.unit_id == unit_id, _counts())
    found = [
        Expected(row.id, name, row.person_id is not None, row.answer, row.reason, row.excused, row.why is Why.SENT)
        for row, name in await db.execute(asked.where(*here))
    ]
    return sorted(found, key=lambda one: sort_key(one.name))


async def figures(db: AsyncSession, meeting: Meeting, unit_ids: Collection[int] | None = None) -> list[SchoolFigures]:
    """Return the figures of every school of a meeting, or of some, in one statement; schools without anybody too."""

    def number(*which: ColumnElement[bool]) -> ColumnElement[int]:
        met = which[0] if len(which) == 1 else which[0] & which[1]
        return func.coalesce(func.sum(case((met, 1), else_=0)), 0)

    there = (Invitee.unit_id == Unit.id) & (Invitee.meeting_id == meeting.id) & _counts()
    joined = Invitee.person_id.is_not(None)
    not_no = or_(Invitee.answer.is_(None), Invitee.answer != Coming.NO)
    day = meeting.on_day or meeting.month
    in_it = or_(Unit.id.in_(tree.schools_of(meeting.cluster_id, day)), Invitee.id.is_not(None))
    asked = (
        select(
            Unit.id,
            Unit.name,
            func.count(Invitee.id),
            number(Invitee.answer.in_((Coming.YES, Coming.WAITING))),
            number(Invitee.answer == Coming.NO),
            number(Invitee.answer.is_(None), joined),
            number(Invitee.answer.is_(None), Invitee.roster_entry_id.is_not(None)),
            number(Invitee.why == Why.SENT, not_no),
        )
        .outerjoin(Invitee, there)
        .where(in_it, *(() if unit_ids is None else (Unit.id.in_(unit_ids),)))
        .group_by(Unit.id, Unit.name, Unit.folded)
        .order_by(Unit.folded)
    )
    return [SchoolFigures(*row) for row in await db.execute(asked)]


async def must_send(db: AsyncSession, meeting: Meeting, unit_id: int, rights: Rights, now: datetime) -> None:
    """Hold a meeting to which a school sends people.

    Raises NotAllowed unless one heads the school, Gone where it is not of the cluster, Refusal unless the meeting lies
    ahead with its day.
    """
    rights.must_head(unit_id)
    await lock(db, meeting)
    day = meeting.on_day
    if day is None:
        raise Refusal(NOT_WITHOUT_A_DAY)
    seats.must_be_open(meeting, now)
    if (
        await db.scalar(tree.schools_of(meeting.cluster_id, day).where(ClusterSchool.unit_id == unit_id).limit(1))
        is None
    ):
        raise Gone


def may_see(meeting: Meeting, unit_id: int, rights: Rights) -> bool:
    """Say whether one may see the names of a school at a meeting: its head, the lead, an officer."""
    return rights.may_head(unit_id) or rights.may_lead(meeting.cluster_id)


async def candidates(db: AsyncSession, meeting: Meeting, unit_id: int) -> list[Candidate]:
    """Return who of a school can still be sent: neither sent already nor has said no."""
    out = (Invitee.meeting_id == meeting.id) & or_(Invitee.why == Why.SENT, Invitee.answer == Coming.NO)
    persons = select(Person.id, Person.name, Person.subject).where(
        Person.unit_id == unit_id,
        Person.erased_at.is_(None),
        Person.name != "",
        ~exists().where(out, Invitee.person_id == Person.id),
    )
    names = select(RosterEntry.id, RosterEntry.name, RosterEntry.subject).where(
        RosterEntry.unit_id == unit_id,
        RosterEntry.person_id.is_(None),
        RosterEntry.gone_on.is_(None),
        ~exists().where(out, Invitee.roster_entry_id == RosterEntry.id),
    )
    found = [Candidate(f"p{number}", name, True, subject) for number, name, subject in await db.execute(persons)]
    found += [Candidate(f"r{number}", name, False, subject) for number, name, subject in await db.execute(names)]
    return sorted(found, key=lambda one: (not one.joined, sort_key(one.name)))


async def read_names(db: AsyncSession, meeting: Meeting, unit_id: int, typed: str) -> list[Candidate]:
    """Return whom typed names mean ("cử cô Páo, thầy Dơ"). Raises BadInput where one is nobody, or may be several."""
    known = await candidates(db, meeting, unit_id)
    found: dict[str, Candidate] = {}
    for meant in called.read(typed, known, lambda one: one.name)[:MOST_AT_ONCE]:
        if not meant.found:
            await _must_be_new(db, meeting, unit_id, meant.said)
            raise BadInput(UNKNOWN_NAME, name=meant.said)
        if len(meant.found) > 1:
            raise BadInput(SEVERAL, name=meant.said, names=", ".join(one.name for one in meant.found))
        found[meant.found[0].who] = meant.found[0]
    if not found:
        raise BadInput(NOBODY_TYPED)
    return list(found.values())


async def _must_be_new(db: AsyncSession, meeting: Meeting, unit_id: int, name: str) -> None:
    """Raise Refusal where the one of the school who is called so is sent already, or has said no."""
    there = [one for one in await of_school(db, meeting, unit_id) if one.sent or one.answer is Coming.NO]
    for one in called.find(name, there, lambda one: one.name):
        raise BadInput(SAID_NO if one.answer is Coming.NO else SENT_ALREADY, name=one.name)


async def send(
    db: AsyncSession, meeting: Meeting, unit_id: int, who: Sequence[str], *, by: Person, rights: Rights, now: datetime
) -> list[str]:
    """Send people of a school to a meeting and return the names of those who are new. Idempotent.

    Raises as `must_send` does, NotAllowed for somebody of another school or who is gone, Refusal for who said no.
    """
    await must_send(db, meeting, unit_id, rights, now)
    sent = [await _one(db, meeting, unit_id, one) for one in who[:MOST_AT_ONCE]]
    new = []
    for column, number, name in sent:
        same = (Invitee.meeting_id == meeting.id, column == number)
        row = await db.scalar(select(Invitee).where(*same).execution_options(populate_existing=True))
        if row is not None and row.answer is Coming.NO:
            raise Refusal(SAID_NO, name=name)
        if row is not None and row.why is Why.SENT:
            continue
        if row is None:
            who_it_is = {"meeting_id": meeting.id, column.key: number, "unit_id": unit_id, "why": Why.SENT}
            await db.execute(insert(db, Invitee).values(who_it_is).on_conflict_do_nothing())
        as_sent = update(Invitee).where(*same).values(why=Why.SENT, asked_by_id=by.id, unit_id=unit_id)
        await db.execute(as_sent.execution_options(synchronize_session=False))
        new.append(name)
    await _ask(db, meeting, [number for column, number, _ in sent if column is Invitee.person_id], by, now)
    return new


async def _one(db: AsyncSession, meeting: Meeting, unit_id: int, who: str) -> tuple[Column, int, str]:
    kind, number = who[:1], who[1:]
    if kind not in {"p", "r"} or not number.isdecimal() or len(number) > MOST_DIGITS:
        raise Gone
    if kind == "p":
        person = await db.get(Person, int(number))
        if person is None or person.erased_at or person.unit_id != unit_id:
            raise NotAllowed
        return Invitee.person_id, person.id, person.name
    entry = await db.get(RosterEntry, int(number))
    if entry is None or entry.unit_id != unit_id:
        raise NotAllowed
    # Whoever has joined since the list was shown is sent as the person they are.
    if entry.person_id:
        return await _one(db, meeting, unit_id, f"p{entry.person_id}")
    return Invitee.roster_entry_id, entry.id, entry.name


async def _ask(db: AsyncSession, meeting: Meeting, persons: Sequence[int], by: Person, now: datetime) -> None:
    """Ask those who have not answered, but for who sends themselves: that is a yes."""
    if by.id in persons:
        await invitees.say(db, meeting.id, by, Coming.YES, now=now)
    unasked = invitees.answering(meeting.id, None).where(Invitee.person_id.in_(persons), Invitee.why == Why.SENT)
    about = (Outbox.topic == Topic.meeting(meeting.id), Outbox.purpose == Purpose.SENT)
    known = select(Outbox.person_id).where(*about, Outbox.version == meeting.version)
    due, urgent = await quiet.leaves_about(db, meeting, now)
    assert meeting.ahead_until
    await outbox.put_select(
        db,
        unasked.where(Invitee.person_id.not_in(known)),
        Purpose.SENT,
        Topic.meeting(meeting.id),
        version=meeting.version,
        due_at=due,
        not_after=meeting.ahead_until,
        urgent=urgent,
    )
    # This letter is their invitation.
    here = (Invitee.meeting_id == meeting.id, Invitee.person_id.in_(persons), Invitee.invited_at.is_(None))
    invited = update(Invitee).where(*here).values(invited_at=now)
    await db.execute(invited.execution_options(synchronize_session=False))


def missing(meeting: Meeting, figures_of: SchoolFigures) -> int:
    """Return how many a school still has to send, where the meeting asks for a number of each."""
    if meeting.expects is not Expects.NUMBERS or meeting.quota_number is None:
        return 0
    return max(0, meeting.quota_number - figures_of.sent)
