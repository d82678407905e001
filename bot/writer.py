"""The connection that writes on SQLite, kept open, and its transactions, begun and ended at the driver itself.

To fetch a connection for each transaction, to begin it through SQLAlchemy's session and to give the connection back
costs several times what SQLite does for a short step. Most of what is written goes past the session (`bot.plain`): the
session is woken by its first use, joins the transaction under way, and then it is the session that ends it.
"""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from typing import Any

import structlog
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from bot.away import on_sqlite
from bot.plain import as_sqlalchemy_says

log = structlog.get_logger()

BEGIN = "BEGIN IMMEDIATE"


class OneWriter:
    """Opens one transaction after another; who calls sees to it that there is one at a time."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._held: AsyncConnection | None = None

    @asynccontextmanager
    async def transaction(self, info: dict[str, Any]) -> AsyncIterator[AsyncSession]:
        """Open a transaction that commits at its end, and rolls back on any exception; `info` is the session's.

        Raises what SQLAlchemy does.
        """
        held = await self._connection()
        driver = driver_of(held.sync_connection)
        if driver.in_transaction:  # who was called off in the midst of taking back what they did has left it to us
            await driver.rollback()
        try:
            await driver.cursor().execute(BEGIN)
        except sqlite3.Error as error:
            raise as_sqlalchemy_says(error, BEGIN) from error
        db = _Session(held, expire_on_commit=False, info=info | {"connection": held.sync_connection})
        try:
            yield db
            # What the tables refused to a session has undone all of it already.
            await (db.commit() if db.is_active else db.rollback())
        except BaseException:
            await db.rollback()
            raise
        finally:
            # What it has read is not to be read on from later; to close one that has done nothing would wake it.
            if db.in_transaction() or db.sync_session.identity_map:
                await db.close()

    async def close(self) -> None:
        """Give the connection back."""
        held, self._held = self._held, None
        if held:
            await held.close()

    async def _connection(self) -> AsyncConnection:
        # SQLAlchemy gives one up where somebody was called off while it was at work.
        if self._held is None or self._held.invalidated:
            await self.close()
            self._held = await self._engine.connect()
        return self._held


def empty_the_log(file: str) -> None:
    """Write SQLite's log back into the tables and empty it, as far as that can be done now."""
    try:
        with closing(sqlite3.connect(file)) as tables:
            tables.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.OperationalError as trouble:
        if not on_sqlite(trouble):
            raise
        log.warning("log not emptied", reason=trouble.sqlite_errorname)


def driver_of(connection: Any) -> Any:
    """Return the driver's connection (`bot.one_trip`) which SQLAlchemy's stands on."""
    return connection.connection.driver_connection


class _Session(AsyncSession):
    """Takes part, from its first statement on, in a transaction that has begun without it."""

    async def commit(self) -> None:
        """End the transaction, by itself where no statement of the session's stands in it."""
        if self.in_transaction() or self.new or self.dirty or self.deleted:
            await super().commit()
        connection: Connection | None = self.info.get("connection")
        if connection is not None and (driver := driver_of(connection)).in_transaction:
            connection.dispatch.commit(connection)
            try:
                await driver.commit()
            except sqlite3.Error as error:
                raise as_sqlalchemy_says(error, "COMMIT") from error

    async def rollback(self) -> None:
        """Take back what was written, past the session as well; what follows begins anew."""
        if self.in_transaction():
            await super().rollback()
        connection: Connection | None = self.info.pop("connection", None)
        if connection is not None and not connection.invalidated:
            await driver_of(connection).rollback()
            connection.dispatch.rollback(connection)
