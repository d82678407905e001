"""What a person sees of a chat: plain data, for the page and for tests to look at."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.emulator.state import Alert, EmulatedPerson, Press, Record, StoredFile, World
from bot.emulator.wire import JSON

FILES = ("document", "sticker", "video", "voice")
QUOTED = 80


@dataclass(frozen=True, slots=True)
class ShownButton:
    """A button as it stands under a message; `waiting` while its press is not answered."""

    label: str
    data: str = ""
    url: str = ""
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A picture, document or sticker; `Control.file(id)` gives its bytes."""

    id: str
    kind: str
    name: str
    mime: str
    size: int
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message; `mine` means that the person sent it, `text` is the text or the caption."""

    id: int
    mine: bool
    at: datetime
    text: str
    entities: tuple[JSON, ...] = ()
    buttons: tuple[tuple[ShownButton, ...], ...] = ()
    file: ShownFile | None = None
    place: tuple[float, float] | None = None
    album: str = ""
    edits: int = 0
    deleted: bool = False
    quoted: str = ""
    """The beginning of the message that this one replies to."""
    shared: str = ""
    """What was sent that is neither text nor file: a card, a poll."""

    @property
    def labels(self) -> list[str]:
        """The labels of all buttons, row by row."""
        return [button.label for row in self.buttons for button in row]


@dataclass(frozen=True, slots=True)
class ShownChat:
    """A chat as its person sees it at one moment; `alerts` are what answered presses said, oldest first."""

    messages: tuple[ShownMessage, ...]
    alerts: tuple[Alert, ...]
    typing: bool
    blocked: bool
    started: bool

    @property
    def said(self) -> list[ShownMessage]:
        """The bot's messages that still stand, oldest first."""
        return [message for message in self.messages if not message.mine and not message.deleted]

    @property
    def last(self) -> ShownMessage:
        """The bot's latest message that still stands."""
        return self.said[-1]


def chat(world: World, person: EmulatedPerson, seconds: float) -> ShownChat:
    """Return what this person sees; `seconds` is the event loop's present one."""
    presses = [press for press in world.presses.values() if press.person == person.id]
    return ShownChat(
        messages=tuple(_shown(world, record, presses) for record in person.records.values()),
        alerts=tuple(person.alerts),
        typing=person.typing_until > seconds,
        blocked=person.blocked,
        started=person.started,
    )


async def wait_for(
    world: World, look: Callable[[], ShownChat], seen: Callable[[ShownChat], object], within: float
) -> ShownChat:
    """Return what `look` gives as soon as `seen` is true of it; raises TimeoutError after `within` seconds."""
    with world.listening() as news:
        try:
            async with asyncio.timeout(within):
                while not seen(look()):
                    await news.get()
        except TimeoutError:
            said = [message.text for message in look().said[-3:]]
            raise TimeoutError(f"not seen within {within} s; the bot's last words: {said}") from None
        return look()


def _shown(world: World, record: Record, presses: list[Press]) -> ShownMessage:
    wire = record.wire
    place = wire.get("location")
    return ShownMessage(
        id=wire["message_id"],
        mine=not record.from_bot,
        at=datetime.fromtimestamp(wire["date"], UTC),
        text=wire.get("text") or wire.get("caption") or wire.get("sticker", {}).get("emoji", ""),
        entities=tuple(wire.get("entities") or wire.get("caption_entities") or ()),
        buttons=tuple(tuple(row) for row in _buttons(wire, presses)),
        file=_file(world, wire),
        place=(place["latitude"], place["longitude"]) if place else None,
        album=wire.get("media_group_id", ""),
        edits=record.edits,
        deleted=record.deleted,
        quoted=_words(wire.get("reply_to_message", {}))[:QUOTED],
        shared=_shared(wire),
    )


def _words(wire: JSON) -> str:
    return str(wire.get("text") or wire.get("caption") or "")


def _shared(wire: JSON) -> str:
    if "contact" in wire:
        return f"{wire['contact']['first_name']} {wire['contact']['phone_number']}"
    return str(wire["poll"]["question"]) if "poll" in wire else ""


def _buttons(wire: JSON, presses: list[Press]) -> Iterator[list[ShownButton]]:
    waiting = {press.data for press in presses if press.message == wire["message_id"]}
    for row in wire.get("reply_markup", {}).get("inline_keyboard", ()):
        yield [
            ShownButton(
                label=button["text"],
                data=button.get("callback_data", ""),
                url=button.get("url", ""),
                waiting=button.get("callback_data") in waiting,
            )
            for button in row
        ]


def _file(world: World, wire: JSON) -> ShownFile | None:
    found = wire["photo"][-1] if "photo" in wire else next((wire[kind] for kind in FILES if kind in wire), None)
    if not found:
        return None
    return shown_file(world.files[found["file_id"]])


def shown_file(kept: StoredFile) -> ShownFile:
    """Return what a person sees of a stored file."""
    return ShownFile(kept.id, kept.kind, kept.name, kept.mime, len(kept.content), kept.width, kept.height)
