"""Brings all rows from one database into another one, of whichever engine: to PostgreSQL, and back to a file.

Everything is read as it stood at one moment and written in one transaction: what fails leaves the target empty.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import click
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Insert,
    Table,
    bindparam,
    func,
    insert,
    inspect,
    make_url,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.db import create_engine
from bot.domain.models import Base

AT_ONCE = 1000
"""Rows in one statement."""
TABLES = Base.metadata.sorted_tables
"""Those that others point at first."""
Row = dict[str, Any]


def shown(url: str) -> str:
    """Return a database's address as it may be shown."""
    return make_url(url).render_as_string(hide_password=True)


async def must_be_current(url: str, newest: str) -> None:
    """Raise ClickException where no tables of the newest version can be read."""
    engine = create_engine(url)
    try:
        async with engine.connect() as connection:
            version = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    except DBAPIError as no:
        raise click.ClickException(f"No tables can be read at {shown(url)}.") from no
    finally:
        await engine.dispose()
    if version != newest:
        raise click.ClickException(
            f"The tables at {shown(url)} are of another version. Please run 'python -m bot migrate' on them first."
        )


async def must_be_empty(url: str) -> None:
    """Raise ClickException where a row stands in any of our tables, or nothing can be reached."""
    engine = create_engine(url)
    try:
        async with engine.connect() as connection:
            there = await connection.run_sync(_tables_of)
            for table in TABLES:
                if table.name in there and await connection.scalar(select(1).select_from(table).limit(1)):
                    raise click.ClickException(f"Rows stand at {shown(url)} already. Please name an empty database.")
    except DBAPIError as no:
        raise click.ClickException(f"The database at {shown(url)} cannot be reached.") from no
    finally:
        await engine.dispose()


def _tables_of(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


async def copy(source: str, target: str) -> int:
    """Copy every row and return their number. Raises ClickException where they are not as many afterwards."""
    old, new = create_engine(source), create_engine(target)
    try:
        async with old.connect() as reading, new.begin() as writing:
            if old.dialect.name == "postgresql":
                await reading.execution_options(isolation_level="REPEATABLE READ")
            numbers = await _count(reading)
            with click.progressbar(length=sum(numbers.values()), label="Copying rows") as bar:
                for table in TABLES:
                    await _copy(table, reading, writing, bar.update)
            if await _count(writing) != numbers:
                raise click.ClickException("Not every row has arrived; nothing was kept.")
            if new.dialect.name == "postgresql":
                await _go_on_counting(writing)
    finally:
        await old.dispose()
        await new.dispose()
    return sum(numbers.values())


async def _count(connection: AsyncConnection) -> dict[str, int]:
    return {table.name: await connection.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES}


async def _copy(
    table: Table, reading: AsyncConnection, writing: AsyncConnection, arrived: Callable[[int], None]
) -> None:
    """Copy one table; what rows of it point at rows of it may come later, and is put in at the end."""
    inner = [column.name for column in table.columns if any(key.column.table is table for key in column.foreign_keys)]
    later: list[Row] = []
    async for rows in _batches(table, reading):
        later += [{f"the_{name}": row[name] for name in ("id", *inner)} for row in rows if any(map(row.get, inner))]
        await writing.execute(_into(table), [row | dict.fromkeys(inner) for row in rows])
        arrived(len(rows))
    if later:
        this = update(table).where(table.c.id == bindparam("the_id"))
        await writing.execute(this.values({name: bindparam(f"the_{name}") for name in inner}), later)


async def _batches(table: Table, reading: AsyncConnection) -> AsyncIterator[Sequence[Row]]:
    """Give a table's rows, each batch from behind the key of the one before."""
    key = tuple_(*table.primary_key)
    asked = select(*_columns(table)).order_by(*table.primary_key).limit(AT_ONCE)
    rows = [dict(row) for row in (await reading.execute(asked)).mappings()]
    while rows:
        yield rows
        last = tuple(rows[-1][column.name] for column in table.primary_key)
        rows = [dict(row) for row in (await reading.execute(asked.where(key > last))).mappings()]


def _columns(table: Table) -> list[Column[Any]]:
    """Return the columns that are written; the others each database computes by itself."""
    return [column for column in table.c if column.computed is None]


def _into(table: Table) -> Insert:
    # Nothing stays nothing: a JSON column would else be given the word `null`.
    kinds = {
        column.name: JSON(none_as_null=True) if isinstance(column.type, JSON) else None for column in _columns(table)
    }
    return insert(table).values({name: bindparam(name, type_=kind) for name, kind in kinds.items()})


async def _go_on_counting(writing: AsyncConnection) -> None:
    """Let PostgreSQL number new rows after those that came with their numbers."""
    for table in TABLES:
        if "id" in table.c and (newest := await writing.scalar(select(func.max(table.c.id)))):
            await writing.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), newest)))
