"""Who opened whose data, written down at each look by one statement, and read by the people it is about.

A look is of a meeting, a school, a cluster or of everybody, never of so many people one by one: whom it concerned is
worked out where somebody asks. One row a reader, kind, place and day, so that it cannot grow with pressing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.domain.models import (
    ClusterSchool,
    DataLook,
    Evidence,
    Invitee,
    OfficePaper,
    PaperVersion,
    Person,
    Reflection,
    Seen,
    Topic,
    topic_of_each,
)
from bot.domain.organisation.people import Rights
from bot.slices import Slice
from bot.vietnamese import local

EVERYBODY = "all"
NONE = 0
"""The id of somebody who leads or heads nothing."""


def unit(unit_id: int) -> str:
    """Return how a school's people are spoken of."""
    return f"unit:{unit_id}"


def cluster(cluster_id: int) -> str:
    """Return how a cluster's people are spoken of."""
    return f"cluster:{cluster_id}"


def person(person_id: int) -> str:
    """Return how one person is spoken of."""
    return f"person:{person_id}"


async def of_invitee(db: AsyncSession, invitee_id: int) -> list[str]:
    """Return whose data a paper about somebody expected shows; nobody's for who stands on a list alone."""
    found = await db.scalar(select(Invitee.person_id).where(Invitee.id == invitee_id))
    return [person(found)] if found else []


async def of_version(db: AsyncSession, version_id: int) -> tuple[str, int, int] | None:
    """Return kind, number and second number of the paper that a version is of."""
    asked = select(OfficePaper.kind, OfficePaper.number, OfficePaper.of)
    asked = asked.join(PaperVersion, PaperVersion.paper_id == OfficePaper.id).where(PaperVersion.id == version_id)
    row = (await db.execute(asked)).first()
    return (row[0], row[1], row[2]) if row else None


def all_of(rights: Rights) -> list[str]:
    """Return whose data somebody sees who looks at all that they may."""
    if rights.officer:
        return [EVERYBODY]
    return [*map(unit, sorted(rights.principal_of)), *map(cluster, sorted(rights.leads))]


async def note(db: AsyncSession, reader: Person, seen: Seen, topics: Collection[str], now: datetime) -> None:
    """Write a look down; the same once more on one day only counts up."""
    if not topics:
        return
    about = {"reader_id": reader.id, "seen": seen, "day": local(now).date(), "at": now, "times": 1}
    row = insert(db, DataLook)
    again = {"at": row.excluded.at, "times": DataLook.times + 1}
    key = ["reader_id", "seen", "topic", "day"]
    values = [about | {"topic": topic} for topic in sorted(topics)]
    await db.execute(row.on_conflict_do_update(index_elements=key, set_=again), values)


@dataclass(frozen=True, slots=True)
class LookOfOther:
    """A look of somebody else at one's data."""

    reader: str
    seen: Seen
    topic: str
    day: date
    at: datetime
    times: int


async def at_mine(db: AsyncSession, person: Person, *, first: int, most: int) -> Slice[LookOfOther]:
    """Return who looked at one's data, the newest first."""
    mine = (DataLook.reader_id != person.id, _concerns(person))
    total = await db.scalar(select(func.count()).select_from(DataLook).where(*mine)) or 0
    columns = (Person.name, DataLook.seen, DataLook.topic, DataLook.day, DataLook.at, DataLook.times)
    rows = select(*columns).join(Person, Person.id == DataLook.reader_id).where(*mine)
    asked = rows.order_by(DataLook.day.desc(), DataLook.at.desc(), DataLook.topic).offset(first).limit(most)
    return Slice([LookOfOther(*row) for row in await db.execute(asked)], first, total)


def _concerns(person: Person) -> ColumnElement[bool]:
    """Say which looks were at data of somebody: as they belong to it, and where they gave something to be seen."""
    clusters = select(topic_of_each(_cluster_topic, ClusterSchool.cluster_id)).where(
        ClusterSchool.unit_id == (person.unit_id or NONE)
    )
    broad = or_(
        DataLook.topic.in_([EVERYBODY, unit(person.unit_id or NONE), f"person:{person.id}"]),
        DataLook.topic.in_(clusters),
    )
    lists = DataLook.seen.in_((Seen.MARKS, Seen.LISTS, Seen.EXPORT))
    expected = _meetings(select(Invitee.meeting_id).where(Invitee.person_id == person.id), Invitee)
    handed_in = Reflection.submitted_at.is_not(None)
    wrote = _meetings(select(Reflection.meeting_id).where(Reflection.person_id == person.id, handed_in), Reflection)
    photographed = _meetings(select(Evidence.meeting_id).where(Evidence.person_id == person.id), Evidence)
    return (DataLook.at >= person.joined_at) & or_(
        broad,
        lists & DataLook.topic.in_(expected),
        (DataLook.seen == Seen.REFLECTIONS) & DataLook.topic.in_(wrote),
        (DataLook.seen == Seen.PHOTOS) & DataLook.topic.in_(photographed),
    )


def _cluster_topic(cluster_id: int) -> Topic:
    return Topic("cluster", str(cluster_id))


def _meetings(found: Select[int], table: type[Invitee] | type[Reflection] | type[Evidence]) -> Select[str]:
    return found.with_only_columns(topic_of_each(Topic.meeting, table.meeting_id))
