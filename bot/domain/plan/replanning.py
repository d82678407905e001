"""Plans reminders and the steps of duties again after settings or days off have changed."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.duties import duty_reminders
from bot.domain.programme import reminders


async def plan_anew(db: AsyncSession, now: datetime) -> None:
    """Bring the notices of meetings and the steps of duties in line with the settings; nothing is told twice."""
    await reminders.rearm(db, now)
    await duty_reminders.look_again(db, now)
