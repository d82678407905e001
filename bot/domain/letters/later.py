"""To somebody: what they have left for later, unless it was gone on with, or is done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import asides
from bot.domain.asides import Aside
from bot.domain.dialogues import is_of_person
from bot.domain.models import (
    Dialogue,
    Duty,
    DutyState,
    Invitee,
    Meeting,
    MeetingState,
    Minutes,
    MinutesState,
    Person,
    Purpose,
)
from bot.domain.outbox.facts import LeftForLater
from bot.domain.outbox.outbox import Due

PURPOSES = frozenset({Purpose.LATER})


@dataclass(frozen=True, slots=True)
class LaterLetter:
    """What waits: of what kind it is, and its number or id."""

    what: str
    kind: str
    number: int


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, LaterLetter]:
    """Return by row what still waits."""
    del now
    letters = {row.id: _letter(row) for row in rows}
    left = await _left(db, {row.person_id for row in rows})
    every = [one for of in left.values() for one in of.values()]
    closed, written = await _closed(db, asides.duties_in(every)), await _written(db, letters.values())
    silent = await _silent(db, rows, letters)
    return {
        row.id: letter
        for row in rows
        if _waits(letter := letters[row.id], left.get(row.person_id, {}), closed, written)
        and (letter.kind != asides.MEETING or (row.person_id, letter.number) in silent)
    }


def _letter(row: Due) -> LaterLetter:
    facts = LeftForLater.read(row.facts)
    kind, _colon, number = facts.door.partition(":")
    return LaterLetter(facts.what, kind, int(number))


def _waits(letter: LaterLetter, left: dict[int, Aside], closed: set[int], written: set[int]) -> bool:
    if letter.kind == asides.MINUTES:
        return letter.number not in written
    if letter.kind != asides.ITSELF:
        return True
    aside = left.get(letter.number)
    return aside is not None and not asides.duties_in([aside]) & closed


async def _silent(db: AsyncSession, rows: Sequence[Due], letters: Mapping[int, LaterLetter]) -> set[tuple[int, int]]:
    """Return who has not answered yet of which meeting, where it still takes place."""
    asked = {letter.number for letter in letters.values() if letter.kind == asides.MEETING}
    if not asked:
        return set()
    people = {row.person_id for row in rows}
    held = select(Invitee.person_id, Invitee.meeting_id).join(Meeting, Meeting.id == Invitee.meeting_id)
    held = held.where(Invitee.meeting_id.in_(asked), Invitee.person_id.in_(people), Invitee.answer.is_(None))
    found = await db.execute(held.where(Meeting.state != MeetingState.CANCELLED))
    return {(person or 0, meeting) for person, meeting in found}


async def _left(db: AsyncSession, people: Iterable[int]) -> dict[int, dict[int, Aside]]:
    """Return by person what they have left for later, by its number."""
    drafts = await db.execute(
        select(Person.id, Dialogue.draft).join(Dialogue, is_of_person()).where(Person.id.in_(people))
    )
    return {person: {one.number: one for one in asides.of(draft)} for person, draft in drafts}


async def _closed(db: AsyncSession, duties: set[int]) -> set[int]:
    """Return which of some duties are not owed any more."""
    return (
        set(await db.scalars(select(Duty.id).where(Duty.id.in_(duties), Duty.state != DutyState.OPEN)))
        if duties
        else set()
    )


async def _written(db: AsyncSession, letters: Iterable[LaterLetter]) -> set[int]:
    """Return the meetings whose minutes were handed in."""
    asked = {letter.number for letter in letters if letter.kind == asides.MINUTES}
    done = select(Minutes.meeting_id).where(Minutes.meeting_id.in_(asked), Minutes.state != MinutesState.DRAFT)
    return set(await db.scalars(done)) if asked else set()
