"""When what a platform in trouble did not take is tried again."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Outbox, OutboxState

FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(minutes=30)
LAST_CHANCE = timedelta(minutes=1)
"""Before its latest useful hour a message is tried once more, however long its back-off has become."""


def retry_at(retries: int, not_after: datetime, now: datetime) -> datetime:
    """Return the next try of a message that was tried so often: later each time, but for a last one in time."""
    # The exponent is capped before the wait is: a row may be retried often enough to overflow a float.
    wait = min(FIRST_RETRY * 2.0 ** min(retries, 20), LONGEST_RETRY)
    last_chance = not_after - LAST_CHANCE
    return last_chance if now < last_chance < now + wait else now + wait


async def at_once(db: AsyncSession, now: datetime) -> None:
    """Let what waits for a platform be tried now: it may be well, and the hour of the wait may be of another clock."""
    waits = (Outbox.state == OutboxState.WAITING, Outbox.due_at > now, Outbox.retries > 0)
    hastened = update(Outbox).where(*waits).values(due_at=now)
    await db.execute(hastened.execution_options(synchronize_session=False))
