"""What Telegram says happened, as the service understands it."""

import re
import unicodedata
from dataclasses import replace
from typing import Any

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update

from bot.messages import FileRef, Incoming, Kind, PassedOver

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update that are asked for."""

VIDEO_NAME = "video.mp4"
"""What a video is called that was taken in the app itself."""
WHAT = ("sticker", "voice", "audio", "video_note", "contact", "venue", "location", "poll", "dice", "animation")
"""What people send that is neither text nor picture nor file; a venue has a location, so it comes first."""
NO_ATTACHMENT = ("checklist", "giveaway")
"""What people send, too, and python-telegram-bot does not count among it."""

_ADDRESSED_COMMAND = re.compile(r"^(/\w+)@\w+")
_MEMBERSHIP = {ChatMember.BANNED: Kind.BLOCKED, ChatMember.MEMBER: Kind.UNBLOCKED}


def read(raw: dict[str, Any]) -> Incoming:
    """Return what the update says. Raises `PassedOver`, or anything at all where Telegram changed its words."""
    update = Update.de_json(raw, None)
    event = str(update.update_id)
    if update.message:
        return _message(event, update.message)
    if update.edited_message:
        return _edit(event, update.edited_message)
    if update.callback_query:
        return _press(event, update.callback_query)
    if update.my_chat_member:
        return _membership(event, update.my_chat_member)
    raise PassedOver("kind")


def _message(event: str, message: Message) -> Incoming:
    _only_private(message.chat)
    kind, file = _content(message)
    text = message.text or message.caption or ""
    return Incoming(
        channel="telegram",
        event_id=event,
        address=str(message.chat.id),
        kind=kind,
        text="" if kind is Kind.OTHER else _ADDRESSED_COMMAND.sub(r"\1", unicodedata.normalize("NFC", text)),
        file=file,
        what=_what(message) if kind is Kind.OTHER else "",
        emoji=(message.sticker.emoji or "") if message.sticker else "",
        album=message.media_group_id or "",
        answers=str(message.reply_to_message.message_id) if message.reply_to_message else "",
        sent=str(message.message_id),
        at=message.date,
    )


def _what(message: Message) -> str:
    """Return in a word what a message brings."""
    return next((one for one in WHAT if getattr(message, one)), "")


def _edit(event: str, message: Message) -> Incoming:
    """Return what a text reads now. Of the rest nothing counts: a place that moves is an edit every few seconds."""
    _only_private(message.chat)
    if message.text is None:
        raise PassedOver("edit")
    return replace(_message(event, message), edited=True, answers="", at=message.edit_date or message.date)


def _content(message: Message) -> tuple[Kind, FileRef | None]:
    if message.text is not None:
        return Kind.TEXT, None
    if message.photo:
        largest = max(message.photo, key=lambda photo: photo.width * photo.height)
        return Kind.PHOTO, FileRef(largest.file_id, size=largest.file_size or 0)
    # An animation comes as a document as well, for clients that do not know animations.
    if message.document and not message.animation:
        document = message.document
        return Kind.FILE, FileRef(document.file_id, document.file_name or "", document.file_size or 0)
    # As evidence a video is a file like any other; where none is wanted it is told so.
    if message.video:
        video = message.video
        return Kind.FILE, FileRef(video.file_id, video.file_name or VIDEO_NAME, video.file_size or 0)
    # Such as "a message was pinned": Telegram tells of it, nobody said it.
    if message.effective_attachment is None and not any(getattr(message, one) for one in NO_ATTACHMENT):
        raise PassedOver("service")
    return Kind.OTHER, None


def _press(event: str, query: CallbackQuery) -> Incoming:
    # A press on a message that was sent through the bot from another chat; this service sends none.
    if query.message is None:
        raise PassedOver("inline")
    _only_private(query.message.chat)
    return Incoming(
        channel="telegram",
        event_id=event,
        address=str(query.message.chat.id),
        kind=Kind.PRESS,
        text=unicodedata.normalize("NFC", query.data or ""),
        message=str(query.message.message_id),
        press=query.id,
    )


def _membership(event: str, change: ChatMemberUpdated) -> Incoming:
    _only_private(change.chat)
    kind = _MEMBERSHIP.get(change.new_chat_member.status)
    if kind is None:
        raise PassedOver("membership")
    return Incoming(channel="telegram", event_id=event, address=str(change.chat.id), kind=kind)


def _only_private(chat: Chat) -> None:
    if chat.type != Chat.PRIVATE:
        raise PassedOver("group")
