"""Engine and transactions, and the few lines where SQLite and PostgreSQL differ.

SQLite takes one writer at a time: every writing transaction begins IMMEDIATE, so a stale read can never be written
over, and waits its turn at one lock in the process, which keeps the longest wait short (see `make bench`).

PostgreSQL runs writers side by side, each statement on what is committed when it begins (READ COMMITTED). So that a
transaction which reads and then writes is safe on both engines, it does one of two things:

- it writes by one guarded statement (`UPDATE … WHERE taken < capacity`, `INSERT … ON CONFLICT`) and goes by the number
  of rows that it changed; or
- before it reads what it decides by, it waits for whoever decides by the same: a message holds its conversation's
  row (`people.who_writes`); whoever changes a meeting or what hangs at it (seats, parts, its code, its notices) holds
  the meeting's row, and a cluster's own plan likewise (`lock`); what is rare and touches much goes one at a time by
  its name (`lock_name`). What is locked is read anew.

They are taken in this order: conversation, names in the order of `LockName`, plan, meetings by their ids, outbox. Who
comes from the other side all the same, or puts in a row that another one is just putting in, is undone by PostgreSQL
and does it once more (`once_more`).
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from contextvars import ContextVar
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import ClauseElement, Connection, Date, DateTime, Table, event, func, make_url, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry, NullPool
from sqlalchemy.sql import visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from bot import away, one_trip, postgres, rarely
from bot.errors import Gone
from bot.writer import BEGIN, OneWriter, driver_of, empty_the_log

Row = TypeVar("Row")
Done = TypeVar("Done")

# NORMAL, which WAL is mostly run with, would let a power cut take back what people were told a second before.
WAITS = f"busy_timeout={one_trip.PATIENCE}"
# What is erased is overwritten: a copy of the file must not say it.
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", WAITS, "foreign_keys=ON", "secure_delete=ON")


def create_engine(url: str, *, to_serve: bool = False) -> AsyncEngine:
    """Return an engine with the pragmas and the explicit BEGIN that SQLite needs.

    On PostgreSQL a statement may take as long as it likes, but where it is `to_serve`.
    """
    # What people wrote is in the parameters; an error's text must not carry it into the log.
    where = make_url(url)
    on_sqlite = where.get_backend_name() == "sqlite"
    connect = postgres.TO_SERVE if to_serve else postgres.PATIENTLY
    connect = {"async_creator_fn": one_trip.connect} if on_sqlite else connect
    options = {} if on_sqlite else postgres.OPTIONS
    # Whoever gives out a PostgreSQL names no driver.
    where = where.set(drivername="postgresql+asyncpg") if where.drivername in ("postgresql", "postgres") else where
    engine = create_async_engine(where, hide_parameters=True, connect_args=connect, **options)
    event.listen(engine.sync_engine, "before_cursor_execute", _note_written)
    event.listen(engine.sync_engine, "rollback", _forget_written)
    if on_sqlite:
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        event.listen(engine.sync_engine, "handle_error", away.name_on_sqlite)
    else:
        event.listen(engine.sync_engine, "handle_error", postgres.name_what_is_away)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # The driver's own implicit BEGIN cannot say IMMEDIATE, so it is switched off and `_begin_sqlite` says it.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # The writer's has begun before SQLAlchemy hears of it.
    if driver_of(connection).in_transaction:
        return
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", BEGIN))


_WRITES = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?')
_SETS = re.compile(r'(?:SET |, )"?(\w+)"?=')
_written: ContextVar[set[str] | None] = ContextVar("written", default=None)
"""What the transaction under way has written to: tables, and of rows that were only changed their columns."""


def _note_written(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
    if (names := _written_by(statement)) and (written := _written.get()) is not None:
        written.update(names)


def _forget_written(_connection: Connection) -> None:
    if written := _written.get():
        written.clear()


@lru_cache(maxsize=2000)
def _written_by(statement: str) -> frozenset[str]:
    # What is typed by people is in the parameters: a statement is only our own words.
    found = None if statement.startswith("SELECT") else _WRITES.search(statement)
    if not found:
        return frozenset()
    how, table = found[1], found[2]
    columns = _SETS.findall(statement.partition(" WHERE ")[0]) if how == "UPDATE" else []
    return frozenset(f"{table}.{column}" for column in columns) or frozenset({table})


def named_in(statement: ClauseElement) -> frozenset[str]:
    """Return what a question depends on, as `Wrote` names it: its tables, and its columns with their tables."""
    columns = [base for one in visitors.iterate(statement) for base in getattr(one, "base_columns", ())]
    found = {column for column in columns if isinstance(getattr(column, "table", None), Table)}
    tables = {one for one in visitors.iterate(statement) if isinstance(one, Table)} | {one.table for one in found}
    return frozenset({table.name for table in tables} | {f"{one.table.name}.{one.name}" for one in found})


Wrote = Callable[[Collection[str]], object]
"""Told what a committed transaction has written to: "seat" for new and erased rows, "seat.state" for changed ones."""


async def once_more(work: Callable[[], Awaitable[Done]]) -> Done:
    """Do what opens a transaction of its own, and do it again where another one was in its way."""
    try:
        return await work()
    except DBAPIError as error:
        if not postgres.met_another(error):
            raise
    return await work()


class Database:
    """Opens transactions: `writing` commits at its end, `reading` never does."""

    wrote: Wrote | None = None
    """Whoever must know what was written."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url, to_serve=True)
        self._readers = self._engine.execution_options(sqlite_begin="BEGIN")
        self._one_writer = asyncio.Lock() if self._engine.dialect.name == "sqlite" else None
        self._writer = OneWriter(self._engine)
        self._rarely = rarely.Rarely()
        self.refused = away.Refused()

    @property
    def alone(self) -> bool:
        """Whether nobody else writes to these tables: what this process has not written has not changed."""
        return self._one_writer is not None

    @asynccontextmanager
    async def writing(self, *, wrote: Wrote | None = None) -> AsyncIterator[AsyncSession]:
        """Open a writing transaction: it commits at its end, and rolls back on any exception.

        On SQLite it holds the process's one writer lock until then: do nothing slow inside. Once it is committed,
        `wrote` is told what it wrote to, or by default whoever the database tells.
        """
        tables = set[str]()
        async with self._one_writer or nullcontext():
            _written.set(tables)
            async with self._begun(tables) as db:
                yield db
                if self._one_writer is None:
                    await rarely.raise_number(db, tables)
            if self._one_writer and rarely.written(tables):
                self._rarely.forget()
        if tell := wrote or self.wrote:
            tell(tables)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction that takes no lock and writes nothing; in WAL mode writers do not hold it up."""
        async with self._session(self._readers) as db:
            yield db

    @asynccontextmanager
    async def _begun(self, tables: Collection[str]) -> AsyncIterator[AsyncSession]:
        with self.refused:
            if self._one_writer:
                async with self._writer.transaction(self._rarely.as_begun(tables)) as db:
                    yield db
            else:
                async with self._session(self._engine, tables) as db, db.begin():
                    yield db

    def _session(self, engine: AsyncEngine, written: Collection[str] = ()) -> AsyncSession:
        return AsyncSession(engine, expire_on_commit=False, info=self._rarely.as_begun(written))

    async def scrub(self) -> None:
        """Leave nothing of what was erased in SQLite's log: it is written back and emptied. Elsewhere it does nothing.

        Where somebody reads meanwhile, or the disk is full, a part of it stays until the next time.
        """
        if self._one_writer is None:
            return
        async with self._one_writer:
            await asyncio.to_thread(empty_the_log, str(self._engine.url.database))

    @asynccontextmanager
    async def session_of_its_own(self, within: float) -> AsyncIterator[AsyncConnection]:
        """Open a connection of PostgreSQL beside the others, each statement by itself; what it holds ends with it.

        It is to stand `within` so many seconds.
        """
        connect = postgres.TO_SERVE | {"timeout": within}
        engine = create_async_engine(self._engine.url, poolclass=NullPool, connect_args=connect)
        async with engine.connect() as connection:
            yield await connection.execution_options(isolation_level="AUTOCOMMIT")

    async def close(self) -> None:
        """Close every connection; without it the driver's thread keeps the process alive."""
        await self._writer.close()
        await self._engine.dispose()


async def existing(db: AsyncSession, table: type[Row], key: int) -> Row:
    """Return a row by its key. Raises Gone where there is none, as for an old button or a forged one."""
    row = await db.get(table, key)
    if row is None:
        raise Gone
    return row


def one_writer(db: AsyncSession) -> bool:
    """Say whether nobody else writes until this transaction ends."""
    return db.get_bind().dialect.name == "sqlite"


async def lock(db: AsyncSession, *rows: Any) -> None:
    """Let nobody else change these rows of one table, which has an id, until the transaction ends; read them anew.

    Raises Gone where one is not there any more.
    """
    # One writer has them already, as they are.
    if one_writer(db) or not rows:
        return
    table, ids = type(rows[0]), {row.id for row in rows}
    # FOR NO KEY UPDATE leaves room for new rows that point here.
    held = select(table).where(table.id.in_(ids)).order_by(table.id).with_for_update(of=table, key_share=True)
    if len((await db.scalars(held.execution_options(populate_existing=True))).all()) < len(ids):
        raise Gone


class LockName(StrEnum):
    """What is done by one transaction at a time."""

    DERIVING = "deriving"
    """A step of `bot.jobs`."""
    ORGANISATION = "organisation"
    """Schools, clusters, terms, rosters, the office's plans, the room on a channel."""
    DUTIES = "duties"
    """What is owed by when, and what was said of it."""


async def lock_name(db: AsyncSession, name: LockName) -> None:
    """Wait until nobody else does this, and keep others waiting until the transaction ends."""
    if not one_writer(db):
        await db.execute(select(func.pg_advisory_xact_lock(func.hashtext(name))))


def insert(db: AsyncSession, entity: type[DeclarativeBase]) -> Any:
    """Return the engine's own INSERT, which knows `on_conflict_do_nothing`."""
    # Into the table: given an entity the session would look at each value of each row, for what entities may have.
    table: Any = entity.__table__
    if one_writer(db):
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - 2 MiB: on SQLite nobody carries it

    return postgresql.insert(table)


class LocalDay(GenericFunction[date]):
    """The day in Vietnam of a column of moments, for comparing it with days inside a query."""

    type = Date()
    inherit_cache = True
    name = "local_day"


@compiles(LocalDay, "sqlite")
def _day_in_sqlite(day: LocalDay, compiler: SQLCompiler, **options: Any) -> str:
    # Moments stand in UTC, and Vietnam has had no summer time since.
    return f"date({compiler.process(day.clauses, **options)}, '+7 hours')"


@compiles(LocalDay)
def _day_elsewhere(day: LocalDay, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST({compiler.process(day.clauses, **options)} AT TIME ZONE 'Asia/Ho_Chi_Minh' AS DATE)"


class DayEnds(GenericFunction[datetime]):
    """The moment at which the day in a column is over in Vietnam."""

    type = DateTime(timezone=True)
    inherit_cache = True
    name = "day_ends"


@compiles(DayEnds, "sqlite")
def _end_in_sqlite(day: DayEnds, compiler: SQLCompiler, **options: Any) -> str:
    # As moments are written there: in UTC, with their microseconds.
    return f"({compiler.process(day.clauses, **options)} || ' 17:00:00.000000')"


@compiles(DayEnds)
def _end_elsewhere(day: DayEnds, compiler: SQLCompiler, **options: Any) -> str:
    return f"(({compiler.process(day.clauses, **options)} + TIME '17:00') AT TIME ZONE 'UTC')"


class DaysBefore(GenericFunction[date]):
    """The day that lies a number of days before the day in a column."""

    type = Date()
    inherit_cache = True
    name = "days_before"


@compiles(DaysBefore, "sqlite")
def _before_in_sqlite(day: DaysBefore, compiler: SQLCompiler, **options: Any) -> str:
    column, days = (compiler.process(one, **options) for one in day.clauses)
    return f"date({column}, -{days} || ' days')"


@compiles(DaysBefore)
def _before_elsewhere(day: DaysBefore, compiler: SQLCompiler, **options: Any) -> str:
    column, days = (compiler.process(one, **options) for one in day.clauses)
    return f"({column} - CAST({days} AS INTEGER))"


Transaction = Callable[[], AbstractAsyncContextManager[AsyncSession]]
