"""Migrated databases for tests, each of its own: copies of an SQLite file, or of a database on PostgreSQL.

A run is on PostgreSQL where `TEST_DATABASE_URL` names a server of which it may make and drop databases.
"""

import asyncio
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, Protocol

import asyncpg
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from bot.db import Database
from bot.domain.models import Base
from bot.migrate import upgrade

SERVER = os.environ.get("TEST_DATABASE_URL", "")  # noqa: TID251 - it is no setting of the service
"""A URL as `DUGIO_DATABASE_URL` takes it; empty where a run is on SQLite."""


class Databases(Protocol):
    """Makes databases at the newest migration."""

    def fresh(self, folder: Path) -> str:
        """Return the URL of a database that is as good as new; `folder` is where a file may lie."""

    def bare(self, folder: Path) -> str:
        """Return the URL of a database without tables."""

    def drop(self, url: str) -> None:
        """Let a database go."""


@contextmanager
def lent(databases: Databases, folder: Path) -> Iterator[str]:
    """Lend a fresh database."""
    url = databases.fresh(folder)
    yield url
    databases.drop(url)


def rows(url: str, sql: str) -> list[Any]:
    """Return what a question finds, outside of any event loop."""
    return asyncio.run(_run(url, sql))


def say(url: str, sql: str) -> None:
    """Run statements, outside of any event loop, and keep what they did."""
    asyncio.run(_run(url, *(one for one in sql.split(";") if one.strip())))


async def _run(url: str, *statements: str) -> list[Any]:
    """Return what the last one finds."""
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        for sql in statements:
            found = await connection.exec_driver_sql(sql)
        kept = list(found.all()) if found.returns_rows else []
    await engine.dispose()
    return kept


@asynccontextmanager
async def session_on(databases: Databases, folder: Path) -> AsyncIterator[AsyncSession]:
    """Open a transaction on a fresh database, which is let go with it."""
    with lent(databases, folder) as url:
        async with transaction_on(url) as db:
            yield db


@asynccontextmanager
async def transaction_on(url: str) -> AsyncIterator[AsyncSession]:
    """Open a transaction as the service does, through its own driver, and keep what it did at its end."""
    database = Database(url)
    async with database.writing() as db:
        yield db
    await database.close()


class OnFiles:
    """SQLite files: migrating anew for each test would cost a minute in all."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / "empty.sqlite3"
        upgrade(f"sqlite+aiosqlite:///{self.template}")

    def fresh(self, folder: Path) -> str:
        shutil.copy(self.template, folder / "dugio.sqlite3")
        return f"sqlite+aiosqlite:///{folder}/dugio.sqlite3"

    def bare(self, folder: Path) -> str:
        return f"sqlite+aiosqlite:///{folder}/bare.sqlite3"

    def drop(self, url: str) -> None:
        """Files go with their folder."""


class OnServer:
    """Databases of a PostgreSQL: one that was used is emptied, which is far cheaper than a new one."""

    _numbers = itertools.count(1)

    def __init__(self, server: str) -> None:
        self._server = make_url(server)
        # In a thread with a loop of its own, so that tests may ask for a database from within theirs.
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._admin = self._connect(server)
        self._migrated: dict[str, asyncpg.Connection] = {}
        self._free: list[str] = []

    def fresh(self, folder: Path) -> str:
        if not self._free:
            url = self.bare(folder)
            self._run(asyncio.to_thread(upgrade, url))  # it has a loop of its own
            self._migrated[url] = self._connect(url)
            self._free.append(url)
        return self._free.pop()

    def bare(self, folder: Path) -> str:
        name = f"dugio_test_{os.getpid()}_{next(self._numbers)}"
        self._run(self._admin.execute(f'CREATE DATABASE "{name}"'))
        return self._server.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        if url in self._migrated:
            self._run(self._empty(self._migrated[url]))
            self._free.append(url)
        else:
            self._run(self._admin.execute(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)'))

    def close(self) -> None:
        """Leave nothing behind."""
        while self._migrated:
            url, connection = self._migrated.popitem()
            self._run(connection.close())
            self.drop(url)
        self._run(self._admin.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _empty(self, connection: asyncpg.Connection) -> None:
        await connection.execute(EMPTY)
        if not next(self._numbers) % SWEPT_EACH:
            await connection.execute("VACUUM")

    def _connect(self, url: str) -> asyncpg.Connection:
        plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        return self._run(asyncpg.connect(plain))

    def _run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


SWEPT_EACH = 50
"""After how many tests what they deleted is swept out of the tables."""
_TABLES = [table.name for table in reversed(Base.metadata.sorted_tables)]
_NUMBERED = [table.name for table in Base.metadata.sorted_tables if "id" in table.c]
# Whoever is still there would be waited for.
_ALONE = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
EMPTY = ";".join(
    [
        _ALONE,
        *(f'DELETE FROM "{name}"' for name in _TABLES),  # noqa: S608 - our own names
        *(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), 1, false)" for name in _NUMBERED),
    ]
)
