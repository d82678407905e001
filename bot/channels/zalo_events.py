"""What Zalo says happened, as the service understands it; both envelopes and both names of a photo are taken."""

import hashlib
import json
import secrets
import unicodedata
from datetime import UTC, datetime
from typing import Any

from bot.messages import FileRef, Incoming, Kind, PassedOver

CHANNEL = "zalo"
UNSUPPORTED = "message.unsupported.received"
_KINDS = {
    "message.text.received": Kind.TEXT,
    "message.image.received": Kind.PHOTO,
    "message.sticker.received": Kind.OTHER,
    "message.voice.received": Kind.OTHER,
    "message.link.received": Kind.OTHER,
    UNSUPPORTED: Kind.OTHER,
}
# The second is documented, the first is what real events carry.
_PHOTO = ("photo_url", "photo")
_LONGEST_ID = 128
_LATEST = 10**13  # in milliseconds, a year beyond 2200


def events(body: Any) -> list[dict[str, Any]]:
    """Return the events of a webhook's body or a poll's result: one or a list, wrapped or flat."""
    inner = _unwrapped(body)
    found = inner if isinstance(inner, list) else [inner]
    return [event for event in map(_unwrapped, found) if isinstance(event, dict) and event]


def _unwrapped(body: Any) -> Any:
    return body.get("result") if isinstance(body, dict) and "result" in body else body


def read(event: dict[str, Any]) -> Incoming:
    """Return what the event says. Raises `PassedOver`."""
    name = event.get("event_name")
    kind = _KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise PassedOver("kind")
    message = event.get("message")
    if not isinstance(message, dict):
        if name != UNSUPPORTED:
            raise PassedOver("no message")
        message = event  # what a protected sender writes comes without one
    address = _address(message)
    photo = _photo(message) if kind is Kind.PHOTO else None
    # Without an address there is nothing to fetch, but the person is owed an answer.
    if kind is Kind.PHOTO and photo is None:
        kind = Kind.OTHER
    text = "" if kind is Kind.OTHER else _text(message, "text" if kind is Kind.TEXT else "caption")
    return Incoming(
        channel=CHANNEL,
        event_id=_event_id(event, message),
        address=address,
        kind=kind,
        text=text,
        file=photo,
        what=name.split(".")[1] if kind is Kind.OTHER and isinstance(name, str) else "",
        at=_at(message.get("date")),
    )


def _at(date: Any) -> datetime | None:
    """Return the moment that is told in milliseconds; None where it is none."""
    if not isinstance(date, int) or not 0 < date < _LATEST:
        return None
    return datetime.fromtimestamp(date / 1000, UTC)


def _address(message: dict[str, Any]) -> str:
    chat, sender = _part(message, "chat"), _part(message, "from")
    address = _id(chat.get("id") or sender.get("id"))
    if not address:
        raise PassedOver("no chat")
    if str(chat.get("chat_type", "PRIVATE")).upper() != "PRIVATE":
        raise PassedOver("group")
    if sender.get("is_bot") is True:
        raise PassedOver("bot")
    return address


def _part(message: dict[str, Any], name: str) -> dict[str, Any]:
    part = message.get(name)
    return part if isinstance(part, dict) else {}


def _id(value: Any) -> str:
    told = _storable(str(value)) if isinstance(value, str | int) else ""
    return told if len(told) <= _LONGEST_ID else ""


def _event_id(event: dict[str, Any], message: dict[str, Any]) -> str:
    """Return the message's id; without one a digest, as long as its date tells it from the next one's."""
    if number := _id(message.get("message_id")):
        return number
    if "date" in message:
        return hashlib.sha256(json.dumps(event, sort_keys=True).encode()).hexdigest()[:32]
    return secrets.token_hex(16)


def _photo(message: dict[str, Any]) -> FileRef | None:
    addresses = (message.get(name) for name in _PHOTO)
    address = next((one for one in addresses if isinstance(one, str) and one), None)
    return FileRef(_storable(address)) if address else None


def _text(message: dict[str, Any], name: str) -> str:
    text = message.get(name)
    return unicodedata.normalize("NFC", _storable(text)) if isinstance(text, str) else ""


def _storable(told: str) -> str:
    # Half a surrogate pair is legal JSON and can be stored nowhere.
    return told.encode(errors="replace").decode()
