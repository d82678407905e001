"""Who comes to a school, by its link or by asking to: noted, told to its principal, answered with a yes or a no.

By the link one belongs to the school at once, and the principal may say that one does not; who only asks belongs to it
from the yes on. Who has told a school nothing wrong is never guessed: a name alone lets nobody in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import LockName, existing, lock, lock_name
from bot.domain.models import Person, RosterEntry, SchoolArrival, Unit
from bot.domain.organisation import membership, terms, tree
from bot.domain.organisation.membership import Head
from bot.domain.organisation.people import Rights
from bot.domain.outbox.facts import MembershipNews
from bot.errors import N_, Refusal
from bot.vietnamese import local, sort_key

ALREADY_THERE = N_("Your school stands as {school} already. Nothing was changed.")
ANSWERED = N_("This was answered already: {name}. To change it, see the people of your school with /nguoi.")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who has come to a school and is not answered for."""

    id: int
    """Of the arrival."""
    unit_id: int
    person_id: int
    name: str
    subject: str | None
    wants: bool
    listed: bool
    """Whether the school's list names them: then there is nothing to ask."""
    former: str
    """The school that they come from, of those who ask; else empty."""


async def note(db: AsyncSession, person: Person, unit_id: int, now: datetime) -> None:
    """Note that somebody came to a school by its link; what they asked before is over."""
    await _take_back(db, person)
    db.add(SchoolArrival(person_id=person.id, unit_id=unit_id, at=now, wants=False))


async def ask(db: AsyncSession, person: Person, unit_id: int, now: datetime) -> Unit:
    """Note that somebody wants to be of a school, and return it; what they asked before is over.

    Raises Refusal where they are of it already.
    """
    school = await existing(db, Unit, unit_id)
    if person.unit_id == unit_id:
        raise Refusal(ALREADY_THERE, school=school.name)
    await lock_name(db, LockName.ORGANISATION)
    await _take_back(db, person)
    db.add(SchoolArrival(person_id=person.id, unit_id=unit_id, at=now, wants=True))
    return school


async def _take_back(db: AsyncSession, person: Person) -> None:
    asked = (SchoolArrival.person_id == person.id, SchoolArrival.wants, SchoolArrival.decided_at.is_(None))
    await db.execute(delete(SchoolArrival).where(*asked).execution_options(synchronize_session=False))


def _asked(*which: ColumnElement[bool]) -> Select[int, int, int, str, str | None, bool, bool, str]:
    """Select newcomers, with what is shown of them."""
    here = (RosterEntry.person_id == SchoolArrival.person_id, RosterEntry.unit_id == SchoolArrival.unit_id)
    former = select(Unit.name).where(Unit.id == Person.unit_id, SchoolArrival.wants).correlate(Person, SchoolArrival)
    about = (SchoolArrival.id, SchoolArrival.unit_id, Person.id, Person.name, Person.subject, SchoolArrival.wants)
    found = select(*about, exists().where(*here), func.coalesce(former.scalar_subquery(), ""))
    known = (Person.erased_at.is_(None), Person.name != "", SchoolArrival.decided_at.is_(None))
    # Who has moved on meanwhile is nobody's question any more.
    there = SchoolArrival.wants | (Person.unit_id == SchoolArrival.unit_id)
    return found.join(Person, Person.id == SchoolArrival.person_id).where(*known, there, *which)


async def newcomers(db: AsyncSession, *which: ColumnElement[bool]) -> list[Newcomer]:
    """Return those who are not answered for, as Vietnamese lists are sorted."""
    found = [Newcomer(*row) for row in await db.execute(_asked(*which))]
    return sorted(found, key=lambda one: sort_key(one.name))


async def open_at(db: AsyncSession, rights: Rights, unit_id: int) -> list[Newcomer]:
    """Return who waits for an answer at a school, those on its list aside.

    Raises NotAllowed unless one heads it or is an officer.
    """
    rights.must_head(unit_id)
    return [one for one in await newcomers(db, SchoolArrival.unit_id == unit_id) if not one.listed]


async def waiting(db: AsyncSession, head: Head, arrival_id: int) -> Newcomer:
    """Return who waits for an answer.

    Raises NotAllowed unless one heads the school or is an officer, Gone for none of that id, Refusal where it was
    answered.
    """
    arrival = await existing(db, SchoolArrival, arrival_id)
    head.rights.must_head(arrival.unit_id)
    found = await newcomers(db, SchoolArrival.id == arrival_id)
    if not found:
        raise Refusal(ANSWERED, name=(await db.get_one(Person, arrival.person_id)).name)
    return found[0]


async def decide(db: AsyncSession, head: Head, arrival_id: int, *, ours: bool) -> tuple[int, str]:
    """Say whether somebody is of a school; return which school, and the name. They are told.

    Raises NotAllowed unless one heads the school or is an officer, Gone for none of that id, Refusal where it was
    answered, and as `membership.take_off` does.
    """
    arrival = await existing(db, SchoolArrival, arrival_id)
    head.rights.must_head(arrival.unit_id)
    await lock_name(db, LockName.ORGANISATION)
    await lock(db, arrival)
    person = await db.get_one(Person, arrival.person_id)
    if arrival.decided_at:
        raise Refusal(ANSWERED, name=person.name)
    arrival.decided_at, arrival.decided_by_id, arrival.ours = head.now, head.person.id, ours
    if arrival.wants:
        await _let_in(db, head, person, arrival.unit_id, ours=ours)
    elif not ours and person.unit_id == arrival.unit_id:
        await membership.take_person_off(db, head, person, arrival.unit_id, ours=False)
    return arrival.unit_id, person.name


async def _let_in(db: AsyncSession, head: Head, person: Person, unit_id: int, *, ours: bool) -> None:
    if ours:
        await move(db, person, unit_id, head.now)
    news = MembershipNews("let_in" if ours else "not_let_in", unit_id, head.person.id)
    await membership.tell(db, [person.id], news, head.now)


async def move(db: AsyncSession, person: Person, unit_id: int, now: datetime) -> None:
    """Let somebody belong to another school from today; the former one's principal is told."""
    former, today = person.unit_id, local(now).date()
    await tree.move_person(db, person, unit_id, today)
    if former and former != unit_id:
        heads = [one for one in await terms.principals(db, [former], today) if one != person.id]
        await membership.tell(db, heads, MembershipNews("gone", former, 0, who=person.id), now)


async def decide_all(db: AsyncSession, head: Head, unit_id: int, last: int) -> int:
    """Say yes to everybody who waits at a school and came no later than one arrival; return how many.

    Raises NotAllowed unless one heads the school or is an officer.
    """
    waiting: Sequence[Newcomer] = [one for one in await open_at(db, head.rights, unit_id) if one.id <= last]
    for one in waiting:
        await decide(db, head, one.id, ours=True)
    return len(waiting)


async def settle_listed(db: AsyncSession, ids: Sequence[int], now: datetime) -> None:
    """Note of those on a school's list that nothing is to be asked."""
    done = update(SchoolArrival).where(SchoolArrival.id.in_(ids)).values(decided_at=now, ours=True)
    await db.execute(done.execution_options(synchronize_session=False))
