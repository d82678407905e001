"""Two rows of people who are one: everything that hangs on the second one is the first one's from now on.

That they are one is said by the person in both chats, or by who heads their school; never found by likeness, and never
done where the names are two people's. Every foreign key to `person` is moved, as the tables name them, so that a new
table is not forgotten; of a table that keeps one row a person, `CLASHES` says which of two stays.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, PrimaryKeyConstraint, Table, UniqueConstraint, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import LockName, lock, lock_name
from bot.domain import dialogues
from bot.domain.endings import clashes
from bot.domain.endings.clashes import Two
from bot.domain.models import (
    Account,
    Base,
    Dialogue,
    Duty,
    Evidence,
    Invitee,
    Mark,
    Meeting,
    Part,
    Person,
    Reflection,
    Seat,
)
from bot.domain.organisation import namesakes, people, tree
from bot.domain.organisation.people import Rights
from bot.errors import N_, Refusal
from bot.vietnamese import local

GONE = N_("One of the two is not here any more. Nothing was changed.")
TWO_NAMES = N_(
    "{one} and {other} are two different names, so nothing was put together. If it is one person, correct the name "
    "first under My data, then try again."
)

CLASHES: Mapping[str, Callable[[AsyncSession, Two], Awaitable[None]]] = {
    "seat": clashes.seats,
    "invitee": clashes.invitees,
    "assignment": clashes.parts,
    "reflection": clashes.reflections,
    "evidence": clashes.photos,
    "outbox": clashes.letters,
    "acknowledgement": clashes.acknowledgements,
    "plan_read": clashes.plan_readers,
    "minutes_reader": clashes.readers,
    "look": clashes.looks,
    "duty": clashes.duties,
}
"""What of two rows stays, by the table that keeps one a person."""


@dataclass(frozen=True, slots=True)
class Belongings:
    """What hangs on one of the two, in numbers, to be shown before it goes over."""

    name: str
    school: str
    channels: tuple[str, ...]
    seats: int
    marks: int
    reflections: int
    photos: int
    parts: int
    duties: int


async def belongings(db: AsyncSession, person: Person) -> Belongings:
    """Count what hangs on a person."""
    tables = (Seat, Reflection, Evidence, Part, Duty)
    counted = [await db.scalar(select(func.count()).where(one.person_id == person.id)) or 0 for one in tables]
    marks = select(func.count(Mark.id)).join(Invitee, Invitee.id == Mark.invitee_id)
    channels = select(Account.channel).where(Account.person_id == person.id).order_by(Account.id)
    seats, reflections, photos, parts, duties = counted
    return Belongings(
        person.name,
        person.unit.name if person.unit else "",
        tuple(await db.scalars(channels)),
        seats,
        await db.scalar(marks.where(Invitee.person_id == person.id)) or 0,
        reflections,
        photos,
        parts,
        duties,
    )


def must_be_one(keep: Person, double: Person) -> None:
    """Raise Refusal for somebody who is not here any more, and for names that are two people's."""
    if keep.erased_at or double.erased_at or not keep.name or keep.id == double.id:
        raise Refusal(GONE)
    if double.name and namesakes.compared(keep.name, double.name) == "two people":
        raise Refusal(TWO_NAMES, one=keep.name, other=double.name)


def must_vouch(rights: Rights, keep: Person, double: Person) -> None:
    """Raise NotAllowed unless one heads the school of both, or oversees it."""
    for one in (keep, double):
        rights.must_head(one.unit_id or 0)


async def join(db: AsyncSession, keep: Person, double: Person, now: datetime) -> None:
    """Let everything of the second one be the first one's. Idempotent; who may is checked by the caller.

    Raises as `must_be_one` does.
    """
    await lock_name(db, LockName.ORGANISATION)
    await lock_name(db, LockName.DUTIES)
    await lock(db, keep, double)
    if double.merged_into_id == keep.id:
        return
    must_be_one(keep, double)
    await _hold_meetings(db, double)
    await db.flush()
    two = Two(keep.id, double.id)
    for resolve in CLASHES.values():
        await resolve(db, two)
    for column in pointing():
        await db.execute(update(column.table).where(column == two.double).values({column.name: two.keep}))
    await db.execute(delete(Dialogue).where(Dialogue.key == dialogues.key_of(double)))
    await _settle(db, keep, double, now)
    await db.refresh(keep)


async def _hold_meetings(db: AsyncSession, double: Person) -> None:
    """Let nobody else change the meetings where the second one has a seat, a part or a mark meanwhile."""
    touched: set[int] = set()
    for table in (Seat, Invitee, Part):
        touched |= set(await db.scalars(select(table.meeting_id).where(table.person_id == double.id)))
    held: Sequence[Meeting] = (await db.scalars(select(Meeting).where(Meeting.id.in_(touched)))).all()
    await lock(db, *held)


async def _settle(db: AsyncSession, keep: Person, double: Person, now: datetime) -> None:
    """Take over what the first one lacks, and leave a nameless row that says where it went."""
    if double.unit_id and double.unit_id != keep.unit_id:
        await tree.move_person(db, keep, double.unit_id, local(now).date())
    people.rename(keep, namesakes.fuller(keep.name, double.name))
    keep.subject, keep.level = keep.subject or double.subject, keep.level or double.level
    reached = select(Account.channel).where(Account.person_id == keep.id, Account.blocked_at.is_(None))
    newest = await db.scalar(reached.order_by(Account.id.desc()).limit(1))
    # Who has come by a new account is reached by it: the old phone may be lost.
    keep.preferred_channel = newest or keep.preferred_channel
    double.name = double.folded = double.true_name = ""
    double.subject = double.level = None
    double.erased_at, double.merged_into_id = now, keep.id
    await db.flush()


def pointing() -> list[Column[Any]]:
    """Return every column that points to a person, of tables to come as well, but for the trace of a joining."""
    every = (column for table in Base.metadata.sorted_tables for column in table.columns)
    to_person = (one for one in every if any(key.column.table.name == "person" for key in one.foreign_keys))
    return [one for one in to_person if one.name != "merged_into_id"]


def one_a_person(table: Table) -> bool:
    """Say whether a table keeps at most one row of something a person, so that two rows may clash."""
    pointed = {column.name for column in pointing() if column.table is table}
    unique = [one for one in table.constraints if isinstance(one, PrimaryKeyConstraint | UniqueConstraint)]
    keys = [set(one.columns.keys()) for one in unique] + [
        set(one.columns.keys()) for one in table.indexes if one.unique
    ]
    return any(pointed & key for key in keys)
