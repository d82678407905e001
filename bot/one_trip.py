"""A connection to SQLite that runs what is short where it is asked, and goes to the driver's thread for the rest.

aiosqlite keeps a connection in a thread of its own, and SQLAlchemy goes there four times for a statement. Each trip
wakes that thread and waits its turn on the event loop, which costs several times what SQLite itself does. So:

- A statement's cursor, rows and end are one trip at most; SQLAlchemy reads all rows at once in any case.
- Looks, and writes of few rows, run on the event loop itself. A look that proves long is broken off and begun anew in
  the thread, and goes there at once the next time; in between many short ones everybody else has a turn.
- What waits for the disk or for another process (a commit, a lock that somebody holds) and what writes many rows is
  the thread's: nothing of it holds the event loop.
"""

# ruff: noqa: SLF001 - aiosqlite has no public way to run several calls in one trip; its version is pinned

import asyncio
import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from functools import lru_cache
from typing import Any, Self

import aiosqlite

How = Callable[[sqlite3.Cursor, str, Any], sqlite3.Cursor]

LONG = 50_000
"""Steps of SQLite's machine, up to a millisecond. At the second such alarm a look is broken off: SQLite counts a
statement's steps on from its former runs, so the first one says nothing of this run."""
IN_A_ROW = 16
"""Statements that run on the event loop before others have a turn."""
FEW = 40
"""Rows that are written on the event loop: less than a millisecond of it."""
PATIENCE = 10_000
"""Milliseconds that a lock of another process is waited for, in the thread."""
MOST_KNOWN = 1000
_BEGIN = "BEGIN IMMEDIATE"
_SHORT = re.compile(r"SELECT|BEGIN|(?:INSERT INTO|UPDATE) (?!.*\bSELECT\b)|UPDATE .*\bLIMIT \?", re.DOTALL)

_known_long: set[str] = set()


def connect(database: str, **options: Any) -> aiosqlite.Connection:
    """Return a connection that opens when it is awaited; takes what `sqlite3.connect` does."""
    connection = _Connection(lambda: sqlite3.connect(database, **options | {"check_same_thread": False}), 1)
    # As SQLAlchemy does with those it makes itself: a forgotten connection's thread keeps no process alive.
    connection._thread.daemon = True
    return connection


@lru_cache(maxsize=2000)
def _short(sql: str) -> bool:
    return bool(_SHORT.match(sql))


def _note_long(sql: str) -> None:
    if len(_known_long) >= MOST_KNOWN:
        _known_long.clear()
    _known_long.add(sql)


class _Connection(aiosqlite.Connection):
    _cut_off = False
    """Somebody was cancelled while the thread was at work: it may be still."""
    _in_a_row = 0
    alarms = 0
    """How often the look under way has passed LONG."""

    def alarm(self) -> int:
        """Note one, and say whether the look is to be broken off."""
        self.alarms += 1
        return self.alarms > 1

    def cursor(self) -> "_Cursor":  # type: ignore[override] # it has what SQLAlchemy asks for, and no more
        return _Cursor(self)

    async def in_thread(self, what: Callable[..., Any], *about: Any) -> Any:
        """Do something in the driver's thread."""
        self._in_a_row = 0
        try:
            return await self._execute(what, *about)  # type: ignore[no-untyped-call]
        except asyncio.CancelledError:
            self._cut_off = True
            raise

    async def may_run_here(self, sql: str) -> bool:
        """Say whether a statement is short and the thread at rest; lets others have a turn now and then."""
        if self._cut_off or not self._running or not _short(sql) or sql in _known_long:
            return False
        self._in_a_row += 1
        if self._in_a_row > IN_A_ROW:
            self._in_a_row = 0
            await asyncio.sleep(0)
        return True

    async def rollback(self) -> None:
        """Take back what the transaction did; that is in memory."""
        if self._cut_off or not self._running:
            await super().rollback()
            self._cut_off = False  # it does one thing after another: what was cut off is over, too
        else:
            self._conn.rollback()

    async def commit(self) -> None:
        """Commit in the thread, which waits for the disk."""
        await self.in_thread(self._conn.commit)


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
        """Run a statement and read its rows. Raises what `sqlite3` does."""
        here = await self._connection.may_run_here(sql)
        if not (here and self._ran_here(sql, parameters)):
            await self._connection.in_thread(self._run, sqlite3.Cursor.execute, sql, parameters)

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> None:
        """Run a statement once for each of many parameters."""
        rows = [*parameters]
        if len(rows) <= FEW and await self._connection.may_run_here(sql):
            self._run(sqlite3.Cursor.executemany, sql, rows)
        else:
            await self._connection.in_thread(self._run, sqlite3.Cursor.executemany, sql, rows)

    def _ran_here(self, sql: str, parameters: Any) -> bool:
        """Run a statement on the event loop; False where it takes too long, or another process holds the lock."""
        tables = self._connection._conn
        try:
            if sql == _BEGIN:
                tables.execute("PRAGMA busy_timeout=0")
            elif sql.startswith("SELECT"):
                # A write that is broken off would take its transaction along.
                self._connection.alarms = 0
                tables.set_progress_handler(self._connection.alarm, LONG)
            self._run(sqlite3.Cursor.execute, sql, parameters)
        except sqlite3.OperationalError as trouble:
            if trouble.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                _note_long(sql)
            elif sql != _BEGIN:
                raise
            return False
        finally:
            if sql == _BEGIN:
                tables.execute(f"PRAGMA busy_timeout={PATIENCE}")
            else:
                tables.set_progress_handler(None, LONG)
        return True

    def _run(self, how: How, sql: str, parameters: Any) -> None:
        with closing(self._connection._conn.cursor()) as cursor:
            how(cursor, sql, parameters)
            self._rows = cursor.fetchall()
            self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid

    async def fetchall(self) -> Sequence[Any]:
        """Return the rows that were read."""
        return self._rows

    async def close(self) -> None:
        """Nothing is left to close."""
