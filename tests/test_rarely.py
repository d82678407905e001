"""What changes rarely is read once for all transactions, and anew as soon as somebody has written it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, event, select

from bot.db import Database
from bot.domain.calendar import days_off, quiet, settings
from bot.domain.calendar.days_off import Leave
from bot.domain.models import Cluster, Person
from bot.domain.organisation.people import Rights
from tests.tables import SERVER

NOW = datetime(2023, 10, 9, 2, tzinfo=UTC)
OFFICER = Rights(officer=True)
HOLIDAY = date(2023, 11, 16)


@contextmanager
def said() -> Iterator[list[str]]:
    """Note the tables' own statements about what changes rarely."""
    found: list[str] = []

    def watch(_connection, _cursor, sql, *_):
        if "FROM custom" in sql or "FROM day_off" in sql:
            found.append(sql)

    event.listen(Engine, "before_cursor_execute", watch)
    yield found
    event.remove(Engine, "before_cursor_execute", watch)


async def before(database: Database) -> tuple[int, ...]:
    async with database.reading() as db:
        return (await settings.read(db)).before


async def is_off(database: Database) -> bool:
    async with database.reading() as db:
        return (await quiet.read(db)).is_off(HOLIDAY)


async def change(database: Database, hours: tuple[int, ...], *, seen: int) -> None:
    async with database.writing() as db:
        await settings.change(db, OFFICER, "before", hours, seen=seen, by_id=1, now=NOW)
        assert (await settings.read(db)).before == hours, "who changes it sees it at once"


@pytest.fixture
async def database(database_url):
    found = Database(database_url)
    async with found.writing() as db:
        db.add(Person(id=1, name="Trần Văn Phúc", folded="tran van phuc", joined_at=NOW))
    yield found
    await found.close()


async def test_it_is_read_once_for_all_transactions(database: Database):
    assert not await is_off(database)
    with said() as again:
        assert not await is_off(database)
        async with database.writing() as db:
            await quiet.read(db)
    # Replicas ask for the number of the last change, once a transaction.
    assert len(again) == (2 if SERVER else 0)


async def test_a_change_holds_from_its_commit_on(database: Database):
    usual = await before(database)
    await change(database, (48, 24, 1), seen=0)
    assert await before(database) == (48, 24, 1) != usual
    async with database.writing() as db:
        await days_off.add(db, OFFICER, Leave(HOLIDAY, HOLIDAY, "Hội giảng"), by_id=1)
        assert (await quiet.read(db)).is_off(HOLIDAY)
        await db.rollback()
    assert not await is_off(database)


async def test_what_was_not_committed_is_known_to_nobody(database: Database):
    async def fail() -> None:
        async with database.writing() as db:
            await settings.change(db, OFFICER, "before", (48, 24, 1), seen=0, by_id=1, now=NOW)
            assert (await settings.read(db)).before == (48, 24, 1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await before(database) == settings.OrganisationSettings().before


async def test_who_looks_at_the_tables_of_before_keeps_that_to_themselves(database: Database):
    """A long look that began before a change and reads after it must not make others believe what it sees."""
    async with database.reading() as long:
        await long.scalars(select(Cluster))
        await change(database, (48, 24, 1), seen=0)
        await settings.read(long)
    assert await before(database) == (48, 24, 1)


@pytest.mark.skipif(not SERVER, reason="a second service on an SQLite file says so and stops")
async def test_another_service_sees_a_change_at_its_next_step(database: Database, database_url):
    other = Database(database_url)
    assert await before(other) == await before(database)
    await change(database, (48, 24, 1), seen=0)
    assert await before(other) == (48, 24, 1)
    await change(other, (72, 24, 1), seen=1)
    assert await before(database) == await before(other) == (72, 24, 1)
    await other.close()
