"""APScheduler as a ticker that no change of the machine's clock can stop.

It sleeps until an hour of the clock. Where that is set back by two hours (a hardware clock in local time, at boot),
it would sleep for two hours more; where it jumps ahead by days, an interval would count every missed second.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.vietnamese import ZONE

SET_BY = 2.0
"""Seconds: the clock was set, and did not merely drift or sleep."""


class Every(BaseTrigger):  # type: ignore[misc] # the library ships no types
    """So many seconds after the last run began, whatever the clock has done since."""

    def __init__(self, seconds: float) -> None:
        self._span = timedelta(seconds=seconds)

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """Return the hour of the next run, counted from now and not from the hour of the last one."""
        return now + self._span


def new_ticker() -> AsyncIOScheduler:
    """Return a ticker, not started yet; it needs a running loop to start."""
    # A run that is skipped, late or doubled changes only the hour: what is due stands in tables.
    defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    return AsyncIOScheduler(timezone=ZONE, job_defaults=defaults)


async def follow_the_clock(
    ticker: AsyncIOScheduler,
    was_set: Callable[[], Awaitable[Any]],
    *,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep,
) -> None:
    """Reschedule every job when the machine's clock was set, then await `was_set`. Runs until cancelled."""
    ahead = clock() - time.monotonic()
    while True:
        await sleep(1)
        before, ahead = ahead, clock() - time.monotonic()
        if abs(ahead - before) > SET_BY:
            for job in ticker.get_jobs():
                ticker.reschedule_job(job.id, trigger=job.trigger)
            await was_set()
