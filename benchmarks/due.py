"""What 100,000 notices cost that are due in the same minute, and moving a meeting where 2,000 people have seats.

Beside them APScheduler's own job stores do the same: a job a person, all due at once, each fired once. Nothing is
sent; each measurement runs in a process of its own, on a copy of the same tables, its heap frozen as in the service.
"""

import asyncio
import gc
import logging
import multiprocessing
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import astuple, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from apscheduler.events import EVENT_JOB_EXECUTED, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.jobstores.base import BaseJobStore
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import Engine, event, insert

from bot.db import PRAGMAS, Database
from bot.dispatch_book import DispatchBook
from bot.domain.letters.kinds import Letter
from bot.domain.models import (
    Cluster,
    Coming,
    Invitee,
    Meeting,
    MeetingState,
    Notice,
    OutboxState,
    Person,
    Plan,
    PlanState,
    Purpose,
    Round,
    Unit,
    UnitKind,
    Why,
)
from bot.domain.organisation.people import Rights
from bot.domain.outbox.outbox import Due, Reach
from bot.domain.programme import meetings, reminders
from bot.jobs import SLICE
from bot.migrate import upgrade
from bot.sender import Fate

ROUNDS = 3
MEETINGS, SEATS, PEOPLE = 50, 2000, 20_000
NOTICES = MEETINGS * SEATS
NOW = datetime(2023, 10, 9, 2, tzinfo=UTC)
STARTS = NOW + timedelta(days=1)
STANDS, PAGE = Path("/proc/self/statm"), os.sysconf("SC_PAGE_SIZE")
TELLS = STANDS.exists()
IN_TABLES, IN_MEMORY = 3000, NOTICES
"""How many jobs APScheduler is given; in tables so few that it ends soon, and their cost is multiplied."""


@dataclass
class Figures:
    """What one measurement found, in seconds and MiB."""

    done: float = 0
    dropped: float = 0
    seconds: float = 0
    held: float = 0
    """The longest that the event loop stood still."""
    memory: float = 0
    """What it took above idle at the highest."""
    writing: float = 0
    """The longest transaction: others could not write meanwhile."""
    move: float = 0
    telling: float = 0
    """The longest statement of a move that puts letters into the outbox."""

    @contextmanager
    def write(self) -> Iterator[None]:
        """Note the longest transaction."""
        began = time.perf_counter()
        yield
        self.writing = max(self.writing, time.perf_counter() - began)

    @asynccontextmanager
    async def watch(self) -> AsyncIterator[None]:
        """Note how long the loop is held and how much memory is used, every 5 ms."""
        gc.collect()
        gc.freeze()
        watching = asyncio.ensure_future(self._look(resident()))
        yield
        # Whoever watches comes to see the last time that the loop was held.
        await asyncio.sleep(0.02)
        watching.cancel()

    async def _look(self, idle: float) -> None:
        while True:
            slept = time.perf_counter()
            await asyncio.sleep(0.005)
            self.held = max(self.held, time.perf_counter() - slept - 0.005)
            self.memory = max(self.memory, resident() - idle)


def resident() -> float:
    """Return this process's memory in MiB, 0 where the system does not tell."""
    if not TELLS:
        return 0
    # The shortest of what the system tells: it is asked for two hundred times a second.
    return int(STANDS.read_bytes().split()[1]) * PAGE / 2**20


def run() -> None:
    """Print medians of a few rounds, and APScheduler's of one, each in a process of its own."""
    ways = {"due rows": by_rows, "APScheduler, SQLAlchemyJobStore": in_tables, "APScheduler, MemoryJobStore": in_memory}
    found: dict[str, list[Figures]] = {name: [] for name in ways}
    with tempfile.TemporaryDirectory() as folder:
        full, copy = Path(folder) / "full.sqlite3", Path(folder) / "copy.sqlite3"
        _alone(fill, full)
        for number in range(ROUNDS):
            # APScheduler once: a round of it takes a minute, and what it is short of ours is not a matter of per cent.
            for name, way in [*ways.items()][: 1 if number else None]:
                shutil.copy(full, copy)
                found[name].append(_alone(way, copy))
                for left in Path(folder).glob("copy.*"):
                    left.unlink()
    _print({name: _median(rounds) for name, rounds in found.items()})


def _alone(work: Callable[[Path], Any], path: Path) -> Any:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(work, path).result()


def _median(rounds: Iterable[Figures]) -> Figures:
    return Figures(*(median(column) for column in zip(*map(astuple, rounds), strict=True)))


def _print(found: dict[str, Figures]) -> None:
    print(f"  {'':32}{'number':>8}{'dropped':>9}{'seconds':>9}{'loop held':>11}{'memory':>9}")
    for name, one in found.items():
        print(
            f"  {name:32}{one.done + one.dropped:8.0f}{one.dropped:9.0f}{one.seconds:9.2f}"
            f"{one.held * 1000:8.0f} ms{one.memory:5.0f} MiB"
        )
    ours, tables, memory = found.values()
    a_notice, a_job, in_memory = (one.seconds / (one.done + one.dropped) for one in (ours, tables, memory))
    print(f"  a notice costs {a_job / a_notice:.0f} times less than a job in tables (counted up from {IN_TABLES} jobs)")
    print(f"  and {in_memory / a_notice:.1f} times less than one in memory, which drops what it comes to too late")
    print(f"  the longest transaction meanwhile: {ours.writing * 1000:.0f} ms")
    print(f"  moving a meeting of {SEATS}: {ours.move * 1000:.0f} ms, telling them {ours.telling * 1000:.0f} ms of it;")
    print(f"  moving {SEATS} jobs: {tables.move * 1000:.0f} ms, {tables.move / ours.move:.0f} times as long")


def by_rows(path: Path) -> Figures:
    """Derive, hand out and write down as arrived what is due, by the service's own rounds and its own batches."""
    return asyncio.run(_by_rows(Database(f"sqlite+aiosqlite:///{path}")))


async def _by_rows(database: Database) -> Figures:
    found = await hand_all_out(database)
    await _move(database, found)
    await database.close()
    return found


async def hand_all_out(database: Database) -> Figures:
    """Do it, on whichever engine, but move no meeting."""
    found = Figures()
    book = DispatchBook(database=database, clock=_StandsStill(), frugal=())
    async with found.watch():
        began = time.perf_counter()
        await _expand(database, found)
        while rows := await book.next():
            with found.write():
                # What has landed of the ones before is written down with it, and the next ones are claimed.
                await book.begin([row.id for row in rows])
            book.note([_arrived(row) for row in rows])
            found.done += len(rows)
        await book.write()
        found.seconds = time.perf_counter() - began
    assert found.done == NOTICES
    return found


async def _expand(database: Database, found: Figures) -> None:
    expanded = SLICE
    while expanded == SLICE:
        async with database.writing() as db:
            with found.write():
                expanded = await reminders.expand(db, NOW, SLICE)


def _arrived(row: Due) -> Fate:
    reach = Reach("telegram", str(row.person_id), "vi")
    return Fate(Letter(row, (reach,), row), OutboxState.SENT, reach=reach, message_id=str(row.id))


class _StandsStill:
    def now(self) -> datetime:
        return NOW


async def _move(database: Database, found: Figures) -> None:
    """Move a meeting once to have everything compiled, and another one to be measured."""
    for meeting_id in (1, 2):
        async with database.writing() as db:
            meeting = await meetings.get(db, meeting_id)
            with _telling() as statements:
                began = time.perf_counter()
                hour = STARTS + timedelta(days=7)
                await meetings.settle(
                    db, meeting, Rights(officer=True), starts_at=hour, room="A2", capacity=None, now=NOW
                )
                found.move = time.perf_counter() - began
        found.telling = max(statements)


@contextmanager
def _telling() -> Iterator[list[float]]:
    """Note how long each statement runs that puts letters into the outbox."""
    began, taken = 0.0, list[float]()

    def before(*_: object) -> None:
        nonlocal began
        began = time.perf_counter()

    def after(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO outbox"):
            taken.append(time.perf_counter() - began)

    event.listen(Engine, "before_cursor_execute", before)
    event.listen(Engine, "after_cursor_execute", after)
    yield taken
    event.remove(Engine, "before_cursor_execute", before)
    event.remove(Engine, "after_cursor_execute", after)


def in_tables(path: Path) -> Figures:
    """Let APScheduler keep the jobs in SQLite, with the service's pragmas, and fire all of them, however late."""
    store = SQLAlchemyJobStore(f"sqlite:///{path}")
    event.listen(store.engine, "connect", _prepare)
    return asyncio.run(_by_jobs(store, IN_TABLES, {"misfire_grace_time": None}))


def _prepare(connection: Any, _record: object) -> None:
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def in_memory(_path: Path) -> Figures:
    """Let APScheduler keep the jobs in memory, as it does by default."""
    return asyncio.run(_by_jobs(MemoryJobStore(), IN_MEMORY, {}))


async def nothing() -> None:
    """Be fired."""


async def _by_jobs(store: BaseJobStore, number: int, defaults: dict[str, Any]) -> Figures:
    """Measure adding and firing; the jobs are added in a pause, which spares APScheduler a look at each of them."""
    found, scheduler = Figures(), AsyncIOScheduler(jobstores={"default": store}, job_defaults=defaults, timezone=UTC)
    through = asyncio.Event()
    # A line for each that is dropped would cost more than dropping it.
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)

    def count(fired: JobExecutionEvent) -> None:
        found.done += fired.code == EVENT_JOB_EXECUTED
        found.dropped += fired.code == EVENT_JOB_MISSED
        if found.done + found.dropped == number:
            through.set()

    scheduler.add_listener(count, EVENT_JOB_EXECUTED | EVENT_JOB_MISSED)
    scheduler.start(paused=True)
    each, found.move = _try_out(scheduler)
    async with found.watch():
        due = time.time() + number * each * 2
        added = _add(scheduler, number, due)
        await asyncio.sleep(due - time.time() - 0.05)
        scheduler.resume()
        await through.wait()
        # The wait for the minute is nobody's work.
        found.seconds = added + time.time() - due
    scheduler.shutdown()
    return found


def _add(scheduler: AsyncIOScheduler, number: int, due: float) -> float:
    began = time.perf_counter()
    for _ in range(number):
        scheduler.add_job(nothing, "date", run_date=datetime.fromtimestamp(due, UTC))
    return time.perf_counter() - began


def _try_out(scheduler: AsyncIOScheduler) -> tuple[float, float]:
    """Return how long adding one job takes, and how long a meeting's number of them take to be moved."""
    each = _add(scheduler, SEATS, time.time() + 3600) / SEATS
    later = datetime.fromtimestamp(time.time() + 7200, UTC)
    began = time.perf_counter()
    for job in scheduler.get_jobs():
        job.reschedule("date", run_date=later)
    taken = time.perf_counter() - began
    scheduler.remove_all_jobs()
    return each, taken


def fill(path: Path) -> None:
    """Make the tables: settled meetings full of people, and a notice of each that is due now."""
    fill_at(f"sqlite+aiosqlite:///{path}")


def fill_at(url: str) -> None:
    """Make them on either engine."""
    upgrade(url)
    asyncio.run(_fill(Database(url)))


async def _fill(database: Database) -> None:
    async with database.writing() as db:
        school = Unit(kind=UnitKind.SCHOOL, name="TH Hoa Ban", folded="th hoa ban")
        cluster = Cluster(school_year="2023-2024", name="Cụm số 1", folded="cum so 1")
        db.add_all([school, cluster])
        await db.flush()
        plan = Plan(
            title="Kế hoạch", school_year="2023-2024", unit_id=school.id, imported_at=NOW, state=PlanState.PUBLISHED
        )
        db.add(plan)
        await db.flush()
        october = Round(plan_id=plan.id, number=1, month=date(2023, 10, 1))
        db.add(october)
        await db.flush()
        people = [{"name": f"Lò Thị {n}", "folded": "", "unit_id": school.id, "joined_at": NOW} for n in range(PEOPLE)]
        await db.execute(insert(Person), people)
        numbers = range(1, MEETINGS + 1)
        await db.execute(insert(Meeting), [_meeting(number, october, cluster, school) for number in numbers])
        for number in numbers:
            await db.execute(insert(Invitee), [_invitee(number, place) for place in range(SEATS)])
        await db.execute(insert(Notice), [_notice(number) for number in numbers])
    await database.close()


def _meeting(number: int, october: Round, cluster: Cluster, school: Unit) -> dict[str, Any]:
    return {
        "round_id": october.id,
        "cluster_id": cluster.id,
        "host_id": school.id,
        "number": number,
        "content": f"Chuyên đề {number}",
        "month": october.month,
        "state": MeetingState.SETTLED,
        "starts_at": STARTS,
        "ends_at": STARTS + timedelta(hours=3),
        "version": 1,
    }


def _invitee(meeting: int, place: int) -> dict[str, Any]:
    person = (meeting * SEATS + place) % PEOPLE + 1
    # Sent by their school: whom a meeting concerns is read from the clusters, and these have no schools.
    return {"meeting_id": meeting, "person_id": person, "why": Why.SENT, "answer": Coming.YES, "invited_at": NOW}


def _notice(meeting: int) -> dict[str, Any]:
    due = {"due_at": NOW, "not_after": STARTS}
    return {"meeting_id": meeting, "purpose": Purpose.DAY_BEFORE, "version": 1} | due
