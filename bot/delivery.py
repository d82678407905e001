"""Letters on their way: claimed a batch at a time, looked at when they are about to leave, sent each by itself.

A letter that takes long, such as a large file, holds back no other: while it is under way further ones are claimed.
What fails between the claim and the send leaves its rows to wait again.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence

import structlog

from bot.clock import Clock
from bot.db import Database
from bot.dispatch_book import BATCH, DispatchBook
from bot.domain.letters.kinds import Letter, open_up
from bot.domain.models import Dialogue, OutboxState
from bot.domain.outbox.outbox import Due
from bot.live_messages import EVERY, LiveMessages
from bot.logs import trouble_number
from bot.messages import Channel
from bot.sender import Fate, MakeReady, Sender, Words, conversations

log = structlog.get_logger()

MOST_UNDER_WAY = BATCH + 30
"""So that the pace of a channel always finds somebody waiting for a turn, and nobody has been looked at for long."""
GATHER = 0.2
"""Seconds in which fates gather for one transaction where nothing begins that takes them along."""

Flight = asyncio.Task[None]
Bundle = tuple[Sequence[Letter], Mapping[int, Dialogue]]
"""Letters that go as one message, and where the conversations of their people stand."""


class Delivery:
    """Sends what is due."""

    def __init__(
        self,
        *,
        database: Database,
        channels: Mapping[str, Channel],
        clock: Clock,
        words: Words,
        make_ready: MakeReady,
        name: Callable[[], int | None],
    ) -> None:
        self._database = database
        self._clock = clock
        frugal = [name for name, channel in channels.items() if channel.frugal]
        self._book = DispatchBook(database=database, clock=clock, frugal=frugal, name=name)
        self._sender = Sender(
            channels=channels,
            words=words,
            make_ready=make_ready,
            begin=self._book.begin,
        )
        self._live = LiveMessages(database=database, sender=self._sender, clock=clock)
        self._live_at = clock.now()
        self._turn = asyncio.Lock()
        self._stopping = False

    @property
    def in_hand(self) -> Collection[int]:
        """Rows of which this process will still know what became of them."""
        return self._book.in_hand

    async def run_out(self) -> None:
        """Send until nothing is due and nothing is under way; a second call waits for the first."""
        async with self._turn, asyncio.TaskGroup() as tasks:
            under_way: list[Flight] = []
            more = True
            while more or under_way:
                landed, under_way = await _landed(under_way)
                room = not self._stopping and len(under_way) <= MOST_UNDER_WAY - BATCH
                rows, bundles = await self._bundles(await self._book.next() if room else ())
                under_way += [tasks.create_task(self._send(bundle, known)) for bundle, known in bundles]
                if not rows or self._book.apart:
                    # Nothing begins that would take along what has landed.
                    await self._book.write()
                if landed or not rows:
                    await self._keep_live(all_landed=not under_way)
                # What has landed may have something follow: a report on an announcement that has run.
                more = bool(rows or landed)

    async def _keep_live(self, *, all_landed: bool) -> None:
        """Bring what keeps itself current up to date, now and then while others are under way."""
        now = self._clock.now()
        if all_landed or abs(now - self._live_at) >= EVERY:
            self._live_at = now
            try:
                await self._live.keep()
            except Exception as trouble:  # noqa: BLE001 - whatever it was, what is under way must not be called off
                trouble_number(trouble, step="keep live")

    async def stop(self) -> None:
        """Claim nothing more, and return when what is under way has ended."""
        self._stopping = True
        async with self._turn:
            await self._book.put_back()

    async def _bundles(self, rows: Sequence[Due]) -> tuple[Sequence[Due], list[Bundle]]:
        """Open claimed rows up, and return them with what is to leave; none where the tables are out of reach.

        A row that cannot be read is its kind's to see, and holds back no other (`kinds.open_up`).
        """
        if not rows:
            return (), []
        try:
            async with self._database.reading() as db:
                letters = await open_up(db, rows, self._clock.now())
                known = await conversations(db, letters)
        except Exception as trouble:  # noqa: BLE001 - whatever it was, others are under way
            trouble_number(trouble, step="open up")
            self._book.not_looked_at(rows)
            return (), []
        return rows, [(bundle, known) for bundle in self._sender.bundles(letters)]

    async def _send(self, bundle: Sequence[Letter], known: Mapping[int, Dialogue]) -> None:
        """Send a bundle, and note what became of it in the order in which answers come: the chat's own."""
        try:
            fates = await self._sender.send(bundle, known)
        except asyncio.CancelledError:
            # Nobody here will know what became of them: their lease judges them.
            self._book.in_hand.difference_update(letter.row.id for letter in bundle)
            raise
        except Exception as trouble:  # noqa: BLE001 - what fails on the way to the channel puts its rows back
            trouble_number(trouble, row=str(bundle[0].row.id))
            fates = [Fate(letter, OutboxState.WAITING, away=True) for letter in bundle]
        self._book.note(fates)
        refused = any(fate.state is OutboxState.WAITING for fate in fates)
        if refused or self._sender.frugal(bundle[0].reach):
            # What surely did not arrive must not be unclear after a kill. Where choices are answered by typing they
            # must be known when they are read, not when others have landed, too.
            await self._book.write()


async def _landed(under_way: list[Flight]) -> tuple[bool, list[Flight]]:
    """Wait a moment for what is under way; say whether some of it has landed, and return the rest."""
    if not under_way:
        return False, under_way
    landed, _ = await asyncio.wait(under_way, timeout=GATHER)
    return bool(landed), [flight for flight in under_way if flight not in landed]
