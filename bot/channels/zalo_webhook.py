"""What stands between the open network and an event: the secret before anything is read, and a cap on what is read."""

import asyncio
import hmac
import json
from http import HTTPStatus
from typing import Any

from aiohttp import web

from bot.channels.answers import capped
from bot.messages import TooBig

SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
LARGEST_BODY = 1024 * 1024
BODY_SECONDS = 30.0
_SECRET_LENGTHS = range(8, 257)


class Rejected(Exception):
    """A request that is no event of Zalo's."""

    def __init__(self, reason: str, status: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


def check_secret(webhook: str, secret: str) -> None:
    """Raise ValueError where a webhook has no secret that Zalo takes."""
    if webhook and len(secret) not in _SECRET_LENGTHS:
        raise ValueError("a Zalo webhook needs a secret of 8 to 256 letters")


async def body_of(request: web.Request, secret: str) -> Any:
    """Return the JSON of a request that carries the secret. Raises `Rejected`."""
    # Compared in constant time and before anything is read: whoever has no secret costs nothing and learns nothing.
    given = request.headers.get(SECRET_HEADER, "")
    if not secret or not hmac.compare_digest(_bytes(given), _bytes(secret)):
        raise Rejected("forged", HTTPStatus.FORBIDDEN)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await _capped(request)
        return json.loads(body)
    except TimeoutError:
        raise Rejected("too slow", HTTPStatus.REQUEST_TIMEOUT) from None
    except (ValueError, RecursionError):
        raise Rejected("no JSON", HTTPStatus.BAD_REQUEST) from None


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


async def _capped(request: web.Request) -> bytes:
    if (request.content_length or 0) > LARGEST_BODY:
        raise Rejected("too big", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        return await capped(request.content, LARGEST_BODY)
    except TooBig:
        raise Rejected("too big", HTTPStatus.REQUEST_ENTITY_TOO_LARGE) from None
