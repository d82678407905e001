"""Requests to the Bot API over aiohttp: a fifteenth of the cost of python-telegram-bot's own client with 32 in flight.

It also tells apart what the caller must tell apart: a request that never left may be repeated, one that left
and was not answered may not. No address goes into an error, because Telegram's addresses carry the token.
"""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from functools import lru_cache
from http import HTTPStatus
from mimetypes import guess_type
from typing import Any
from urllib.parse import quote

import aiohttp
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.messages import TooBig, Upload

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
UPLOAD_SECONDS = 120.0

_IN_TROUBLE = range(500, 505)
_JSON = {"Content-Type": "application/json"}
_ERRORS: Mapping[int, type[TelegramError]] = {
    HTTPStatus.UNAUTHORIZED: InvalidToken,
    HTTPStatus.FORBIDDEN: Forbidden,
    HTTPStatus.NOT_FOUND: InvalidToken,  # what Telegram says of a token that is not even formed like one
    HTTPStatus.CONFLICT: Conflict,
}


class TelegramNeverLeft(NetworkError):
    """Nobody took the connection, so nobody took the request."""


class InTrouble(NetworkError):
    """The server itself, or what stands before it, answered 500 to 504: it took nothing."""


class FloodWait(TelegramError):
    """Telegram asks to wait. The library's own `RetryAfter` warns of its coming change each time it is made."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Too many requests: wait {seconds} s")
        self.seconds = seconds


class TelegramApi:
    """The Bot API of one bot: its methods by name, its files by path. Raises the errors of python-telegram-bot."""

    def __init__(self, token: str, base: str) -> None:
        self._methods = f"{base.rstrip('/')}/bot{token}/"
        self._files = f"{base.rstrip('/')}/file/bot{token}/"
        self._session: aiohttp.ClientSession | None = None
        self.read_seconds = READ_SECONDS
        """The silence after which an answer is given up, where a call does not say."""

    async def open(self) -> None:
        """Open the connections. Idempotent."""
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())

    async def close(self) -> None:
        """Close the connections. Idempotent."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(
        self,
        method: str,
        values: Mapping[str, Any],
        files: Mapping[str, Upload] | None = None,
        *,
        seconds: float | None = None,
    ) -> Any:
        """Return the `result` of a method as it came.

        The library's `Bot` would make objects of it, which costs as much again as the whole call.
        """
        seconds = seconds or (UPLOAD_SECONDS if files else self.read_seconds)
        async with self._request("POST", self._methods + method, seconds, **_body(values, files)) as response:
            body = await response.read()
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise _refusal(response.status, body)
        try:
            return json.loads(body)["result"]
        except (ValueError, KeyError, TypeError):
            # What came is not repeated in the log, whoever wrote it.
            raise TelegramError("The answer has no result") from None

    async def download(self, path: str, limit: int) -> bytes:
        """Return a file's bytes. Raises `TooBig` before more than `limit` are held."""
        async with self._request("GET", self._files + quote(path), self.read_seconds) as response:
            if response.status != HTTPStatus.OK:
                raise NetworkError(f"The file came with status {response.status}")
            content = bytearray()
            async for chunk in response.content.iter_any():
                content += chunk
                if len(content) > limit:
                    raise TooBig
            return bytes(content)

    @asynccontextmanager
    async def _request(self, verb: str, url: str, seconds: float, **body: Any) -> AsyncIterator[aiohttp.ClientResponse]:
        """Yield an answer whose body can be read bit by bit."""
        if self._session is None:
            raise TelegramNeverLeft("The connections are not open")
        # A redirect is not followed: it would take the token in the address to another host.
        with _without_address():
            async with self._session.request(
                verb, url, timeout=_timeout(seconds), allow_redirects=False, **body
            ) as response:
                yield response


@contextmanager
def _without_address() -> Iterator[None]:
    try:
        yield
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
        raise TelegramNeverLeft(type(error).__name__) from None
    except TimeoutError:
        raise TimedOut from None
    except (aiohttp.ClientError, OSError) as error:
        raise NetworkError(type(error).__name__) from None


def _refusal(status: int, body: bytes) -> TelegramError:
    """Return the error that a status other than 2xx stands for, with Telegram's own description if there is one."""
    try:
        told = json.loads(body)
    except ValueError:
        told = None
    told = told if isinstance(told, dict) else {}
    parameters = told.get("parameters") or {}
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return FloodWait(float(parameters.get("retry_after", 1)))
    if chat := parameters.get("migrate_to_chat_id"):
        return ChatMigrated(chat)
    said = str(told.get("description") or f"Refused with status {status}")
    if status in _IN_TROUBLE:
        return InTrouble(said)
    ours = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    return _ERRORS.get(status, BadRequest if ours else NetworkError)(said)


@lru_cache(maxsize=16)
def _timeout(seconds: float) -> aiohttp.ClientTimeout:
    # Silence is limited, not the whole: a large file over a slow line may take its time.
    return aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=seconds)


def _body(values: Mapping[str, Any], files: Mapping[str, Upload] | None) -> dict[str, Any]:
    if not files:
        return {"data": json.dumps(values).encode(), "headers": _JSON}
    form = aiohttp.FormData(quote_fields=False, default_to_multipart=True)  # Vietnamese names go as they are
    for name, value in values.items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    for name, file in files.items():
        mime = guess_type(file.name)[0] or "application/octet-stream"
        form.add_field(name, file.content, filename=file.name, content_type=mime)
    return {"data": form}
