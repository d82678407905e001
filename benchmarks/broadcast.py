"""How fast the real process tells everybody, where the platform takes thirty messages a second and refuses the rest.

A meeting has just got its day: everybody expected is invited, by the service's own rounds. The Bot API here counts over
each second that slides and answers 429 as Telegram does; a message takes a way there and back. Meanwhile somebody asks
for help ten times a second, and what that takes stands beside the same on the idle service. The first seconds, in which
a process that has just begun builds each statement for the first time, are no broadcast of a running service: who asked
in them is left out of the answers, and nothing else.
"""

import asyncio
import json
import math
import tempfile
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from aiohttp import web

from benchmarks.bot_api import TOKEN, BotApi, read
from benchmarks.step import SERVICE, running
from benchmarks.step_world import ASKERS, FIRST_CHAT, PEOPLE, fill
from bot.clock import SystemClock

ALLOWED = 30
"""Messages a second that the platform takes, over all chats."""
SECOND = 1.0
ROUND_TRIPS = (0.0, 0.06, 0.2)
ASKS_EVERY = 0.1
ASKS_IDLE = 150
"""So many that the worst of them is not yet the hundredth part: with fewer a p99 is the worst one of all."""
WARM = 3.0
"""Seconds from the first letter on in which nobody's answer is counted."""
LONGEST = 120.0


@dataclass
class Strict(BotApi):
    """A Bot API that refuses what is more than thirty in any second, and keeps when each letter arrived."""

    round_trip: float = 0.0
    arrived: list[tuple[float, int]] = field(default_factory=list)
    """When each message arrived, and in which chat."""
    refused: int = 0

    def __post_init__(self) -> None:
        super().__init__()
        self._taken: deque[float] = deque()

    async def call(self, request: web.Request) -> web.Response:
        """Answer one method, if the second has room for it."""
        if not request.match_info["method"].startswith("send"):
            return await super().call(request)
        now = time.monotonic()
        while self._taken and now - self._taken[0] >= SECOND:
            self._taken.popleft()
        if len(self._taken) >= ALLOWED:
            self.refused += 1
            no = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 1}}
            return web.Response(status=429, text=json.dumps(no), content_type="application/json")
        self._taken.append(now)
        self.arrived.append((now, int((await read(request))["chat_id"])))
        # The way there lies before it is counted, so the whole of it can be slept here.
        await asyncio.sleep(self.round_trip)
        return await super().call(request)


def run() -> None:
    """Print for each round trip what share of the allowed was used, and how long who asked meanwhile waited."""
    print(
        f"  {'round trip':>12}{'sent':>7}{'of 30/s':>9}{'refused':>9}{'asked, p99':>12}{'longest':>12}{'idle, p99':>12}"
    )
    for round_trip in ROUND_TRIPS:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(_tell_all(Path(folder), round_trip))


async def _tell_all(folder: Path, round_trip: float) -> None:
    url = f"sqlite+aiosqlite:///{folder}/tables.sqlite3"
    await asyncio.to_thread(fill, url, SystemClock().now(), tells=True)
    api = Strict(round_trip=round_trip)
    async with running(
        *SERVICE,
        api=api,
        telegram_token=TOKEN,
        secret="benchmark",
        database_url=url,
        media_dir=folder / "media",
        log_level="ERROR",
    ):
        askings = await _ask(api, PEOPLE - ASKERS)
        letters = [at for at, chat in api.arrived if chat >= FIRST_CHAT + ASKERS]
        asked = [wait for at, wait in askings if at >= letters[0] + WARM]
        # Answers take their share; before the first letter and after the last one nobody waits for a turn.
        sent = [at for at, _chat in api.arrived if letters[0] <= at <= letters[-1]]
        used = (len(sent) - 1) / (sent[-1] - sent[0]) / ALLOWED
        await asyncio.sleep(SECOND)
        idle = list[float]()
        while len(idle) < ASKS_IDLE:
            idle.append(await _one(api, len(idle)))
            await asyncio.sleep(ASKS_EVERY)
    waits = "".join(f"{one * 1000:9.0f} ms" for one in (_p99(asked), max(asked), _p99(idle)))
    figures = f"{used:9.1%}{api.refused:9}{waits}"
    print(f"  {round_trip * 1000:9.0f} ms{len(sent):7}{figures}")


async def _ask(api: Strict, letters: int) -> list[tuple[float, float]]:
    """Ask for help ten times a second until everybody has been told; return when, and how long each answer took."""
    waits, number, ends = list[tuple[float, float]](), 0, time.monotonic() + LONGEST
    while len(api.arrived) < letters + number and time.monotonic() < ends:
        began = time.monotonic()
        waits.append((began, await _one(api, number)))
        number += 1
        await asyncio.sleep(ASKS_EVERY)
    return waits


async def _one(api: Strict, number: int) -> float:
    began = time.monotonic()
    await api.step(FIRST_CHAT + number % ASKERS, "/trogiup")
    return time.monotonic() - began


def _p99(waits: list[float]) -> float:
    ordered = sorted(waits)
    return ordered[math.ceil(0.99 * len(ordered)) - 1] if ordered else median([0.0])


if __name__ == "__main__":
    run()
