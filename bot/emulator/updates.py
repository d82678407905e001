"""The queue of updates and its two ways out: the long poll and the webhook."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count

import aiohttp

from bot.clock import Clock
from bot.emulator.wire import JSON, TelegramRefused

CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
FIRST_ID = 500_000_001
LONGEST_PAUSE = 30.0


@dataclass(slots=True)
class Webhook:
    """Where updates are posted to, and how that went."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    error: JSON = field(default_factory=dict)


class Updates:
    """What the bot has not confirmed yet, in order."""

    def __init__(self, clock: Clock) -> None:
        self.pending: list[JSON] = []
        self.webhook = Webhook()
        self.allowed: list[str] = []
        self.pause = 1.0
        """Seconds before the first retry of a refused webhook; it doubles with every further one."""
        self._clock = clock
        self._ids = count(FIRST_ID)
        self._again: list[JSON] = []
        self._to_double = 0
        self._doubles: set[int] = set()
        self._poll = 0
        self._news = asyncio.Event()
        self._closed = False

    def add(self, kind: str, content: JSON) -> int:
        """Queue an update unless the bot asked not to get its kind; return its id."""
        number = next(self._ids)
        if not self.allowed or kind in self.allowed:
            self.pending.append({"update_id": number, kind: content})
            if self._to_double:
                self._to_double -= 1
                self._doubles.add(number)
            self._news.set()
        return number

    def double(self, updates: int) -> None:
        """Deliver each of the next `updates` once more in the answer after its first, though it was confirmed."""
        self._to_double += updates

    def open(self) -> None:
        """Take polls (again)."""
        self._closed = False

    def close(self) -> None:
        """Answer every waiting poll with nothing."""
        self._closed = True
        self._news.set()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[JSON]:
        """Answer one getUpdates; an older one that still waits is ended with a conflict."""
        if self.webhook.url:
            raise TelegramRefused(409, WEBHOOK_ACTIVE)
        # As with Telegram a newer poll ends the one that waits: two instances of a bot show by conflicts.
        self._poll += 1
        mine = self._poll
        self._news.set()
        self._confirm(offset)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not (self.pending or self._again or self._closed):
                    self._news.clear()
                    await self._news.wait()
                    if mine != self._poll:
                        raise TelegramRefused(409, CONFLICT)
        return self._hand_out(min(max(limit, 1), 100))

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.pending = self.pending[offset:]  # a negative offset asks for the newest ones and forgets the others
        elif offset:
            self.pending = [update for update in self.pending if update["update_id"] >= offset]

    def _hand_out(self, limit: int) -> list[JSON]:
        first = self.pending[:limit]
        answer = self._again + first
        self._again = [update for update in first if update["update_id"] in self._doubles]
        self._doubles -= {update["update_id"] for update in first}
        return answer

    async def deliver(self, session: aiohttp.ClientSession, answered: Callable[[JSON], Awaitable[None]]) -> None:
        """Post updates to the webhook one after another until cancelled; a method in the answer goes to `answered`."""
        pause = 0.0
        while True:
            self._news.clear()
            if not (self.webhook.url and self.pending):
                await self._news.wait()
                continue
            update = self.pending[0]
            if await self._post(session, update, answered):
                pause = 0.0
                self._posted(update)
            else:
                pause = min(2 * pause or self.pause, LONGEST_PAUSE)
                await asyncio.sleep(pause)

    def _posted(self, update: JSON) -> None:
        if update["update_id"] in self._doubles:
            self._doubles.discard(update["update_id"])
        elif update in self.pending:
            self.pending.remove(update)

    async def _post(
        self,
        session: aiohttp.ClientSession,
        update: JSON,
        answered: Callable[[JSON], Awaitable[None]],
    ) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.secret} if self.webhook.secret else {}
        try:
            # Telegram follows no redirects either.
            async with session.post(self.webhook.url, json=update, headers=headers, allow_redirects=False) as response:
                body = await response.read()
                if not response.ok:
                    self._failed(f"Wrong response from the webhook: {response.status} {response.reason}")
                    return False
        except (aiohttp.ClientError, TimeoutError):
            self._failed("Connection refused")
            return False
        with contextlib.suppress(ValueError):
            reply = json.loads(body)
            if isinstance(reply, dict) and "method" in reply:
                await answered(reply)
        return True

    def _failed(self, reason: str) -> None:
        self.webhook.error = {"last_error_date": int(self._clock.now().timestamp()), "last_error_message": reason}

    def set_webhook(self, url: str, secret: str, max_connections: int) -> None:
        """Post updates to `url` from now on; an empty one goes back to polling."""
        self.webhook = Webhook(url, secret, max_connections)
        self._poll += 1
        self._news.set()
