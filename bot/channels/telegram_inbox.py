"""What was fetched and is not finished: chats side by side, each chat in order, the lowest unfinished holds the rest.

Telegram confirms by one number: everything below it is forgotten. So the number follows the lowest update that is
still in hand, and what comes again meanwhile is recognised.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Sequence
from typing import Any

import structlog

from bot.channels.patience import insist
from bot.channels.telegram_updates import read
from bot.messages import Handler, Incoming, PassedOver

_log = structlog.get_logger()


class TelegramInbox:
    """Takes raw updates and has each handled once, in its chat's order."""

    def __init__(self, handle: Handler, chats: asyncio.TaskGroup, passed_over: Counter[str], pause: float) -> None:
        self._handle = handle
        self._chats = chats
        self._passed_over = passed_over
        self._pause = pause
        self._queues: dict[str, deque[Incoming]] = {}
        self._unfinished: set[int] = set()
        self._seen: set[int] = set()
        self._offset = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def offset(self) -> int:
        """Return the number below which everything is finished."""
        if self._unfinished:
            self._offset = min(self._unfinished)
        elif self._seen:
            self._offset = max(self._seen) + 1
        self._seen = {update for update in self._seen if update >= self._offset}
        return self._offset

    def take(self, updates: Sequence[dict[str, Any]]) -> bool:
        """Queue what is new, each update for its chat; False where nothing was."""
        if not updates and not self._unfinished:
            # All is confirmed, and after a week without updates Telegram may go on with any number, even a lower one.
            self._offset = 0
        return sum(self._take(raw) for raw in updates) > 0

    async def settled(self, seconds: float) -> None:
        """Return when nothing is in hand, or after so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        except TimeoutError:
            return

    def _take(self, raw: dict[str, Any]) -> bool:
        update = raw.get("update_id")
        if not isinstance(update, int) or update in self._seen:
            return False
        self._seen.add(update)
        incoming = self._read(update, raw)
        if incoming is not None:
            self._queue(update, incoming)
        return True

    def _read(self, update: int, raw: dict[str, Any]) -> Incoming | None:
        try:
            return read(raw)
        except PassedOver as reason:
            self._passed_over[str(reason)] += 1
        except Exception as error:  # noqa: BLE001 - one update that nobody understands must not stop the others
            self._passed_over["unparsable"] += 1
            kinds = sorted(set(raw) - {"update_id"})
            _log.error("update not understood", update=update, kinds=kinds, error=type(error).__name__)
        return None

    def _queue(self, update: int, incoming: Incoming) -> None:
        self._unfinished.add(update)
        self._idle.clear()
        queue = self._queues.get(incoming.address)
        if queue is None:
            self._queues[incoming.address] = deque([incoming])
            self._chats.create_task(self._chat(incoming.address))
        else:
            queue.append(incoming)

    async def _chat(self, address: str) -> None:
        queue = self._queues[address]
        while queue:
            await insist(self._handle, queue[0], self._pause)
            self._unfinished.discard(int(queue.popleft().event_id))
        del self._queues[address]
        if not self._unfinished:
            self._idle.set()
