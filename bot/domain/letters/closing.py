"""After a meeting: leads are asked to close the roll call, and hear who says that they were there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import reading
from bot.domain.models import Contest, Invitee, Meeting, Presence, Purpose, Unit
from bot.domain.outbox.outbox import Due
from bot.domain.programme import closing, marks

PURPOSES = frozenset({Purpose.CLOSE_ROLL, Purpose.CONTEST, Purpose.CONTEST_DECIDED})


@dataclass(frozen=True, slots=True)
class OpenRoll:
    """A meeting that is over, and how many are not marked."""

    meeting: Meeting
    unmarked: int
    names: Sequence[str]
    """Who they are; empty where they are many."""


@dataclass(frozen=True, slots=True)
class Contested:
    """Somebody says that they were there."""

    meeting: Meeting
    invitee_id: int
    name: str
    school: str
    presence: Presence | None
    granted: bool | None


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, OpenRoll | Contested]:
    """Return by row what is still wanted: a roll that is open, a contest that nobody has decided, and each decision."""
    del now
    return {**await _open(db, rows), **await _contested(db, rows)}


async def _open(db: AsyncSession, rows: Sequence[Due]) -> dict[int, OpenRoll | Contested]:
    asked = [row for row in rows if row.purpose is Purpose.CLOSE_ROLL]
    found = await reading.meetings(db, asked)
    left = select(Invitee.meeting_id, func.count()).where(*marks.unmarked(found))
    numbers = dict((await db.execute(left.group_by(Invitee.meeting_id))).all())
    names = await closing.names_unmarked(db, numbers)
    told: dict[int, OpenRoll | Contested] = {}
    for row in asked:
        meeting = found.get(row.topic.meeting_id)
        if meeting and reading.holds(row, meeting) and not meeting.roll_closed_at and numbers.get(meeting.id):
            told[row.id] = OpenRoll(meeting, numbers[meeting.id], names.get(meeting.id, ()))
    return told


async def _contested(db: AsyncSession, rows: Sequence[Due]) -> dict[int, OpenRoll | Contested]:
    asked = {row.id: row for row in rows if row.purpose is not Purpose.CLOSE_ROLL}
    about = select(Invitee, Contest.granted, Unit.name).join(Contest, Contest.invitee_id == Invitee.id)
    about = about.outerjoin(Unit, Unit.id == Invitee.unit_id)
    which = about.where(Invitee.id.in_({row.topic.contest_id for row in asked.values()}))
    found = {one.id: (one, granted, school) for one, granted, school in await db.execute(which)}
    meetings = await reading.meetings_of(db, {one.meeting_id for one, _granted, _school in found.values()})
    names = await reading.names(db, {one.person_id for one, _granted, _school in found.values() if one.person_id})
    told: dict[int, OpenRoll | Contested] = {}
    for number, row in asked.items():
        if row.topic.contest_id not in found:
            continue
        one, granted, school = found[row.topic.contest_id]
        if (granted is None) is (row.purpose is Purpose.CONTEST):
            name = names.get(one.person_id or 0, "")
            told[number] = Contested(meetings[one.meeting_id], one.id, name, school or "", one.presence, granted)
    return told
