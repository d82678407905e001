"""Rows on their way to another database and back: all of them, as they were, and numbered on."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, update

from bot import copy_database
from bot.__main__ import main
from bot.db import Database
from bot.domain.models import Base, Cluster, Role, Unit, UnitKind
from bot.migrate import upgrade
from tests.tables import Databases, lent, say
from tests.talk import Talk

TABLES = Base.metadata.sorted_tables


@pytest.fixture
async def full(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where some tables stand with something in them, rows that point at later ones of their table among it."""
    monkeypatch.setattr(copy_database, "AT_ONCE", 3)
    world = await talk.world()
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead, seats="2")
    for one in await world.have(["Vàng Thị Lan", "Lò Văn Minh", "Giàng A Tủa"]):
        await one.forges(f"take:{world.meeting}")
    async with talk.app.database.writing() as db:
        await db.execute(update(Unit).where(Unit.id == world.school).values(merged_into_id=world.other_school))
        await db.execute(update(Cluster).where(Cluster.id == world.cluster).values(parent_id=world.group))
    return talk.app.settings.database_url


@pytest.fixture
def another(databases: Databases, tmp_path: Path) -> Any:
    (tmp_path / "another").mkdir()
    with lent(databases, tmp_path / "another") as url:
        yield url


async def copied(source: str, target: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, main, ["copy-database", source, target])


async def everything(url: str) -> dict[str, list[Any]]:
    database = Database(url)
    async with database.reading() as db:
        asked = {table.name: select(table).order_by(*table.primary_key) for table in TABLES}
        found = {name: list((await db.execute(rows)).all()) for name, rows in asked.items()}
    await database.close()
    return found


async def test_all_rows_come_to_a_file_and_back(full: str, another: str, tmp_path: Path) -> None:
    file = f"sqlite+aiosqlite:///{tmp_path}/file/copy.sqlite3"
    before = await everything(full)
    assert sum(map(len, before.values())) > 50
    for source, target in ((full, file), (file, another)):
        result = await copied(source, target)
        assert result.exit_code == 0, result.output
        assert f"{sum(map(len, before.values()))} rows were copied" in result.output
        assert await everything(target) == before


async def test_new_rows_are_numbered_on(full: str, another: str) -> None:
    """PostgreSQL counts beside its tables."""
    assert (await copied(full, another)).exit_code == 0
    database = Database(another)
    async with database.writing() as db:
        newest = await db.scalar(select(Unit.id).order_by(Unit.id.desc()).limit(1))
        unit = Unit(kind=UnitKind.SCHOOL, name="TH Pa Ham", folded="th pa ham")
        db.add(unit)
        await db.flush()
        assert unit.id == newest + 1
    await database.close()


async def test_a_target_with_rows_is_left_alone(full: str, another: str) -> None:
    await asyncio.to_thread(say, another, "INSERT INTO unit (kind, name, folded) VALUES ('office', 'P', 'p')")
    before = await everything(another)
    result = await copied(full, another)
    assert result.exit_code == 1
    assert "Rows stand at" in result.output
    assert await everything(another) == before


async def test_what_fails_half_way_leaves_nothing(full: str, another: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where rows get lost on the way and nobody says so."""
    whole = copy_database._batches

    async def short(table, reading):
        async for rows in whole(table, reading):
            yield rows[1:] if table.name == "seat" else rows

    monkeypatch.setattr(copy_database, "_batches", short)
    result = await copied(full, another)
    assert result.exit_code == 1
    assert "Not every row has arrived" in result.output
    assert not any((await everything(another)).values())


def test_no_tables_and_older_ones_are_told(tmp_path: Path) -> None:
    none, target = (f"sqlite+aiosqlite:///{tmp_path}/{name}.sqlite3" for name in ("none", "target"))
    told = CliRunner().invoke(main, ["copy-database", none, target])
    assert "No tables can be read at sqlite" in told.output
    upgrade(none)
    say(none, "UPDATE alembic_version SET version_num = '20261122'")
    told = CliRunner().invoke(main, ["copy-database", none, target])
    assert "are of another version" in told.output
    assert told.exit_code == 1
    assert not (tmp_path / "target.sqlite3").exists()


def test_a_password_is_not_shown() -> None:
    told = CliRunner().invoke(
        main, ["copy-database", "postgresql+asyncpg://a:secret@127.0.0.1:1/b", "sqlite+aiosqlite://"]
    )
    assert told.exit_code == 1
    assert "secret" not in told.output
    assert "127.0.0.1:1/b" in told.output
