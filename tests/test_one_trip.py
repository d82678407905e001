"""A statement is one trip to the driver's thread, and has everything that SQLAlchemy asks of a cursor."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import aiosqlite
import pytest
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from bot.db import Database
from bot.domain.models import Unit, UnitKind

UNITS = [{"kind": UnitKind.COMMUNE, "name": name, "folded": name} for name in ("na sang", "pa ham")]


@pytest.fixture
async def database(template: Path, tmp_path: Path) -> AsyncIterator[Database]:
    shutil.copy(template, tmp_path / "tables")
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'tables'}")
    yield database
    await database.close()


async def test_a_statement_is_one_trip(database: Database, monkeypatch: pytest.MonkeyPatch):
    async with database.writing() as db:
        await db.connection()
        trips: list[object] = []
        go = aiosqlite.Connection._execute

        def counted(connection, what, *about):
            trips.append(what)
            return go(connection, what, *about)

        monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
        await db.execute(insert(Unit), UNITS)
        assert (await db.scalars(select(Unit.name).order_by(Unit.id))).all() == ["na sang", "pa ham"]
        assert len(trips) == 2


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
