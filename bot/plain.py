"""Statements of every step, run past SQLAlchemy's session on SQLite: it costs ten times what SQLite itself does.

A session looks into each statement for what entities may want of it, makes a context, a cursor and a result for it, and
crosses to asyncio's side and back. What only reads columns, or writes to rows by their keys, needs none of that: it is
compiled once, and its parameters go to the connection of the session's own transaction (`bot.one_trip`). What the
session has still to write is written first, as by any statement. Elsewhere than on SQLite its connection runs it.
"""

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, BindParameter, ColumnElement, Connection, Enum, bindparam, literal_column
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql import visitors
from sqlalchemy.sql.compiler import SQLCompiler

from bot.away import TablesAway, on_sqlite

MOST = 256
"""Keys in one statement: a list that is longer is asked for in pieces."""
NOTHING = "{}"
"""What most rows keep as JSON: to say so takes no reading."""
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

    async def each(self, db: AsyncSession, parameters: Sequence[Mapping[str, Any]]) -> None:
        """Run it once with each of these, in one go."""
        if parameters:
            await self._run(db, parameters)

    async def _run(self, db: AsyncSession, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> Ran:
        if db.new or db.dirty or db.deleted:
            await db.flush()
        connection = await _connection(db)
        if connection.dialect.name != "sqlite":
            done = await (await db.connection()).execute(self.statement, parameters)
            return (done.all() if done.returns_rows else ()), done.rowcount
        if self._compiled is None:
            self._compiled = _Compiled(self.statement, connection.dialect)
        return await self._compiled.run(connection, parameters)


async def _connection(db: AsyncSession) -> Connection:
    """Return the connection of the session's transaction; to ask the session for it is a trip to its side and back."""
    known: Connection | None = db.info.get("connection")
    # After its end, as by a rollback, the next transaction has another one; a savepoint is made by being asked. What
    # the tables refused to the session has ended its transaction: whatever was run then would be committed by itself.
    if known is None or not _under_way(known) or db.in_nested_transaction():
        known = db.info["connection"] = (await db.connection()).sync_connection
        assert known
    return known


def _under_way(connection: Connection) -> bool:
    """Say whether a transaction is: SQLAlchemy may not have heard yet of one that has begun at SQLite's driver."""
    if connection.in_transaction() or connection.closed or connection.invalidated:
        return connection.in_transaction()
    driver: Any = connection.connection.driver_connection
    return connection.dialect.name == "sqlite" and bool(driver.in_transaction)


def as_sqlalchemy_says(error: sqlite3.Error, sql: str, dialect: Dialect | None = None) -> BaseException:
    """Return an error of the driver as the one that SQLAlchemy would raise."""
    if on_sqlite(error):
        return TablesAway(sql, None, error, hide_parameters=True)
    return DBAPIError.instance(sql, None, error, sqlite3.Error, hide_parameters=True, dialect=dialect)


class PlainForMany:
    """A statement about rows by their keys, compiled for each of a few numbers of them.

    A list is filled up to a power of two with its last key, so that few statements do for all lengths, and nothing is
    expanded anew. As a subquery it would be one statement, and SQLite would not see that few rows are meant.
    """

    def __init__(self, build: Callable[[Sequence[BindParameter[Any]]], Any]) -> None:
        self._build = build
        self._by_number: dict[int, Plain] = {}

    async def rows(self, db: AsyncSession, keys: Collection[int] | Collection[str], **parameters: Any) -> Sequence[Any]:
        """Run it for these keys, a piece of a long list at a time, and return its rows."""
        ordered, found = sorted(keys), list[Any]()
        for start in range(0, len(ordered), MOST):
            some = ordered[start : start + MOST]
            number = 1 << (len(some) - 1).bit_length()
            filled = {f"key_{place}": some[min(place, len(some) - 1)] for place in range(number)}
            found += await self._for(number).rows(db, **parameters, **filled)
        return found

    def _for(self, number: int) -> Plain:
        if number not in self._by_number:
            self._by_number[number] = Plain(self._build([bindparam(f"key_{place}") for place in range(number)]))
        return self._by_number[number]


def written_out(statement: Any) -> Any:
    """Return a statement with the states and other words that it compares with written out.

    Where an index is of one state only, a state that is bound would have SQLite plan the statement anew at each run.
    """

    def word(element: Any, **_: Any) -> ColumnElement[Any] | None:
        if not isinstance(element, BindParameter) or not isinstance(element.type, Enum) or element.value is None:
            return None
        words = ", ".join(f"'{one}'" for one in (element.value if element.expanding else [element.value]))
        return literal_column(f"({words})" if element.expanding else words)

    return visitors.replacement_traverse(statement, {}, word)


class _Compiled:
    """A statement as SQLite's driver takes it."""

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        self._sql: SQLCompiler = written_out(statement).compile(dialect=dialect)
        columns = self._sql._result_columns  # noqa: SLF001 - nothing public tells the types of a statement's columns
        found = [(column.type, column.type._cached_result_processor(dialect, None)) for column in columns]  # noqa: SLF001
        # What is read from JSON may be changed by whoever has it: each row has its own.
        self._read = [(place, read, isinstance(kind, JSON)) for place, (kind, read) in enumerate(found) if read]
        self._places: Sequence[tuple[str, Any, Any]] = ()
        self._writes: Sequence[tuple[int, Any]] = ()

    async def run(self, connection: Connection, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> Ran:
        """Run it, once or with each of many. Raises what SQLAlchemy does."""
        many = not isinstance(parameters, Mapping)
        sql, values = self._filled(parameters) if isinstance(parameters, Mapping) else self._filled_many(parameters)
        for told in connection.dispatch.before_cursor_execute:
            told(connection, None, sql, values, None, many)
        driver: Any = connection.connection.driver_connection
        cursor = driver.cursor()
        try:
            await (cursor.executemany if many else cursor.execute)(sql, values)
        except sqlite3.Error as error:
            raise as_sqlalchemy_says(error, sql, connection.dialect) from error
        rows = await cursor.fetchall()
        return self._as_read(rows) if self._read and rows else rows, cursor.rowcount

    def _filled(self, parameters: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
        """Return the words and their values; lists get as many places as they have values."""
        if self._places:
            filled = [parameters[name] if name else always for name, _, always in self._places]
            for place, write in self._writes:
                filled[place] = write(filled[place])
            return self._sql.string, tuple(filled)
        sql, words = self._sql, self._sql.string
        places: Sequence[str] = self._sql.positiontup or ()
        values, write = sql.construct_params(dict(parameters), escape_names=False), sql._bind_processors  # noqa: SLF001
        if sql._render_postcompile or sql.post_compile_params:  # noqa: SLF001
            whole = sql._process_parameters_for_postcompile(values)  # noqa: SLF001
            words, places = whole.statement, whole.positiontup or ()
            values, write = {**values, **whole.additional_parameters}, {**write, **whole.processors}
        else:
            # Nothing is to be expanded: from now on only what is named is looked up, the rest is always the same.
            named = {name: (name, None) for name in parameters}
            always = {name: ("", value) for name, value in values.items()} | named
            self._places = [(always[name][0], write.get(name), always[name][1]) for name in places]
            self._writes = [(place, one) for place, (_, one, _) in enumerate(self._places) if one]
        return words, tuple(write[name](values[name]) if name in write else values[name] for name in places)

    def _filled_many(self, parameters: Sequence[Mapping[str, Any]]) -> tuple[str, Sequence[tuple[Any, ...]]]:
        """Return the words and the values of each; what many of them have in common is written once."""
        sql, first = self._filled(parameters[0])
        if not self._places:
            return sql, [first, *(self._filled(one)[1] for one in parameters[1:])]
        columns = []
        for name, write, always in self._places:
            column = [one[name] if name else always for one in parameters]
            if write:
                known = {id(value): value for value in column}
                written = {key: write(value) for key, value in known.items()}
                column = [written[id(value)] for value in column]
            columns.append(column)
        return sql, [*zip(*columns, strict=True)]

    def _as_read(self, rows: Sequence[Sequence[Any]]) -> Sequence[tuple[Any, ...]]:
        """Return rows as their columns' types read them; what many have in common is read once."""
        columns: list[Any] = [*zip(*rows, strict=True)]
        for place, read, own in self._read:
            column = columns[place]
            if own:
                columns[place] = [{} if value == NOTHING else read(value) for value in column]
            else:
                known = {value: read(value) for value in {*column}}
                columns[place] = [known[value] for value in column]
        return [*zip(*columns, strict=True)]
