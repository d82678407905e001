"""What several kinds of letters read of their rows, each for a whole batch in one statement."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Acknowledgement, Assent, Meeting, MeetingState, Part, PartKind, Person, Topic, Unit
from bot.domain.organisation import tree
from bot.domain.outbox.outbox import Due
from bot.domain.programme.meetings import is_open


async def meetings(db: AsyncSession, rows: Iterable[Due]) -> dict[int, Meeting]:
    """Return the meetings that rows are about, by id."""
    return await meetings_of(db, {row.topic.meeting_id for row in rows})


async def meetings_of(db: AsyncSession, ids: Iterable[int]) -> dict[int, Meeting]:
    """Return meetings by id."""
    return {meeting.id: meeting for meeting in await db.scalars(select(Meeting).where(Meeting.id.in_(ids)))}


def holds(row: Due, meeting: Meeting) -> bool:
    """Say whether a meeting with a day stands as the row knows it: what spoke of an older version is void."""
    return (meeting.state is MeetingState.SETTLED or meeting.only_day) and meeting.version == row.version


def is_ahead(meeting: Meeting, now: datetime) -> bool:
    """Say whether a meeting has its hour or day before it."""
    return is_open(meeting, now)


async def understood(db: AsyncSession, rows: Sequence[Due]) -> dict[tuple[int, int], int]:
    """Return the newest version that each person (second) has acknowledged of each meeting (first)."""
    asked = select(Acknowledgement.meeting_id, Acknowledgement.person_id, func.max(Acknowledgement.version)).where(
        Acknowledgement.meeting_id.in_({row.topic.meeting_id for row in rows}),
        Acknowledgement.person_id.in_({row.person_id for row in rows}),
    )
    newest = await db.execute(asked.group_by(Acknowledgement.meeting_id, Acknowledgement.person_id))
    return {(meeting, person): version for meeting, person, version in newest}


async def parts(db: AsyncSession, rows: Iterable[Due]) -> dict[tuple[int, int], tuple[PartKind, ...]]:
    """Return what each person (second) has agreed to do in each meeting (first)."""
    accepted = select(Part).where(
        Part.meeting_id.in_({row.topic.meeting_id for row in rows}),
        Part.person_id.in_({row.person_id for row in rows}),
        Part.assent == Assent.ACCEPTED,
    )
    found: dict[tuple[int, int], tuple[PartKind, ...]] = {}
    for part in await db.scalars(accepted.order_by(Part.id)):
        pair = (part.meeting_id, part.person_id)
        found[pair] = (*found.get(pair, ()), part.kind)
    return found


async def names(db: AsyncSession, people: Iterable[int]) -> dict[int, str]:
    """Return the names of people by id."""
    return dict((await db.execute(select(Person.id, Person.name).where(Person.id.in_(people)))).all())


async def units(db: AsyncSession, ids: Iterable[int]) -> dict[int, str]:
    """Return the names of units by id."""
    return dict((await db.execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids)))).all())


def by_topic(rows: Iterable[Due]) -> Mapping[Topic, Mapping[int, int]]:
    """Return the rows' ids by topic and person."""
    found: dict[Topic, dict[int, int]] = {}
    for row in rows:
        found.setdefault(row.topic, {})[row.person_id] = row.id
    return found


async def in_order(db: AsyncSession, which: ColumnElement[bool]) -> Sequence[Meeting]:
    """Return meetings by day and hour; those that have none come last, by their month."""
    day = tree.day_of_meeting()
    by_day = (day.is_(None), day, Meeting.starts_at.is_(None), Meeting.starts_at, Meeting.month, Meeting.id)
    return (await db.scalars(select(Meeting).where(which).order_by(*by_day))).all()


async def filmed(db: AsyncSession, meetings: Iterable[int]) -> set[int]:
    """Return which meetings are to be filmed: somebody is asked to, or has agreed; it is announced (Điều 32)."""
    asked = select(Part.meeting_id).where(
        Part.meeting_id.in_(list(meetings)),
        Part.kind == PartKind.CAMERA,
        Part.assent.in_((Assent.ASKED, Assent.ACCEPTED)),
    )
    return set(await db.scalars(asked))
