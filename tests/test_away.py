"""Tables that are out of reach for a while, as on a full disk: everything that meets it calls it by one name."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text

from bot.away import TablesAway
from bot.db import Database
from bot.domain import dialogues
from tests.conftest import START
from tests.tables import SERVER

pytestmark = pytest.mark.skipif(bool(SERVER), reason="a PostgreSQL's disk cannot be filled from here")


async def test_a_full_disk_passes_whichever_way_is_written(database_url: str) -> None:
    """Through SQLAlchemy, and at the commit that goes past it; what was begun is undone, and reading goes on."""
    database = Database(database_url)
    async with database.writing() as db:
        await db.execute(text("PRAGMA max_page_count = 1"))
    assert not database.refused.lately(60)
    with pytest.raises(TablesAway):
        await _writes_much(database)
    assert database.refused.lately(60)
    async with database.reading() as db:
        assert not (await db.execute(text("SELECT count(*) FROM dialogue"))).scalar_one()
    await database.close()


async def test_a_read_only_file_passes(database_url: str) -> None:
    database = Database(database_url)
    async with database.writing() as db:
        await db.execute(text("PRAGMA query_only = 1"))
    with pytest.raises(TablesAway):
        await _writes_much(database)
    await database.close()


async def test_what_was_erased_is_scrubbed_later_where_there_is_no_room_for_it(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A start on a full disk serves on, and ends with no traceback."""
    with closing(sqlite3.connect(":memory:")) as full:
        full.execute("PRAGMA max_page_count = 1")
        with pytest.raises(sqlite3.OperationalError) as trouble:
            full.executescript("CREATE TABLE a (b); CREATE TABLE c (d)")

    def refused(_: object) -> None:
        raise trouble.value

    database = Database(database_url)
    monkeypatch.setattr(sqlite3, "connect", refused)
    await database.scrub()
    monkeypatch.undo()
    await database.scrub()
    await database.close()


async def _writes_much(database: Database) -> None:
    async with database.writing() as db:
        for number in range(100):
            dialogues.new(db, f"person:{number}", START)
            await db.flush()
