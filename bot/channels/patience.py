"""Trying again: how long to wait after a failure, and a message that is handed over until it is handled."""

import asyncio
import random
from itertools import count
from traceback import extract_tb

import structlog

from bot.messages import Handler, Incoming

_log = structlog.get_logger()
_LONGEST_PAUSE = 30.0


def pause_after(failures: int, first: float) -> float:
    """Return the seconds to wait after so many failures in a row: doubling, never quite the same."""
    longest = min(_LONGEST_PAUSE, first * 2.0 ** min(failures - 1, 10))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreads the load, guards nothing


async def insist(handle: Handler, incoming: Incoming, pause: float, tries: int = 0) -> bool:
    """Hand a message over until `handle` does not raise; False after so many `tries`, 0 being no end."""
    for attempt in count(1):
        if await _handled(handle, incoming, attempt):
            return True
        if attempt == tries:
            break
        await asyncio.sleep(pause_after(attempt, pause))
    return False


async def _handled(handle: Handler, incoming: Incoming, attempt: int) -> bool:
    try:
        await handle(incoming)
    except Exception as error:  # noqa: BLE001 - whatever it was, the update is not lost
        last = extract_tb(error.__traceback__)[-1]
        where = f"{last.filename}:{last.lineno}"
        name = type(error).__name__
        _log.error("update not handled", update=incoming.event_id, error=name, where=where, attempt=attempt)
        return False
    return True
