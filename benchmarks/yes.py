"""What a second version of a plan costs that changes every meeting of it: looking, the yes, and what follows.

Beside it the same number of rows is changed one by one in one transaction, each found and flushed as an entity: the way
that is written first, and nothing but the meetings.
"""

import asyncio
import gc
import re
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks import plan as papers
from bot.db import Database
from bot.documents.plan import read
from bot.domain import plan
from bot.domain.drafts import Draft
from bot.domain.models import Meeting
from bot.domain.organisation.people import EVERYTHING
from bot.migrate import upgrade

NOW = datetime(2023, 9, 1, 2, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@dataclass
class Cost:
    """What one act took: CPU in seconds, its transactions, the longest of them, and its statements."""

    seconds: float = 0
    turns: int = 0
    longest: float = 0
    statements: int = 0


def run() -> None:
    """Print what each act costs for two lengths of plan: what must not grow, and what grows with the rows."""
    print(f"  {'':36}{'CPU':>9}{'longest':>11}{'turns':>7}{'statements':>12}")
    for rows in (papers.ROWS // 10, papers.ROWS):
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite+aiosqlite:///{Path(folder) / 'bench.sqlite3'}"
            upgrade(url)
            for name, cost in asyncio.run(_measure(url, rows)).items():
                print(
                    f"  {rows:5} rows, {name:24}{cost.seconds * 1000:6.0f} ms{cost.longest * 1000:8.0f} ms"
                    f"{cost.turns:7}{cost.statements:12}"
                )


async def _measure(url: str, rows: int) -> dict[str, Cost]:
    database, costs = Database(url), dict[str, Cost]()
    first = read(papers.as_sheet(papers.ROWS), "a.xlsx")
    first = replace(first, meetings=first.meetings[:rows])
    await _accept(database, first, NOW, {})
    gc.collect()
    gc.freeze()
    await _accept(database, _second(first), LATER, costs)
    costs["one by one, as entities"] = await _cost(database, _one_by_one)
    await database.close()
    return costs


def _second(draft: Draft) -> Draft:
    """Return a version in which every meeting says something else, and those that have a day are on another one."""

    def moved(typed: str) -> str:
        return re.sub(r"ngày (\d+)", lambda day: f"ngày {int(day[1]) % 28 + 1}", typed)

    return replace(
        draft,
        meetings=tuple(replace(row, content=f"{row.content} (đổi)", time=moved(row.time)) for row in draft.meetings),
    )


async def _accept(database: Database, draft: Draft, now: datetime, costs: dict[str, Cost]) -> None:
    found: list[plan.Review] = []

    async def look(db: AsyncSession) -> None:
        found.append(await plan.review(db, draft, papers.YEAR, now=now))

    async def accept(db: AsyncSession) -> None:
        await plan.accept(db, EVERYTHING, found[0].proposal, now=now, seen=found[0])

    costs["looked at, no writer held"] = await _cost(database, look)
    costs["accepted"] = await _cost(database, accept)
    costs["what follows"] = await _cost(database, lambda db: plan.go_on(db, now))


async def _one_by_one(db: AsyncSession) -> None:
    for meeting_id in (await db.scalars(select(Meeting.id))).all():
        meeting = await db.get_one(Meeting, meeting_id)
        meeting.content, meeting.version = f"{meeting.content} nữa", meeting.version + 1
        await db.flush()


async def _cost(database: Database, act: Callable[[AsyncSession], Awaitable[Any]]) -> Cost:
    """Take an act in as many transactions as it asks for, and say what it cost."""
    cost, engine, goes_on = Cost(), database._engine.sync_engine, True  # noqa: SLF001 - what is counted is its own

    def note(*_: object) -> None:
        cost.statements += 1

    event.listen(engine, "before_cursor_execute", note)
    while goes_on:
        began = time.process_time()
        async with database.writing() as db:
            goes_on = await act(db) is True
        taken = time.process_time() - began
        cost.seconds, cost.longest, cost.turns = cost.seconds + taken, max(cost.longest, taken), cost.turns + 1
    event.remove(engine, "before_cursor_execute", note)
    return cost
