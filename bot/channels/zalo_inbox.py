"""Events on their way to the handler: each chat in order, chats side by side, the same event once."""

import asyncio
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog

from bot.channels.patience import insist
from bot.channels.zalo_events import read
from bot.messages import Handler, Incoming, PassedOver

_log = structlog.get_logger()
_REMEMBERED = 10_000


class ZaloInbox:
    """Reads raw events and has each handled in its turn; `passed_over` counts by reason what is not handed over."""

    def __init__(self, pause: float) -> None:
        self.passed_over: Counter[str] = Counter()
        self._pause = pause
        self._turns: dict[str, asyncio.Lock] = {}
        self._waiting: Counter[str] = Counter()
        self._recent: OrderedDict[str, None] = OrderedDict()

    def read(self, event: dict[str, Any]) -> Incoming | None:
        """Return what the event says; None where there is nothing to hand over, which is counted."""
        try:
            incoming = read(event)
        except PassedOver as reason:
            self.passed_over[str(reason)] += 1
        except Exception as error:  # noqa: BLE001 - one event that nobody understands must not stop the others
            self.passed_over["unparsable"] += 1
            _log.error("event not understood", keys=sorted(event)[:9], error=type(error).__name__)
        else:
            return incoming
        return None

    async def hand_over(self, incoming: Incoming, handle: Handler, tries: int = 0) -> bool:
        """Handle an event after those of its chat that came before it; False where it failed so many `tries`.

        A second copy waits for the first and is not handled again.
        """
        async with self._turn(incoming.address):
            if incoming.event_id in self._recent:
                self.passed_over["repeated"] += 1
                return True
            if not await insist(handle, incoming, self._pause, tries):
                return False
            self._recent[incoming.event_id] = None
            if len(self._recent) > _REMEMBERED:
                self._recent.popitem(last=False)
            return True

    @asynccontextmanager
    async def _turn(self, address: str) -> AsyncIterator[None]:
        turn = self._turns.setdefault(address, asyncio.Lock())
        self._waiting[address] += 1
        try:
            async with turn:
                yield
        finally:
            self._waiting[address] -= 1
            if not self._waiting[address]:
                del self._waiting[address], self._turns[address]
