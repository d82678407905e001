"""What is short runs where it is asked, all else is one trip to the driver's thread and holds nobody up."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import aiosqlite
import pytest
from sqlalchemy import delete, insert, select, text
from sqlalchemy.exc import IntegrityError

from bot import one_trip
from bot.db import Database
from bot.domain.models import Unit, UnitKind

UNITS = [{"kind": UnitKind.COMMUNE, "name": name, "folded": name} for name in ("na sang", "pa ham")]


@pytest.fixture
async def database(template: Path, tmp_path: Path) -> AsyncIterator[Database]:
    shutil.copy(template, tmp_path / "tables")
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'tables'}")
    yield database
    await database.close()


@contextmanager
def trips(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """What is done in the driver's thread meanwhile."""
    found: list[object] = []
    go = aiosqlite.Connection._execute

    def counted(connection, what, *about):
        found.append(what)
        return go(connection, what, *about)

    with monkeypatch.context() as patch:
        patch.setattr(aiosqlite.Connection, "_execute", counted)
        yield found


# It counts to a number: nothing of a table is needed to take long.
COUNT = text(
    "SELECT max(n) FROM (WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < :most) "
    "SELECT n FROM up)"
)
FAR = 200_000


async def open_both(database: Database) -> None:
    """Open the connection that writes and one that reads."""
    for opened in (database.writing, database.reading):
        async with opened() as db:
            await db.scalar(select(Unit.id))


async def test_short_statements_make_no_trip_and_the_rest_one_each(database: Database, monkeypatch):
    await open_both(database)
    monkeypatch.setattr(one_trip, "FEW", 1)
    with trips(monkeypatch) as made:
        async with database.writing() as db:
            await db.execute(insert(Unit), UNITS)
            assert len(made) == 1
            assert (await db.scalars(select(Unit.name).order_by(Unit.id))).all() == ["na sang", "pa ham"]
            await db.execute(insert(Unit).values(kind=UnitKind.COMMUNE, name="muong cha", folded="muong cha"))
            assert len(made) == 1
        assert len(made) == 2  # the commit waits for the disk
        async with database.reading() as db:
            assert len((await db.scalars(select(Unit.id))).all()) == 3
        assert len(made) == 2


async def test_few_rows_are_written_without_a_trip(database: Database, monkeypatch):
    await open_both(database)
    with trips(monkeypatch) as made:
        async with database.writing() as db:
            await db.execute(insert(Unit), UNITS)
            assert not made
            assert (await db.scalars(select(Unit.name).order_by(Unit.id))).all() == ["na sang", "pa ham"]


async def test_a_long_look_is_broken_off_and_holds_nobody_up(database: Database, monkeypatch):
    """The second time it goes to the thread at once."""
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0.001)

    async with database.reading() as db:
        assert await db.scalar(COUNT, {"most": 10}) == 10
        beside = asyncio.ensure_future(others())
        for _ in range(2):
            turns = 0
            with trips(monkeypatch) as made:
                assert await db.scalar(COUNT, {"most": FAR}) == FAR
            assert len(made) == 1
            assert turns > 2
        beside.cancel()


async def test_a_short_look_stays_short_however_often_it_is_taken(database: Database, monkeypatch):
    """SQLite counts a statement's steps over all of its runs."""
    one_trip._known_long.clear()
    async with database.reading() as db:
        await db.scalar(select(Unit.id))  # opens the connection
        with trips(monkeypatch) as made:
            for most in range(100, 400):
                assert await db.scalar(COUNT, {"most": most}) == most
    assert not made


async def test_a_broken_off_look_leaves_its_transaction_whole(database: Database):
    async with database.writing() as db:
        await db.execute(insert(Unit).values(UNITS[0]))
        one_trip._known_long.clear()
        assert await db.scalar(COUNT, {"most": FAR}) == FAR
    async with database.reading() as db:
        assert (await db.scalars(select(Unit.name))).all() == ["na sang"]


async def test_the_lock_of_another_process_is_waited_for_beside_the_loop(database: Database, tmp_path: Path):
    async with database.reading() as db:
        await db.scalar(select(Unit.id))
    with closing(sqlite3.connect(tmp_path / "tables", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        async def write() -> None:
            async with database.writing() as db:
                await db.execute(insert(Unit).values(UNITS[0]))

        writing = asyncio.ensure_future(write())
        await asyncio.sleep(0.05)
        assert not writing.done()
        other.execute("COMMIT")
        await writing
    async with database.reading() as db:
        assert (await db.scalars(select(Unit.name))).all() == ["na sang"]


async def test_many_short_statements_let_others_have_a_turn(database: Database):
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with database.reading() as db:
        await db.scalar(select(Unit.id))
        beside = asyncio.ensure_future(others())
        for _ in range(10 * one_trip.IN_A_ROW):
            await db.scalar(select(Unit.id))
        beside.cancel()
    assert turns >= 9


async def test_who_is_cut_off_leaves_nothing_half_done(database: Database):
    """A task that is cancelled while the thread is at work: its transaction is gone, the next one begins well."""
    at_work = asyncio.Event()

    async def cut_off() -> None:
        async with database.writing() as db:
            await db.execute(insert(Unit).values(UNITS[0]))
            at_work.set()
            await db.scalar(COUNT, {"most": 10 * FAR})

    task = asyncio.ensure_future(cut_off())
    await at_work.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.writing() as db:
        assert (await db.scalars(select(Unit.name))).all() == []
        await db.execute(insert(Unit), UNITS)


async def test_what_a_cursor_tells(database: Database):
    """The number of rows, the new id, the columns' names, what an INSERT returns, and what is refused."""
    async with database.writing() as db:
        row = Unit(**UNITS[0])
        db.add(row)
        await db.flush()
        assert (await db.execute(select(Unit.id, Unit.name))).mappings().all() == [{"id": row.id, "name": "na sang"}]
        again = insert(Unit).values(UNITS[1]).returning(Unit.id)
        assert await db.scalar(again) == row.id + 1
        assert (await db.execute(delete(Unit).where(Unit.id > 0))).rowcount == 2
    with pytest.raises(IntegrityError):
        async with database.writing() as db:
            await db.execute(insert(Unit).values(kind=UnitKind.COMMUNE))
    async with database.reading() as db:
        assert (await db.scalars(select(Unit))).all() == []
