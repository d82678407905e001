"""A change of a meeting, told once from before to after, and once more to who has not acknowledged it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import reading
from bot.domain.models import Assent, Coming, Meeting, MeetingState, Outbox, OutboxState, Purpose, Unit
from bot.domain.organisation import capacities
from bot.domain.organisation.capacities import Capacity, Did
from bot.domain.outbox.facts import Changed
from bot.domain.outbox.outbox import Due
from bot.domain.programme import acknowledgements, concerned
from bot.domain.programme.acknowledgements import CHASES, ChangeStanding
from bot.domain.programme.concerned import SILENT
from bot.vietnamese import local

PURPOSES = frozenset({Purpose.MOVED, Purpose.CANCELLED, Purpose.RESTORED, Purpose.CHASE})
PLACES = frozenset({Coming.YES, Coming.WAITING, SILENT})
TAKEN = (OutboxState.LEAVING, OutboxState.SENT, OutboxState.UNCLEAR)


@dataclass(frozen=True, slots=True)
class ChangeLetter:
    """A meeting that was moved or called off."""

    meeting: Meeting
    change: Changed | None
    """None for one from before changes could be acknowledged."""
    asks: int | None
    """The version that is to be acknowledged; None where it was."""
    hosts: Mapping[int, str]
    """Names of the schools that the change speaks of."""
    comes: bool
    """Has a seat or plays a part."""
    may_stay_away: bool
    """Is expected, and plays no part."""
    silent: bool
    """Has not answered the invitation."""
    by: str = ""
    """Who made the change, by name; empty for a plan that was accepted."""
    acted: Capacity | None = None
    """As what they made it."""


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, ChangeLetter]:
    """Return by row what is still wanted: the newest move that concerns the reader, and who is still missing."""
    found = await reading.meetings(db, rows)
    chased = {row.topic.meeting_id for row in rows if row.purpose is Purpose.CHASE}
    batch = _Batch(
        of={row.id: row.topic.meeting_id for row in rows},
        meetings=found,
        changes={row.id: Changed.of(row.facts) for row in rows},
        places=await concerned.places(db, found),
        understood=await reading.understood(db, rows),
        left=await _left(db, [row for row in rows if row.purpose is Purpose.MOVED]),
        standings=await acknowledgements.standings(db, chased) if chased else {},
    )
    hosts = await _hosts(db, batch.changes.values())
    makers = await _makers(db, batch)
    return {
        row.id: replace(batch.letter(row, hosts), **makers.get(row.id, {})) for row in rows if batch.is_wanted(row, now)
    }


async def _makers(db: AsyncSession, batch: "_Batch") -> Mapping[int, Mapping[str, Any]]:
    """Return by row who made the change, and as what."""
    made = {row: change for row, change in batch.changes.items() if change and change.by}
    names = await reading.names(db, {change.by for change in made.values()})
    did = {
        row: Did(change.by, local(change.at).date(), cluster=batch.meetings[batch.of[row]].cluster_id)
        for row, change in made.items()
    }
    acted = await capacities.of(db, did.values())
    return {row: {"by": names.get(change.by, ""), "acted": acted[did[row]]} for row, change in made.items()}


@dataclass(frozen=True, slots=True)
class _Batch:
    """What a batch needs, gathered; pairs are of a meeting and a person."""

    of: Mapping[int, int]
    """The meeting of each row."""
    meetings: Mapping[int, Meeting]
    changes: Mapping[int, Changed | None]
    places: Mapping[tuple[int, int], frozenset[str]]
    understood: Mapping[tuple[int, int], int]
    left: Mapping[tuple[int, int], int]
    standings: Mapping[int, ChangeStanding]

    def is_wanted(self, row: Due, now: datetime) -> bool:
        meeting, pair = self.meetings[row.topic.meeting_id], (row.topic.meeting_id, row.person_id)
        if row.purpose is Purpose.MOVED:
            # Whoever has given the seat up since it was queued need not be told; a role is told in any case.
            change = self.changes[row.id]
            told = change is not None and (change.role or pair in self.places)
            return told and meeting.state is not MeetingState.CANCELLED and self.left.get(pair) == row.version
        if row.purpose is Purpose.CHASE:
            standing = self.standings.get(meeting.id)
            begun = meeting.starts_at is not None and meeting.starts_at <= now
            if standing is None or standing.version != version_of(row) or begun:
                return False
            return row.person_id in standing.missing
        if row.purpose is Purpose.RESTORED:
            return meeting.state is not MeetingState.CANCELLED
        # Called off: whoever counted on it may be on the way, whatever became of their place.
        return True

    def letter(self, row: Due, hosts: Mapping[int, str]) -> ChangeLetter:
        pair, version = (row.topic.meeting_id, row.person_id), version_of(row)
        place = self.places.get(pair, frozenset())
        return ChangeLetter(
            self.meetings[pair[0]],
            self.changes[row.id],
            asks=version if self.understood.get(pair, -1) < version else None,
            hosts=hosts,
            comes=bool(place & {Coming.YES, Assent.ACCEPTED}),
            may_stay_away=bool(place & PLACES) and Assent.ACCEPTED not in place,
            silent=SILENT in place and Assent.ACCEPTED not in place,
        )


def version_of(row: Due) -> int:
    """Return which version of its meeting a letter about a change asks to be acknowledged."""
    return row.version // CHASES if row.purpose is Purpose.CHASE else row.version


async def _left(db: AsyncSession, moves: Sequence[Due]) -> dict[tuple[int, int], int]:
    """Return the newest move that has left, or is leaving, to each person: an older one must not come after it."""
    if not moves:
        return {}
    asked = select(Outbox.topic, Outbox.person_id, func.max(Outbox.version)).where(
        Outbox.topic.in_({row.topic for row in moves}),
        Outbox.person_id.in_({row.person_id for row in moves}),
        Outbox.purpose == Purpose.MOVED,
        Outbox.state.in_(TAKEN),
    )
    newest = await db.execute(asked.group_by(Outbox.topic, Outbox.person_id))
    return {(topic.meeting_id, person): version for topic, person, version in newest}


async def _hosts(db: AsyncSession, told: Iterable[Changed | None]) -> dict[int, str]:
    ids = {stood.host for change in told if change for stood in (change.before, change.now)}
    return dict((await db.execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids)))).all()) if ids else {}
