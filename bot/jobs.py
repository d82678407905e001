"""What happens unasked. APScheduler is only a ticker: the truth about what is due stands in tables.

A tick that is late, doubled or missed changes nothing but the hour. Ticks of one kind never overlap. Each step of
deriving has a transaction of its own, so that one bad row, or one bad step, cannot hold back everybody's reminders.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.db import Database
from bot.delivery import Delivery
from bot.domain import files
from bot.domain.duties import duty_reminders, opening, proofs, rules
from bot.domain.endings import term_handover
from bot.domain.letters import digests, lost
from bot.domain.models import Dialogue, Received
from bot.domain.organisation import merging
from bot.domain.outbox import outbox
from bot.domain.programme import halfdays, hosting, reminders, seats
from bot.logs import trouble_number
from bot.media import Media
from bot.messages import Channel
from bot.sender import MakeReady, TakesText, Words
from bot.ticker import Every, new_ticker

log = structlog.get_logger()

KEEP_UPDATES = timedelta(days=3)
KEEP_STRANGERS = timedelta(days=1)
SLICE = 10
"""Notices that become letters in one transaction: nobody can be answered while it lasts."""
PATIENCE = 5
"""Seconds that a derive and letters under way are waited for when the service stops."""
DERIVE_EVERY = timedelta(minutes=1)
MORNINGS: dict[str, dict[str, Any]] = {
    "quiet ends": {"hour": 6, "minute": 30},
    "each morning": {"hour": 7},
    "each Monday": {"day_of_week": "mon", "hour": 7},
    "first of the month": {"day": 1, "hour": 7},
}
"""Hours in Vietnam at which what is due is derived to the second; by themselves they decide nothing."""

Step = Callable[[AsyncSession, datetime], Awaitable[object]]
"""What says True is not through yet, and goes on in another transaction."""


async def _judge_lost(db: AsyncSession, now: datetime) -> None:
    await lost.report(db, [*await outbox.reap(db, now), *await outbox.miss(db, now)], now)


async def _expand_some(db: AsyncSession, now: datetime) -> bool:
    return await reminders.expand(db, now, SLICE) == SLICE


STEPS: tuple[Step, ...] = (
    _expand_some,
    seats.pass_on_offers,
    merging.come_true,
    term_handover.hand_over,
    halfdays.ask_leads,
    hosting.ask_hosts,
    rules.ensure,
    opening.open_due,
    proofs.close,
    duty_reminders.tell_due,
    proofs.lapse,
    digests.queue_due,
    _judge_lost,
)
"""What becomes due, in this order: what is lost or too late is judged when everything else is queued.

What a step asks each minute is a statement of its module, built once: building one costs more than SQLite's answer.
"""


class Jobs:
    """What the ticker calls: deriving what is due, delivering it, cleaning up."""

    def __init__(
        self,
        *,
        database: Database,
        media: Media,
        channels: Mapping[str, Channel],
        clock: Clock,
        words: Words,
        make_ready: MakeReady,
        takes_text: TakesText,
    ) -> None:
        self._database = database
        self._media = media
        self._clock = clock
        self._delivery = Delivery(
            database=database,
            channels=channels,
            clock=clock,
            words=words,
            make_ready=make_ready,
            takes_text=takes_text,
        )
        self._deriving = asyncio.Lock()
        self._stopping = False
        self._changed = True
        self._derived_at = clock.now()

    def schedule(self) -> AsyncIOScheduler:
        """Return the ticker, not started yet; it needs a running loop to start."""
        ticker = new_ticker()
        ticker.add_job(self.look, Every(1), id="look")
        ticker.add_job(self.deliver, Every(2), id="deliver")
        for name, hours in MORNINGS.items():
            ticker.add_job(self.derive, "cron", **hours, id=name)
        ticker.add_job(self.clean, "cron", hour=3, minute=30, id="clean")
        return ticker

    def nudge(self) -> None:
        """Have what a change made due derived within a second; many changes are one derive."""
        self._changed = True

    async def look(self) -> None:
        """Derive where something changed since a derive last began, a minute has passed, or the clock has jumped.

        It looks each second instead of being scheduled by a change: so a storm of changes cannot put it off, and a
        change in the middle of a derive is followed by another one.
        """
        if self._changed or abs(self._clock.now() - self._derived_at) >= DERIVE_EVERY:
            await self.derive()

    async def tick(self) -> Sequence[str]:
        """Derive and deliver once, at once; return the steps that failed: for the demo and for tests."""
        failed = await self.derive()
        await self.deliver()
        return failed

    async def derive(self) -> Sequence[str]:
        """Turn what has become due into rows of the outbox, judge what was lost or missed, pass offers on.

        A step that fails leaves no trace but its trouble number in the log, and is tried again the next time.
        Returns the names of those that failed.
        """
        async with self._deriving:
            now = self._clock.now()
            self._changed, self._derived_at = False, now
            return [step.__name__ for step in STEPS if not self._stopping and not await self._take(step, now)]

    async def _take(self, step: Step, now: datetime) -> bool:
        try:
            goes_on = True
            while goes_on and not self._stopping:
                async with self._database.writing() as db:
                    goes_on = await step(db, now) is True
        except Exception as trouble:  # noqa: BLE001 - whatever it was, the steps after it are owed to others
            trouble_number(trouble, step=step.__name__)
            return False
        return True

    async def deliver(self) -> None:
        """Send what is due until nothing is."""
        await self._delivery.run_out()

    async def stop(self) -> None:
        """Let what is under way end, a few seconds at most: a connection cut off in the middle outlives the process."""
        self._stopping = True
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE), self._deriving:
                await self._delivery.stop()

    async def clean(self) -> None:
        """Forget old updates and strangers, and erase files that no row speaks of any more."""
        now = self._clock.now()
        async with self._database.writing() as db:
            await db.execute(delete(Received).where(Received.at < now - KEEP_UPDATES))
            strangers = Dialogue.key.startswith("stranger:") & (Dialogue.changed_at < now - KEEP_STRANGERS)
            await db.execute(delete(Dialogue).where(strangers))
        async with self._database.reading() as db:
            spoken_of = await files.spoken_of(db)
        await self._media.sweep(spoken_of)
