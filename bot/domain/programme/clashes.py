"""Who is expected at two meetings at one hour: said when a day is settled, answered, reminded of, and never forbidden.

Whoever has said no to one of the two is at the other.
"""

from collections.abc import Collection, Sequence
from datetime import date
from functools import cache

from sqlalchemy import ColumnElement, Date, bindparam, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.models import Coming, Invitee, Meeting, MeetingState, Person
from bot.domain.programme import concerned, pieces
from bot.domain.programme.pieces import FromTo
from bot.entities import Entities
from bot.vietnamese import sort_key

_OTHER = aliased(Meeting)
Pair = tuple[int, int]
"""A meeting and a person."""


def _stands(row: type[Invitee], meeting: type[Meeting]) -> tuple[ColumnElement[bool], ...]:
    counts = row.answer.is_distinct_from(Coming.NO)
    return meeting.id == row.meeting_id, meeting.state == MeetingState.SETTLED, counts


@cache
def _at() -> Entities[str]:
    whom = concerned.expecting(bindparam("today", type_=Date), Meeting.id == bindparam("meeting_id"))
    asked = (
        select(Person.name, _OTHER)
        .select_from(whom)
        .join(Person, Person.id == whom.c.person_id)
        .join(Invitee, (Invitee.person_id == whom.c.person_id) & (Invitee.meeting_id != bindparam("meeting_id")))
        .join(_OTHER, _OTHER.id == Invitee.meeting_id)
    )
    hours = (_OTHER.starts_at < bindparam("ends_at"), _OTHER.ends_at > bindparam("starts_at"))
    return Entities(asked.where(*_stands(Invitee, _OTHER), *hours))


async def at(db: AsyncSession, meeting: Meeting, spans: Sequence[FromTo], today: date) -> list[tuple[str, Meeting]]:
    """Return who of those expected at a meeting would stand in another one at these half-days, by name."""
    hours = {"starts_at": spans[0][0], "ends_at": spans[-1][1]}
    near = dict.fromkeys(tuple(row) for row in await _at().rows(db, **hours, meeting_id=meeting.id, today=today))
    found = [(name, one) for name, one in near if pieces.meet(spans, pieces.stands(one))]
    return sorted(found, key=lambda pair: sort_key(pair[0]))


async def of(db: AsyncSession, pairs: Collection[Pair]) -> dict[Pair, Meeting]:
    """Return of pairs of meeting and person those that clash, each with the other meeting, in one statement."""
    if not pairs:
        return {}
    mine, this = aliased(Invitee), aliased(Meeting)
    asked = (
        select(this, mine.person_id, Meeting)
        .join(this, this.id == mine.meeting_id)
        .join(Invitee, (Invitee.person_id == mine.person_id) & (Invitee.meeting_id != mine.meeting_id))
        .join(Meeting, Meeting.id == Invitee.meeting_id)
        .where(*_stands(Invitee, Meeting), Meeting.starts_at < this.ends_at, Meeting.ends_at > this.starts_at)
        .where(tuple_(mine.meeting_id, mine.person_id).in_([*pairs]))
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    )
    return {
        (meeting.id, person or 0): other
        for meeting, person, other in (await db.execute(asked)).unique()
        if pieces.meet(pieces.stands(meeting), pieces.stands(other))
    }


_OF_ONE = Entities(
    select(Meeting)
    .join(Invitee, Invitee.meeting_id == Meeting.id)
    .where(
        *_stands(Invitee, Meeting), Meeting.id != bindparam("meeting_id"), Invitee.person_id == bindparam("person_id")
    )
    .where(Meeting.starts_at < bindparam("ends_at"), Meeting.ends_at > bindparam("starts_at"))
    .order_by(Meeting.starts_at)
)


async def of_one(db: AsyncSession, meeting: Meeting, person_id: int) -> Meeting | None:
    """Return another meeting at which somebody is expected at the hour of this one, None where there is none."""
    if meeting.starts_at is None or meeting.ends_at is None:
        return None
    hours = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at}
    found = await _OF_ONE.all(db, **hours, meeting_id=meeting.id, person_id=person_id)
    return next((one for one in found if pieces.meet(pieces.stands(meeting), pieces.stands(one))), None)
