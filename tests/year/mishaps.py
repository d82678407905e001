"""What can happen to a service at any instant: it is killed, ticks twice, runs beside a replica, stands still."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import event, select

from bot.app import App, build
from bot.domain.models import Outbox, OutboxState
from bot.domain.outbox.outbox import LEASE
from bot.messages import Leaving, Outgoing
from bot.vietnamese import at, local
from tests.talk import TalkChannel
from tests.year.script import SCRIPT
from tests.year.walk import Year, whole

A_DAY, A_SECOND = timedelta(days=1), timedelta(seconds=1)
FALLS_ASLEEP, WAKES = time(17, 30), time(16)
SLEEPS = 2
STATEMENTS, LETTERS = 140, 8
"""About as many as a tick has at most."""


class Killed(BaseException):
    """The process is no more; nothing of ours may catch this."""


class MortalChannel(TalkChannel):
    """A channel on which a service may die as it sends; it counts what came unasked."""

    def __init__(self) -> None:
        super().__init__()
        self.unasked = 0
        self.dies_at: Iterator[int] | None = None

    async def send(self, address: str, message: Outgoing, *, reply: bool, leaving: Leaving | None = None) -> str:
        if not reply and self.dies_at is not None and next(self.dies_at) == 0:
            if leaving:
                await leaving()
            raise Killed

        async def left() -> None:
            """Count what has begun to leave: one that died before its turn came cannot have arrived."""
            if leaving:
                await leaving()
            self.unasked += not reply

        return await super().send(address, message, reply=reply, leaving=left)


class Mishaps:
    """Ticks of a service that something happens to, the same for each seed."""

    def __init__(self, seed: int) -> None:
        self._dice = Random(seed)
        self.kinds = [whole, self.twice, self.beside_a_replica, self.between, self.at_a_statement, self.at_a_letter]
        self.deaths = 0
        self.in_flight: set[int] = set()
        """The rows of the outbox whose turn had come when their sender died: only they may have arrived."""

    async def tick(self, year: Year) -> None:
        """Let the rounds happen, or something else."""
        [kind] = self._dice.choices(self.kinds, weights=[4, 1, 1, 2, 4, 2])
        await kind(year)

    async def twice(self, year: Year) -> None:
        await whole(year)
        await whole(year)

    async def beside_a_replica(self, year: Year) -> None:
        async with build(year.app.settings, channels=[year.talk.channel], clock=year.talk.clock) as replica:
            assert await asyncio.gather(year.app.jobs.tick(), replica.jobs.tick()) == [[], []]

    async def between(self, year: Year) -> None:
        """Die when all is derived and nothing has left."""
        assert await year.app.jobs.derive() == []
        await self._goes_on(year)

    async def at_a_statement(self, year: Year) -> None:
        """Die in the middle of any transaction: none of it is kept."""
        with _dying_at(year.app, self._dice.randrange(STATEMENTS)):
            await self._lives_or_dies(year)

    async def at_a_letter(self, year: Year) -> None:
        """Die in the middle of a batch: some have left, others not, and nothing was written down."""
        channel = year.talk.channel
        assert isinstance(channel, MortalChannel)
        channel.dies_at = count(-self._dice.randrange(LETTERS))
        await self._lives_or_dies(year)

    async def _lives_or_dies(self, year: Year) -> None:
        died = False
        try:
            await whole(year)
        except* Killed:
            died = True
        finally:
            year.talk.channel.dies_at = None
        if died:
            await self._goes_on(year)

    async def _goes_on(self, year: Year) -> None:
        """Start again when the lease of what was in flight has run out."""
        self.deaths += 1
        await asyncio.sleep(0)
        asked = select(Outbox).where(Outbox.state == OutboxState.LEAVING, Outbox.begun)
        self.in_flight |= {row.id for row in await year.talk.finds(asked)}
        await year.restart()
        year.talk.clock.move_by(LEASE + A_SECOND)
        await whole(year)

    def nights(self, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
        """Return some days on which the machine stands still: nobody does anything then, so nothing is lost."""
        days = [local(since).date() + A_DAY * number for number in range(1, (until - since).days)]
        busy = {(deed.at + A_DAY * late).date() for deed in SCRIPT for late in (0, deed.at.time() >= FALLS_ASLEEP)}
        calm = [day for day in days if day not in busy]
        return [(at(day - A_DAY, FALLS_ASLEEP), at(day, WAKES)) for day in sorted(self._dice.sample(calm, SLEEPS))]


@contextmanager
def _dying_at(app: App, number: int) -> Iterator[None]:
    left = count(-number)

    def die(*_: Any) -> None:
        if next(left) == 0:
            raise Killed

    engine = app.database._engine.sync_engine
    event.listen(engine, "before_cursor_execute", die)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", die)
