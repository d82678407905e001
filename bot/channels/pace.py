"""How fast messages may leave: never more than the allowed number in any second, and nearly all of it used.

What counts is when messages *arrive*, and only the answers tell about that. A slot that was used is free again one
second after the answer to the send that used it, less the shortest way there and back: that send had arrived at least
the shortest way back before its answer came, and the next one arrives at least the shortest way there after it leaves.
So a server never sees more than the allowed number in any one second, however much longer some ways are than others.
An even beat cannot promise that; waiting for the whole answer promises it too and loses a second's share a way.

What can wait keeps nearly even distances, so that an answer to a person never meets thirty used slots at once; answers
take the next slot that is free.
"""

import asyncio
import heapq
from bisect import insort
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from math import sqrt

from bot.messages import Leaving

_SECOND = 1.0
_NEVER = float("inf")
_MANY_CHATS = 1000
_BURST = 10
"""Answers that may follow each other at once in one chat; then one a second. Telegram names no figure ("short bursts"),
but refuses everything in a chat for 40 to 90 seconds once it has had too many."""
_MARGIN = 0.003
"""Seconds that are not taken off for the way: timers are late, and the shortest way has been seen only so often."""
_FEW = 10
"""Answers before whose number nothing is known of the way."""
_REMEMBERED = 60.0
"""Seconds in which the shortest way is looked for, and again as many: routes change."""
_EVEN = 0.97
"""The distance of what can wait, as a share of an even beat: what a late timer lost is caught up with."""
_SPARE = 1.2
"""How many even beats before another slot is free the last one that is may be taken by what can wait."""
_SPARE_SHORT = 0.3
"""So many, and the way there and back, while people ask: no answer is to take twice as long as it would otherwise."""
_LATELY = 5.0
"""Seconds after an answer in which another one is reckoned with; a slot kept for nobody would be lost."""
_STUCK = 2.5
"""Seconds after which a send that has no answer gives its slots back: it has arrived, or it hangs. As many as are
allowed may hang at once, and nobody else is to wait for the end of that."""
_MADE_READY = 4
"""Messages that are made ready to leave while they wait for their slots; a kill makes no more of them unclear."""


class Held(Exception):
    """This chat was told to wait and has not waited long enough."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"held for {seconds} s")
        self.seconds = seconds


class Pace:
    """At most `per_second` sends in any second, and about one unasked message a second in one chat."""

    def __init__(self, per_second: int = 30) -> None:
        self._free_at = [float("-inf")] * per_second
        self._waiting: list[tuple[bool, int, int, asyncio.Future[list[float]]]] = []
        self._order = count()
        self._alarm: asyncio.TimerHandle | None = None
        self._apart, self._beat = _EVEN / per_second, 1 / per_second
        self._bulk_at = self._answered_at = float("-inf")
        self._ready = asyncio.Semaphore(_MADE_READY)
        self._ways = _Ways()
        self._next_bulk: dict[str, float] = {}
        self._next_reply: dict[str, float] = {}
        self._held: dict[str, float] = {}

    @asynccontextmanager
    async def slot(
        self, chat: str, *, reply: bool, messages: int = 1, leaving: Leaving | None = None
    ) -> AsyncIterator[None]:
        """Wait for a turn and keep it until the block, in which the answer comes, is left. Raises `Held`.

        It is kept for some seconds at most. An album is as many `messages` as it has pictures. `leaving` is called
        before the last wait: what it takes is not added to the distance between two messages.
        """
        self._must_not_be_held(chat)
        await (self._spaced(chat, self._next_reply, _BURST) if reply else self._spaced(chat, self._next_bulk, 1))
        taken = await self._take(messages, reply=reply, leaving=leaving)
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            # Another message to this chat may have met a flood while this one waited.
            self._must_not_be_held(chat)
        except Held:
            self._give_back(taken)
            raise
        stuck = loop.call_at(began + _STUCK, self._give_back, [began + _STUCK] * messages)
        try:
            yield
        finally:
            now = loop.time()
            self._ways.note(now - began, now)
            if now < stuck.when():
                stuck.cancel()
                self._give_back([now + _SECOND - self._ways.spared] * messages)

    def hold(self, chat: str, seconds: float) -> None:
        """Let nothing leave for this chat for so long; other chats go on."""
        now = asyncio.get_running_loop().time()
        _forget_past(self._held, now)
        self._held[chat] = max(now + seconds, self._held.get(chat, now))

    def _must_not_be_held(self, chat: str) -> None:
        until = self._held.get(chat)
        if until is None:
            return
        left = until - asyncio.get_running_loop().time()
        if left > 0:
            raise Held(left)
        del self._held[chat]

    async def _spaced(self, chat: str, turns: dict[str, float], burst: int) -> None:
        """Wait so that a chat gets one message a second, after a `burst` that may come at once."""
        now = asyncio.get_running_loop().time()
        _forget_past(turns, now)
        turn = max(now, turns.get(chat, now))
        turns[chat] = turn + _SECOND
        wait = turn - now - (burst - 1) * _SECOND
        if wait > 0:
            await asyncio.sleep(wait)

    async def _take(self, messages: int, *, reply: bool, leaving: Leaving | None) -> list[float]:
        """Take slots when they are free, answers first; return since when they were."""
        if leaving is None:
            return await self._wait(messages, reply=reply)
        async with self._ready:
            await leaving()
            return await self._wait(messages, reply=reply)

    async def _wait(self, messages: int, *, reply: bool) -> list[float]:
        given: asyncio.Future[list[float]] = asyncio.get_running_loop().create_future()
        # Answers first, and of equals who came first.
        heapq.heappush(self._waiting, (not reply, next(self._order), messages, given))
        self._hand_out()
        try:
            return await given
        except asyncio.CancelledError:
            if not given.cancelled():
                self._give_back(given.result())
            raise

    def _give_back(self, free_at: list[float]) -> None:
        for moment in free_at:
            insort(self._free_at, moment)
        self._hand_out()

    def _hand_out(self) -> None:
        loop = asyncio.get_running_loop()
        while (free_at := self._next_free_at()) <= loop.time():
            bulk, _, messages, given = heapq.heappop(self._waiting)
            if given.done():
                continue
            given.set_result(self._free_at[:messages])
            del self._free_at[:messages]
            if not bulk:
                self._answered_at = loop.time()
            else:
                self._bulk_at = max(self._bulk_at, loop.time() - self._apart) + self._apart * messages
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = loop.call_at(free_at, self._hand_out) if free_at < _NEVER else None

    def _next_free_at(self) -> float:
        """Return when the first in line may go: never, while nobody waits or answers must come first."""
        if not self._waiting:
            return _NEVER
        bulk, _, messages, _ = self._waiting[0]
        if len(self._free_at) < messages:
            return _NEVER
        free_at = self._free_at[messages - 1]
        if not bulk:
            return free_at
        # Whoever can wait leaves a slot to whom cannot, until another one is about to be free.
        another = self._free_at[messages] - self._spare() if len(self._free_at) > messages else free_at
        return max(free_at, self._bulk_at, another)

    def _spare(self) -> float:
        """Return the seconds that an answer may have to wait for its slot where the last free one was taken."""
        most = _SPARE * self._beat
        asked = asyncio.get_running_loop().time() - self._answered_at < _LATELY
        return min(most, _SPARE_SHORT * self._beat + self._ways.spared) if asked else most


class _Ways:
    """How long the way to the server and back takes at least, by the answers of the last minute or two."""

    def __init__(self) -> None:
        self._begun = float("-inf")
        self._former, self._newest = _Seen(), _Seen()

    def note(self, seconds: float, now: float) -> None:
        """Note how long one answer took."""
        if now - self._begun >= _REMEMBERED:
            self._former, self._newest, self._begun = self._newest, _Seen(), now
        self._newest.note(seconds)

    @property
    def spared(self) -> float:
        """The seconds by which a slot is free sooner than a second after the answer that freed it."""
        number = self._former.number + self._newest.number
        if number < _FEW:
            return 0
        shortest = min(self._former.shortest, self._newest.shortest)
        beyond = (self._former.sum + self._newest.sum) / number - shortest
        # The more the ways differ, the more of them must be seen before one of them was nearly the shortest.
        return max(0.0, shortest - _MARGIN - 2 * beyond / sqrt(number))


class _Seen:
    """The ways of a minute."""

    def __init__(self) -> None:
        self.number, self.sum, self.shortest = 0, 0.0, _NEVER

    def note(self, seconds: float) -> None:
        """Count one in."""
        self.number, self.sum, self.shortest = self.number + 1, self.sum + seconds, min(self.shortest, seconds)


def _forget_past(moments: dict[str, float], now: float) -> None:
    # Looking at all of them each time would cost more than keeping a thousand.
    if len(moments) % _MANY_CHATS == 0:
        for chat in [chat for chat, moment in moments.items() if moment <= now]:
            del moments[chat]
