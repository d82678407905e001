"""A connection to SQLite that goes to the driver's thread once for a statement.

aiosqlite keeps a connection in a thread of its own, and SQLAlchemy goes there four times: for a cursor, the statement,
the rows, and closing the cursor. Each trip wakes that thread and then waits its turn on the event loop; together they
cost several times what SQLite itself does. SQLAlchemy reads all rows at once in any case.
"""

# ruff: noqa: SLF001 - aiosqlite has no public way to run several calls in one trip; its version is pinned

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from typing import Any, Self

import aiosqlite

How = Callable[[sqlite3.Cursor, str, Any], sqlite3.Cursor]


def connect(database: str, **options: Any) -> aiosqlite.Connection:
    """Return a connection that opens when it is awaited; takes what `sqlite3.connect` does."""
    connection = _Connection(lambda: sqlite3.connect(database, **options), 1)
    # As SQLAlchemy does with those it makes itself: a forgotten connection's thread keeps no process alive.
    connection._thread.daemon = True
    return connection


class _Connection(aiosqlite.Connection):
    def cursor(self) -> "_Cursor":  # type: ignore[override] # it has what SQLAlchemy asks for, and no more
        return _Cursor(self)


class _Cursor:
    """One statement and its outcome; the driver's own cursor is closed before this one can be asked."""

    arraysize = 1
    description: Any = None
    rowcount = -1
    lastrowid: int | None = None

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._rows: Sequence[Any] = ()

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> None:
        """Run a statement and read its rows."""
        await self._connection._execute(self._run, sqlite3.Cursor.execute, sql, parameters)  # type: ignore[no-untyped-call]

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> None:
        """Run a statement once for each of many parameters."""
        await self._connection._execute(self._run, sqlite3.Cursor.executemany, sql, parameters)  # type: ignore[no-untyped-call]

    def _run(self, how: How, sql: str, parameters: Any) -> None:
        # In the driver's thread.
        with closing(self._connection._conn.cursor()) as cursor:
            how(cursor, sql, parameters)
            self._rows = cursor.fetchall()
            self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid

    async def fetchall(self) -> Sequence[Any]:
        """Return the rows that were read."""
        return self._rows

    async def close(self) -> None:
        """Nothing is left to close."""
