"""What a bot's message is made of, checked as Telegram checks it: text, caption, buttons, files."""

import json
from typing import Any

from bot.emulator import texts
from bot.emulator.state import StoredFile, World
from bot.emulator.wire import JSON, Params, UploadedFile, bad

DATA_LIMIT = 64
"""Bytes, not letters: Vietnamese ones take two or three."""
BUTTONS_LIMIT, MARKUP_LIMIT = 100, 10 * 1024
"""Buttons of a keyboard and its bytes: what users have found, and Telegram's documents do not say."""
# sendPhoto: bytes, width and height together, the longer side to the shorter.
PHOTO_LIMIT = 10 * 1024 * 1024
PHOTO_SIDES = 10_000
PHOTO_RATIO = 20
ALBUM_LIMIT = 10


def text(params: Params) -> JSON:
    """Return the text fields of a message."""
    shown, entities = texts.parsed(params.text("text"), params.text("parse_mode"), params.data("entities"))
    if not shown:
        raise bad("message text is empty")
    if texts.units(shown) > texts.TEXT_LIMIT:
        raise bad("message is too long")
    return {"text": shown} | ({"entities": entities} if entities else {})


def caption(params: Params) -> JSON:
    """Return the caption fields of a message, none where there is no caption."""
    shown, entities = texts.parsed(params.text("caption"), params.text("parse_mode"), params.data("caption_entities"))
    if texts.units(shown) > texts.CAPTION_LIMIT:
        raise bad("message caption is too long")
    if not shown:
        return {}
    return {"caption": shown} | ({"caption_entities": entities} if entities else {})


def markup(params: Params) -> JSON:
    """Return the inline keyboard as a message's field; other keyboards are taken, but no message shows them."""
    keyboard = params.data("reply_markup")
    if not keyboard:
        return {}
    if not isinstance(keyboard, dict):
        raise bad("object expected as reply markup")
    rows = [[_button(button) for button in row] for row in keyboard.get("inline_keyboard") or [] if row]
    written = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    if sum(len(row) for row in rows) > BUTTONS_LIMIT or len(written) > MARKUP_LIMIT:
        raise bad("reply markup is too long")
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def _button(button: JSON) -> JSON:
    if not button.get("text"):
        raise bad("inline keyboard button text must be non-empty")
    if "callback_data" in button:
        if not 1 <= len(str(button["callback_data"]).encode()) <= DATA_LIMIT:
            raise bad("BUTTON_DATA_INVALID")
    elif "url" in button:
        if not str(button["url"]).startswith(("http://", "https://", "tg://")):
            raise bad("BUTTON_URL_INVALID")
    elif set(button) == {"text"}:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    return button


def photo(world: World, params: Params, given: Any) -> JSON:
    """Return the `photo` field: all sizes of the picture, smallest first."""
    source = _source(world, params, given, "photo")
    if isinstance(source, StoredFile):
        return {"photo": [photo_size(source)]}
    if len(source.content) > PHOTO_LIMIT:
        size = len(source.content)
        raise bad(f"file of size {size} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes")
    try:
        sizes = world.keep_photo(source.content)
    except (OSError, ValueError):
        raise bad("IMAGE_PROCESS_FAILED") from None
    width, height = sizes[-1].width, sizes[-1].height
    if width + height > PHOTO_SIDES or max(width, height) > PHOTO_RATIO * min(width, height):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return {"photo": [photo_size(size) for size in sizes]}


def document(world: World, params: Params, given: Any) -> JSON:
    """Return the `document` field."""
    source = _source(world, params, given, "document")
    if isinstance(source, UploadedFile):
        source = world.keep("document", source.name, source.mime, source.content)
    return {"document": document_json(source)}


def album(world: World, params: Params) -> list[JSON]:
    """Return the contents of an album's messages; a single item is taken as a message of its own."""
    items = params.data("media") or []
    if not items:
        raise bad("there are no messages to send")
    if len(items) > ALBUM_LIMIT:
        raise bad("too many messages to send as an album")
    kinds = {item.get("type") for item in items}
    if unknown := kinds - {"photo", "document"}:
        raise bad(f'can\'t parse InputMedia: type "{unknown.pop()}" is unsupported')
    if len(kinds) > 1:
        raise bad("document can't be mixed with other media types")
    return [_album_item(world, params, item) for item in items]


def _album_item(world: World, params: Params, item: JSON) -> JSON:
    field = photo if item["type"] == "photo" else document
    if not item.get("media"):
        raise bad("can't parse InputMedia: media not found")
    return caption(Params(item, {})) | field(world, params, item["media"])


def _source(world: World, params: Params, given: Any, kind: str) -> UploadedFile | StoredFile:
    """Find what a file parameter means: a part of this request, or a file that Telegram has."""
    name = str(given or "").removeprefix("attach://") or kind
    if upload := params.files.get(name):
        if not upload.content:
            raise bad("file must be non-empty")
        return upload
    if not given:
        raise bad(f"there is no {kind} in the request")
    known = world.files.get(name)
    if known is None:
        raise bad("wrong file identifier/HTTP URL specified")
    if known.kind != kind:
        raise bad(f"can't use file of type {known.kind.capitalize()} as {kind.capitalize()}")
    return known


def photo_size(kept: StoredFile) -> JSON:
    """Return Telegram's PhotoSize."""
    return kept.to_json() | {"width": kept.width, "height": kept.height}


def document_json(kept: StoredFile) -> JSON:
    """Return Telegram's Document."""
    return kept.to_json() | {"file_name": kept.name, "mime_type": kept.mime}
