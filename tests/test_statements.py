"""The run's own store of compiled statements: what one database compiled, the next one finds."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.engine.interfaces import CacheStats

from bot.db import Database
from bot.domain.models import Unit, UnitKind


@pytest.fixture
def found() -> Iterator[dict[str, CacheStats]]:
    """Where each statement was found, by its first word."""
    stats: dict[str, CacheStats] = {}

    def watch(_connection, _cursor, sql, _parameters, context, _many):
        stats[sql.split()[0]] = context.cache_hit

    event.listen(Engine, "before_cursor_execute", watch)
    yield stats
    event.remove(Engine, "before_cursor_execute", watch)


async def test_what_one_database_compiled_is_found_by_the_next(template: Path, tmp_path: Path, found):
    """Else the suite would cost a third more, and no other test would say so."""
    for name in ("one", "two"):
        shutil.copy(template, tmp_path / name)
        found.clear()
        database = Database(f"sqlite+aiosqlite:///{tmp_path / name}")
        async with database.writing() as db:
            db.add(Unit(kind=UnitKind.COMMUNE, name=name, folded=name))
            await db.flush()
            assert await db.scalar(select(Unit.name).where(Unit.folded == name)) == name
        await database.close()
    assert found["INSERT"] == found["SELECT"] == CacheStats.CACHE_HIT
