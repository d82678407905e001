"""What a summary counts of those expected and of their marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.models import Cluster, Invitee, Mark, Meeting, MeetingState, Person, Presence, RosterEntry, Unit
from bot.domain.organisation.school_year import Span
from bot.domain.programme.attendance import name_of_invitee
from bot.vietnamese import ZONE


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
    host, later = aliased(Unit), aliased(Mark)
    newer = select(later.id).where(later.invitee_id == Mark.invitee_id, later.id > Mark.id).exists()
    asked = (
        select(Mark)
        .join(Invitee, Invitee.id == Mark.invitee_id)
        .join(Meeting, Meeting.id == Invitee.meeting_id)
        .join(Cluster, Cluster.id == Meeting.cluster_id)
        .join(host, host.id == Meeting.host_id)
        .outerjoin(Person, Person.id == Invitee.person_id)
        .outerjoin(RosterEntry, RosterEntry.id == Invitee.roster_entry_id)
        .outerjoin(Unit, Unit.id == Invitee.unit_id)
        .where(Meeting.state == MeetingState.SETTLED, Meeting.starts_at.is_not(None))
        .where(~newer, Mark.presence.is_not(None))
        .order_by(Meeting.starts_at, Mark.id)
    )
    if school_ids is not None:
        asked = asked.where(Invitee.unit_id.in_(school_ids))
    if meeting_id is not None:
        asked = asked.where(Invitee.meeting_id == meeting_id)
    if span is not None:
        since, until = (datetime.combine(day, datetime.min.time(), ZONE) for day in (span.since, span.until))
        asked = asked.where(Meeting.starts_at >= since, Meeting.starts_at < until)
    columns = (Meeting.id, Meeting.starts_at, Cluster.name, host.name, Unit.name)
    found: Any = await db.execute(asked.with_only_columns(*columns, name_of_invitee(), Mark.presence, Mark.at))
    return [MarkLine(*row) for row in found]


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
    marked = select(Invitee.meeting_id).where(Invitee.presence.is_not(None))
    if school_ids is not None:
        marked = marked.where(Invitee.unit_id.in_(school_ids))
    asked = select(Meeting).where(Meeting.id.in_(marked), Meeting.starts_at >= since, Meeting.starts_at < until)
    return (await db.scalars(asked.order_by(Meeting.starts_at.desc()).limit(12))).all()
