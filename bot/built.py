"""Statements that are put into SQL once for each driver, and then only handed to it with their values.

SQLAlchemy looks a statement up, expands its lists and builds its parameters anew each time, which costs several times
what SQLite does with it. That is well spent nearly everywhere, and not where thousands of batches say the same few.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Dialect, UpdateBase, bindparam
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.sql import ColumnElement, Select
from sqlalchemy.sql.compiler import SQLCompiler

MOST = 256
"""Keys in one statement: a list that is longer is asked for in pieces."""

Statement = UpdateBase | Select[Any]
Values = Mapping[str, Any]
Convert = Callable[[Any], Any] | None


class _Slot(NamedTuple):
    """A parameter of the SQL: its name, how its value is written, and the value where it is always the same."""

    name: str
    convert: Convert
    always: Any


class _InSql(NamedTuple):
    sql: str
    places: Sequence[_Slot]
    columns: Sequence[Convert]


def _read(convert: Convert, value: Any) -> Any:
    return value if convert is None else convert(value)


class Built:
    """A statement whose parameters are all named, and none a list that is to be expanded."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._by_driver: dict[str, _InSql] = {}

    async def run(self, db: AsyncSession, values: Values) -> list[tuple[Any, ...]]:
        """Run it with these values, and return its rows."""
        connection = await _kept_in_step(db)
        known = self._known(connection.dialect)
        found = await connection.exec_driver_sql(known.sql, _written(known, values))
        return [tuple(map(_read, known.columns, row)) for row in found] if known.columns else []

    async def run_each(self, db: AsyncSession, each: Collection[Values]) -> None:
        """Run it once with each of these values, in one go."""
        if each:
            connection = await _kept_in_step(db)
            known = self._known(connection.dialect)
            await connection.exec_driver_sql(known.sql, [_written(known, values) for values in each])

    def _known(self, dialect: Dialect) -> _InSql:
        key = f"{dialect.name}+{dialect.driver}"
        if key not in self._by_driver:
            self._by_driver[key] = self._put_into_sql(dialect)
        return self._by_driver[key]

    def _put_into_sql(self, dialect: Dialect) -> _InSql:
        compiled = self._statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        assert compiled.positiontup is not None
        places = []
        for name in compiled.positiontup:
            bind = compiled.binds[name]
            convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
            value = bind.effective_value
            places.append(_Slot(name, convert, value if value is None or convert is None else convert(value)))
        columns: Sequence[ColumnElement[Any]] = [*self._statement.exported_columns]
        as_read = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        return _InSql(str(compiled), places, as_read)


class BuiltForMany:
    """A statement about rows by their keys, built once for each of a few numbers of them.

    A list is filled up to a power of two with its last key, so that few statements do for all lengths. As a subquery,
    such as of an array, it would be one statement, and SQLite would not see that few rows are meant.
    """

    def __init__(self, build: Callable[[Sequence[BindParameter[int]]], Statement]) -> None:
        self._build = build
        self._by_number: dict[int, Built] = {}

    async def run(self, db: AsyncSession, keys: Collection[int], values: Values) -> list[tuple[Any, ...]]:
        """Run it for these keys with these values, and return its rows."""
        ordered, found = sorted(keys), list[tuple[Any, ...]]()
        for start in range(0, len(ordered), MOST):
            some = ordered[start : start + MOST]
            number = 1 << (len(some) - 1).bit_length()
            filled = {f"key_{place}": some[min(place, len(some) - 1)] for place in range(number)}
            found += await self._for(number).run(db, {**values, **filled})
        return found

    def _for(self, number: int) -> Built:
        if number not in self._by_number:
            self._by_number[number] = Built(self._build([bindparam(f"key_{place}") for place in range(number)]))
        return self._by_number[number]


async def _kept_in_step(db: AsyncSession) -> AsyncConnection:
    """Return the transaction's connection, on which stands what its entities have changed."""
    if db.new or db.dirty or db.deleted:
        await db.flush()
    return await db.connection()


def _written(known: _InSql, values: Values) -> tuple[Any, ...]:
    return tuple(
        (values[name] if convert is None else convert(values[name])) if name in values else always
        for name, convert, always in known.places
    )
