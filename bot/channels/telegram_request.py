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

from bot.channels.answers import capped, parsed, seconds_in
from bot.messages import Away, Blocked, NotTaken, RetryLater, SendError, TooBig, Unclear, Upload

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
UPLOAD_SECONDS = 120.0
WHOLE_SECONDS = 300.0
"""How long a file may take, up or down: 20 MB over a slow mobile network."""
LARGEST_ANSWER = 16 * 1024 * 1024
"""Bytes: several times a hundred updates of the longest texts."""

# Telegram has one error for many matters; only its words tell them apart.
_GONE = ("chat not found", "user is deactivated", "bot was blocked", "can't initiate conversation", "user not found")
_IN_TROUBLE = range(500, 505)
_ELSEWHERE = range(300, 400)
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
    """The server itself, or what stands before it, answered 500 to 504 or sent us elsewhere: it took nothing."""


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
        """After which an answer is given up, where a call does not say; of a file, the silence."""

    async def open(self) -> None:
        """Open the connections. Idempotent."""
        if self._session is None:
            # As many as are asked for: a hundred files that do not come must not keep an answer, or the news, waiting.
            connector = aiohttp.TCPConnector(limit=0)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

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
        # Silence is limited, and the whole: an answer that comes byte by byte must not be waited for for ever.
        silence = seconds or (UPLOAD_SECONDS if files else self.read_seconds)
        wait = _timeout(silence, WHOLE_SECONDS if files else silence)
        async with self._request("POST", self._methods + method, wait, **_body(values, files)) as response:
            try:
                said = parsed(await capped(response.content, LARGEST_ANSWER))
            except TooBig:
                raise TelegramError("The answer is too long") from None
        told = said if isinstance(said, dict) else {}
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise _refusal(response.status, told)
        if told.get("ok") is False and isinstance(told.get("error_code"), int):
            raise _refusal(told["error_code"], told)
        if "result" not in told:
            # What came is not repeated in the log, whoever wrote it.
            raise TelegramError("The answer has no result")
        return told["result"]

    async def download(self, path: str, limit: int) -> bytes:
        """Return a file's bytes. Raises `TooBig` before more than `limit` are held."""
        wait = _timeout(self.read_seconds, WHOLE_SECONDS)
        async with self._request("GET", self._files + quote(path), wait) as response:
            if response.status != HTTPStatus.OK:
                raise NetworkError(f"The file came with status {response.status}")
            return await capped(response.content, limit)

    @asynccontextmanager
    async def _request(
        self, verb: str, url: str, wait: aiohttp.ClientTimeout, **body: Any
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """Yield an answer whose body can be read bit by bit."""
        if self._session is None:
            raise TelegramNeverLeft("The connections are not open")
        # A redirect is not followed: it would take the token in the address to another host.
        with _without_address():
            async with self._session.request(verb, url, timeout=wait, allow_redirects=False, **body) as response:
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


def _refusal(status: int, told: Mapping[str, Any]) -> TelegramError:
    """Return the error that a status other than 2xx stands for, with Telegram's own description if there is one."""
    parameters = told.get("parameters")
    parameters = parameters if isinstance(parameters, dict) else {}
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return FloodWait(seconds_in(parameters.get("retry_after")))
    if isinstance(chat := parameters.get("migrate_to_chat_id"), int):
        return ChatMigrated(chat)
    said = str(told.get("description") or f"Refused with status {status}")
    if status in _IN_TROUBLE or status in _ELSEWHERE:
        return InTrouble(said)
    ours = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    return _ERRORS.get(status, BadRequest if ours else NetworkError)(said)


def send_error(error: TelegramError) -> SendError:
    """Return what a caller needs to know of an error: gone, later, away, never or who knows."""
    said = error.message.lower()
    if isinstance(error, Forbidden) or (isinstance(error, BadRequest) and any(gone in said for gone in _GONE)):
        return Blocked(error.message)
    if isinstance(error, FloodWait):
        return RetryLater(error.seconds)
    if isinstance(error, TelegramNeverLeft | InTrouble | InvalidToken | Conflict):
        return Away(error.message)
    if isinstance(error, BadRequest | ChatMigrated):
        return NotTaken(error.message)
    return Unclear(error.message)


@lru_cache(maxsize=16)
def _timeout(silence: float, whole: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=whole, sock_connect=CONNECT_SECONDS, sock_read=silence)


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
