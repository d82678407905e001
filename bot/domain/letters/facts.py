"""Letters: rows of the outbox with all that their words need, gathered for a whole batch at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.duties.lines import DutyLine
from bot.domain.endings import term_handover
from bot.domain.endings.term_handover import Handover
from bot.domain.letters import announcements, change, overviews
from bot.domain.letters import duty as duty_letters
from bot.domain.letters.announcements import AnnouncementProgress
from bot.domain.letters.change import NO_CHANGE, ChangeContext
from bot.domain.letters.overviews import Overview
from bot.domain.models import (
    Announcement,
    Assent,
    Meeting,
    MeetingState,
    Part,
    PartKind,
    Person,
    Purpose,
    Reflection,
    Seat,
    SeatState,
)
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import PartNews
from bot.domain.outbox.outbox import Due, Reach
from bot.domain.programme import hosting
from bot.domain.programme.reminders import NEED_A_SEAT, RULES
from bot.vietnamese import local, next_month


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one person, before it has words."""

    row: Due
    reaches: tuple[Reach, ...]
    """The person's open chats, the preferred one first; empty where nothing reaches them."""
    today: date
    """The day in Vietnam on which it leaves."""
    wanted: bool
    """Whether it still makes sense now, whatever happened since it was queued."""
    meeting: Meeting | None = None
    announcement: Announcement | None = None
    author: str = ""
    progress: AnnouncementProgress | None = None
    part: Part | None = None
    """The part that it is about, who was asked in `asked` and who asked for it in `author`."""
    asked: str = ""
    own_parts: tuple[PartKind, ...] = ()
    """The parts that the person plays in the meeting."""
    ready: frozenset[str] = frozenset()
    """What the host school has made ready."""
    handed: Handover | None = None
    overview: Overview | None = None
    """What a letter of a round says."""
    change: ChangeContext = NO_CHANGE
    """What a letter about a change says, or one that asks for an acknowledgement."""
    duties: tuple[DutyLine, ...] = ()
    """The duties that a letter speaks of and that are still owed."""

    @property
    def reach(self) -> Reach | None:
        """The chat that is tried first."""
        return self.reaches[0] if self.reaches else None


async def open_up(db: AsyncSession, rows: Sequence[Due], now: datetime) -> list[Letter]:
    """Return the letters of claimed rows, in their order."""
    parts = await _parts(db, rows)
    meetings = await _meetings(db, rows, parts)
    texts, authors, progress = await _announcements(db, rows)
    reaches = await outbox.reaches(db, {row.person_id for row in rows})
    own_parts = await _own_parts(db, rows, meetings)
    ready = await hosting.ready(db, list(meetings))
    handed = await term_handover.read(db, rows)
    seen = await overviews.read(db, rows, now)
    changed = await change.read(db, rows, meetings, now)
    owed = await duty_letters.read(db, rows, now)
    wanted = await _wanted(db, rows, meetings, now, playing=set(own_parts))
    wanted -= {number for number, change in changed.items() if not change.wanted}
    wanted -= {row.id for row in rows if not _still_asked(row, meetings, parts, ready, now)}
    wanted -= {row.id for row in rows if row.purpose in overviews.PURPOSES and row.id not in seen}
    wanted -= {number for number, duties in owed.items() if not duties}
    names = await _names(db, rows, parts.values())
    letters = []
    for row in rows:
        part = parts.get(row.topic.part_id)
        meeting = meetings.get(part.meeting_id if part else row.topic.meeting_id)
        announcement = texts.get(row.topic.announcement_id)
        letters.append(
            Letter(
                row=row,
                reaches=reaches.get(row.person_id, ()),
                today=local(now).date(),
                wanted=row.id in wanted,
                meeting=meeting,
                announcement=announcement,
                author=_author(row, announcement, part, authors | names),
                progress=progress.get(row.topic.announcement_id),
                part=part,
                asked=names.get(part.person_id, "") if part else "",
                own_parts=own_parts.get((meeting.id, row.person_id), ()) if meeting else (),
                ready=ready.get(meeting.id, frozenset()) if meeting else frozenset(),
                handed=handed.get(row.id),
                overview=seen.get(row.id),
                change=changed.get(row.id, NO_CHANGE),
                duties=owed.get(row.id, ()),
            )
        )
    return letters


def _author(row: Due, announcement: Announcement | None, part: Part | None, names: dict[int, str]) -> str:
    by_id = announcement.author_id if announcement else part.asked_by_id if part else row.facts.get("by", 0)
    return names.get(by_id, "")


async def _parts(db: AsyncSession, rows: Sequence[Due]) -> dict[int, Part]:
    ids = {row.topic.part_id for row in rows} - {0}
    return {part.id: part for part in await db.scalars(select(Part).where(Part.id.in_(ids)))} if ids else {}


async def _names(db: AsyncSession, rows: Iterable[Due], parts: Iterable[Part]) -> dict[int, str]:
    ids = {person for part in parts for person in (part.person_id, part.asked_by_id)}
    ids |= {row.facts["by"] for row in rows if "by" in row.facts}
    return dict((await db.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))).all()) if ids else {}


async def _own_parts(
    db: AsyncSession, rows: Sequence[Due], meetings: dict[int, Meeting]
) -> dict[tuple[int, int], tuple[PartKind, ...]]:
    accepted = select(Part).where(
        Part.meeting_id.in_(meetings),
        Part.person_id.in_({row.person_id for row in rows}),
        Part.assent == Assent.ACCEPTED,
    )
    own_parts: dict[tuple[int, int], tuple[PartKind, ...]] = {}
    for part in await db.scalars(accepted.order_by(Part.id)):
        pair = (part.meeting_id, part.person_id)
        own_parts[pair] = (*own_parts.get(pair, ()), part.kind)
    return own_parts


def _still_asked(
    row: Due,
    meetings: dict[int, Meeting],
    parts: dict[int, Part],
    ready: dict[int, frozenset[str]],
    now: datetime,
) -> bool:
    """Say whether what is asked of somebody was not done, answered or taken back meanwhile."""
    meeting = meetings.get(row.topic.meeting_id)
    if row.purpose is Purpose.SETTLE:
        if meeting is None or meeting.state is not MeetingState.PLANNED:
            return False
        return local(now).date() < next_month(meeting.month)
    if row.purpose is Purpose.HOST_CHECK:
        return hosting.is_wanted(row, meeting, ready, now)
    if row.purpose is Purpose.ASK_PART and PartNews.read(row.facts).news is Assent.ASKED:
        part = parts[row.topic.part_id]
        return part.assent is Assent.ASKED and meetings[part.meeting_id].state is not MeetingState.CANCELLED
    return True


async def _meetings(db: AsyncSession, rows: Sequence[Due], parts: dict[int, Part]) -> dict[int, Meeting]:
    ids = {row.topic.meeting_id for row in rows} - {0} | {part.meeting_id for part in parts.values()}
    return {meeting.id: meeting for meeting in await db.scalars(select(Meeting).where(Meeting.id.in_(ids)))}


async def _announcements(
    db: AsyncSession, rows: Sequence[Due]
) -> tuple[dict[int, Announcement], dict[int, str], dict[int, AnnouncementProgress]]:
    ids = {row.topic.announcement_id for row in rows} - {0}
    found = {one.id: one for one in await db.scalars(select(Announcement).where(Announcement.id.in_(ids)))}
    names = await db.execute(
        select(Person.id, Person.name).where(Person.id.in_({one.author_id for one in found.values()}))
    )
    reports = {row.topic.announcement_id for row in rows if row.purpose is Purpose.REPORT}
    progress = {one: await announcements.progress(db, one) for one in reports}
    return found, dict(names.all()), progress


async def _wanted(
    db: AsyncSession,
    rows: Sequence[Due],
    meetings: dict[int, Meeting],
    now: datetime,
    *,
    playing: set[tuple[int, int]],
) -> set[int]:
    people = {row.person_id for row in rows}
    versions = {one.id: one.version for one in meetings.values() if one.state is MeetingState.SETTLED}
    ahead = {one.id for one in meetings.values() if one.id in versions and one.starts_at and one.starts_at > now}
    seated = await _pairs(db, people, meetings, state=SeatState.HELD)
    offered = await _pairs(db, people, meetings, state=SeatState.OFFERED)
    reflected = await _reflected(db, people, meetings)
    wanted = set()
    for row in rows:
        pair = (row.topic.meeting_id, row.person_id)
        if row.purpose in RULES and versions.get(pair[0]) != row.version:
            continue
        if row.purpose in NEED_A_SEAT and pair not in seated | playing:
            continue
        if row.purpose is Purpose.PART and pair not in playing:
            continue
        if row.purpose is Purpose.OFFER and (pair not in offered or pair[0] not in ahead):
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
