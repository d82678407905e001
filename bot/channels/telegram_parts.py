"""What one message becomes at Telegram: the calls that carry its text, its buttons and its files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from bot.channels.labels import fitted
from bot.channels.pieces import split, units
from bot.messages import Button, Outgoing, Upload

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
_ALBUM = 10  # an album has 2 to 10 files; a single one is refused
_METHODS = {"photo": "sendPhoto", "document": "sendDocument"}
_NO_PREVIEW = {"link_preview_options": {"is_disabled": True}}


@dataclass(frozen=True, slots=True)
class TelegramCall:
    """One call of the Bot API, but for the chat it goes to."""

    method: str
    values: Mapping[str, Any]
    files: Mapping[str, Upload] = field(default_factory=dict)
    messages: int = 1


def parts(message: Outgoing) -> list[TelegramCall]:
    """Return the calls in order; the buttons are on the last.

    One file carries a text of caption length itself; otherwise the text follows the files as its own message,
    because an album takes no buttons.
    """
    if len(message.uploads) == 1 and units(message.text) <= CAPTION_UNITS:
        caption = {"caption": message.text} if message.text else {}
        return [_single(message.uploads[0], caption | keyboard(message.buttons))]
    return [*_albums(message.uploads), *_texts(message)]


def text_values(message: Outgoing) -> dict[str, Any]:
    """Return text and buttons as `sendMessage` and `editMessageText` take them."""
    return {"text": message.text} | _NO_PREVIEW | keyboard(message.buttons)


def keyboard(buttons: Sequence[Sequence[Button]]) -> dict[str, Any]:
    """Return the rows as `reply_markup`, or nothing where there are none."""
    shown = [row for row in buttons if row]
    labelled = zip(shown, fitted(shown), strict=True)
    rows = [[_button(button, label) for button, label in zip(row, labels, strict=True)] for row, labels in labelled]
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def _button(button: Button, label: str) -> dict[str, str]:
    return {"text": label} | ({"url": button.url} if button.url else {"callback_data": button.press})


def _texts(message: Outgoing) -> Iterator[TelegramCall]:
    if message.uploads and not message.text:
        return
    *before, last = split(message.text, TEXT_UNITS)
    for piece in before:
        yield TelegramCall("sendMessage", text_values(Outgoing(piece)))
    yield TelegramCall("sendMessage", text_values(Outgoing(last, message.buttons)))


def _albums(uploads: Sequence[Upload]) -> Iterator[TelegramCall]:
    # An album holds photos or documents, never both.
    for _, alike in groupby(uploads, key=lambda upload: upload.kind):
        run = list(alike)
        for start in range(0, len(run), _ALBUM):
            album = run[start : start + _ALBUM]
            yield _album(album) if len(album) > 1 else _single(album[0], {})


def _album(uploads: Sequence[Upload]) -> TelegramCall:
    files = {f"file{number}": upload for number, upload in enumerate(uploads)}
    media = [{"type": upload.kind, "media": f"attach://{name}"} for name, upload in files.items()]
    return TelegramCall("sendMediaGroup", {"media": media}, files, messages=len(media))


def _single(upload: Upload, values: Mapping[str, Any]) -> TelegramCall:
    return TelegramCall(_METHODS[upload.kind], values, {upload.kind: upload})
