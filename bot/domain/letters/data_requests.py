"""Letters about requests for data: to the controller what waits, to who asked what was answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import DataRequest, Purpose
from bot.domain.outbox.outbox import Due

PURPOSES = frozenset({Purpose.DATA_REQUEST, Purpose.DATA_ANSWER})


@dataclass(frozen=True, slots=True)
class RequestLetter:
    """A request as it stands, and what is said of it."""

    request: DataRequest
    what: int


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, RequestLetter]:
    """Return by row the request; the controller is not reminded of what is done."""
    del now
    asked = select(DataRequest).where(DataRequest.id.in_({row.topic.request_id for row in rows}))
    known = {request.id: request for request in await db.scalars(asked)}
    found = {
        row.id: RequestLetter(known[row.topic.request_id], row.version) for row in rows if row.topic.request_id in known
    }
    to_keepers = {row.id for row in rows if row.purpose is Purpose.DATA_REQUEST}
    return {row: one for row, one in found.items() if row not in to_keepers or one.request.done_at is None}
