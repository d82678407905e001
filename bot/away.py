"""Tables that are out of reach for a while: one name for it, whatever the drivers of SQLite and PostgreSQL call it."""

import sqlite3
import time
from types import TracebackType

from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import OperationalError

from bot.errors import Passing

_OF_SQLITE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}
_KIND = 0xFF
"""Which part of SQLite's number of an error says of which kind it is."""


class TablesAway(OperationalError, Passing):
    """The tables are out of reach; what was to be done with them is done later."""


def on_sqlite(error: BaseException | None) -> bool:
    """Say whether an error of SQLite's driver passes: no room, read-only, the disk, a lock of another process."""
    return getattr(error, "sqlite_errorcode", 0) & _KIND in _OF_SQLITE


def name_on_sqlite(context: ExceptionContext) -> None:
    """Raise TablesAway where that is what it is."""
    if on_sqlite(error := context.original_exception):
        raise TablesAway(context.statement, None, error, hide_parameters=True) from error


class Refused:
    """Notes, around what writes, when the tables took nothing: a full disk and a read-only one can be read well."""

    def __init__(self) -> None:
        self._at: float | None = None

    def lately(self, within: float) -> bool:
        """Say whether that was less than so many seconds ago."""
        return self._at is not None and time.monotonic() - self._at < within

    def __enter__(self) -> None:
        """Begin to write."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End, whichever way."""
        if isinstance(error, TablesAway):
            self._at = time.monotonic()
