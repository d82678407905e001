"""Whether the real process keeps something of what people do: its memory after each thousand of the commonest steps.

Steps are those of `benchmarks.step`, each with what it needs before it, which is not counted. The first thousands warm
up: statements are built, caches are filled. From the fourth on people come round again, and what one can do only once
is answered otherwise.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from benchmarks.bot_api import TOKEN
from benchmarks.step import IN_FLIGHT, SETTLES, acts_of, running
from benchmarks.step_world import FIRST_CHAT, PEOPLE, fill
from bot.clock import SystemClock

THOUSANDS = 6
CHATS = 125
"""People who do each of the eight acts in a thousand steps."""


def run() -> None:
    """Print the MiB that are held after each thousand of steps, and how many of these were no refusals."""
    with tempfile.TemporaryDirectory() as folder:
        fill(f"sqlite+aiosqlite:///{folder}/ours.sqlite3", SystemClock().now())
        asyncio.run(_walk(Path(folder)))


async def _walk(folder: Path) -> None:
    settings = {"telegram_token": TOKEN, "secret": "benchmark", "media_dir": folder / "media", "log_level": "ERROR"}
    tables = f"sqlite+aiosqlite:///{folder}/ours.sqlite3"
    async with running(sys.executable, "-m", "bot", "run", database_url=tables, **settings) as ours:
        for number in range(THOUSANDS):
            chats = [FIRST_CHAT + (number * CHATS + place) % PEOPLE for place in range(CHATS)]
            done = 0
            for act in acts_of(number):
                for sent in (*act.before, act.sent):
                    answers = await ours.api.steps([(chat, sent) for chat in chats], IN_FLIGHT)
                done += sum(act.said in one for one in answers)
            await asyncio.sleep(SETTLES)
            print(f"  after {number + 1},000 steps {ours.memory():.1f} MiB ({done} of the last were done)", flush=True)


if __name__ == "__main__":
    run()
