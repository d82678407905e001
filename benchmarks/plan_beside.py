"""How long teachers wait for /lich while an officer sends a plan of 2,000 rows, looks at it and accepts it.

Over the real process: it is read apart, the yes is one transaction, and what follows from it comes in pieces of which
each holds the writer. The peer is the same question with nothing beside it.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import Any

from sqlalchemy import select

from benchmarks.bot_api import PLAN, TOKEN
from benchmarks.plan import ROWS, as_sheet
from benchmarks.step import SERVICE, Bot, running
from benchmarks.step_world import FIRST_CHAT, PEOPLE, fill
from bot.clock import SystemClock
from bot.db import Database
from bot.domain.models import Account, Appointment, Role, Unit, UnitKind
from bot.domain.organisation.school_year import SchoolYear
from bot.vietnamese import local

OFFICER = FIRST_CHAT + PEOPLE - 1
ALONE = 5.0
"""Seconds in which nobody but the teachers says anything."""


def run() -> None:
    """Print for each part of it the median, p99 and the longest wait, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        tables = Path(folder) / "ours.sqlite3"
        url = f"sqlite+aiosqlite:///{tables}"
        fill(url, SystemClock().now())
        asyncio.run(_appoint(url))
        asyncio.run(_measure(url, tables))


async def _appoint(url: str) -> None:
    """Make the last of the people an officer."""
    database = Database(url)
    async with database.writing() as db:
        office = Unit(kind=UnitKind.OFFICE, name="Phòng Hoa Ban", folded="phong hoa ban")
        db.add(office)
        await db.flush()
        person = await db.scalar(select(Account.person_id).where(Account.address == str(OFFICER)))
        since = local(SystemClock().now()).date()
        db.add(Appointment(role=Role.OFFICER, person_id=person, unit_id=office.id, valid_from=since))
    await database.close()


async def _measure(url: str, tables: Path) -> None:
    settings: dict[str, Any] = {"telegram_token": TOKEN, "secret": "benchmark", "database_url": url}
    settings |= {"media_dir": tables.parent / "media", "log_level": "ERROR"}
    async with running(*SERVICE, **settings) as ours:
        ours.api.plan = as_sheet(ROWS, str(SchoolYear.of(local(SystemClock().now()).date())))
        await ours.api.step(FIRST_CHAT, "/lich")
        await asyncio.sleep(ALONE)  # the first derive, for which everything is put together, is through
        await _part(ours, "nothing beside it", asyncio.sleep(ALONE))
        await ours.api.step(OFFICER, "/kehoach")
        await ours.api.step(OFFICER, "+plan:send")
        await _part(ours, "the file is read", ours.api.step(OFFICER, PLAN), f"{ROWS} mới")
        await _part(ours, "what changes is shown", ours.api.step(OFFICER, "+plan:diff:0"), f"{ROWS} mới")
        await _part(ours, "the yes", ours.api.step(OFFICER, "+plan:accept:all"), "Đã lưu")
        await _part(ours, "what follows", _followed(tables))


async def _followed(tables: Path) -> None:
    """Wait until nothing of the yes is left to do."""
    with closing(connect(tables)) as look:
        while look.execute("SELECT count(*) FROM acceptance").fetchone()[0]:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.2)


async def _part(ours: Bot, name: str, meanwhile: Awaitable[object], says: str = "") -> None:
    began, cpu, doing, waits = time.monotonic(), ours.cpu(), asyncio.ensure_future(meanwhile), list[float]()
    while not doing.done():
        asked = time.monotonic()
        answer = await ours.api.step(FIRST_CHAT + len(waits) % 100, "/lich")
        if "buổi" not in answer:
            raise ValueError(answer)
        waits.append((time.monotonic() - asked) * 1000)
        await asyncio.sleep(0.02)
    said, waits = await doing, sorted(waits)
    median, p99 = waits[len(waits) // 2], waits[min(len(waits) - 1, len(waits) * 99 // 100)]
    print(
        f"  {name:24}{time.monotonic() - began:6.1f} s, {ours.cpu() - cpu:5.2f} s CPU, {len(waits):4} answers: "
        f"median {median:4.0f} ms, p99 {p99:4.0f} ms, longest {waits[-1]:4.0f} ms"
    )
    if says not in str(said):
        raise ValueError(f"not “{says}” but: {said}")


if __name__ == "__main__":
    run()
