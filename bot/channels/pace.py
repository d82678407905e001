"""How fast messages may leave: paced by acknowledgements, answers before what is unasked.

A slot is free again one second after the *answer* to the send that used it. That send had arrived before its
answer left, and the next arrives after it is sent, so a server never sees more than the allowed number in any
one second, whatever the way there does to the rhythm. An even beat cannot promise that.
"""

import asyncio
import heapq
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

_SECOND = 1.0
_NEVER = float("inf")
_MANY_CHATS = 1000
_BURST = 10
"""Answers that may follow each other at once in one chat; then one a second. Telegram names no figure ("short bursts"),
but refuses everything in a chat for 40 to 90 seconds once it has had too many."""


class Held(Exception):
    """This chat was told to wait and has not waited long enough."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"held for {seconds} s")
        self.seconds = seconds


class Pace:
    """At most `per_second` sends in any second, and about one unasked message a second in one chat."""

    def __init__(self, per_second: int = 30) -> None:
        self._free_at = deque([float("-inf")] * per_second)
        self._waiting: list[tuple[bool, int, int, asyncio.Future[None]]] = []
        self._order = count()
        self._alarm: asyncio.TimerHandle | None = None
        self._next_bulk: dict[str, float] = {}
        self._next_reply: dict[str, float] = {}
        self._held: dict[str, float] = {}

    @asynccontextmanager
    async def slot(self, chat: str, *, reply: bool, messages: int = 1) -> AsyncIterator[None]:
        """Wait for a turn and keep it until the block, in which the answer comes, is left. Raises `Held`.

        An album is as many `messages` as it has pictures.
        """
        self._must_not_be_held(chat)
        await (self._spaced(chat, self._next_reply, _BURST) if reply else self._spaced(chat, self._next_bulk, 1))
        await self._take(messages, reply=reply)
        busy_for = 0.0
        try:
            # Another message to this chat may have met a flood while this one waited.
            self._must_not_be_held(chat)
            busy_for = _SECOND
            yield
        finally:
            self._give_back(messages, busy_for)

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

    async def _take(self, messages: int, *, reply: bool) -> None:
        loop = asyncio.get_running_loop()
        given = loop.create_future()
        # Answers first, and of equals who came first.
        heapq.heappush(self._waiting, (not reply, next(self._order), messages, given))
        self._hand_out()
        try:
            await given
        except asyncio.CancelledError:
            if not given.cancelled():
                self._give_back(messages, 0)
            raise

    def _give_back(self, messages: int, busy_for: float) -> None:
        now = asyncio.get_running_loop().time()
        # The slots stand in the order in which they get free; one that was not used is free already.
        put = self._free_at.append if busy_for else self._free_at.appendleft
        for _ in range(messages):
            put(now + busy_for)
        self._hand_out()

    def _hand_out(self) -> None:
        loop = asyncio.get_running_loop()
        while (free_at := self._next_free_at()) <= loop.time():
            _, _, messages, given = heapq.heappop(self._waiting)
            if not given.done():
                for _ in range(messages):
                    self._free_at.popleft()
                given.set_result(None)
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = loop.call_at(free_at, self._hand_out) if free_at < _NEVER else None

    def _next_free_at(self) -> float:
        """Return when the first in line may go: never, while nobody waits or answers must come first."""
        if not self._waiting:
            return _NEVER
        messages = self._waiting[0][2]
        return self._free_at[messages - 1] if len(self._free_at) >= messages else _NEVER


def _forget_past(moments: dict[str, float], now: float) -> None:
    # Looking at all of them each time would cost more than keeping a thousand.
    if len(moments) % _MANY_CHATS == 0:
        for chat in [chat for chat, moment in moments.items() if moment <= now]:
            del moments[chat]
