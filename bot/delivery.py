"""Letters on their way: claimed a batch at a time, each sent by itself, their fates written down together.

A letter that takes long, such as a large file, holds back no other: while it is under way further ones are claimed.
What fails between the claim and the send leaves its rows to wait again.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.db import Database
from bot.domain.calendar import quiet
from bot.domain.duties import history
from bot.domain.letters import duty as duty_letters
from bot.domain.letters import gate, lost
from bot.domain.letters.kinds import Letter, open_up
from bot.domain.models import Dialogue, OutboxState
from bot.domain.organisation import people
from bot.domain.outbox import outbox, together, told
from bot.domain.outbox.outbox import Due
from bot.domain.programme import reminders
from bot.group_commit import GroupCommit
from bot.live_messages import EVERY, LiveMessages
from bot.logs import trouble_number
from bot.messages import Channel
from bot.sender import Fate, MakeReady, Sender, Words, conversations, remember

log = structlog.get_logger()

BATCH = 30
"""Rows that are claimed at once."""
MOST_UNDER_WAY = 2 * BATCH
"""So that the pace of a channel always finds somebody waiting for a turn."""
GATHER = 0.2
"""Seconds in which fates gather before they are written down in one transaction."""

Flight = asyncio.Task[Sequence[Fate]]


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
    ) -> None:
        self._database = database
        self._clock = clock
        self._frugal = [name for name, channel in channels.items() if channel.frugal]
        begun = GroupCommit[int](database, lambda db, rows: outbox.begin(db, rows, clock.now()))
        self._sender = Sender(
            channels=channels,
            clock=clock,
            words=words,
            make_ready=make_ready,
            begin=begun.note,
        )
        self._live = LiveMessages(database=database, sender=self._sender, clock=clock)
        self._live_at = clock.now()
        self._unwritten: list[Fate] = []
        self._turn = asyncio.Lock()
        self._stopping = False

    async def run_out(self) -> None:
        """Send until nothing is due and nothing is under way; a second call waits for the first."""
        async with self._turn, asyncio.TaskGroup() as tasks:
            under_way: list[Flight] = []
            more = True
            while more or under_way:
                fates, under_way = await _landed(under_way)
                claims = not self._stopping and len(under_way) <= MOST_UNDER_WAY - BATCH
                rows, all_landed = await self.write_down_and_claim(fates, claims=claims), not under_way
                for bundle, known in await self._bundles(rows):
                    under_way.append(tasks.create_task(self._send(bundle, known)))
                if fates or not rows:
                    await self._keep_live(all_landed=all_landed)
                # What has landed may have something follow: a report on an announcement that has run.
                more = bool(rows or fates)

    async def _keep_live(self, *, all_landed: bool) -> None:
        """Bring what keeps itself current up to date, now and then while others are under way."""
        now = self._clock.now()
        if all_landed or abs(now - self._live_at) >= EVERY:
            self._live_at = now
            await self._live.keep()

    async def stop(self) -> None:
        """Claim nothing more, and return when what is under way has ended."""
        self._stopping = True
        async with self._turn:
            pass

    async def write_down_and_claim(self, fates: Sequence[Fate], *, claims: bool) -> Sequence[Due]:
        """Write fates down and claim what may leave now, in one transaction: its end costs more than either.

        Nothing is claimed where the tables are out of reach, since others are under way. What cannot be written down
        is kept, and holds back no claim.
        """
        self._unwritten = [*self._unwritten, *fates]
        if claims and self._unwritten:
            written = len(self._unwritten)
            try:
                async with self._database.writing() as db:
                    await _settle(db, self._unwritten[:written], self._clock.now())
                    rows = await self._hand_out(db, self._clock.now())
            except Exception as trouble:  # noqa: BLE001 - each is tried by itself
                trouble_number(trouble, step="settle and claim")
            else:
                del self._unwritten[:written]
                return rows
        await self._write_down([])
        return await self._claim() if claims else ()

    async def _claim(self) -> Sequence[Due]:
        try:
            async with self._database.writing() as db:
                return await self._hand_out(db, self._clock.now())
        except Exception as trouble:  # noqa: BLE001 - whatever it was, nothing was claimed
            trouble_number(trouble, step="claim")
            return ()

    async def _hand_out(self, db: AsyncSession, now: datetime) -> Sequence[Due]:
        when = await quiet.read(db)
        # Whatever was late, or takes long, stops in the quiet as well.
        await gate.hold(db, when, now)
        claimed = await outbox.claim(db, now, BATCH)
        claimed = [*claimed, *await together.claim_beside(db, claimed, self._frugal, now)]
        return await gate.let_through(db, when, claimed, now)

    async def _bundles(self, rows: Sequence[Due]) -> list[tuple[Sequence[Letter], Mapping[int, Dialogue]]]:
        """Open claimed rows up; none where the tables are out of reach: the rows' lease brings them back.

        A row that cannot be read is its kind's to see, and holds back no other (`kinds.open_up`).
        """
        if not rows:
            return []
        try:
            async with self._database.reading() as db:
                letters = await open_up(db, rows, self._clock.now())
                known = await conversations(db, letters)
        except Exception as trouble:  # noqa: BLE001 - whatever it was, others are under way
            trouble_number(trouble, step="open up")
            return []
        return [(bundle, known) for bundle in self._sender.bundles(letters)]

    async def _send(self, bundle: Sequence[Letter], known: Mapping[int, Dialogue]) -> Sequence[Fate]:
        """Send a bundle, and return what is still to be written down of it."""
        try:
            fates = await self._sender.send(bundle, known)
        except Exception as trouble:  # noqa: BLE001 - what fails on the way to the channel puts its rows back
            trouble_number(trouble, row=str(bundle[0].row.id))
            return [Fate(letter, OutboxState.WAITING, away=True) for letter in bundle]
        if not self._sender.frugal(bundle[0].reach):
            return fates
        # Its choices are answered by typing: they must be known when it is read, not when others have landed, too.
        await self._write_down(fates)
        return []

    async def _write_down(self, fates: Sequence[Fate]) -> None:
        """Write fates down, with those that could not be written before: what left must not leave again."""
        self._unwritten = [*self._unwritten, *fates]
        if not self._unwritten:
            return
        written = len(self._unwritten)
        try:
            async with self._database.writing() as db:
                await _settle(db, self._unwritten[:written], self._clock.now())
        except Exception as trouble:  # noqa: BLE001 - whatever it was, they are kept and written later
            trouble_number(trouble, fates=str(written))
        else:
            del self._unwritten[:written]


async def _landed(under_way: list[Flight]) -> tuple[Sequence[Fate], list[Flight]]:
    """Return the fates of what has landed within a moment, and what is still under way."""
    if not under_way:
        return (), under_way
    landed, _ = await asyncio.wait(under_way, timeout=GATHER)
    # In the order of the chat: the menu that arrived last is the one that bare numbers answer.
    fates = [fate for flight in under_way if flight in landed for fate in flight.result()]
    return fates, [flight for flight in under_way if flight not in landed]


async def _settle(db: AsyncSession, fates: Sequence[Fate], now: datetime) -> None:
    """Write down what became of letters, for all of them at once."""
    known: dict[int, OutboxState] = {
        fate.letter.row.id: fate.state for fate in fates if fate.state not in (OutboxState.WAITING, OutboxState.LEAVING)
    }
    arrived = {
        fate.letter.row.id: told.message_key(fate.reach.channel, fate.message_id)
        for fate in fates
        if fate.letter.row.id in known and fate.reach and fate.message_id
    }
    await outbox.settle(db, known, now, arrived)
    gone = [fate.letter.row for fate in fates if fate.state in reminders.LOST]
    await lost.report(db, gone, now, gather=reminders.DEBOUNCE)
    blocked = [fate.letter.row for fate in fates if fate.state is OutboxState.BLOCKED]
    await history.note_lost(db, blocked, now)
    left = [fate.letter.row for fate in fates if fate.state in (OutboxState.SENT, OutboxState.VOID)]
    await duty_letters.note_unsaid(db, left, now)
    await outbox.put_back(db, {fate.letter.row.id: fate.again_at for fate in fates if fate.again_at})
    await outbox.back_off(db, [fate.letter.row for fate in fates if fate.away], now)
    for reach in {reach for fate in fates for reach in fate.blocked}:
        await people.set_blocked(db, reach.channel, reach.address, now)
    await remember(db, fates, now)
