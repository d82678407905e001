"""The words in between: what comes from a channel, what goes back, and what a channel must be able to do.

Everything here is plain data. A reply is recorded with its update before it leaves, so it turns into JSON and
back without loss; what is heavy (a chart, a workbook) travels as the name of a paper and is made after the commit.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, Self, runtime_checkable

from msgspec import to_builtins

STAY = "="
"""As a reply's `step`: the conversation goes on where it was; this answer was only an aside."""


FULL_ROW, OF_TWO, OF_THREE = 24, 12, 8
"""Letters of a label that a phone shows whole: alone in its row, beside one other, beside two."""


class Kind(StrEnum):
    """What a person sent."""

    TEXT = "text"
    PRESS = "press"
    PHOTO = "photo"
    FILE = "file"
    OTHER = "other"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file that came: `id` is only good for the channel that gave it, empty where it came by no channel."""

    id: str
    name: str = ""
    size: int = 0
    """Bytes, as the platform says; 0 where it does not say."""
    kept: str = ""
    """Its digest where it lies here already; no event of a platform can say so."""
    picture: bool = False
    """Whether what lies here is a picture."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that one person did in one chat."""

    channel: str
    event_id: str
    """Unique within its channel; a second delivery carries the same one."""
    address: str
    """Where an answer goes: the chat, which in a private chat is the account."""
    kind: Kind
    text: str = ""
    """The text or the caption, NFC; for a press the button's data."""
    file: FileRef | None = None
    what: str = ""
    """What is sent that is none of these, in the platform's word: "voice", "contact", "sticker"."""
    emoji: str = ""
    """What a sticker stands for."""
    album: str = ""
    """The same for all photos of one album."""
    message: str = ""
    """The message that a press sits on."""
    answers: str = ""
    """The message of ours that this one is the platform's own reply to."""
    sent: str = ""
    """The message itself, where the platform lets people edit what they have sent."""
    edited: bool = False
    """It is what a message that came before reads now."""
    hasty: bool = False
    """It came with a text of the same chat, or before one was taken up: nobody had read an answer to that."""
    press: str = ""
    """What the platform wants told that the press was seen."""
    at: datetime | None = None
    """When it was done, aware, as far as the platform says so."""

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON types, to be stored until it is answered."""
        kept: dict[str, Any] = to_builtins(self)
        return kept | {"at": self.at.isoformat() if self.at else None}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read back what `to_json` gave."""
        read = {
            "kind": Kind(data["kind"]),
            "file": FileRef(**data["file"]) if data["file"] else None,
            "at": datetime.fromisoformat(data["at"]) if data["at"] else None,
        }
        return cls(**data | read)


@dataclass(frozen=True, slots=True)
class Button:
    """One choice. `press` is the data that comes back (at most 64 bytes); `url` opens a page instead."""

    label: str
    press: str = ""
    url: str = ""
    yes: bool = False
    """It is the yes to what its message asks, which may be typed in any words that say nothing else."""
    no: bool = False
    """It is the no to it, which may be typed likewise; where a question has none, a typed no leaves it."""
    line: str = ""
    """What the text says of this choice: a list of numbers says it there, and not once more above it."""

    @classmethod
    def kept(cls, pair: Sequence[str], yes: str = "") -> Self:
        """Return a choice as a conversation keeps it, a pair of label and press; it is the yes where that is `yes`."""
        label, press = pair
        return cls(label, press, yes=bool(yes) and press == yes)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or a file: either kept already (`sha`), or a paper that is made when the message leaves."""

    kind: str
    """`photo` or `document`."""
    name: str
    sha: str = ""
    paper: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    """What the paper needs to be made: a few ids and words, never what is large."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What one person is told.

    `buttons` are rows. `step` names what is expected next ("reflect:12:3"); empty ends the conversation, `STAY`
    leaves it as it was. `edits` asks to replace the message that was pressed; `key` asks to replace the former
    message of that key in this chat.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    step: str = ""
    edits: bool = False
    key: str = ""
    series: str = ""
    """Replies of one series in a row say the same thing further: a channel that cannot edit says only the first."""
    attachments: tuple[Attachment, ...] = ()

    def menu(self) -> list[list[str]]:
        """Return the choices as they are kept with a conversation: pairs of label and press, in the order shown."""
        return [[button.label, button.press] for row in self.buttons for button in row if button.press]

    @property
    def yes(self) -> str:
        """The press that a typed yes stands for, empty where the message asks nothing of the kind."""
        return next((button.press for row in self.buttons for button in row if button.yes), "")

    @property
    def no(self) -> str:
        """The press that a typed no stands for, empty where that only leaves the question."""
        return next((button.press for row in self.buttons for button in row if button.no), "")

    def to_json(self) -> dict[str, Any]:
        """Return the reply as JSON types, for the record of its update."""
        kept: dict[str, Any] = to_builtins(self)
        return kept

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read back what `to_json` gave."""
        return cls(
            text=data["text"],
            buttons=tuple(tuple(Button(**button) for button in row) for row in data["buttons"]),
            step=data["step"],
            edits=data["edits"],
            key=data["key"],
            series=data["series"],
            attachments=tuple(Attachment(**attachment) for attachment in data["attachments"]),
        )


@dataclass(frozen=True, slots=True)
class Upload:
    """An attachment with its bytes, ready to leave."""

    kind: str
    name: str
    content: bytes
    sha: str = ""
    """Its digest where it is a kept file, so that a channel may upload it once for many; empty for a paper."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message as a channel sends it: with one upload the text is its caption, with several it follows them."""

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    uploads: tuple[Upload, ...] = ()
    hint: str = ""
    """How a numbered menu is answered; a channel with buttons does not show it."""


class SendError(Exception):
    """A message did not arrive, or perhaps did not."""


class Blocked(SendError):
    """The person blocked the bot, or the account is gone: nothing will arrive there."""


class RetryLater(SendError):
    """The platform asks to wait; it did not take the message."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"retry after {seconds} s")
        self.seconds = seconds


class Away(SendError):
    """The platform is in trouble and took nothing: an answered 5xx, a connection that nobody takes."""


class Unclear(SendError):
    """The request left, its answer never came: the message may have arrived."""


class NotTaken(SendError):
    """The platform will not take this message as it is."""


class PassedOver(Exception):
    """What a platform brought is nothing to hand over; the message says why, in a word."""


class UnknownBot(Exception):
    """The platform does not know this bot: nothing will work there until the token is set right."""


Leaving = Callable[[], Awaitable[None]]
"""Awaited right before a message leaves, when its turn has come: from then on it may have arrived."""


Take = Callable[[Sequence[Incoming]], Awaitable[None]]
"""Where a channel hands over what came; returns once each update is answered or stored."""


class Channel(Protocol):
    """What carries messages between people and the service. It knows nothing else of the service."""

    name: str
    buttons: bool
    """Whether choices are shown as buttons; where not, as numbered lines."""
    edits: bool
    """Whether a message that was sent can be changed."""
    frugal: bool
    """Whether every message is paid for, so that several to one person go as one."""
    carries_files: bool
    """Whether people can send files; where not, they are given a page to send one through."""

    async def start(self) -> None:
        """Get ready to send: connect, learn the bot's own name."""
        ...

    @property
    def healthy(self) -> bool:
        """Whether the platform has been heard within the last minutes."""
        ...

    async def listen(self, take: Take) -> None:
        """Hand over what people do until cancelled. It is confirmed to the platform only after `take` returned."""
        ...

    async def close(self) -> None:
        """Let go of every connection."""
        ...

    async def send(self, address: str, message: Outgoing, *, reply: bool, leaving: Leaving | None = None) -> str:
        """Send and return the platform's message id. A reply goes before anything unasked.

        Raises a `SendError`; before `leaving` was awaited nothing has left.
        """
        ...

    async def edit(self, address: str, message_id: str, message: Outgoing) -> bool:
        """Replace text and buttons of what was sent; False where that is not possible, so it must be sent anew."""
        ...

    async def seen(self, press: str, note: str = "") -> None:
        """Tell the platform that a press was taken, so that the button stops turning."""
        ...

    async def download(self, file: FileRef, *, limit: int) -> bytes:
        """Fetch a file's bytes, retrying a little. Raises `TooBig` past `limit` bytes, `NotTaken` where that fails."""
        ...

    @property
    def called(self) -> str:
        """How people find the bot in the application; empty until the platform has said so."""
        ...

    def link(self, start: str) -> str:
        """Return the address that opens a chat with the bot and says `/start <start>`."""
        ...


Commands = Sequence[tuple[str, str]]
"""A menu of commands: names, and what each does."""


@runtime_checkable
class HasMenus(Protocol):
    """A channel whose platform shows everybody a menu of commands of their own."""

    name: str

    async def set_menu(self, address: str, commands: Commands) -> None:
        """Show these commands in one chat. Raises a `SendError`."""
        ...


@runtime_checkable
class TakesKeyboardsOff(Protocol):
    """A channel whose sent messages can lose their choices and keep their words."""

    async def take_keyboard_off(self, address: str, message_id: str) -> None:
        """Take the choices off a message. Raises nothing: where it fails they are answered as old ones."""
        ...


class TooBig(Exception):
    """A file is larger than what is taken."""
