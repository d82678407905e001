"""What the emulated Zalo has to tell: one event a poll, gone once it is told, or posted to the webhook."""

import asyncio
import contextlib
from collections import deque

import aiohttp

from bot.emulator.wire import JSON, TelegramRefused


class ZaloEvents:
    """Events in order. `flat` leaves the webhook's envelope away, `listed` makes a poll's one event a list.

    What the real platform does when a webhook fails is not known: here it tries `tries` times, the first `pause`
    seconds later and then ever later, and gives the event up.
    """

    def __init__(self) -> None:
        self.pending: deque[JSON] = deque()
        self.url = ""
        self.secret = ""
        self.flat = False
        self.listed = False
        self.tries = 5
        self.pause = 0.5
        self.given_up = 0
        self._to_double = 0
        self._news = asyncio.Event()
        self._closed = False

    def add(self, event: JSON) -> None:
        """Queue an event, twice if that was asked for."""
        self.pending.append(event)
        if self._to_double:
            self._to_double -= 1
            self.pending.append(event)
        self._news.set()

    def double(self, events: int) -> None:
        """Tell each of the next `events` twice."""
        self._to_double += events

    def set_webhook(self, url: str, secret: str) -> None:
        """Post events to `url` from now on; an empty one goes back to polling."""
        self.url, self.secret = url, secret
        self._news.set()

    def open(self) -> None:
        """Take polls (again)."""
        self._closed = False

    def close(self) -> None:
        """End every waiting poll."""
        self._closed = True
        self._news.set()

    async def poll(self, seconds: float) -> JSON | list[JSON]:
        """Return the next event and forget it: Zalo has no offset. Raises TelegramRefused (408) where none comes."""
        if self.url:
            raise TelegramRefused(400, "a webhook is set")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not (self.pending or self._closed):
                    self._news.clear()
                    await self._news.wait()
        if not self.pending:
            raise TelegramRefused(408, "Request timeout")
        event = self.pending.popleft()
        return [event] if self.listed else event

    async def deliver(self, session: aiohttp.ClientSession) -> None:
        """Post events to the webhook one after another until cancelled."""
        while True:
            self._news.clear()
            if not (self.url and self.pending):
                await self._news.wait()
                continue
            event = self.pending.popleft()
            try:
                await self._post(session, event)
            except asyncio.CancelledError:
                self.pending.appendleft(event)  # the emulator is stopped; it forgets nothing until it runs again
                raise

    async def _post(self, session: aiohttp.ClientSession, event: JSON) -> None:
        headers = {"X-Bot-Api-Secret-Token": self.secret}
        for attempt in range(self.tries):
            body = event if self.flat else {"ok": True, "result": event}
            with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                async with session.post(self.url, json=body, headers=headers, allow_redirects=False) as response:
                    if response.ok:
                        return
            await asyncio.sleep(self.pause * 2**attempt)
        self.given_up += 1
