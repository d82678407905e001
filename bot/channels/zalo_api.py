"""The calls of the Zalo Bot Platform: JSON over aiohttp, and what went wrong told apart by what a caller may do next.

Zalo refuses under HTTP 200 with `ok: false` and its own `error_code`, so the status is read only where the body
says nothing. The token is part of every address; no address goes into an error, and what Zalo says is scrubbed.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import aiohttp

from bot.channels.answers import capped, parsed, seconds_in
from bot.messages import TooBig

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
LARGEST_ANSWER = 1024 * 1024

UNAUTHORIZED = 401
IDLE = 408
QUOTA = 429
_LONGEST_DESCRIPTION = 200


class ZaloRefused(Exception):
    """Zalo says no, by its own code: 401 a wrong token, 403 an error of its own, 408 a poll without news, 429 quota."""

    def __init__(self, code: int, description: str = "", retry_after: float = 0.0) -> None:
        super().__init__(f"{code} {description}".strip())
        self.code = code
        self.retry_after = retry_after
        """Seconds; no document promises them, so mostly 0."""


class ZaloNeverLeft(Exception):
    """Nobody took the connection, so nobody took the request."""


class NoAnswer(Exception):
    """The request left and what came back, if anything, is no answer: it may have been carried out."""


class ZaloApi:
    """The methods of one bot. Raises `ZaloRefused`, `ZaloNeverLeft` or `NoAnswer`."""

    def __init__(self, token: str, base: str) -> None:
        self._token = token
        self._methods = f"{base.rstrip('/')}/bot{token}/"
        self._session: aiohttp.ClientSession | None = None
        self.read_seconds = READ_SECONDS
        """After which an answer is given up, where a call does not say."""

    async def open(self) -> None:
        """Open the connections. Idempotent."""
        if self._session is None:
            # As many as are asked for: calls that hang must not keep the others waiting.
            connector = aiohttp.TCPConnector(limit=0)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    async def close(self) -> None:
        """Close the connections. Idempotent."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(self, method: str, values: Mapping[str, Any], *, seconds: float | None = None) -> Any:
        """Return the `result` of a method, None where Zalo gives none; wait at most so long for it."""
        if self._session is None:
            raise ZaloNeverLeft("the connections are not open")
        wait = seconds or self.read_seconds
        # The whole is limited: an answer that comes byte by byte must not be waited for for ever.
        timeout = aiohttp.ClientTimeout(total=wait, sock_connect=CONNECT_SECONDS, sock_read=wait)
        # A redirect is not followed: it would take the token in the address to another host.
        with _without_address():
            async with self._session.post(
                self._methods + method, json=values, timeout=timeout, allow_redirects=False
            ) as response:
                try:
                    body = await capped(response.content, LARGEST_ANSWER)
                except TooBig:
                    raise NoAnswer("the answer is too long") from None
        return self._result(response.status, body)

    def _result(self, status: int, body: bytes) -> Any:
        told = parsed(body)
        if isinstance(told, list) or (isinstance(told, dict) and "ok" not in told and "event_name" in told):
            return told  # an event without its envelope
        if not isinstance(told, dict) or "ok" not in told:
            if status >= HTTPStatus.MULTIPLE_CHOICES:
                raise ZaloRefused(status)
            raise NoAnswer("the answer is none of Zalo's")
        if told["ok"] is True:
            return told.get("result")
        description = str(told.get("description") or "")[:_LONGEST_DESCRIPTION]
        raise ZaloRefused(_code(told, status), description.replace(self._token, "…"), _retry_after(told))


def _code(told: Mapping[str, Any], status: int) -> int:
    try:
        return int(told.get("error_code") or status)
    except (TypeError, ValueError):
        return status


def _retry_after(told: Mapping[str, Any]) -> float:
    parameters = told.get("parameters")
    return seconds_in((parameters if isinstance(parameters, dict) else told).get("retry_after"), 0.0)


@contextmanager
def _without_address() -> Iterator[None]:
    try:
        yield
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
        raise ZaloNeverLeft(type(error).__name__) from None
    except (aiohttp.ClientError, OSError) as error:  # a time-out is an OSError, too
        raise NoAnswer(type(error).__name__) from None
