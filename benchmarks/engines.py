"""The service on SQLite and on PostgreSQL, in turns: sign-ups, 100,000 notices due in one minute, summaries.

Both wait for the disk at each commit. The PostgreSQL is the machine's own, with what it does by default.
"""

import asyncio
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median

import asyncpg
from sqlalchemy import insert, literal, make_url, select, update

from benchmarks import due, step_world
from benchmarks.bot_api import TOKEN
from benchmarks.step import IN_FLIGHT, SERVICE, STEPS, Bot, running
from bot.clock import SystemClock
from bot.db import Database
from bot.domain.models import Invitee, Mark, Presence
from bot.domain.programme import figures
from bot.domain.programme.figures import Which
from tests.postgres import a_server

ROUNDS = 3
MARKED = 5
"""Meetings whose marks are summed up, of 2,000 people each."""
NOTHING_SPARED = {"listen_addresses": ""}


class Tables:
    """Databases of both engines, made once and copied for each measurement."""

    def __init__(self, folder: Path, server: str) -> None:
        self._folder = folder
        self._server = server

    def urls(self, name: str) -> dict[str, str]:
        """Return where a database of this name stands, by engine."""
        on_server = make_url(self._server).set(database=name).render_as_string(hide_password=False)
        return {"SQLite": f"sqlite+aiosqlite:///{self._folder}/{name}.sqlite3", "PostgreSQL": on_server}

    def make(self, name: str, fill: Callable[[str], None]) -> dict[str, str]:
        """Make one on either engine."""
        self._say(f'CREATE DATABASE "{name}"')
        for url in self.urls(name).values():
            fill(url)
        return self.urls(name)

    @contextmanager
    def copies(self, name: str) -> Iterator[dict[str, str]]:
        """Lend copies of what `make` made."""
        copy = f"{name}_copy"
        shutil.copy(self._folder / f"{name}.sqlite3", self._folder / f"{copy}.sqlite3")
        self._say(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
        yield self.urls(copy)
        self._say(f'DROP DATABASE "{copy}"')
        for left in self._folder.glob(f"{copy}.*"):
            left.unlink()

    def _say(self, sql: str) -> None:
        async def say() -> None:
            server = await asyncpg.connect(self._server.replace("+asyncpg", ""))
            await server.execute(sql)
            await server.close()

        asyncio.run(say())


def run() -> None:
    """Print what each costs on either engine."""
    with tempfile.TemporaryDirectory() as folder, a_server(NOTHING_SPARED) as server:
        tables = Tables(Path(folder), server)
        urls = tables.make("steps", lambda url: step_world.fill(url, SystemClock().now()))
        asyncio.run(_sign_ups(urls, Path(folder)))
        tables.make("notices", due.fill_at)
        # Once: it takes a minute on either, and they are apart by more than rounds are from each other.
        with tables.copies("notices") as copies:
            for engine, url in copies.items():
                found = asyncio.run(_hand_out(Database(url)))
                longest = f"longest transaction {found.writing * 1000:.0f} ms"
                print(f"  {engine:12}{due.NOTICES} notices {found.seconds:6.2f} s, {longest}")
        _summaries(tables.urls("notices"))


async def _hand_out(database: Database) -> due.Figures:
    found = await due.hand_all_out(database)
    await database.close()
    return found


async def _sign_ups(urls: dict[str, str], folder: Path) -> None:
    async with AsyncExitStack() as stack:
        bots = {engine: await stack.enter_async_context(_service(url, folder)) for engine, url in urls.items()}
        found: dict[str, list[tuple[float, float]]] = {engine: [] for engine in bots}
        for number in range(ROUNDS + 1):
            acts = [(step_world.FIRST_CHAT + number * STEPS + place, f"+take:{number + 1}") for place in range(STEPS)]
            for engine, bot in bots.items():
                found[engine].append(await _measure(bot, acts))
    for engine, rounds in found.items():
        cpu, rate = (median(column) for column in zip(*rounds[1:], strict=True))  # the first one only warms up
        print(
            f"  {engine:12}a sign-up {cpu:6.2f} ms CPU of the bot's process, {rate:4.0f} a second, {IN_FLIGHT} at once"
        )


def _service(url: str, folder: Path) -> object:
    settings = {"telegram_token": TOKEN, "secret": "benchmark", "media_dir": folder / "media", "log_level": "ERROR"}
    return running(*SERVICE, database_url=url, **settings)


async def _measure(bot: Bot, acts: Sequence[tuple[int, str]]) -> tuple[float, float]:
    """Return the milliseconds of CPU a step, and how many steps there are a second."""
    cpu, began = bot.cpu(), time.perf_counter()
    await bot.api.steps(acts, IN_FLIGHT)
    taken = time.perf_counter() - began
    await asyncio.sleep(0.3)  # that an answer has left is noted after it has come
    return (bot.cpu() - cpu) / len(acts) * 1000, len(acts) / taken


def _summaries(urls: dict[str, str]) -> None:
    found: dict[str, list[float]] = {engine: [] for engine in urls}
    for url in urls.values():
        asyncio.run(_mark(Database(url)))
    for _ in range(ROUNDS + 1):
        for engine, url in urls.items():
            found[engine].append(asyncio.run(_sum_up(Database(url))))
    for engine, rounds in found.items():
        print(f"  {engine:12}a summary of {MARKED * due.SEATS} marks {median(rounds[1:]) * 1000:5.0f} ms")


async def _mark(database: Database) -> None:
    async with database.writing() as db:
        kind = Mark.presence.type
        whose = select(Invitee.id, literal(Presence.PRESENT, kind), literal(due.NOW, Mark.at.type))
        marked = whose.where(Invitee.meeting_id <= MARKED)
        await db.execute(insert(Mark).from_select(["invitee_id", "presence", "at"], marked))
        newest = update(Invitee).where(Invitee.meeting_id <= MARKED).values(presence=Presence.PRESENT)
        await db.execute(newest.execution_options(synchronize_session=False))
    await database.close()


async def _sum_up(database: Database) -> float:
    async with database.reading() as db:
        began = time.perf_counter()
        counted = figures.total(await figures.by_school(db, Which(None), due.NOW + timedelta(days=365)))
        taken = time.perf_counter() - began
    await database.close()
    assert counted.here == MARKED * due.SEATS
    return taken
