"""What Telegram says happened, as the service understands it: read from the JSON of the Bot API as it comes.

Only what counts here is looked at, so a field that is new or missing elsewhere does no harm.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.messages import FileRef, Incoming, Kind, PassedOver

Raw = Mapping[str, Any]
"""An object of the Bot API."""

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update that are asked for."""

VIDEO_NAME = "video.mp4"
"""What a video is called that was taken in the app itself."""
WHAT = ("sticker", "voice", "audio", "video_note", "contact", "venue", "location", "poll", "dice", "animation")
"""What people send that is neither text nor picture nor file; a venue has a location, so it comes first."""
RARER = ("game", "invoice", "paid_media", "passport_data", "story", "successful_payment")
"""What else people send, and what has no word of its own."""

_ADDRESSED_COMMAND = re.compile(r"^(/\w+)@\w+")
_MEMBERSHIP = {"kicked": Kind.BLOCKED, "member": Kind.UNBLOCKED}


def read(update: Raw) -> Incoming:
    """Return what the update says. Raises `PassedOver`, or anything at all where Telegram changed its words."""
    event = str(update["update_id"])
    if message := update.get("message"):
        return _message(event, message)
    if edited := update.get("edited_message"):
        return _edit(event, edited)
    if query := update.get("callback_query"):
        return _press(event, query)
    if change := update.get("my_chat_member"):
        return _membership(event, change)
    raise PassedOver("kind")


def _message(event: str, message: Raw) -> Incoming:
    _only_private(message["chat"])
    kind, file = _content(message)
    text = message.get("text") or message.get("caption") or ""
    answered, sticker = message.get("reply_to_message"), message.get("sticker")
    return Incoming(
        channel="telegram",
        event_id=event,
        address=str(message["chat"]["id"]),
        kind=kind,
        text="" if kind is Kind.OTHER else _ADDRESSED_COMMAND.sub(r"\1", unicodedata.normalize("NFC", text)),
        file=file,
        what=next((one for one in WHAT if message.get(one)), "") if kind is Kind.OTHER else "",
        emoji=(sticker.get("emoji") or "") if sticker else "",
        album=message.get("media_group_id") or "",
        answers=str(answered["message_id"]) if answered else "",
        sent=str(message["message_id"]),
        at=_moment(message["date"]),
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _edit(event: str, message: Raw) -> Incoming:
    """Return what a text reads now. Of the rest nothing counts: a place that moves is an edit every few seconds."""
    _only_private(message["chat"])
    if message.get("text") is None:
        raise PassedOver("edit")
    at = _moment(message.get("edit_date") or message["date"])
    return replace(_message(event, message), edited=True, answers="", at=at)


def _content(message: Raw) -> tuple[Kind, FileRef | None]:
    if message.get("text") is not None:
        return Kind.TEXT, None
    if photo := message.get("photo"):
        return Kind.PHOTO, _file(max(photo, key=lambda size: size["width"] * size["height"]))
    # An animation comes as a document as well, for clients that do not know animations.
    if (document := message.get("document")) and not message.get("animation"):
        return Kind.FILE, _file(document)
    # As evidence a video is a file like any other; where none is wanted it is told so.
    if video := message.get("video"):
        return Kind.FILE, _file(video, VIDEO_NAME)
    # Such as "a message was pinned": Telegram tells of it, nobody said it.
    if not any(message.get(one) for one in (*WHAT, *RARER)):
        raise PassedOver("service")
    return Kind.OTHER, None


def _file(sent: Raw, name: str = "") -> FileRef:
    return FileRef(sent["file_id"], sent.get("file_name") or name, sent.get("file_size") or 0)


def _press(event: str, query: Raw) -> Incoming:
    # A press on a message that was sent through the bot from another chat; this service sends none.
    if (message := query.get("message")) is None:
        raise PassedOver("inline")
    _only_private(message["chat"])
    return Incoming(
        channel="telegram",
        event_id=event,
        address=str(message["chat"]["id"]),
        kind=Kind.PRESS,
        text=unicodedata.normalize("NFC", query.get("data") or ""),
        message=str(message["message_id"]),
        press=str(query["id"]),
    )


def _membership(event: str, change: Raw) -> Incoming:
    _only_private(change["chat"])
    kind = _MEMBERSHIP.get(change["new_chat_member"]["status"])
    if kind is None:
        raise PassedOver("membership")
    return Incoming(channel="telegram", event_id=event, address=str(change["chat"]["id"]), kind=kind)


def _only_private(chat: Raw) -> None:
    if chat["type"] != "private":
        raise PassedOver("group")
