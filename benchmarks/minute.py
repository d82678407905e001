"""What a minute costs the service of a thousand schools: one in which thousands of duties begin, and an idle one.

Growth is the peer here: a third of the duties beside all of them, and what is open beside what is due.
"""

import asyncio
import gc
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from benchmarks import thousand
from bot.db import Database
from bot.domain.duties import duty_reminders, opening, proofs, rules
from bot.domain.models import Duty
from bot.domain.plan import go_on
from bot.domain.programme import invitees, reminders
from bot.jobs import Step

STEPS: tuple[Step, ...] = (
    reminders.expand,
    go_on,
    rules.ensure,
    opening.open_due,
    proofs.close,
    duty_reminders.tell_due,
    proofs.lapse,
)


def run() -> None:
    """Print the CPU of each step, in a minute in which everything is due and in the idle one after it."""
    for over in (thousand.OVER // 3, thousand.OVER):
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite+aiosqlite:///{Path(folder) / 'bench.sqlite3'}"
            thousand.fill(url, over=over)
            asyncio.run(_measure(Database(url)))


async def _measure(database: Database) -> None:
    async with database.writing() as db:
        await thousand.switch_on(db)
    gc.collect()
    gc.freeze()
    busy, idle = [{step.__name__: await _take(database, step, minute) for step in STEPS} for minute in (0, 1)]
    async with database.reading() as db:
        duties = await db.scalar(select(func.count(Duty.id))) or 0
        began = time.process_time()
        await invitees.out_of_step(db, thousand.NOW)
        look = time.process_time() - began
    await database.close()
    total = sum(seconds for seconds, _ in busy.values())
    print(f"  {duties} duties begin: {total:.1f} s CPU, {total / duties * 1e6:.0f} µs a duty; each step and then idle:")
    for name, (seconds, longest) in busy.items():
        print(
            f"    {name:12}{seconds * 1000:9.0f} ms, longest transaction {longest * 1000:4.0f} ms"
            f"{idle[name][0] * 1000:9.1f} ms idle"
        )
    print(f"    looking whose lists are out of step: {look * 1000:.0f} ms, and no writer waits for it")


async def _take(database: Database, step: Step, minute: int) -> tuple[float, float]:
    """Take a step to its end; return its CPU seconds and those of its longest transaction."""
    seconds, longest, goes_on = 0.0, 0.0, True
    while goes_on:
        began = time.process_time()
        async with database.writing() as db:
            goes_on = await step(db, thousand.NOW + timedelta(minutes=minute)) is True
        taken = time.process_time() - began
        seconds, longest = seconds + taken, max(longest, taken)
    return seconds, longest
