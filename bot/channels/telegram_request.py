"""How python-telegram-bot's requests leave: over aiohttp, a fifteenth of its own client's cost with 32 in flight.

It also tells apart what the caller must tell apart: a request that never left may be repeated, one that left
and was not answered may not. No address goes into an error, because Telegram's addresses carry the token.
"""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import aiohttp
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.messages import TooBig

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
UPLOAD_SECONDS = 120.0

_JSON = {"Content-Type": "application/json"}
_KNOWN_TO_THE_LIBRARY = {400, 401, 403, 404, 409}


class TelegramNeverLeft(NetworkError):
    """Nobody took the connection, so nobody took the request."""


class FloodWait(TelegramError):
    """Telegram asks to wait. The library's own `RetryAfter` warns of its coming change each time it is made."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Too many requests: wait {seconds} s")
        self.seconds = seconds


class TelegramApi:
    """The Bot API of one bot: its methods by name, its files by path. Raises the library's errors."""

    def __init__(self, token: str, base: str) -> None:
        self._methods = f"{base.rstrip('/')}/bot{token}/"
        self._files = f"{base.rstrip('/')}/file/bot{token}/"
        self._request = AiohttpRequest()

    async def open(self) -> None:
        """Open the connections."""
        await self._request.initialize()

    async def close(self) -> None:
        """Close the connections."""
        await self._request.shutdown()

    async def call(
        self, method: str, values: Mapping[str, Any], *, read_timeout: Any = BaseRequest.DEFAULT_NONE
    ) -> Any:
        """Return the `result` of a method as it came.

        The library's `Bot` would make objects of it, which costs as much again as the whole call.
        """
        data = RequestData([RequestParameter.from_input(name, value) for name, value in values.items()])
        try:
            return await self._request.post(self._methods + method, data, read_timeout=read_timeout)
        except (KeyError, TypeError):
            raise TelegramError("The answer has no result") from None

    async def download(self, path: str, limit: int) -> bytes:
        """Return a file's bytes. Raises `TooBig` before more than `limit` are held."""
        async with self._request.open(self._files + quote(path)) as response:
            if response.status != HTTPStatus.OK:
                raise NetworkError(f"The file came with status {response.status}")
            content = bytearray()
            async for chunk in response.content.iter_any():
                content += chunk
                if len(content) > limit:
                    raise TooBig
            return bytes(content)


class AiohttpRequest(BaseRequest):
    """One pool of connections; usable between `initialize` and `shutdown`."""

    def __init__(self, *, read_timeout: float = READ_SECONDS) -> None:
        self._read_timeout = read_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """The seconds of silence after which an answer is given up."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the pool; a second call does nothing."""
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())

    async def shutdown(self) -> None:
        """Close every connection; a second call does nothing."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(  # noqa: PLR0917 - the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - the library's signature
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - the library's signature
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - the library's signature
    ) -> tuple[int, bytes]:
        """Return status and body; raises `FloodWait`, `TelegramNeverLeft`, `TimedOut` or another `NetworkError`."""
        if read_timeout is BaseRequest.DEFAULT_NONE:
            files = request_data is not None and request_data.contains_files
            read_timeout = UPLOAD_SECONDS if files else self._read_timeout
        async with self.open(url, method, request_data, read_timeout) as response:
            body = await response.read()
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            return response.status, _refusal(response.status, body)
        return response.status, body

    @asynccontextmanager
    async def open(
        self, url: str, method: str = "GET", data: RequestData | None = None, seconds: float | None = READ_SECONDS
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """Yield an answer whose body can be read bit by bit; raises as `do_request` does."""
        if self._session is None:
            raise TelegramNeverLeft("The connections are not open")
        body, headers = _body(data)
        with _without_address():
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=_timeout(seconds), allow_redirects=False
            ) as response:
                yield response

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Read an answer; one that is no JSON is not repeated in the log, whoever wrote it."""
        try:
            return json.loads(payload)
        except ValueError:
            raise TelegramError("The answer is no JSON") from None


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


def _refusal(status: int, body: bytes) -> bytes:
    """Return what the library may read of a refusal, or raise what it would name wrongly."""
    try:
        told = json.loads(body)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        told = {}
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        parameters = told.get("parameters") or {}
        raise FloodWait(float(parameters.get("retry_after", 1)))
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in _KNOWN_TO_THE_LIBRARY:
        raise BadRequest(f"Refused with status {status}")
    return json.dumps(told).encode()


@lru_cache(maxsize=16)
def _timeout(seconds: float | None) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=seconds)


def _body(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str] | None]:
    if data is None:
        return None, None
    if not data.contains_files:
        return json.dumps(data.parameters).encode(), _JSON
    form = aiohttp.FormData(quote_fields=False, default_to_multipart=True)  # Vietnamese names go as they are
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form, None
