"""PostgreSQL's driver in the service's words: how it is reached, and which of its errors pass."""

from typing import Any

from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.away import TablesAway

CONNECTIONS = 10
"""At once, and as many more for a moment; beyond them transactions wait for one."""
PATIENCE = 300
"""Seconds that one waits: as on SQLite, a storm of messages is answered late rather than refused."""
COMES_ABOUT_WITHIN = 10
"""Seconds that a connection may take to stand; the driver would wait a minute."""
RUNS_FOR = 25
"""Seconds after which the server breaks a statement off that waits for somebody else's lock: it is tried again."""
ANSWERS_WITHIN = 30
"""Seconds after which a server that says nothing, or a network that was cut, has the connection given up."""
IDLES_FOR = 30
"""Seconds for which a process that stands still, or cannot reach the server, may hold what its transaction locks."""
KEEPALIVE = (10, 5, 3)
"""Seconds of silence before the server looks at the line, seconds between two looks, and how many fail."""
AWAY = ("08", "25006", "25P03", "28", "3D", "53", "55P03", "57", "58")
"""Errors, or classes of them, that pass: no connection, read-only, idle for long, not let in, no such database, no
room, locked for long, called off or shutting down, the disk."""
UNDONE = "40"
"""The class of errors of transactions that were undone for the sake of another one: not serializable, a deadlock."""
THERE_ALREADY = "23505"


async def _connect(*where: Any, **options: Any) -> Any:
    import asyncpg  # noqa: PLC0415 - on SQLite nobody waits for it to load

    try:
        return await asyncpg.connect(*where, **options)
    except OSError as error:
        raise TablesAway("connect", None, error) from error


async def _connect_to_serve(*where: Any, **options: Any) -> Any:
    connection = await _connect(*where, command_timeout=ANSWERS_WITHIN, **options)
    try:
        # Not while it connects: a pooler in between takes no such settings then.
        await connection.execute(_limits(), timeout=options["timeout"])
    except BaseException:
        connection.terminate()
        raise
    return connection


def _limits() -> str:
    idle, each, looks = KEEPALIVE
    return f"""
        SET statement_timeout = '{RUNS_FOR}s';
        SET idle_in_transaction_session_timeout = '{IDLES_FOR}s';
        SET tcp_keepalives_idle = {idle};
        SET tcp_keepalives_interval = {each};
        SET tcp_keepalives_count = {looks};
    """


PATIENTLY: dict[str, Any] = {"async_creator_fn": _connect, "timeout": COMES_ABOUT_WITHIN}
"""How one connects for what may take long, such as bringing the tables up to date."""
TO_SERVE = PATIENTLY | {"async_creator_fn": _connect_to_serve}
"""How one connects for people who wait for an answer: nothing hangs, and nobody is held up by who is cut off."""
OPTIONS: dict[str, Any] = {"pool_size": CONNECTIONS, "max_overflow": CONNECTIONS, "pool_timeout": PATIENCE}
"""Of an engine."""


def _state(error: BaseException | None) -> str:
    return getattr(error, "sqlstate", None) or ""


def name_what_is_away(context: ExceptionContext) -> None:
    """Raise OperationalError, as for SQLite, where it goes away or undoes what was in another's way.

    The driver has no name of its own for these. Where it has waited in vain its connection is of no more use.
    """
    error = context.original_exception
    if isinstance(error, TimeoutError):
        context.is_disconnect = True
    if context.is_disconnect or _state(error).startswith(AWAY):
        raise TablesAway(context.statement, None, error, hide_parameters=True) from error
    if _state(error).startswith(UNDONE):
        raise OperationalError(context.statement, None, error, hide_parameters=True) from error


def met_another(error: DBAPIError) -> bool:
    """Say whether a transaction failed because another one was under way: done again it goes through.

    A row that is there already was put in meanwhile, or it is a mistake, which then fails again.
    """
    state = _state(error.orig)
    return state.startswith(UNDONE) or state == THERE_ALREADY
