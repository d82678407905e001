"""What one message becomes at Zalo: plain text with its menu as numbered lines, photos by address, files as links."""

import re
import unicodedata
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.channels.pieces import split, units
from bot.messages import Button, Outgoing, Upload

TEXT_UNITS = 1900
"""Zalo takes 2,000 and does not say of what: 1,900 UTF-16 units of composed Vietnamese leave room for most readings."""

PROGRAMS = {"xlsx": "Excel", "xls": "Excel", "docx": "Word", "doc": "Word", "pdf": "PDF", "ics": "Lịch"}

_TORN = re.compile(r"\n{2,}")
"""Where lines were taken out of a text."""

Publish = Callable[[Upload], Awaitable[str]]
"""Turns a photo or a file into a signed link that lives for a set time."""


@dataclass(frozen=True, slots=True)
class ZaloCall:
    """One call of the API, which is also one message of the quota, but for the chat it goes to."""

    method: str
    values: dict[str, str]


async def parts(message: Outgoing, publish: Publish) -> list[ZaloCall]:
    """Return the calls in order, everything published."""
    photos = [await publish(upload) for upload in message.uploads if upload.kind == "photo"]
    files = [f"{_opens(upload)}: {await publish(upload)}" for upload in message.uploads if upload.kind != "photo"]
    # One link a message: of several nobody knows which they have opened.
    text, further = _text(message, files[:1]), [ZaloCall("sendMessage", {"text": file}) for file in files[1:]]
    if len(photos) == 1 and text and units(text) <= TEXT_UNITS:
        return [*further, _photo(photos[0], text)]
    return [*map(_photo, photos), *further, *_texts(text, needed=not photos)]


def _opens(upload: Upload) -> str:
    """Return what a file's link opens; the file's own name ends the address."""
    return PROGRAMS.get(upload.name.rpartition(".")[2].lower(), upload.name)


def _text(message: Outgoing, lines: Sequence[str]) -> str:
    paragraphs = [paragraph for paragraph in (message.text, "\n".join(lines)) if paragraph]
    shown = numbered(replace(message, text="\n\n".join(paragraphs)))
    return unicodedata.normalize("NFC", shown).strip()


def numbered(message: Outgoing) -> str:
    """Return the text of a message with its menu as numbered lines, and pages as links."""
    buttons = [button for row in message.buttons for button in row]
    text, choices = message.text, []
    for button in buttons:
        if button.press:
            choices.append(_in_one(button) if button.line in text else button.label)
            text = text.replace(button.line, "", 1) if button.line else text
    lines = [f"{button.label}: {button.url}" for button in buttons if button.url]
    lines += [f"{number}. {label}" for number, label in enumerate(choices, start=1)]
    lines += [message.hint] if choices and message.hint else []
    text = _TORN.sub("\n\n", text).strip()
    return "\n".join([text, "", *lines]) if lines else text


def _in_one(button: Button) -> str:
    """Return what a text says of a choice in one line, its label where it says nothing."""
    said = ", ".join(line.strip() for line in button.line.lstrip("– ").splitlines() if line.strip())
    return said or button.label


def _photo(address: str, caption: str = "") -> ZaloCall:
    return ZaloCall("sendPhoto", {"photo": address} | ({"caption": caption} if caption else {}))


def _texts(text: str, *, needed: bool) -> Iterator[ZaloCall]:
    if text or needed:
        for piece in split(text, TEXT_UNITS):
            yield ZaloCall("sendMessage", {"text": piece})
