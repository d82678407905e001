"""Who serves on one PostgreSQL: each process holds a lock of its own name while it lives, so that who is gone is known.

The server lets the lock go with its connection: at once after a kill, and where a machine or its network is away when
the server's own look at the line (`postgres.KEEPALIVE`) finds that, or when it has heard nothing for `SILENT_FOR` (not
before PostgreSQL 14). What such a process had claimed is judged seconds later.

A connection breaks under a process that lives, too, as when the server starts anew. It is noticed at the next look and
the name taken again, sooner than anybody takes its holder for gone; a shared lock is not in the way of itself, where
the server still keeps the broken connection's. Until then, and wherever it cannot be taken, what the process claims
names nobody, and is judged by its lease alone.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Collection
from types import TracebackType
from typing import Self

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.backoff import pause_after
from bot.db import Database
from bot.domain.outbox.vanished import HOLDERS

log = structlog.get_logger()

LOOK = 2.0
"""Seconds between two looks at who holds what."""
ANSWERS_WITHIN = 2.0
"""Seconds after which a connection that says nothing is broken."""
GONE_AFTER = 8.0
"""Seconds for which a name is held by nobody before its process is gone: one that lives has taken it again by then.

That takes it a look, what a silent connection is waited for, two seconds more until the driver lets it go, and a pause.
"""
PAUSE = 0.25
"""Seconds before the first try to take the name again; it is tried at each look at least."""

SILENT_FOR = 12
"""Seconds after which the server lets go who has not looked: frozen, or behind something that keeps the line open."""

_TAKE = text("""
    SELECT pg_advisory_lock_shared(1685416047, :name),
        (SELECT set_config(name, :silent, false) FROM pg_settings WHERE name = 'idle_session_timeout')
""")
"""The first number says that it is a process's name: locks of two numbers are no others' (`db.lock_name` takes one)."""
NAMES = text("""
    SELECT CAST(objid AS bigint) FROM pg_locks
    WHERE locktype = 'advisory' AND classid = 1685416047 AND objsubid = 2 AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
""")
"""Finds the names that are held."""


class Living:
    """Holds this process's name, and has judged what others held who are gone. Works between `async with`."""

    name: int | None = None
    """What claims name as their holder; None where nobody could see it go."""

    def __init__(self, database: Database, judge: Callable[[Collection[int]], Awaitable[None]]) -> None:
        self._database = database
        self._judge = judge
        self._own = secrets.randbelow(2**31)
        self._tasks = asyncio.TaskGroup()
        self._keeping: asyncio.Task[None] | None = None
        self._missing: dict[int, float] = {}
        """Since when names have been held by nobody."""

    async def __aenter__(self) -> Self:
        """Begin; where nobody else can serve there is nothing to do."""
        await self._tasks.__aenter__()
        if not self._database.alone:
            self._keeping = self._tasks.create_task(self._keep())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the name go: whatever is still in hand is others' to judge."""
        if self._keeping:
            self._keeping.cancel()
        await self._tasks.__aexit__(None, None, None)

    async def _keep(self) -> None:
        failures = 0
        while True:
            try:
                async with self._database.session_of_its_own(ANSWERS_WITHIN) as connection:
                    await self._take(connection)
                    failures = 0
                    while await self._sees_itself(connection):  # noqa: ASYNC110 - nobody tells when another one ends
                        await asyncio.sleep(LOOK)
            except (SQLAlchemyError, OSError) as trouble:  # TimeoutError is one of these
                log.warning("name lost", reason=type(trouble).__name__)
            self.name = None
            # Others may have been cut off with it, and need their moment as well.
            self._missing.clear()
            failures += 1
            await asyncio.sleep(pause_after(failures, PAUSE, LOOK))

    async def _take(self, connection: AsyncConnection) -> None:
        async with asyncio.timeout(ANSWERS_WITHIN):
            await connection.execute(_TAKE, {"name": self._own, "silent": f"{SILENT_FOR}s"})
        self.name = self._own

    async def _sees_itself(self, connection: AsyncConnection) -> bool:
        """Have judged who is gone; say whether the own name is held still."""
        async with asyncio.timeout(ANSWERS_WITHIN):
            # In this order: who claims holds its name by then.
            holders = {name for name in await connection.scalars(HOLDERS) if name is not None}
            names = set(await connection.scalars(NAMES))
        if self._own not in names:
            return False
        now = asyncio.get_running_loop().time()
        self._missing = {name: self._missing.get(name, now) for name in holders - names}
        if gone := [name for name, since in self._missing.items() if now - since >= GONE_AFTER]:
            log.info("gone", names=gone)
            await self._judge(gone)
        return True
