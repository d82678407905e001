"""Asking the heads of schools to send people to a meeting that expects so many of each school."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import reading
from bot.domain.models import ClusterSchool, Coming, Expects, Invitee, Meeting, Purpose, Why
from bot.domain.organisation import terms, tree
from bot.domain.outbox.outbox import Due
from bot.vietnamese import local

PURPOSES = frozenset({Purpose.TO_SEND})


@dataclass(frozen=True, slots=True)
class ToSend:
    """A meeting, and of one school how many are sent already."""

    meeting: Meeting
    unit_id: int
    sent: int


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, ToSend]:
    """Return by row what is still wanted: of a meeting ahead, to the head of a school that has not sent enough."""
    found, head = await reading.meetings(db, rows), terms.heading(local(now).date())
    asked = select(head.c.person_id, ClusterSchool.unit_id, Meeting.id)
    asked = asked.join(ClusterSchool, ClusterSchool.unit_id == head.c.unit_id)
    asked = asked.join(Meeting, Meeting.cluster_id == ClusterSchool.cluster_id)
    here = (tree.in_cluster_then(), Meeting.id.in_(found), head.c.person_id.in_({row.person_id for row in rows}))
    heads: dict[tuple[int, int], list[int]] = {}
    for person, unit, meeting in await db.execute(asked.where(*here).order_by(ClusterSchool.unit_id)):
        heads.setdefault((meeting, person), []).append(unit)
    counted = select(Invitee.meeting_id, Invitee.unit_id, func.count()).where(
        Invitee.meeting_id.in_(found), Invitee.why == Why.SENT, Invitee.answer.is_distinct_from(Coming.NO)
    )
    number = {
        (meeting, unit): count
        for meeting, unit, count in await db.execute(counted.group_by(Invitee.meeting_id, Invitee.unit_id))
    }
    wanted = {}
    for row in rows:
        meeting = found[row.topic.meeting_id]
        for unit in heads.get((meeting.id, row.person_id), ()):
            sent, asks = number.get((meeting.id, unit), 0), meeting.expects is Expects.NUMBERS
            if asks and sent < (meeting.quota_number or 0) and reading.is_ahead(meeting, now):
                wanted[row.id] = ToSend(meeting, unit, sent)
                break
    return wanted
