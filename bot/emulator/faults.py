"""Trouble on demand: refusals, slow answers, cut connections, and Telegram's pace kept to the letter."""

import asyncio
import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from bot.emulator.wire import TelegramRefused, plain

BURST = 5
"""Messages that one chat may get at once; Telegram says "short bursts" and no number."""


@dataclass(slots=True)
class Fault:
    """One kind of trouble for the next `times` calls; for all of them until cleared where that is None.

    Without a `method` it meets every method but getUpdates, which is always under way and would use it up; an
    endless fault meets getUpdates too. `method` "download" means the fetching of a file. `code` refuses;
    `seconds` delays the answer of what was taken; `cut` drops the connection "before" or "after" the taking. `odd`
    takes nothing, and answers with what no description of the API knows.
    """

    method: str = ""
    chat: int = 0
    times: int | None = 1
    code: int = 0
    retry_after: int = 0
    seconds: float = 0
    cut: str = ""
    odd: bool = False

    def meets(self, method: str, chat: int) -> bool:
        """Return whether this call is one of those in trouble."""
        if self.chat and self.chat != chat:
            return False
        if self.method:
            return self.method.lower() == method
        return self.times is None or method != "getupdates"


class Faults:
    """The troubles that wait for their calls, and the pace if it is enforced."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []
        self.pace: RateLimit | None = None

    def take(self, method: str, chat: int) -> Fault | None:
        """Return the trouble of this call, the oldest first, and count it down."""
        for fault in self.waiting:
            if fault.meets(method, chat):
                if fault.times is not None:
                    fault.times -= 1
                    if not fault.times:
                        self.waiting.remove(fault)
                return fault
        return None


class RateLimit:
    """At most `limit` messages in any one second, and if `per_chat`, one a second in a chat after a short burst.

    Passing the limit is answered with 429 for `penalty` seconds. Telegram's FAQ gives 30 a second for all chats and one
    a second for a chat; its real limits are hidden, so these are kept strictly. Seconds are the event loop's.
    """

    def __init__(self, limit: int = 30, penalty: float = 3, *, per_chat: bool = False) -> None:
        self.limit = limit
        self.penalty = penalty
        self.per_chat = per_chat
        self._sent: deque[float] = deque()
        self._shut_until = 0.0
        self._free_at: dict[int, float] = {}

    def admit(self, chat: int, messages: int, now: Callable[[], float] | None = None) -> None:
        """Count the messages, or raise the 429 that they deserve."""
        moment = (now or asyncio.get_running_loop().time)()
        while self._sent and self._sent[0] <= moment - 1:
            self._sent.popleft()
        if moment >= self._shut_until and len(self._sent) + messages > self.limit:
            self._shut_until = moment + self.penalty
        if moment < self._shut_until:
            raise _later(self._shut_until - moment)
        if self.per_chat:
            self._admit_to_chat(chat, messages, moment)
        self._sent.extend([moment] * messages)

    def _admit_to_chat(self, chat: int, messages: int, moment: float) -> None:
        busy_until = max(self._free_at.get(chat, moment), moment) + messages
        if busy_until - moment > BURST:
            raise _later(busy_until - moment - BURST)
        self._free_at[chat] = busy_until


def _later(seconds: float) -> TelegramRefused:
    return plain(429, max(1, math.ceil(seconds)))
