"""Tables that are out of reach for a while, as on a full disk: everything that meets it calls it by one name."""

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


async def _writes_much(database: Database) -> None:
    async with database.writing() as db:
        for number in range(100):
            dialogues.new(db, f"person:{number}", START)
            await db.flush()
