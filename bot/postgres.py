"""PostgreSQL's driver in the service's words: how it is reached, and which of its errors pass."""

from typing import Any

from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import DBAPIError, OperationalError

CONNECTIONS = 10
"""At once, and as many more for a moment; beyond them transactions wait for one."""
PATIENCE = 300
"""Seconds that one waits: as on SQLite, a storm of messages is answered late rather than refused."""
AWAY = ("08", "28", "3D", "53", "57P")
"""Classes of errors: no connection, not let in, no such database, no room, shutting down."""
UNDONE = "40"
"""The class of errors of transactions that were undone for the sake of another one: not serializable, a deadlock."""
THERE_ALREADY = "23505"


async def _connect(*where: Any, **options: Any) -> Any:
    import asyncpg  # noqa: PLC0415 - on SQLite nobody waits for it to load

    try:
        return await asyncpg.connect(*where, **options)
    except OSError as error:
        raise OperationalError("connect", None, error) from error


OPTIONS: dict[str, Any] = {
    "pool_size": CONNECTIONS,
    "max_overflow": CONNECTIONS,
    "pool_timeout": PATIENCE,
    "connect_args": {"async_creator_fn": _connect},
}
"""Of its engine."""


def _state(error: BaseException | None) -> str:
    return getattr(error, "sqlstate", None) or ""


def name_what_is_away(context: ExceptionContext) -> None:
    """Raise OperationalError, as for SQLite, where it goes away or undoes what was in another's way.

    The driver has no name of its own for these.
    """
    error = context.original_exception
    if context.is_disconnect or _state(error).startswith((*AWAY, UNDONE)):
        raise OperationalError(context.statement, None, error, hide_parameters=True) from error


def met_another(error: DBAPIError) -> bool:
    """Say whether a transaction failed because another one was under way: done again it goes through.

    A row that is there already was put in meanwhile, or it is a mistake, which then fails again.
    """
    state = _state(error.orig)
    return state.startswith(UNDONE) or state == THERE_ALREADY
