"""Every row that a summary counts, one person at one meeting each: for workbooks, school by school and by tên."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.models import Cluster, Coming, Invitee, Mark, Meeting, Presence, Unit
from bot.domain.programme import marks
from bot.domain.programme.attendance import name_of_invitee
from bot.domain.programme.figures import OfSchool, Which, by_name, by_school, rows_of, with_names

HELD = 5_000
"""Rows that are held at once while a workbook is written."""


@dataclass(frozen=True, slots=True)
class Line:
    """One person at one meeting, with what a summary shows of it."""

    person: str
    school: str
    starts_at: datetime
    cluster: str
    host: str
    answer: Coming | None
    presence: Presence | None
    left_early: bool
    at: datetime | None
    """When the newest mark was made."""
    reason: str
    off_list: bool = False
    """They came without having been expected."""


async def lines(db: AsyncSession, which: Which, now: datetime) -> AsyncIterator[Sequence[Line]]:
    """Return every row that a summary counts, school by school and in it by tên: so many at once as are well held."""
    host = aliased(Unit)
    newest = select(func.max(Mark.id)).where(Mark.invitee_id == Invitee.id).correlate(Invitee).scalar_subquery()
    about = (Meeting.starts_at, Cluster.name, host.name, Invitee.answer, Invitee.presence, Invitee.left_early)
    off_list = Invitee.why.in_(marks.UNEXPECTED)
    said = (name_of_invitee(), func.coalesce(Unit.name, ""), *about, Mark.at, Invitee.reason, off_list)
    asked = with_names(select(Invitee.unit_id, *said))
    asked = asked.join(Meeting, Meeting.id == Invitee.meeting_id).join(Cluster, Cluster.id == Meeting.cluster_id)
    asked = asked.join(host, host.id == Meeting.host_id).outerjoin(Mark, Mark.id == newest)
    asked = asked.where(*rows_of(which, now))
    for some in _well_held(await by_school(db, which, now)):
        place = {unit_id: number for number, unit_id in enumerate(some)}
        here = or_(Invitee.unit_id.in_(some), Invitee.unit_id.is_(None) if None in place else false())
        found = [(place[unit_id], Line(*row)) for unit_id, *row in await db.execute(asked.where(here))]
        found.sort(key=lambda pair: (pair[0], *by_name(pair[1].school, pair[1].person), pair[1].starts_at))
        yield [line for _, line in found]


def _well_held(schools: Iterable[OfSchool]) -> Iterator[list[int | None]]:
    """Return schools of which somebody is expected, in turn, so many at once as have `HELD` rows, or one."""
    some: list[int | None] = []
    rows = 0
    for one in schools:
        if some and one.figures.expected and rows + one.figures.expected > HELD:
            yield some
            some, rows = [], 0
        if one.figures.expected:
            some.append(one.unit_id or None)
            rows += one.figures.expected
    if some:
        yield some
