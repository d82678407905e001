"""One store of compiled statements for every engine of a run.

Each test has a database of its own and with it an engine, and SQLAlchemy keeps compiled statements for each dialect
object: without this, every test would compile all of its SQL anew, which was a third of the suite's time. What a test
says to its database and what it gets back stays the same.
"""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.util import LRUCache

SHARED: LRUCache[Any, Any] = LRUCache(3000)


class _Shared:
    """A dialect as in production; two of one engine are one key of the store."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """Hand each engine the store; SQLAlchemy calls this hook as it makes one."""
        engine.update_execution_options(compiled_cache=SHARED)


class OnSqlite(_Shared, SQLiteDialect_aiosqlite):
    # SQLAlchemy asks this of every class that inherits: the SQL is the parent's, so what it compiled may be kept.
    supports_statement_cache = True


class OnPostgres(_Shared, PGDialect_asyncpg):
    supports_statement_cache = True


def share() -> None:
    """Let every engine of this process be one of these."""
    registry.register("sqlite.aiosqlite", __name__, OnSqlite.__name__)
    registry.register("postgresql.asyncpg", __name__, OnPostgres.__name__)
