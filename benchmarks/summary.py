"""What a summary costs over a million marks: figures of one school, of all schools, and the papers of one school.

Beside it the way that is easily written: every newest mark read from the log, and counted in Python.
"""

import asyncio
import resource
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from statistics import median
from time import process_time

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.documents import papers
from bot.domain.models import (
    Cluster,
    ClusterSchool,
    Coming,
    Invitee,
    Mark,
    Meeting,
    MeetingState,
    Person,
    Plan,
    Presence,
    Round,
    Unit,
    UnitKind,
    Why,
)
from bot.domain.organisation.school_year import Span
from bot.domain.programme import figures
from bot.domain.programme.figures import Which
from bot.messages import Attachment
from bot.migrate import upgrade

SIZES = (10_000, 100_000, 1_000_000)
SCHOOLS, PEOPLE = 500, 20
"""A school sends its people to each meeting of its cluster, of which there are as many as make up the size."""
IN_CLUSTER = 10
ROUNDS = 5
NOW = datetime(2023, 10, 9, 2, tzinfo=UTC)
YEAR = Span(date(2023, 8, 1), date(2024, 8, 1))
LATER = NOW + timedelta(days=200)
ONE, ALL = Which((1,), span=YEAR), Which(None, span=YEAR)


def run() -> None:
    """Print milliseconds of CPU and mebibytes above idle, medians of a few rounds."""
    heads = (("marks", 10), ("one school ms", 15), ("all schools ms", 16), ("from the log ms", 17), ("its book ms", 13))
    print("".join(f"{head:>{width}}" for head, width in (*heads, ("MiB", 6))))
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite+aiosqlite:///{folder}/bench.sqlite3"
            upgrade(url)
            asyncio.run(_measure(url, size))


async def _measure(url: str, size: int) -> None:
    database = Database(url)
    await _fill(database, size)
    idle = _memory()
    one = await _median(database, lambda db: figures.by_school(db, ONE, LATER))
    every = await _median(database, lambda db: figures.by_school(db, ALL, LATER))
    facts = {"which": ONE.to_json(), "at": LATER.isoformat(), "title": "Điểm danh", "language": "vi"}
    book = Attachment("document", "x.xlsx", paper="attendance-book", facts=facts)
    drawn = await _median(database, lambda _db: papers.make(database, book))
    above = _memory() - idle
    log = await _median(database, _from_the_log, rounds=1)
    print(f"{size:10}{one:15.1f}{every:16.0f}{log:17.0f}{drawn:13.0f}{above:6.0f}")
    await database.close()


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def _median(database: Database, look: Callable[[AsyncSession], Awaitable[object]], rounds: int = ROUNDS) -> float:
    found = []
    for _ in range(rounds):
        async with database.reading() as db:
            began = process_time()
            await look(db)
            found.append(1000 * (process_time() - began))
    return median(found)


async def _from_the_log(db: AsyncSession) -> Counter[tuple[int | None, Presence | None]]:
    newest = select(func.max(Mark.id)).group_by(Mark.invitee_id)
    asked = select(Invitee.unit_id, Mark.presence).join(Mark, Mark.invitee_id == Invitee.id)
    return Counter((unit, said) for unit, said in await db.execute(asked.where(Mark.id.in_(newest))))


async def _fill(database: Database, size: int) -> None:
    """Put schools, people, and meetings with everybody marked into the tables."""
    async with database.writing() as db:
        schools = range(1, SCHOOLS + 1)
        names = [{"kind": UnitKind.SCHOOL, "name": f"TH số {n}", "folded": f"th so {n}"} for n in schools]
        await db.execute(insert(Unit), names)
        clusters = range(1, SCHOOLS // IN_CLUSTER + 1)
        same = {"school_year": "2023-2024"}
        await db.execute(insert(Cluster), [same | {"name": f"Cụm số {n}", "folded": f"cum {n}"} for n in clusters])
        ties = [{"cluster_id": (n - 1) // IN_CLUSTER + 1, "unit_id": n} for n in schools]
        await db.execute(insert(ClusterSchool), ties)
        plan = {"title": "Kế hoạch", "school_year": "2023-2024", "unit_id": 1, "imported_at": NOW}
        await db.execute(insert(Plan), [plan])
        await db.execute(insert(Round), [{"plan_id": 1, "number": 1, "month": date(2023, 10, 1)}])
        people = range(SCHOOLS * PEOPLE)
        about = {"folded": "", "language": "vi", "joined_at": NOW}
        await db.execute(insert(Person), [about | {"name": f"Lò Thị {n}", "unit_id": n // PEOPLE + 1} for n in people])
        for number in range(size // (SCHOOLS * PEOPLE)):
            await _hold(db, number, list(clusters))


async def _hold(db: AsyncSession, number: int, clusters: list[int]) -> None:
    """Let each cluster meet once, with everybody expected and marked."""
    hour = NOW + timedelta(days=number)
    same = {"round_id": 1, "number": number + 1, "content": "", "month": date(2023, 10, 1), "taken": 0, "version": 1}
    same |= {
        "state": MeetingState.SETTLED,
        "starts_at": hour,
        "ends_at": hour + timedelta(hours=3),
        "roll_closed_at": hour,
    }
    hosts = [same | {"cluster_id": n, "host_id": (n - 1) * IN_CLUSTER + 1} for n in clusters]
    await db.execute(insert(Meeting), hosts)
    first = number * len(clusters)
    rows, lines, kinds = [], [], list(Presence)
    for person in range(SCHOOLS * PEOPLE):
        unit = person // PEOPLE + 1
        said = kinds[(person + number) % len(kinds)]
        row = {"meeting_id": first + (unit - 1) // IN_CLUSTER + 1, "person_id": person + 1, "unit_id": unit}
        rows.append(row | {"why": Why.CONCERNED, "answer": Coming.YES, "presence": said})
        invitee = number * SCHOOLS * PEOPLE + person + 1
        lines.append({"invitee_id": invitee, "presence": said, "at": hour, "by_id": 1})
    await db.execute(insert(Invitee), rows)
    await db.execute(insert(Mark), lines)
