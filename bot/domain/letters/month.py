"""The month's calendar (004, II.4: lịch công tác tháng), to everybody whom a meeting in it concerns."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import reading
from bot.domain.models import (
    Coming,
    Invitee,
    Meeting,
    MeetingState,
    Purpose,
)
from bot.domain.organisation import tree
from bot.domain.outbox.outbox import Due
from bot.domain.programme import concerned
from bot.vietnamese import local, next_month

PURPOSES = frozenset({Purpose.MONTH})


@dataclass(frozen=True, slots=True)
class Month:
    """The meetings of a month that concern one person."""

    first: date
    meetings: tuple[Meeting, ...]
    answers: Mapping[int, Coming | None]
    """The person's own answers, by those meetings at which they are expected."""
    is_open: bool
    """Whether one of them can be signed up for now."""


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, Month]:
    """Return the calendars by row; whom no meeting concerns any more is not among them."""
    told: dict[int, Month] = {}
    for topic, people in reading.by_topic(rows).items():
        months = await _months(db, topic.first_day, people.keys(), now)
        told |= {people[person]: one for person, one in months.items()}
    return told


async def _months(db: AsyncSession, first: date, people: Collection[int], now: datetime) -> Mapping[int, Month]:
    pairs = concerned.pairs(local(now).date(), of_month(first))
    mine: dict[int, set[int]] = {}
    for person, meeting in await db.execute(select(pairs).where(pairs.c.person_id.in_(people))):
        mine.setdefault(person, set()).add(meeting)
    found = await reading.in_order(db, Meeting.id.in_(set().union(*mine.values())))
    answers = await _answers(db, people, found)
    return {
        person: Month(
            first,
            own := tuple(meeting for meeting in found if meeting.id in ids),
            answers.get(person, {}),
            is_open=any(reading.is_ahead(one, now) for one in own),
        )
        for person, ids in mine.items()
    }


async def _answers(
    db: AsyncSession, people: Collection[int], found: Iterable[Meeting]
) -> dict[int, dict[int, Coming | None]]:
    told = select(Invitee.person_id, Invitee.meeting_id, Invitee.answer).where(
        Invitee.person_id.in_(people), Invitee.meeting_id.in_([one.id for one in found])
    )
    answers: dict[int, dict[int, Coming | None]] = {}
    for person, meeting, answer in await db.execute(told):
        answers.setdefault(person or 0, {})[meeting] = answer
    return answers


def of_month(first: date) -> ColumnElement[bool]:
    """Say which meetings everybody may count on in a month; one that was settled counts where its day lies."""
    day = func.coalesce(tree.day_of_meeting(), Meeting.month)
    alive = Meeting.state != MeetingState.CANCELLED
    return and_(concerned.published(), alive, day >= first, day < next_month(first))
