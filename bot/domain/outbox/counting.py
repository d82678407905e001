"""How many rows of the outbox there are of something, by what became of them."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Outbox, OutboxState, Purpose, Topic
from bot.plain import written_out


class Counted(NamedTuple):
    """How many rows stand in a state, and the earliest hour of them."""

    number: int
    earliest: datetime


# Written out: of a value that is bound SQLite does not know that the announcements' own index serves.
_ANNOUNCED = written_out(Outbox.purpose == Purpose.ANNOUNCEMENT)


async def announced(db: AsyncSession, topics: Iterable[Topic]) -> dict[Topic, dict[OutboxState, Counted]]:
    """Count the copies of each announcement that has any by their state."""
    asked = select(Outbox.topic, Outbox.state, func.count(), func.min(Outbox.due_at))
    rows = asked.where(Outbox.topic.in_(topics), _ANNOUNCED).group_by(Outbox.topic, Outbox.state)
    found: dict[Topic, dict[OutboxState, Counted]] = {}
    for topic, state, number, earliest in await db.execute(rows):
        found.setdefault(topic, {})[state] = Counted(number, earliest)
    return found


async def newest(db: AsyncSession, topics: Iterable[Topic], purpose: Purpose) -> dict[Topic, int]:
    """Return the highest version that was queued of each topic that has any."""
    known = select(Outbox.topic, func.max(Outbox.version)).where(Outbox.topic.in_(topics), Outbox.purpose == purpose)
    return dict((await db.execute(known.group_by(Outbox.topic))).all())
