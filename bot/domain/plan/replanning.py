"""Planning anew what lies ahead, after the organisation changed how early it reminds, whom it tells, when it rests."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.duties import duty_reminders
from bot.domain.programme import reminders


async def plan_anew(db: AsyncSession, now: datetime) -> None:
    """Let the notices of meetings and the steps of duties go by what holds now; what was told is not told again."""
    await reminders.rearm(db, now)
    await duty_reminders.look_again(db, now)
