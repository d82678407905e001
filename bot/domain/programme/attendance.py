"""Who came: the roll call's code, check-in, marking by hand, and what a summary counts.

Marks are a log: a new line is added, none is changed, and the newest of a person at a meeting holds.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, exists, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.db import lock
from bot.domain.models import (
    Assent,
    Cluster,
    ClusterSchool,
    Mark,
    Meeting,
    MeetingState,
    Part,
    Person,
    Presence,
    Seat,
    SeatState,
    Unit,
)
from bot.domain.organisation import tree
from bot.domain.organisation.people import Rights
from bot.domain.organisation.school_year import Span
from bot.domain.programme.concerned import with_a_part
from bot.domain.programme.invitees import coming
from bot.errors import N_, BadInput, NotAllowed, Refusal
from bot.vietnamese import ZONE, local, sort_key

LATE_AFTER = timedelta(minutes=15)
OPENS_BEFORE = timedelta(hours=2)
CLOSES_AFTER = timedelta(hours=2)
DIGITS = 5
ERASED = "—"
"""Stands for the name of a person who had it erased."""

WRONG_CODE = N_("This code fits no roll call that is open now. Please look at the code on the lead's screen again.")
NOT_YOURS = N_("This meeting is not one of your clusters. Please ask the lead to mark you by name.")
TOO_EARLY = N_("The roll call opens 2 hours before the meeting.")
NOT_SETTLED = N_("This meeting has no settled hour, so there is no roll call.")

CAME = (Presence.PRESENT, Presence.LATE)


def newest_marks() -> Select[Mark]:
    """Select the marks that hold: the newest line of each person at each meeting."""
    later = aliased(Mark)
    same = and_(later.meeting_id == Mark.meeting_id, later.person_id == Mark.person_id, later.id > Mark.id)
    return select(Mark).where(~select(later.id).where(same).exists())


async def open_roll(db: AsyncSession, meeting: Meeting, rights: Rights, now: datetime) -> str:
    """Open a meeting's roll call and return its code; one that is open keeps its code.

    Raises NotAllowed unless the person leads the meeting, Refusal earlier than two hours before it.
    """
    rights.must_lead(meeting.cluster_id)
    await lock(db, meeting)
    if meeting.state is not MeetingState.SETTLED or meeting.starts_at is None:
        raise Refusal(NOT_SETTLED)
    if now < meeting.starts_at - OPENS_BEFORE:
        raise Refusal(TOO_EARLY)
    if meeting.code is None:
        # A code is typed without naming the meeting, so it must be unique among those that are open.
        taken = set(await db.scalars(_open_rolls(now).with_only_columns(Meeting.code)))
        meeting.code = next(code for code in iter(_new_code, "") if code not in taken)
        meeting.opened_at = now
    return meeting.code


def _new_code() -> str:
    # Never with a zero in front, which people leave out where they type a number.
    return f"{secrets.randbelow(9 * 10 ** (DIGITS - 1)) + 10 ** (DIGITS - 1)}"


def _open_rolls(now: datetime) -> Select[Meeting]:
    return select(Meeting).where(
        Meeting.code.is_not(None), Meeting.state == MeetingState.SETTLED, Meeting.ends_at > now - CLOSES_AFTER
    )


async def check_in(db: AsyncSession, person: Person, code: str, now: datetime) -> tuple[Meeting, Mark]:
    """Mark who scanned or typed the code as present, or late from 15 minutes on. Idempotent.

    Raises BadInput for a code that opens nothing now, NotAllowed for a meeting of other clusters.
    """
    meeting = await db.scalar(_open_rolls(now).where(Meeting.code == code.strip()))
    if meeting is None or meeting.starts_at is None:
        raise BadInput(WRONG_CODE)
    if not await _may_attend(db, person, meeting):
        raise NotAllowed(NOT_YOURS)
    known = await mark_of(db, meeting.id, person.id)
    # Whoever was marked absent, and comes after all, still checks in.
    if known and known.presence in CAME:
        return meeting, known
    presence = Presence.LATE if now > meeting.starts_at + LATE_AFTER else Presence.PRESENT
    line = Mark(meeting_id=meeting.id, person_id=person.id, presence=presence, at=now, by_id=person.id)
    db.add(line)
    await db.flush()
    return meeting, line


async def _may_attend(db: AsyncSession, person: Person, meeting: Meeting) -> bool:
    if await db.scalar(with_a_part(meeting.id).where(Part.person_id == person.id).limit(1)) is not None:
        return True
    seat = select(Seat.id).where(Seat.meeting_id == meeting.id, Seat.person_id == person.id)
    # Their present school, or one that they were at on the meeting's day and have left since.
    here = ClusterSchool.unit_id.in_((person.unit_id,)) | ClusterSchool.unit_id.in_(tree.were_at(person.id))
    school = (
        select(ClusterSchool.unit_id)
        .join(Meeting, Meeting.cluster_id == ClusterSchool.cluster_id)
        .where(Meeting.id == meeting.id, here, tree.in_cluster_then())
    )
    return await db.scalar(seat.limit(1)) is not None or await db.scalar(school.limit(1)) is not None


async def mark_of(db: AsyncSession, meeting_id: int, person_id: int) -> Mark | None:
    """Return the mark that holds for a person at a meeting."""
    mine = select(Mark).where(Mark.meeting_id == meeting_id, Mark.person_id == person_id)
    return await db.scalar(mine.order_by(Mark.id.desc()).limit(1))


async def mark(
    db: AsyncSession, meeting: Meeting, rights: Rights, person_id: int, presence: Presence, *, by: Person, now: datetime
) -> bool:
    """Mark somebody by hand; return whether that changed anything. Raises NotAllowed unless one leads the meeting."""
    rights.must_lead(meeting.cluster_id)
    if meeting.starts_at is None or meeting.state is not MeetingState.SETTLED:
        raise Refusal(NOT_SETTLED)
    if now < meeting.starts_at - OPENS_BEFORE:
        raise Refusal(TOO_EARLY)
    person = await db.get(Person, person_id)
    if person is None or not await _may_attend(db, person, meeting):
        raise NotAllowed
    known = await mark_of(db, meeting.id, person_id)
    if known and known.presence is presence:
        return False
    db.add(Mark(meeting_id=meeting.id, person_id=person_id, presence=presence, at=now, by_id=by.id))
    await db.flush()
    return True


@dataclass(frozen=True, slots=True)
class RollLine:
    """One name of a roll call."""

    person_id: int
    name: str
    school: str
    presence: Presence | None
    at: datetime | None = None


async def roll(db: AsyncSession, meeting: Meeting) -> list[RollLine]:
    """Return everybody expected or marked at a meeting, sorted by tên as Vietnamese lists are."""
    holding = newest_marks().where(Mark.meeting_id == meeting.id).subquery()
    found = await db.execute(
        select(Person.id, Person.name, Unit.name, holding.c.presence, holding.c.at)
        .select_from(Person)
        .join(Meeting, Meeting.id == meeting.id)
        .outerjoin(Unit, Unit.id == tree.school_then())
        .outerjoin(holding, holding.c.person_id == Person.id)
        .where(or_(Person.id.in_(coming(meeting.id)), holding.c.id.is_not(None)), Person.erased_at.is_(None))
    )
    lines = [RollLine(person, name, school or "", mark, at) for person, name, school, mark, at in found]
    return sorted(lines, key=lambda line: sort_key(line.name))


def came_to(*which: ColumnElement[bool]) -> CompoundSelect[int, int]:
    """Select pairs of meeting and person, of the `Meeting`s asked for: who is to be asked about it afterwards.

    Those are who was marked there, and who was expected and never marked.
    """

    def marked(row: type[Seat | Part]) -> ColumnElement[bool]:
        return exists().where(Mark.meeting_id == row.meeting_id, Mark.person_id == row.person_id)

    there = newest_marks().with_only_columns(Mark.meeting_id, Mark.person_id).where(Mark.presence.in_(CAME))
    # Not every meeting has a roll call: where nobody was marked, who was expected is believed to have come.
    seated = select(Seat.meeting_id, Seat.person_id).where(Seat.state == SeatState.HELD, ~marked(Seat))
    playing = select(Part.meeting_id, Part.person_id)
    playing = playing.where(Part.assent == Assent.ACCEPTED, ~marked(Part))
    if which:
        meetings = select(Meeting.id).where(*which)
        there, seated = there.where(Mark.meeting_id.in_(meetings)), seated.where(Seat.meeting_id.in_(meetings))
        playing = playing.where(Part.meeting_id.in_(meetings))
    return union(there, seated, playing)


async def came(db: AsyncSession, meeting_id: int) -> Sequence[int]:
    """Return who is to be asked about a meeting: who was marked there, and who was expected and never marked."""
    there = came_to(Meeting.id == meeting_id).subquery()
    return (await db.scalars(select(there.c.person_id))).all()


@dataclass(frozen=True, slots=True)
class MarkLine:
    """One mark that holds, with the names a summary shows."""

    meeting_id: int
    starts_at: datetime
    cluster: str
    host: str
    school: str
    person: str
    presence: Presence
    at: datetime


async def lines(
    db: AsyncSession, *, school_ids: Sequence[int] | None, span: Span | None = None, meeting_id: int | None = None
) -> list[MarkLine]:
    """Return every mark that holds, of some schools (None: all), in a span of days or at one meeting."""
    host = aliased(Unit)
    asked = (
        newest_marks()
        .join(Meeting, Meeting.id == Mark.meeting_id)
        .join(Cluster, Cluster.id == Meeting.cluster_id)
        .join(host, host.id == Meeting.host_id)
        .join(Person, Person.id == Mark.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Meeting.state == MeetingState.SETTLED, Meeting.starts_at.is_not(None))
        .order_by(Meeting.starts_at, Mark.id)
    )
    if school_ids is not None:
        asked = asked.where(Person.unit_id.in_(school_ids) | Person.id.in_(tree.have_been_at(school_ids)))
    if meeting_id is not None:
        asked = asked.where(Mark.meeting_id == meeting_id)
    if span is not None:
        since, until = (datetime.combine(day, datetime.min.time(), ZONE) for day in (span.since, span.until))
        asked = asked.where(Meeting.starts_at >= since, Meeting.starts_at < until)
    name = func.coalesce(func.nullif(Person.name, ""), ERASED)
    columns = (Meeting.id, Meeting.starts_at, Cluster.name, host.name, Unit.name, name, Mark.presence, Mark.at)
    found: Any = await db.execute(asked.with_only_columns(*columns, Person.id, Unit.id))
    # Only where somebody has changed schools must the school of each mark's day be looked up.
    former = await tree.former(db)
    if not former.left:
        return [MarkLine(*row[:-2]) for row in found]
    return [line for row in found if (line := _of_its_day(row, former, school_ids))]


def _of_its_day(row: Sequence[Any], former: tree.Former, school_ids: Sequence[int] | None) -> MarkLine | None:
    """Return a mark under the school of its day, None where that is none of the schools asked for."""
    *facts, person_id, unit_id = row
    line = MarkLine(*facts)
    unit_id, name = former.school(person_id, local(line.starts_at).date(), (unit_id, line.school))
    return replace(line, school=name) if school_ids is None or unit_id in school_ids else None


@dataclass(frozen=True, slots=True)
class Count:
    """How many marks of each kind."""

    present: int = 0
    late: int = 0
    excused: int = 0
    absent: int = 0

    @property
    def expected(self) -> int:
        """All who were marked at all."""
        return self.present + self.late + self.excused + self.absent

    @property
    def here(self) -> int:
        """All who came, in time or late."""
        return self.present + self.late

    @property
    def share(self) -> int:
        """Of a hundred marked, how many came, rounded."""
        return round(100 * self.here / self.expected) if self.expected else 0


def count(marks: Sequence[MarkLine]) -> Count:
    """Count marks by kind."""
    kinds = [line.presence for line in marks]
    return Count(*(kinds.count(presence) for presence in Presence))


async def meetings_with_marks(db: AsyncSession, *, school_ids: Sequence[int] | None, span: Span) -> Sequence[Meeting]:
    """Return the meetings of a span at which somebody of these schools was marked, newest first."""
    since, until = (datetime.combine(day, datetime.min.time(), ZONE) for day in (span.since, span.until))
    # The school of each mark's day costs a search a mark, so it is asked for only where somebody has moved.
    marked = select(Mark.meeting_id).join(Person, Person.id == Mark.person_id)
    if school_ids is not None and not (await tree.former(db)).left:
        marked = marked.where(Person.unit_id.in_(school_ids))
    elif school_ids is not None:
        school = tree.school_then()
        marked = marked.join(Meeting, Meeting.id == Mark.meeting_id).where(school.in_(school_ids))
    asked = select(Meeting).where(Meeting.id.in_(marked), Meeting.starts_at >= since, Meeting.starts_at < until)
    return (await db.scalars(asked.order_by(Meeting.starts_at.desc()).limit(12))).all()
