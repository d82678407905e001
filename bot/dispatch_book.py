"""What is written down of letters on their way: which are claimed, whose turn has come, and what became of them.

A commit costs more than what stands in it. So one transaction takes all that comes together: what began a moment ago,
what has landed since, and the claim of the next few, one batch ahead of its need. They are only looked at when they are
about to leave; what was claimed and has not been looked at when the service stops, or a moment later, waits again.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from contextlib import nullcontext, suppress
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.db import Database
from bot.domain.calendar import quiet
from bot.domain.duties import history
from bot.domain.letters import duty as duty_letters
from bot.domain.letters import gate, lost
from bot.domain.models import OutboxState
from bot.domain.organisation import people
from bot.domain.outbox import outbox, together, told
from bot.domain.outbox.outbox import Due
from bot.domain.programme import reminders
from bot.errors import Passing
from bot.group_commit import GroupCommit
from bot.logs import trouble_number
from bot.sender import Fate, remember

BATCH = 60
"""Rows that are claimed at once, two seconds of what a platform takes: with half as many, commits cost a third."""
ON_ITS_WAY = (OutboxState.WAITING, OutboxState.LEAVING)
FRESH = timedelta(seconds=5)
"""So long a claim holds that nobody has looked at: the quiet may have begun since."""


class DispatchBook:
    """Claims letters, notes that they begin, and what became of them."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        frugal: Sequence[str],
        name: Callable[[], int | None] = lambda: None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._name = name
        self._frugal = frugal
        self._begun = GroupCommit[int](self._write_begun)
        self._claims = asyncio.Lock()
        self._ahead: Sequence[Due] = ()
        """Claimed, and not looked at yet."""
        self._claimed_at = clock.now()
        self._more = False
        """Whether the last claim left some behind."""
        self._unwritten: list[Fate] = []
        self.in_hand = set[int]()
        """Rows that are on their way, or of which it is not written down yet what became of them."""
        self.apart = False
        """Fates could not be written down: until they can by `write`, they go along with nothing else."""

    async def next(self) -> Sequence[Due]:
        """Return claimed letters that are to be looked at now; none where the tables are out of reach."""
        if abs(self._clock.now() - self._claimed_at) > FRESH and not await self.put_back():
            return ()
        async with self._claims:
            if not self._ahead:
                with suppress(Exception):
                    await self._write_all((), claims=True)
        rows, self._ahead = self._ahead, ()
        return rows

    async def begin(self, rows: Collection[int]) -> Collection[int]:
        """Note that the turn of some rows has come; return those that were not handed out again meanwhile."""
        self.in_hand.update(rows)
        return await self._begun.note_all(rows)

    def note(self, fates: Sequence[Fate]) -> None:
        """Keep what became of letters, to be written down with whatever begins next, or by `write`."""
        self._unwritten += fates

    async def write(self) -> None:
        """Write down what became of letters. What cannot be written is kept: what left must not leave again.

        Where it is not the tables that are away, one of them alone may be to blame: each is written by itself then.
        """
        if not self._unwritten:
            return
        self.apart = False
        try:
            await self._write_all((), claims=False)
        except (Passing, OSError):
            pass
        except Exception:  # noqa: BLE001 - whatever it was, what became of the others is to be known
            for fate in self._take():
                await self._write_alone(fate)

    async def _write_alone(self, fate: Fate) -> None:
        """Write down what became of one letter; where that cannot be, its lease judges it."""
        row = fate.letter.row.id
        try:
            async with self._database.writing() as db:
                await _settle(db, [fate], self._clock.now())
        except (Passing, OSError):
            self._unwritten.append(fate)
            return
        except Exception as trouble:  # noqa: BLE001 - whatever it was, it holds no other up
            trouble_number(trouble, step="fate", row=str(row))
        self.in_hand.discard(row)

    def not_looked_at(self, rows: Sequence[Due]) -> None:
        """Keep what `next` gave and nobody could look at: it is given again, or waits again in a while."""
        self._ahead = [*rows, *self._ahead]

    async def put_back(self) -> bool:
        """Let what was claimed and not looked at wait again; False where that has to be tried once more.

        Where nobody tries, since the service stops, its lease sees to it.
        """
        rows, self._ahead, self._more = self._ahead, (), False
        if not rows:
            return True
        try:
            async with self._database.writing() as db:
                await outbox.give_back(db, [row.id for row in rows])
        except Exception as trouble:  # noqa: BLE001 - whatever it was, the others are owed to their people
            trouble_number(trouble, step="put back")
            self.not_looked_at(rows)
            return False
        return True

    async def _write_begun(self, rows: Collection[int]) -> Collection[int]:
        """Note what begins along with all else that is to be written; by itself where that fails."""
        claims = self._more and not self._ahead and not self._claims.locked()
        if claims or self._unwritten:
            with suppress(Exception):
                async with self._claims if claims else nullcontext():
                    return await self._write_all(rows, claims=claims)
        async with self._database.writing() as db:
            return await outbox.begin(db, rows, self._clock.now(), self._name())

    async def _write_all(self, begun: Collection[int], *, claims: bool) -> Collection[int]:
        """Write fates down, claim, and note what begins, in one transaction; what fails is kept, logged and raised."""
        fates = [] if self.apart else self._take()
        try:
            async with self._database.writing() as db:
                await _settle(db, fates, self._clock.now())
                claimed, more = await self._hand_out(db) if claims else ((), False)
                # Last: who holds a conversation may wait for the rows of letters, and never the other way round.
                begun = await outbox.begin(db, begun, self._clock.now(), self._name()) if begun else ()
        except BaseException as trouble:
            self._unwritten = [*fates, *self._unwritten]
            self.apart |= bool(fates)  # what else fails says nothing of them
            if isinstance(trouble, Exception):
                trouble_number(trouble, fates=str(len(fates)))
            raise
        self.in_hand.difference_update(fate.letter.row.id for fate in fates)
        if claims:
            self._ahead, self._more, self._claimed_at = claimed, more, self._clock.now()
        return begun

    async def _hand_out(self, db: AsyncSession) -> tuple[Sequence[Due], bool]:
        """Claim rows; return those that may leave now, and whether others were left behind."""
        now, when = self._clock.now(), await quiet.read(db)
        # Whatever was late, or takes long, stops in the quiet as well.
        await gate.hold(db, when, now)
        claimed = await outbox.claim(db, now, BATCH, self._name())
        beside = await together.claim_beside(db, claimed, self._frugal, now, self._name())
        return await gate.let_through(db, when, [*claimed, *beside], now), len(claimed) == BATCH

    def _take(self) -> list[Fate]:
        # Whoever writes them has them alone: two transactions at once must not write the same ones.
        fates, self._unwritten = self._unwritten, []
        return fates


async def _settle(db: AsyncSession, fates: Sequence[Fate], now: datetime) -> None:
    """Write down what became of letters, for all of them at once."""
    if not fates:
        return
    # Nearly all have arrived, and of those nothing else is asked.
    others = [fate for fate in fates if fate.state is not OutboxState.SENT]
    known = {fate.letter.row.id: fate.state for fate in fates if fate.state not in ON_ITS_WAY}
    arrived = {
        fate.letter.row.id: told.message_key(fate.reach.channel, fate.message_id)
        for fate in fates
        if fate.reach and fate.message_id
    }
    await outbox.settle(db, known, now, arrived)
    erased = await told.forget_erased(db, [fate.letter.row for fate in fates if fate.reply])
    gone = [fate.letter.row for fate in others if fate.state in reminders.LOST]
    await lost.report(db, gone, now, gather=reminders.DEBOUNCE)
    blocked = [fate.letter.row for fate in others if fate.state is OutboxState.BLOCKED]
    await history.note_lost(db, blocked, now)
    left = [fate.letter.row for fate in fates if fate.state in (OutboxState.SENT, OutboxState.VOID)]
    await duty_letters.note_unsaid(db, left, now)
    waits = {fate.letter.row.id: now + fate.again_in for fate in others if fate.again_in is not None}
    await outbox.put_back(db, waits, now)
    await outbox.back_off(db, [fate.letter.row for fate in others if fate.away], now)
    for reach in {reach for fate in fates for reach in fate.blocked}:
        await people.set_blocked(db, reach.channel, reach.address, now)
    await remember(db, [fate for fate in fates if fate.letter.row.person_id not in erased], now)
