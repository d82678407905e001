"""How requests and refusals look on the wire: parameters in any of Telegram's three encodings, and its errors."""

import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

JSON = dict[str, Any]

UPLOAD_LIMIT = 50 * 1024 * 1024
"""As the Bot API takes it (sendDocument)."""
REASONS = {
    401: "Unauthorized",
    404: "Not Found",
    413: "Request Entity Too Large",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


class TelegramRefused(Exception):
    """Telegram says no: its HTTP status, its description word for word, and the seconds to wait after a 429."""

    def __init__(self, code: int, description: str, retry_after: int = 0) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def to_json(self) -> JSON:
        """Return the envelope that goes out instead of a result."""
        parameters = {"parameters": {"retry_after": self.retry_after}} if self.retry_after else {}
        return {"ok": False, "error_code": self.code, "description": self.description} | parameters


def bad(reason: str) -> TelegramRefused:
    """Return a 400 with its reason."""
    return TelegramRefused(400, f"Bad Request: {reason}")


def plain(code: int, retry_after: int = 0) -> TelegramRefused:
    """Return the refusal that says no more than its status."""
    if code == web.HTTPTooManyRequests.status_code:
        retry_after = retry_after or 1
        return TelegramRefused(code, f"Too Many Requests: retry after {retry_after}", retry_after)
    return TelegramRefused(code, REASONS.get(code, "Internal Server Error"))


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that came inside a request."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Params:
    """A method's parameters; forms carry everything as text, JSON bodies carry types, both read the same here."""

    values: JSON
    files: dict[str, UploadedFile]

    def text(self, name: str) -> str:
        """Return the parameter as text, empty where it is missing."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def number(self, name: str, default: int = 0) -> int:
        """Return the parameter as a whole number, `default` where it is missing or none."""
        try:
            return int(self.text(name))
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        """Return whether the parameter says yes."""
        return self.text(name).lower() in {"true", "1", "yes"}

    def data(self, name: str) -> Any:
        """Return a parameter that is JSON, whether it came as text or as itself; None where it is missing."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise bad(f"can't parse {name} JSON object") from None


async def read(request: web.Request) -> Params:
    """Read the parameters of a request from its query and its body."""
    values: JSON = dict(request.query)
    files: dict[str, UploadedFile] = {}
    try:
        if request.content_type == "application/json":
            values |= await _json_body(request)
        else:
            for name, field in (await request.post()).items():
                if isinstance(field, web.FileField):
                    # Closed here: of a request whose connection is cut nobody closes it.
                    with field.file as file:
                        files[name] = UploadedFile(field.filename, field.content_type, file.read())
                else:
                    values[name] = field
    except web.HTTPRequestEntityTooLarge:
        raise plain(413) from None
    if any(len(upload.content) > UPLOAD_LIMIT for upload in files.values()):
        raise plain(413)
    return Params(values, files)


async def _json_body(request: web.Request) -> JSON:
    try:
        body = await request.json() if request.can_read_body else {}
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise bad("can't parse JSON object")
    return body
