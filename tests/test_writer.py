"""The writing connection: what the session writes and what runs past it is one transaction, kept or taken back."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import OperationalError

from bot import writer
from bot.db import Database
from bot.domain.models import Unit, UnitKind
from bot.plain import Plain

PAST = Plain(insert(Unit).values(kind=UnitKind.COMMUNE, name="pa ham", folded="pa ham"))
ways = pytest.mark.parametrize("both", [True, False], ids=["beside the session", "alone"])


@pytest.fixture
async def database(template: Path, tmp_path: Path) -> AsyncIterator[Database]:
    shutil.copy(template, tmp_path / "tables")
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'tables'}")
    yield database
    await database.close()


async def names(database: Database) -> list[str]:
    async with database.reading() as db:
        return [*await db.scalars(select(Unit.name).order_by(Unit.name))]


async def write(db, *, both: bool) -> None:
    await PAST.changed(db)
    if both:
        db.add(Unit(kind=UnitKind.COMMUNE, name="na sang", folded="na sang"))


@ways
async def test_both_ways_of_writing_are_kept_together(database: Database, both: bool):
    async with database.writing() as db:
        await write(db, both=both)
    assert await names(database) == (["na sang", "pa ham"] if both else ["pa ham"])


async def test_what_the_session_only_knows_of_keeps_nothing_back(database: Database):
    """It counts as under way without a statement of its own."""
    async with database.writing() as db:
        await PAST.changed(db)
        await db.begin()
    assert await names(database) == ["pa ham"]


@ways
async def test_both_are_taken_back_together(database: Database, both: bool):
    told = list[object]()
    with suppress(KeyError):
        async with database.writing(wrote=told.append) as db:
            await write(db, both=both)
            raise KeyError
    async with database.writing(wrote=told.append) as db:
        await write(db, both=both)
        await db.rollback()
    assert (await names(database), told) == ([], [set()])


async def test_what_follows_a_rollback_is_a_transaction_of_its_own(database: Database):
    async with database.writing() as db:
        await write(db, both=True)
        await db.rollback()
        await PAST.changed(db)
    assert await names(database) == ["pa ham"]


async def test_who_is_called_off_in_a_commit_leaves_the_next_one_free(database: Database, monkeypatch):
    async with database.writing() as db:
        held = writer.driver_of(db.info["connection"])
    went, go = asyncio.Event(), held.in_thread

    async def going(*what):
        went.set()
        return await go(*what)

    async def one() -> None:
        async with database.writing() as db:
            await PAST.changed(db)

    monkeypatch.setattr(held, "in_thread", going)
    called_off = asyncio.ensure_future(one())
    await went.wait()
    called_off.cancel()
    with suppress(asyncio.CancelledError):
        await called_off
    assert not held._cut_off
    before = len(await names(database))
    await one()
    assert len(await names(database)) == before + 1


async def test_a_file_that_somebody_else_writes_to_is_said_as_ever(database: Database, monkeypatch, tmp_path):
    monkeypatch.setattr("bot.one_trip.PATIENCE", 0)
    async with database.writing():
        pass
    with closing(sqlite3.connect(tmp_path / "tables")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError):
            async with database.writing():
                pass
    async with database.writing() as db:
        await write(db, both=False)
    assert await names(database) == ["pa ham"]
