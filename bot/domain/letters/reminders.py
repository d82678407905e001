"""Reminders of a settled meeting: to who comes or plays a part, before it; to who came, after it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import reading
from bot.domain.models import Coming, Invitee, Meeting, PartKind, Purpose, Reflection
from bot.domain.outbox.outbox import Due
from bot.domain.programme import clashes
from bot.domain.programme.acknowledgements import ASKING
from bot.domain.programme.reminders import BEFOREHAND

PURPOSES = BEFOREHAND | {Purpose.PART, Purpose.REFLECT}
Pair = tuple[int, int]
"""A meeting and a person."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """What is said before a meeting, and after it."""

    meeting: Meeting
    parts: tuple[PartKind, ...]
    """What the person does in it."""
    asks: int | None
    """The version that is to be acknowledged; None where it was, and where it is too late to ask."""
    silent: bool = False
    """Whether they have not answered the invitation yet."""
    clash: Meeting | None = None
    """Another meeting at which they are expected at that hour."""
    filmed: bool = False


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, Reminder]:
    """Return by row what is still wanted: of the version that holds, to who is still concerned."""
    del now
    found = await reading.meetings(db, rows)
    about = [row for row in rows if row.topic.meeting_id in found and reading.holds(row, found[row.topic.meeting_id])]
    if not about:
        return {}
    answers, parts = await _answers(db, about), await reading.parts(db, about)
    reflected, understood = await _reflected(db, about), await reading.understood(db, about)
    clash = await clashes.of(db, {(row.topic.meeting_id, row.person_id) for row in about})
    told, filmed = {}, await reading.filmed(db, found)
    for row in about:
        pair = (row.topic.meeting_id, row.person_id)
        comes = pair in answers and row.purpose in BEFOREHAND
        # A day before, whoever plays a part gets Purpose.PART instead.
        comes = comes and not (row.purpose is Purpose.DAY_BEFORE and pair in parts)
        invited = row.purpose is Purpose.REFLECT and pair not in reflected
        if invited or comes or (pair in parts and row.purpose is not Purpose.REFLECT):
            asks = row.purpose in ASKING and understood.get(pair, -1) < row.version
            silent = comes and answers[pair] is None and pair not in parts
            version, other = row.version if asks else None, clash.get(pair) if not invited else None
            told[row.id] = Reminder(found[pair[0]], parts.get(pair, ()), version, silent, other, pair[0] in filmed)
    return told


async def _answers(db: AsyncSession, rows: Iterable[Due]) -> dict[Pair, Coming | None]:
    """Return the answers of those who come or have not answered."""
    told = select(Invitee.meeting_id, Invitee.person_id, Invitee.answer).where(
        Invitee.meeting_id.in_({row.topic.meeting_id for row in rows}),
        Invitee.person_id.in_({row.person_id for row in rows}),
        or_(Invitee.answer == Coming.YES, Invitee.answer.is_(None)),
    )
    return {(meeting, person or 0): answer for meeting, person, answer in await db.execute(told)}


async def _reflected(db: AsyncSession, rows: Iterable[Due]) -> set[Pair]:
    handed_in = select(Reflection.meeting_id, Reflection.person_id).where(
        Reflection.meeting_id.in_({row.topic.meeting_id for row in rows}),
        Reflection.person_id.in_({row.person_id for row in rows}),
        Reflection.submitted_at.is_not(None),
    )
    return set(await db.execute(handed_in))
