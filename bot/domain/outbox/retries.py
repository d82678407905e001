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
    """Let what waits for a platform be tried now: it may be well.

    So may what a clock that was set back since has put off, whatever for, or has missed: now is sooner than either.
    Whoever is to wait from now on, for the end of the quiet or a platform, is put off anew.
    """
    waits = (Outbox.state == OutboxState.WAITING, Outbox.due_at > now)
    hastened = update(Outbox).where(*waits, (Outbox.retries > 0) | (Outbox.put_off_at > now))
    await db.execute(hastened.values(due_at=now, put_off_at=None).execution_options(synchronize_session=False))
    missed = update(Outbox).where(Outbox.state == OutboxState.MISSED, Outbox.settled_at > now, Outbox.not_after > now)
    again = missed.values(state=OutboxState.WAITING, settled_at=None)
    await db.execute(again.execution_options(synchronize_session=False))
