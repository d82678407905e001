"""What the commands that serve have in common: a port and tables that nobody else serves, and a stop in order."""

import asyncio
import contextlib
import fcntl
import signal
import socket
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import TextIO

import click
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from bot.db import create_engine

WHOSE = text("SELECT pg_backend_pid()")
NOT_PREPARED = ("26000", "42P05")
"""What is said of a statement that was prepared on another connection, or by somebody else on this one."""


def must_be_free(host: str, port: int, instead: str) -> None:
    """Listen at an address for an instant. Raises ClickException, which ends with `instead`, where that cannot be."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (while")[0].lower()
        raise click.ClickException(f"Cannot listen at {host}:{port}: {reason}. {instead}") from None


@contextlib.contextmanager
def alone_on(database_url: str) -> Iterator[None]:
    """Hold the lock beside an SQLite file; the system releases it with the process, however that ends.

    Raises ClickException where another service holds it: their writers would wait for each other, and each would send
    what the other has taken in hand. Replicas share a PostgreSQL.
    """
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        yield
        return
    # By whatever way it is named, a file has one lock.
    tables = Path(url.database).resolve()
    with _lock_beside(tables) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sentence = f"Another service runs on the tables at {tables}. Stop it, or set DUGIO_DATABASE_URL to others."
            raise click.ClickException(sentence) from None
        yield


def _lock_beside(tables: Path) -> TextIO:
    try:
        tables.parent.mkdir(parents=True, exist_ok=True)
        return Path(f"{tables}.lock").open("w")
    except OSError as error:
        sentence = f"Nothing can be written beside the tables at {tables}: {str(error.strerror).lower()}."
        raise click.ClickException(sentence) from None


async def must_keep_sessions(database_url: str) -> None:
    """Raise ClickException where a pooler before PostgreSQL gives a connection to others between two transactions.

    The names of living processes and what the driver has prepared stand with a connection, and would be lost at once.
    """
    if make_url(database_url).get_backend_name() == "sqlite":
        return
    engine = create_engine(database_url)
    try:
        async with engine.connect() as one, engine.connect() as other:
            before = await one.scalar(WHOSE)
            await one.rollback()
            await other.scalar(WHOSE)  # its transaction, which goes on, takes whatever is free
            keeps = before == await one.scalar(WHOSE)
    except DBAPIError as error:
        # Where nobody answers at all that is told by whoever needs the tables next.
        keeps = getattr(error.orig, "sqlstate", None) not in NOT_PREPARED
    finally:
        await engine.dispose()
    if not keeps:
        raise click.ClickException(
            "What stands before PostgreSQL gives a connection to others between two transactions. "
            "Let it keep sessions (PgBouncer: pool_mode=session), or set DUGIO_DATABASE_URL to the server itself."
        )


async def until_stopped(serving: Coroutine[None, None, None]) -> None:
    """Serve until SIGTERM or Ctrl+C, also where the shell that started it has Ctrl+C ignored."""
    task = asyncio.ensure_future(serving)
    for stop in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(stop, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task
