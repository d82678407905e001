"""What did not arrive: too late, failed, or nobody knows. Leads hear of it, and duties keep it in their history."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.duties import history
from bot.domain.models import Outbox
from bot.domain.outbox.outbox import Due
from bot.domain.programme import reminders


async def report(
    db: AsyncSession, missed: Iterable[Outbox | Due], now: datetime, *, gather: timedelta = timedelta()
) -> None:
    """Write down what was about duties and show leads what was about their meetings, once `gather` has passed."""
    gone = list(missed)
    await history.note_lost(db, gone, now)
    await reminders.report_missed(db, gone, now, gather=gather)
