"""What a principal does about the own people: taking somebody off, long leave and its end. Whom it touches is told.

Who is taken off is expected nowhere from the school any more (the lists of meetings follow by themselves), and keeps
what they did while they were there.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import LockName, lock_name
from bot.domain.models import Appointment, LeaveKind, LongLeave, Person, Purpose, Role, RosterEntry, Topic
from bot.domain.organisation import own_people, terms, tree
from bot.domain.organisation.own_people import OwnPeople, OwnPerson
from bot.domain.organisation.people import Rights
from bot.domain.organisation.terms import A_DAY
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import MembershipNews
from bot.errors import N_, BadInput, Refusal
from bot.vietnamese import local

LONGEST_LEAVE = timedelta(days=2 * 366)
USEFUL_FOR = timedelta(days=14)
"""How long what somebody is told of their place is worth being told."""

YOURSELF = N_("This is you. Who leaves the school is taken off by the officer; your own data is in /toi.")
HEADS_IT = N_("{name} heads the school in this system. Please ask the officer to end that first.")
ENDS_BEFORE = N_("The leave cannot end before it begins. Please give a later last day.")
TOO_LONG = N_("A leave of more than two years is not kept. Please check the days, or take the person off the list.")
OVER = N_("The leave would have ended before today. Please check the days.")
NO_LEAVE = N_("{name} is not on leave. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class Head:
    """Who acts on a school's people, and when."""

    person: Person
    rights: Rights
    now: datetime

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return local(self.now).date()


async def _held(db: AsyncSession, head: Head, unit_id: int, key: str) -> tuple[OwnPeople, OwnPerson]:
    """Return somebody of a school, of whom nobody else decides meanwhile. Raises NotAllowed, or Gone for nobody."""
    head.rights.must_head(unit_id)
    await lock_name(db, LockName.ORGANISATION)
    found = await own_people.of_school(db, head.rights, unit_id, head.today)
    return found, found.one(key)


async def take_off(db: AsyncSession, head: Head, unit_id: int, key: str, *, ours: bool) -> str:
    """Take somebody off a school and return the name: who moved away, or with `ours` false who never was of it.

    Raises NotAllowed unless one heads the school or is an officer, Refusal for oneself and for who heads the school,
    Gone for who is not of it (any more).
    """
    _, one = await _held(db, head, unit_id, key)
    number = int(key[1:])
    if key.startswith("r"):
        await _off_the_list(db, RosterEntry.id == number, head.today)
        return one.name
    person = await db.get_one(Person, number)
    await take_person_off(db, head, person, unit_id, ours=ours)
    return one.name


async def take_person_off(db: AsyncSession, head: Head, person: Person, unit_id: int, *, ours: bool) -> None:
    """Take a person off a school, whose people nobody else decides about meanwhile. Raises as `take_off` does."""
    await _must_not_head(db, head, person, unit_id)
    theirs = (RosterEntry.person_id == person.id) & (RosterEntry.unit_id == unit_id)
    if ours:
        # They belong to it to the end of today: a meeting of this morning keeps the school.
        await tree.move_person(db, person, None, head.today + A_DAY)
        await _off_the_list(db, theirs, head.today)
    else:
        # The name of the list is somebody else's, who has not joined yet.
        await db.execute(update(RosterEntry).where(theirs).values(person_id=None))
        person.unit_id = None
        await tree.leave_behind(db, person.id, unit_id, head.today)
    await db.execute(delete(LongLeave).where(LongLeave.person_id == person.id, LongLeave.last_day >= head.today))
    await tell(db, [person.id], MembershipNews("moved" if ours else "not_ours", unit_id, head.person.id), head.now)


async def _off_the_list(db: AsyncSession, which: ColumnElement[bool], today: date) -> None:
    await db.execute(update(RosterEntry).where(which).values(gone_on=today))


async def _must_not_head(db: AsyncSession, head: Head, person: Person, unit_id: int) -> None:
    if person.id == head.person.id:
        raise Refusal(YOURSELF)
    heads = (Appointment.person_id == person.id, Appointment.role == Role.PRINCIPAL, Appointment.unit_id == unit_id)
    if await db.scalar(select(Appointment.id).where(*heads, terms.holds(Appointment, head.today)).limit(1)):
        raise Refusal(HEADS_IT, name=person.name)


async def tell(db: AsyncSession, people: Iterable[int], news: MembershipNews, now: datetime) -> None:
    """Tell people what became of somebody's place at a school."""
    await outbox.put(
        db,
        people,
        Purpose.MEMBERSHIP,
        Topic.membership(news.unit, news.who),
        # Each act is told of by itself.
        version=int(now.timestamp()),
        due_at=now,
        not_after=now + USEFUL_FOR,
        facts=news,
    )


def months_later(first: date, months: int) -> date:
    """Return the last day of so many months that begin on a day: 1/12 and six of them end on 31/5."""
    year, month = divmod(first.month - 1 + months, 12)
    last = calendar.monthrange(first.year + year, month + 1)[1]
    same = date(first.year + year, month + 1, min(first.day, last))
    return same if first.day > last else same - A_DAY


def check_leave(first: date, last: date, today: date) -> None:
    """Raise BadInput for days that are no leave: turned round, over already, or more than two years."""
    if last < first:
        raise BadInput(ENDS_BEFORE)
    if last - first > LONGEST_LEAVE:
        raise BadInput(TOO_LONG)
    if last < today:
        raise BadInput(OVER)


@dataclass(frozen=True, slots=True)
class NewLeave:
    """A leave that is to be: both days are part of it."""

    kind: LeaveKind
    first: date
    last: date


async def put_on_leave(db: AsyncSession, head: Head, unit_id: int, key: str, new: NewLeave) -> str:
    """Put somebody on leave and return the name; it replaces the leaves that it overlaps.

    Raises as `take_off` and `check_leave` do.
    """
    _, one = await _held(db, head, unit_id, key)
    check_leave(new.first, new.last, head.today)
    overlaps = (LongLeave.first_day <= new.last, LongLeave.last_day >= new.first)
    await db.execute(delete(LongLeave).where(_whose(key), *overlaps))
    number = int(key[1:])
    of_whom = {"person_id": number} if key.startswith("p") else {"roster_entry_id": number}
    days = {"first_day": new.first, "last_day": new.last}
    db.add(LongLeave(kind=new.kind, by_id=head.person.id, at=head.now, **days, **of_whom))
    if key.startswith("p") and number != head.person.id:
        news = MembershipNews("leave", unit_id, head.person.id, first=new.first, last=new.last)
        await tell(db, [number], news, head.now)
    return one.name


def _whose(key: str) -> ColumnElement[bool]:
    number = int(key[1:])
    return LongLeave.person_id == number if key.startswith("p") else LongLeave.roster_entry_id == number


async def end_leave(db: AsyncSession, head: Head, unit_id: int, key: str) -> str:
    """Have somebody back from today on, and return the name. Raises Refusal where there is no leave."""
    _, one = await _held(db, head, unit_id, key)
    leave = one.leave
    if leave is None:
        raise Refusal(NO_LEAVE, name=one.name)
    if leave.first_day < head.today:
        leave.last_day = head.today - A_DAY
    else:
        await db.delete(leave)
    if key.startswith("p") and int(key[1:]) != head.person.id:
        await tell(db, [int(key[1:])], MembershipNews("back", unit_id, head.person.id), head.now)
    return one.name
