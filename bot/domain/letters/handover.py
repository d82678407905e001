"""A role ends for one and begins for another: what each side is told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import reading
from bot.domain.models import Cluster, Meeting, MeetingState, Purpose
from bot.domain.outbox.facts import TermHandover
from bot.domain.outbox.outbox import Due
from bot.domain.programme import concerned

PURPOSES = frozenset({Purpose.HANDOVER})


@dataclass(frozen=True, slots=True)
class HandoverLetter:
    """The end or the beginning of a term."""

    row_id: int
    facts: TermHandover
    what: str
    """The cluster or the school, by name."""
    others: tuple[str, ...]
    """The names of the other side."""
    waiting: int
    """Meetings of the cluster that wait for their day."""
    begun: tuple[Meeting, ...]
    """Meetings whose settling was begun, in the order of the facts."""


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, HandoverLetter]:
    """Return what is said by row; it is wanted whatever happened since."""
    del now
    facts = {row.id: TermHandover.read(row.facts) for row in rows}
    led = {one.cluster for one in facts.values() if one.cluster}
    clusters = {one.id: one.called for one in await db.scalars(select(Cluster).where(Cluster.id.in_(led)))}
    units = await reading.units(db, {one.unit for one in facts.values() if one.unit})
    names = await reading.names(db, {person for one in facts.values() for person in one.others})
    waiting = await _waiting(db, clusters)
    begun = await reading.meetings_of(db, {meeting.meeting for one in facts.values() for meeting in one.moved.begun})
    return {
        row: HandoverLetter(
            row,
            one,
            clusters.get(one.cluster or 0) or units.get(one.unit or 0, ""),
            tuple(names[person] for person in sorted(one.others) if names.get(person)),
            waiting.get(one.cluster or 0, 0),
            tuple(begun[meeting.meeting] for meeting in one.moved.begun),
        )
        for row, one in facts.items()
    }


async def _waiting(db: AsyncSession, clusters: Collection[int]) -> dict[int, int]:
    dayless = (Meeting.cluster_id.in_(clusters), Meeting.state == MeetingState.PLANNED, concerned.published())
    counted = select(Meeting.cluster_id, func.count()).where(*dayless).group_by(Meeting.cluster_id)
    return dict((await db.execute(counted)).all()) if clusters else {}
