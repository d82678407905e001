"""What comes back over HTTP, by whatever stands there: read no further than it may be, and waited for within bounds."""

import json
import math
from typing import Any

from aiohttp import StreamReader

from bot.messages import TooBig

LONGEST_WAIT = 3600.0
"""Seconds: whatever a refusal asks for, to look once an hour whether it is over does no harm."""


async def capped(stream: StreamReader, limit: int) -> bytes:
    """Return all of it. Raises `TooBig` before more than `limit` bytes are held, packed ones as they unfold."""
    content = bytearray()
    async for chunk in stream.iter_any():
        content += chunk
        if len(content) > limit:
            raise TooBig
    return bytes(content)


def parsed(body: bytes) -> Any:
    """Return what JSON says, None where it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def seconds_in(asked: Any, otherwise: float = 1.0) -> float:
    """Return how long a refusal asks to wait: `otherwise` where it says nothing that can be, and never for ever."""
    try:
        seconds = float(asked)
    except (TypeError, ValueError, OverflowError):
        return otherwise
    return min(seconds, LONGEST_WAIT) if seconds >= 0 and math.isfinite(seconds) else otherwise
