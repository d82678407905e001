"""Letters: rows of the outbox with all that their words need, gathered for a whole batch at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import announcements, outbox
from bot.domain.announcements import Progress
from bot.domain.models import (
    Announcement,
    Meeting,
    MeetingState,
    Outbox,
    Person,
    Purpose,
    Reflection,
    Seat,
    SeatState,
)
from bot.domain.notices import NEED_A_SEAT, RULES, meeting_of
from bot.domain.outbox import Reach


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one person, before it has words."""

    row: Outbox
    reach: Reach | None
    """None where the person cannot be reached."""
    wanted: bool
    """Whether it still makes sense now, whatever happened since it was queued."""
    meeting: Meeting | None = None
    announcement: Announcement | None = None
    author: str = ""
    progress: Progress | None = None


async def open_up(db: AsyncSession, rows: Sequence[Outbox]) -> list[Letter]:
    """Return the letters of claimed rows, in their order."""
    meetings = await _meetings(db, rows)
    texts, authors, progress = await _announcements(db, rows)
    reaches = await outbox.reaches(db, {row.person_id for row in rows})
    wanted = await _wanted(db, rows, meetings)
    letters = []
    for row in rows:
        announcement = texts.get(_announcement_of(row))
        letters.append(
            Letter(
                row=row,
                reach=reaches.get(row.person_id),
                wanted=row.id in wanted,
                meeting=meetings.get(meeting_of(row)),
                announcement=announcement,
                author=authors.get(announcement.author_id, "") if announcement else "",
                progress=progress.get(_announcement_of(row)),
            )
        )
    return letters


def _announcement_of(row: Outbox) -> int:
    kind, _, number = row.subject.partition(":")
    return int(number) if kind == "announcement" else 0


async def _meetings(db: AsyncSession, rows: Sequence[Outbox]) -> dict[int, Meeting]:
    ids = {meeting_of(row) for row in rows} - {0}
    return {meeting.id: meeting for meeting in await db.scalars(select(Meeting).where(Meeting.id.in_(ids)))}


async def _announcements(
    db: AsyncSession, rows: Sequence[Outbox]
) -> tuple[dict[int, Announcement], dict[int, str], dict[int, Progress]]:
    ids = {_announcement_of(row) for row in rows} - {0}
    found = {one.id: one for one in await db.scalars(select(Announcement).where(Announcement.id.in_(ids)))}
    names = await db.execute(
        select(Person.id, Person.name).where(Person.id.in_({one.author_id for one in found.values()}))
    )
    reports = {_announcement_of(row) for row in rows if row.purpose is Purpose.REPORT}
    progress = {one: await announcements.progress(db, one) for one in reports}
    return found, dict(names.all()), progress


async def _wanted(db: AsyncSession, rows: Sequence[Outbox], meetings: dict[int, Meeting]) -> set[int]:
    people = {row.person_id for row in rows}
    versions = {one.id: one.version for one in meetings.values() if one.state is MeetingState.SETTLED}
    seated = await _pairs(db, people, meetings, state=SeatState.HELD)
    offered = await _pairs(db, people, meetings, state=SeatState.OFFERED)
    reflected = await _reflected(db, people, meetings)
    wanted = set()
    for row in rows:
        pair = (meeting_of(row), row.person_id)
        if row.purpose in RULES and versions.get(pair[0]) != row.version:
            continue
        if row.purpose in NEED_A_SEAT and pair not in seated:
            continue
        if row.purpose is Purpose.OFFER and pair not in offered:
            continue
        if row.purpose is Purpose.REFLECT and pair in reflected:
            continue
        wanted.add(row.id)
    return wanted


async def _pairs(
    db: AsyncSession, people: set[int], meetings: dict[int, Meeting], *, state: SeatState
) -> set[tuple[int, int]]:
    seats = select(Seat.meeting_id, Seat.person_id).where(
        Seat.meeting_id.in_(meetings), Seat.person_id.in_(people), Seat.state == state
    )
    return set(await db.execute(seats))


async def _reflected(db: AsyncSession, people: set[int], meetings: dict[int, Meeting]) -> set[tuple[int, int]]:
    handed_in = select(Reflection.meeting_id, Reflection.person_id).where(
        Reflection.meeting_id.in_(meetings),
        Reflection.person_id.in_(people),
        Reflection.submitted_at.is_not(None),
    )
    return set(await db.execute(handed_in))
