"""What letters about changes, and those that ask for an acknowledgement, need to know when they leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import (
    Acknowledgement,
    Assent,
    Meeting,
    MeetingState,
    Outbox,
    OutboxState,
    Purpose,
    SeatState,
    Unit,
)
from bot.domain.organisation import terms
from bot.domain.outbox.facts import Changed
from bot.domain.outbox.outbox import Due
from bot.domain.programme import acknowledgements, concerned
from bot.domain.programme.acknowledgements import ASKING, CHASES, ChangeStanding
from bot.vietnamese import local

ABOUT = frozenset({*ASKING, Purpose.ACKS})


@dataclass(frozen=True, slots=True)
class ChangeContext:
    """What there is to say beside the meeting itself."""

    version: int = 0
    """The version that is acknowledged."""
    understood: bool = False
    hosts: Mapping[int, str] = field(default_factory=dict)
    """Names of the schools that the row's facts speak of."""
    has_seat: bool = False
    """Also one that is offered or waited for."""
    comes: bool = False
    """Has a seat or plays a part."""
    standing: ChangeStanding | None = None
    wanted: bool = True


NO_CHANGE = ChangeContext()


async def read(
    db: AsyncSession, rows: Sequence[Due], meetings: Mapping[int, Meeting], now: datetime
) -> dict[int, ChangeContext]:
    """Return by row what letters about changes say, in as many statements for a batch as for one."""
    about = [row for row in rows if row.purpose in ABOUT and row.topic.meeting_id in meetings]
    if not about:
        return {}
    found = _Found(
        places=await concerned.places(db, {row.topic.meeting_id for row in about}),
        understood=await _understood(db, about),
        left=await _left(db, about),
        hosts=await _hosts(db, about),
        standings=await acknowledgements.standings(db, _meetings(about, Purpose.ACKS, Purpose.CHASE)),
        leads=await _leads(db, [meetings[one] for one in _meetings(about, Purpose.ACKS)], now),
    )
    return {row.id: found.change(row, meetings[row.topic.meeting_id], now) for row in about}


def _meetings(rows: Sequence[Due], *purposes: Purpose) -> set[int]:
    return {row.topic.meeting_id for row in rows if row.purpose in purposes}


@dataclass(frozen=True, slots=True)
class _Found:
    """What a batch needs, gathered."""

    places: dict[tuple[int, int], frozenset[str]]
    understood: dict[tuple[int, int], int]
    left: dict[tuple[int, int], int]
    hosts: dict[int, str]
    standings: dict[int, ChangeStanding]
    leads: dict[int, frozenset[int]]

    def change(self, row: Due, meeting: Meeting, now: datetime) -> ChangeContext:
        pair = (meeting.id, row.person_id)
        version = row.version // CHASES if row.purpose is Purpose.CHASE else row.version
        place = self.places.get(pair, frozenset())
        return ChangeContext(
            version=version,
            understood=self.understood.get(pair, -1) >= version,
            hosts=self.hosts,
            has_seat=bool(place & {SeatState.HELD, SeatState.OFFERED, SeatState.WAITING}),
            comes=bool(place & {SeatState.HELD, Assent.ACCEPTED}),
            standing=self.standings.get(meeting.id),
            wanted=self._is_wanted(row, meeting, version, now),
        )

    def _is_wanted(self, row: Due, meeting: Meeting, version: int, now: datetime) -> bool:
        pair, how = (meeting.id, row.person_id), self.standings.get(meeting.id)
        match row.purpose:
            case Purpose.MOVED:
                concerned = Changed.read(row.facts).role or pair in self.places
                return concerned and meeting.state is not MeetingState.CANCELLED and self.left.get(pair) == version
            case Purpose.CHASE:
                ahead = meeting.starts_at is None or meeting.starts_at > now
                return ahead and how is not None and how.version == version and row.person_id in how.missing
            case Purpose.ACKS:
                leads = row.person_id in self.leads[meeting.id]
                return leads and how is not None and how.version == version and how.told > 0
        return True


async def _understood(db: AsyncSession, rows: Sequence[Due]) -> dict[tuple[int, int], int]:
    """Return the newest version that each person has acknowledged of each meeting."""
    asked = select(Acknowledgement.meeting_id, Acknowledgement.person_id, func.max(Acknowledgement.version)).where(
        Acknowledgement.meeting_id.in_({row.topic.meeting_id for row in rows}),
        Acknowledgement.person_id.in_({row.person_id for row in rows}),
    )
    newest = await db.execute(asked.group_by(Acknowledgement.meeting_id, Acknowledgement.person_id))
    return {(meeting, person): version for meeting, person, version in newest}


async def _left(db: AsyncSession, rows: Sequence[Due]) -> dict[tuple[int, int], int]:
    """Return the newest move that has left, or is leaving, to each person: an older one must not come after it."""
    moves = [row for row in rows if row.purpose is Purpose.MOVED]
    if not moves:
        return {}
    asked = select(Outbox.topic, Outbox.person_id, func.max(Outbox.version)).where(
        Outbox.topic.in_({row.topic for row in moves}),
        Outbox.person_id.in_({row.person_id for row in moves}),
        Outbox.purpose == Purpose.MOVED,
        Outbox.state.in_((OutboxState.LEAVING, OutboxState.SENT, OutboxState.UNCLEAR)),
    )
    newest = await db.execute(asked.group_by(Outbox.topic, Outbox.person_id))
    return {(topic.meeting_id, person): version for topic, person, version in newest}


async def _hosts(db: AsyncSession, rows: Sequence[Due]) -> dict[int, str]:
    told = [change for row in rows if (change := Changed.of(row.facts))]
    ids = {stood.host for change in told for stood in (change.before, change.now)}
    return dict((await db.execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids)))).all()) if ids else {}


async def _leads(db: AsyncSession, meetings: Sequence[Meeting], now: datetime) -> dict[int, frozenset[int]]:
    today = local(now).date()
    return {one.id: frozenset(await terms.leaders(db, one.cluster_id, today)) for one in meetings}
