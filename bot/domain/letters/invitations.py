"""An invitation to a meeting, and asking once more who has not answered it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import reading
from bot.domain.models import Invitee, Meeting, PartKind, Person, Purpose, Why
from bot.domain.outbox.outbox import Due
from bot.domain.programme import clashes

PURPOSES = frozenset({Purpose.INVITE, Purpose.INVITE_AGAIN, Purpose.SENT})


@dataclass(frozen=True, slots=True)
class Invitation:
    """A meeting, to somebody who is expected there."""

    meeting: Meeting
    parts: tuple[PartKind, ...]
    """What they have agreed to do in it: then nobody asks whether they come."""
    again: bool
    sent_by: str = ""
    """The principal who sends them, where one does."""
    clash: Meeting | None = None
    """Another meeting at which they are expected at that hour."""
    filmed: bool = False


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, Invitation]:
    """Return by row what is still wanted: of a meeting ahead, to who is expected and has said nothing of it."""
    found, parts = await reading.meetings(db, rows), await reading.parts(db, rows)
    told = select(Invitee.meeting_id, Invitee.person_id, Person.name).outerjoin(
        Person, (Person.id == Invitee.asked_by_id) & (Invitee.why == Why.SENT)
    )
    told = told.where(
        Invitee.meeting_id.in_(found),
        Invitee.person_id.in_({row.person_id for row in rows}),
        Invitee.answered_at.is_(None),
    )
    silent = {(meeting, person or 0): by or "" for meeting, person, by in await db.execute(told)}
    clash = await clashes.of(db, silent)
    wanted, filmed = {}, await reading.filmed(db, found)
    for row in rows:
        pair, again = (row.topic.meeting_id, row.person_id), row.purpose is Purpose.INVITE_AGAIN
        plays = parts.get(pair, ())
        if pair in silent and reading.is_ahead(found[pair[0]], now) and not (again and plays):
            wanted[row.id] = Invitation(found[pair[0]], plays, again, silent[pair], clash.get(pair), pair[0] in filmed)
    return wanted
