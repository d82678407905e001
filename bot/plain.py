"""Statements of every step, run past SQLAlchemy's session on SQLite: it costs ten times what SQLite itself does.

A session looks into each statement for what entities may want of it, makes a context, a cursor and a result for it, and
crosses to asyncio's side and back. What only reads columns, or writes to rows by their keys, needs none of that: it is
compiled once, and its parameters go to the connection of the session's own transaction (`bot.one_trip`). What the
session has still to write is written first, as by any statement. Elsewhere than on SQLite its connection runs it.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.compiler import SQLCompiler

Ran = tuple[Sequence[Any], int]
"""The rows of a statement, and how many it has changed."""


class Plain:
    """One statement with named parameters (`bindparam`); an INSERT names all of its columns, with their defaults."""

    def __init__(self, statement: Any) -> None:
        self.statement = statement
        self._compiled: _Compiled | None = None

    async def rows(self, db: AsyncSession, **parameters: Any) -> Sequence[Any]:
        """Return the rows, each a tuple of columns."""
        return (await self._run(db, parameters))[0]

    async def column(self, db: AsyncSession, **parameters: Any) -> list[Any]:
        """Return the first column."""
        return [row[0] for row in await self.rows(db, **parameters)]

    async def changed(self, db: AsyncSession, **parameters: Any) -> int:
        """Return how many rows it has written."""
        return (await self._run(db, parameters))[1]

    async def _run(self, db: AsyncSession, parameters: Mapping[str, Any]) -> Ran:
        if db.new or db.dirty or db.deleted:
            await db.flush()
        connection = await db.connection()
        if connection.dialect.name != "sqlite":
            done = await connection.execute(self.statement, parameters)
            return (done.all() if done.returns_rows else ()), done.rowcount
        if self._compiled is None:
            self._compiled = _Compiled(self.statement, connection.dialect)
        assert connection.sync_connection
        return await self._compiled.run(connection.sync_connection, parameters)


class _Compiled:
    """A statement as SQLite's driver takes it."""

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        self._sql: SQLCompiler = statement.compile(dialect=dialect)
        columns = self._sql._result_columns  # noqa: SLF001 - nothing public tells the types of a statement's columns
        self._read = [column.type._cached_result_processor(dialect, None) for column in columns]  # noqa: SLF001
        self._reads = any(self._read)

    async def run(self, connection: Connection, parameters: Mapping[str, Any]) -> Ran:
        """Run it. Raises what SQLAlchemy does."""
        sql, values = self._filled(parameters)
        for told in connection.dispatch.before_cursor_execute:
            told(connection, None, sql, values, None, False)
        driver: Any = connection.connection.driver_connection
        cursor = driver.cursor()
        try:
            await cursor.execute(sql, values)
        except sqlite3.Error as error:
            told_as = DBAPIError.instance(
                sql, None, error, sqlite3.Error, hide_parameters=True, dialect=connection.dialect
            )
            raise told_as from error
        rows = await cursor.fetchall()
        return [self._as_read(row) for row in rows] if self._reads else rows, cursor.rowcount

    def _filled(self, parameters: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
        """Return the words and their values; lists get as many places as they have values."""
        sql, words = self._sql, self._sql.string
        places: Sequence[str] = self._sql.positiontup or ()
        values, write = sql.construct_params(dict(parameters), escape_names=False), sql._bind_processors  # noqa: SLF001
        if sql._render_postcompile or sql.post_compile_params:  # noqa: SLF001
            whole = sql._process_parameters_for_postcompile(values)  # noqa: SLF001
            words, places = whole.statement, whole.positiontup or ()
            values, write = {**values, **whole.additional_parameters}, {**write, **whole.processors}
        return words, tuple(write[name](values[name]) if name in write else values[name] for name in places)  # type: ignore[operator]

    def _as_read(self, row: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(read(value) if read else value for read, value in zip(self._read, row, strict=True))
