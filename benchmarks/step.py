"""What the commonest acts cost the real process: update in over HTTP, transaction on SQLite, answer out over HTTP.

Every act is fresh and succeeds: nobody is refused, nothing is pressed a second time. Only the bot's own process is
counted, by the system's clock of its CPU, with all that it does meanwhile by itself. Beside it small bots
(`benchmarks.step_peer`) stand on copies of the same tables: two do the same act with the same guards on SQLAlchemy
Core, one of aiogram and one of bare aiohttp, and one writes a single row; all take turns within one run. What each is
answered is looked at: a refusal is no act.
"""

import asyncio
import compileall
import os
import shutil
import signal
import sqlite3
import sys
import sysconfig
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.bot_api import TOKEN, BotApi, draw_ahead, serving
from benchmarks.step_world import CODE, FIRST_CHAT, KEPT_BY, OVER, fill
from bot.clock import SystemClock

ROUNDS = 3
STEPS = 96
IN_FLIGHT = 4
LARGE = 10
LONE = 8
"""Messages with nothing before and after them, which pay for all that they set off."""
SETTLES = 1.6
"""Seconds after which what a step has set off is through: what happened is looked at each second."""
IDLE = 60.0
"""Seconds: some of it is done once a minute, and a part of one would hold all of that or none."""
ROOT = Path(__file__).parents[1]
PEERS = ROOT / ".venv-bench"
"""The environment of the bots that it stands beside; it has aiogram."""
SERVICE = (sys.executable, "-OO", "-m", "bot", "run")
"""As the Dockerfile starts it: no docstrings in memory."""
ALLOCATOR = {"MALLOC_ARENA_MAX": "1"}
"""As the Dockerfile sets it: one heap for all threads."""
ROW = "one row"
ANSWER = "Nhóm 2 lúng túng ở hoạt động 3, bạn A không nói gì."

Acts = Sequence[tuple[int, str]]


@dataclass
class Bot:
    """A bot in a process of its own, with the Bot API that it alone polls."""

    api: BotApi
    pid: int

    def cpu(self) -> float:
        """Return the seconds of CPU that all threads of the process have used."""
        return time.clock_gettime((~self.pid << 3) | 2)  # what clock_getcpuclockid(3) gives for a process

    def memory(self) -> float:
        """Return the MiB that are held."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))

    async def measure(self, acts: Acts, said: str = "") -> float:
        """Return the milliseconds of CPU a step. Raises ValueError where an answer does not say so."""
        began = self.cpu()
        answers = await self.api.steps(acts, IN_FLIGHT)
        await asyncio.sleep(0.3)  # that an answer has left is noted after it has come
        spent = self.cpu() - began
        if other := next((one for one in answers if said not in one), ""):
            raise ValueError(f"not “{said}” but: {other}")
        return spent / len(acts) * 1000


@asynccontextmanager
async def running(*words: str, api: BotApi | None = None, **settings: object) -> AsyncIterator[Bot]:
    """Start a bot and wait until it polls; `{api}` and its like in words are filled in."""
    machine = dict(os.environ)  # noqa: TID251 - the child needs the machine's own environment
    # As where it is installed, bytecode stands: to compile everything anew would be half of a start.
    machine.pop("PYTHONDONTWRITEBYTECODE", None)
    async with serving(api) as serves:
        settings = {**KEPT_BY, **settings}
        env = {f"DUGIO_{name.upper()}": str(value) for name, value in settings.items()}
        filled = [word.format(api=serves.address) for word in words]
        process = await asyncio.create_subprocess_exec(
            *filled, env=machine | ALLOCATOR | env | {"DUGIO_TELEGRAM_API": serves.address}
        )
        try:
            await _until_it_polls(serves, process)
            yield Bot(serves, process.pid)
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            await process.wait()


async def _until_it_polls(serves: BotApi, process: asyncio.subprocess.Process) -> None:
    """Wait until a bot asks for news. Raises RuntimeError where it ends instead; why, it has printed itself."""
    polls, ends = (asyncio.ensure_future(one) for one in (serves.polled.wait(), process.wait()))
    await asyncio.wait((polls, ends), timeout=60, return_when=asyncio.FIRST_COMPLETED)
    ends.cancel()
    if not polls.done():
        polls.cancel()
        raise RuntimeError("the bot does not come to ask for news")


def run() -> None:
    """Print milliseconds of CPU a step, medians of interleaved rounds, and the ratios to both peers."""
    for package in (ROOT / "bot", ROOT / "handlers", sysconfig.get_path("purelib")):
        compileall.compile_dir(package, quiet=1, optimize=[0, 2], workers=0)
    with tempfile.TemporaryDirectory() as folder:
        tables = Path(folder) / "ours.sqlite3"
        fill(f"sqlite+aiosqlite:///{tables}", SystemClock().now())
        with sqlite3.connect(tables) as whole:
            whole.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for name in ("same", "bare", ROW):
            shutil.copy(tables, Path(folder) / f"{name}.sqlite3")
        asyncio.run(_compare(Path(folder)))


async def _compare(folder: Path) -> None:
    async with AsyncExitStack() as stack:
        peers = {
            name: await stack.enter_async_context(running(interpreter, "-m", "benchmarks.step_peer", *words))
            for name, interpreter, words in _peers(folder)
        }
        ours = await stack.enter_async_context(
            running(
                *SERVICE,
                telegram_token=TOKEN,
                secret="benchmark",
                database_url=f"sqlite+aiosqlite:///{folder}/ours.sqlite3",
                media_dir=folder / "media",
                log_level="ERROR",
            )
        )
        await ours.api.step(FIRST_CHAT, "/trogiup")
        print(f"  start to the first answer {ours.cpu():.2f} s CPU")
        row = peers.pop(ROW)
        found = await _rounds(ours, peers, row)
        names = ["ours", *peers, ROW]
        _print(names, {act: [median(column) for column in zip(*rounds, strict=True)] for act, rounds in found.items()})
        await _print_rest(ours)


def _peers(folder: Path) -> list[tuple[str, str, Sequence[str]]]:
    """Return each bot that stands beside: its name, its interpreter, and what it is started with."""

    def words(what: str, name: str) -> Sequence[str]:
        return what, "{api}", f"{folder}/{name}.sqlite3", f"{folder}/{name}"

    bare = ("aiohttp", sys.executable, words("same", "bare"))
    if not (PEERS / ".stamp").exists():
        print("  without aiogram, which `make bench` installs into .venv-bench")
        return [bare, (ROW, sys.executable, words("row", ROW))]
    python = str(PEERS / "bin" / "python")
    return [("aiogram", python, words("same", "same")), bare, (ROW, python, words("row", ROW))]


async def _rounds(ours: Bot, peers: Mapping[str, Bot], row: Bot) -> dict[str, list[Sequence[float]]]:
    """Return by act the rounds' figures: ours, each peer's, and for a sign-up that of one row as well."""
    found: dict[str, list[Sequence[float]]] = {}
    for number in range(ROUNDS + 1):
        chats = [FIRST_CHAT + number * STEPS + place for place in range(STEPS)]
        for act in acts_of(number):
            for prepare in act.before:
                for bot in (ours, *peers.values()):
                    await bot.api.steps([(chat, prepare) for chat in chats], IN_FLIGHT)
            steps = [(chat, act.sent) for chat in chats]
            figures = [await bot.measure(steps, act.said) for bot in (ours, *peers.values())]
            if act.name == SIGN_UP:
                figures.append(await row.measure(steps))
            if number:  # the first one only warms up
                found.setdefault(act.name, []).append(figures)
    return found


@dataclass(frozen=True)
class Act:
    """What is done in a round, after what; and a word that is said only where it was done."""

    name: str
    sent: str
    said: str
    before: Sequence[str] = ()


SIGN_UP = "sign up"


def acts_of(number: int) -> Sequence[Act]:
    """Return each act of a round."""
    return (
        Act(SIGN_UP, f"+take:{number + 1}", "đã đăng ký"),
        Act("give up a seat", f"+leave:{number + 1}", "báo vắng"),
        Act("/lich", "/lich", "Số buổi sắp tới"),
        Act("/viec", "/viec", "việc nào"),
        Act("/trogiup", "/trogiup", "/huy"),
        Act("roll call's code", CODE, "có mặt", ("+attendance",)),
        Act("answer a question", ANSWER, "Câu hỏi 2/5", (f"+reflect:{OVER}", f"+part:{OVER}:observer")),
        Act("a photo", "*", "Đã lưu 1 ảnh", (f"+photos:{OVER}",)),
    )


def _print(names: Sequence[str], found: dict[str, list[float]]) -> None:
    """Print each act beside the same act of each peer, beside that peer's sign-up, and beside one row."""
    ours, *peers, row = names
    *seats, one_row = found[SIGN_UP][1:]
    heads = [f"{head}{name}" for name in peers for head in ("", "× ", "× seat ")]
    print(f"  {'':20}{ours:>7}" + "".join(f"{head:>16}" for head in heads) + f"{'× ' + row:>11}")
    for act, (figure, *all_others) in found.items():
        line = f"  {act:20}{figure:7.2f}"
        for same, seat in zip(all_others, seats, strict=False):
            line += f"{same:16.2f}{figure / same:16.2f}{figure / seat:16.2f}"
        print(f"{line}{figure / one_row:11.2f}")
    print(f"  {row:20}{one_row:7.2f}")


async def _print_rest(ours: Bot) -> None:
    await asyncio.sleep(SETTLES)
    began = ours.cpu()
    await asyncio.sleep(IDLE)
    idle = (ours.cpu() - began) / IDLE
    began = ours.cpu()
    for number in range(LONE):
        await ours.api.step(FIRST_CHAT + number, "/lich")
        await asyncio.sleep(SETTLES)
    lone = (ours.cpu() - began - idle * SETTLES * LONE) / LONE * 1000
    print(f"  a lone /lich with all that it sets off: {lone:.1f} ms")
    print(f"  idle: {idle * 60:.2f} s CPU a minute, {ours.memory():.0f} MiB")
    await _print_large(ours)


async def _print_large(ours: Bot) -> None:
    """Print what ten photos of 12 million dots that come at once cost everybody, and how much they hold."""
    draw_ahead()
    chats = range(FIRST_CHAT, FIRST_CHAT + LARGE)
    for chat in chats:
        await ours.api.step(chat, f"+photos:{OVER}")
    idle, held = await _asks(ours, asyncio.sleep(2)), ours.memory()
    photos: list[float] = []

    async def one(chat: int) -> None:
        photos.append(await _timed(ours.api.step(chat, "**")))

    peak = asyncio.ensure_future(_peak(ours))
    waits = await _asks(ours, asyncio.gather(*(one(chat) for chat in chats)))
    peak.cancel()
    above = max(HIGHEST) - held
    print(
        f"  {LARGE} photos of 12 million dots at once: {above:.0f} MiB more, the median photo after "
        f"{median(photos):.1f} s, others within {median(waits) * 1000:.0f} ms ({median(idle) * 1000:.0f} idle)"
    )


HIGHEST: list[float] = []
"""What was held each 20 ms."""


async def _peak(ours: Bot) -> None:
    while True:
        HIGHEST.append(ours.memory())
        await asyncio.sleep(0.02)


async def _timed(work: Awaitable[object]) -> float:
    began = time.monotonic()
    await work
    return time.monotonic() - began


async def _asks(ours: Bot, meanwhile: Awaitable[object]) -> list[float]:
    """Ask for help ten times a second until something is done; return how long each answer took."""
    doing, waits = asyncio.ensure_future(meanwhile), list[float]()
    while not doing.done():
        waits.append(await _timed(ours.api.step(FIRST_CHAT + LARGE + len(waits) % STEPS, "/trogiup")))
        await asyncio.sleep(0.1)
    await doing
    return waits


if __name__ == "__main__":
    run()
