"""The dialogue driver: people say, press and send things to the real router, and read what they are told.

`TalkChannel` is a channel like any other: it knows nothing of the service and keeps what was sent in lists.
"""

import itertools
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import Image
from sqlalchemy import Select, select

from bot.app import App, build
from bot.at_a_step import MY_ANSWER
from bot.channels.zalo_parts import numbered
from bot.clock import MovableClock
from bot.domain.models import Base
from bot.i18n import Translator
from bot.messages import (
    Button,
    FileRef,
    Incoming,
    Kind,
    Leaving,
    Outgoing,
    SendError,
    Take,
    TooBig,
    Upload,
)
from bot.router import TROUBLE
from bot.vietnamese import fold
from tests.world import World, make_world

EVENTS = itertools.count(1)


@dataclass
class Message:
    """What a person sees in the chat."""

    id: str
    text: str
    buttons: tuple[tuple[Button, ...], ...]
    uploads: tuple[Upload, ...]
    edits: int = 0

    @property
    def labels(self) -> list[str]:
        return [button.label for row in self.buttons for button in row]


class TalkChannel:
    """Carries messages in memory. Without `buttons` a person only has what `numbered` shows."""

    def __init__(self, *, buttons: bool = True, name: str = "talk") -> None:
        self.name = name
        self.buttons = buttons
        self.edits = buttons
        self.carries_files = True
        self.frugal = False
        self.chats: dict[str, list[Message]] = defaultdict(list)
        self.files: dict[str, bytes] = {}
        self.troubles: dict[str, list[SendError]] = defaultdict(list)
        self._ids = itertools.count(1)

    healthy = True

    async def start(self) -> None:
        """Nothing to connect."""

    async def listen(self, take: Take) -> None:
        raise AssertionError("tests hand messages over themselves")

    async def close(self) -> None:
        """Nothing to close."""

    async def send(self, address: str, message: Outgoing, *, reply: bool, leaving: Leaving | None = None) -> str:
        if leaving:
            await leaving()
        if self.troubles[address]:
            raise self.troubles[address].pop(0)
        shown = Message(str(next(self._ids)), message.text, message.buttons, message.uploads)
        self.chats[address].append(shown)
        return shown.id

    async def edit(self, address: str, message_id: str, message: Outgoing) -> bool:
        for shown in self.chats[address]:
            if shown.id == message_id and self.buttons:
                shown.text, shown.buttons = message.text, message.buttons
                shown.edits += 1
                return True
        return False

    async def seen(self, press: str, note: str = "") -> None:
        """A press turns no button here."""

    async def download(self, file: FileRef, *, limit: int) -> bytes:
        if len(self.files[file.id]) > limit:
            raise TooBig
        return self.files[file.id]

    called = "bot.SHCM"

    def link(self, start: str) -> str:
        return f"https://chat.example/bot?start={start}"


@dataclass
class Somebody:
    """One person in one chat."""

    talk: "Talk"
    address: str
    seen: int = 0
    handed: int = 0
    """How many taps and messages came from here."""

    @property
    def chat(self) -> list[Message]:
        return self.talk.channel.chats[self.address]

    @property
    def last(self) -> Message:
        """The newest message in the chat."""
        return self.chat[-1]

    def new(self) -> list[Message]:
        """Return what came since this was last asked."""
        fresh = self.chat[self.seen :]
        self.seen = len(self.chat)
        return fresh

    async def does(self, kind: Kind, **what: object) -> Message:
        """Hand one thing over and return the newest message afterwards."""
        self.handed += 1
        event = Incoming(self.talk.channel.name, str(next(EVENTS)), self.address, kind, **what)
        await self.talk.app.router.handle(event)
        assert self.talk.trouble not in self.last.text, "the handler broke: see the log"
        return self.last

    async def says(self, text: str, *, sent: str = "", hasty: bool = False) -> Message:
        """Type something: as a message of that id, or before the last one was answered."""
        return await self.does(Kind.TEXT, text=text, sent=sent, hasty=hasty)

    async def edits(self, sent: str, text: str) -> Message:
        """Change what a message of one's own says."""
        return await self.does(Kind.TEXT, text=text, sent=sent, edited=True)

    async def replies(self, text: str, *, to: Message) -> Message:
        """Type something as the platform's own reply to a message of the bot's."""
        return await self.does(Kind.TEXT, text=text, answers=to.id)

    async def presses(self, label: str, *, on: Message | None = None) -> Message:
        """Press the button whose label holds these words (in Vietnamese or English); without buttons type it."""
        message = on or next(one for one in reversed(self.chat) if one.buttons)
        flat = [button for row in message.buttons for button in row]
        wanted = fold(label)
        found = [b for b in flat if fold(b.label) == wanted] or [b for b in flat if wanted in fold(b.label)]
        assert found, f"no button {label!r} among {message.labels} under: {message.text}"
        button = found[0]
        if self.talk.channel.buttons or on:
            before = [(one.id, one.edits) for one in self.chat]
            await self.does(Kind.PRESS, text=button.press, message=message.id, press="p")
            changed = [one for one in self.chat if (one.id, one.edits) not in before]
            return changed[-1] if changed else self.last
        assert button.line or button.label in numbered(Outgoing(message.text, message.buttons))
        number = [one for one in flat if one.press].index(button) + 1
        answer = await self.says(f"{number}")
        # Where the answer may be a number, it is asked once whether this one is a choice: it is the first of the two.
        return await self.says("1") if self.talk.said(MY_ANSWER, number=number) in answer.labels else answer

    async def presses_on_card(self, label: str) -> Message:
        """Press a button of a meeting's card, behind its "more" where the card has no room for it."""
        message = next(one for one in reversed(self.chat) if one.buttons)
        if not any(fold(label) in fold(shown) for shown in message.labels):
            await self.presses(self.talk.said("More choices"))
        return await self.presses(label)

    async def answers(self, number: str) -> Message:
        """Type a number that is the answer; where it could be a choice, say so when asked."""
        message, mine = await self.says(number), self.talk.said(MY_ANSWER, number=number)
        return await self.presses(mine) if mine in message.labels else message

    async def is_called(self, name: str) -> Message:
        """Type one's name, and say that it was read rightly."""
        await self.says(name)
        return await self.says("1")

    async def sends_photo(self, content: bytes | None = None, *, album: str = "", caption: str = "") -> Message:
        number = f"f{next(EVENTS)}"
        self.talk.channel.files[number] = photo() if content is None else content
        file = FileRef(number, "", len(self.talk.channel.files[number]))
        return await self.does(Kind.PHOTO, file=file, album=album, text=caption)

    async def sends_file(self, name: str, content: bytes, *, to: Message | None = None) -> Message:
        number = f"f{next(EVENTS)}"
        self.talk.channel.files[number] = content
        file = FileRef(number, name, len(content))
        return await self.does(Kind.FILE, file=file, answers=to.id if to else "")

    async def sends_sticker(self) -> Message:
        return await self.does(Kind.OTHER)

    async def forges(self, data: str) -> Message:
        """Press a button that is not there (any more): its data comes all the same."""
        return await self.does(Kind.PRESS, text=data, press="p")


def photo(colour: str = "red", size: tuple[int, int] = (64, 48)) -> bytes:
    """Return a small JPEG."""
    drawn = BytesIO()
    Image.new("RGB", size, colour).save(drawn, "JPEG")
    return drawn.getvalue()


@dataclass
class Talk:
    """All the people, the clock, and a small world for them to talk about."""

    app: App
    channel: TalkChannel
    clock: MovableClock
    language: str
    people: dict[str, Somebody] = field(default_factory=dict)

    def __call__(self, name: str) -> Somebody:
        """Return the chat of a person, or of a stranger of that name."""
        return self.people.setdefault(name, Somebody(self, fold(name).replace(" ", "-")))

    @property
    def trouble(self) -> str:
        """How the answer to an unexpected error begins."""
        return self.said(TROUBLE, number="").rstrip(" .")

    def said(self, sentence: str, **places: object) -> str:
        """Return a sentence of the catalogues in the language of this run."""
        return Translator(self.language)(sentence).format(**places)

    async def passes(self, **span: float) -> None:
        """Let time pass in one jump, and let the rounds happen."""
        self.clock.move_by(timedelta(**span))
        failed = await self.app.jobs.tick()
        assert not failed

    async def comes(self, moment: datetime) -> None:
        """Move to a moment, and let the rounds happen."""
        self.clock.move_to(moment)
        failed = await self.app.jobs.tick()
        assert not failed

    async def finds(self, asked: Select[Any]) -> list[Any]:
        """Return what stands in the tables now."""
        async with self.app.database.reading() as db:
            return list(await db.scalars(asked))

    async def counts(self, table: type[Base]) -> int:
        return len(await self.finds(select(table)))

    @asynccontextmanager
    async def killed(self) -> AsyncIterator[None]:
        """Go on with a service newly built on the same tables: nothing is left of the first one's memory."""
        async with build(self.app.settings, channels=[self.channel], clock=self.clock) as app:
            former, self.app = self.app, app
            yield
            self.app = former

    async def world(self) -> World:
        """Make a small world to talk about."""
        return await make_world(self)
