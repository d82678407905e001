"""What the proof of Zalo stands on: the whole service on the real channel, people with phones, an emulated Zalo."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

from sqlalchemy import select

from bot.app import App, build, run
from bot.channels.telegram import Telegram
from bot.channels.zalo import Zalo
from bot.clock import MovableClock
from bot.domain.models import (
    Account,
    Coming,
    Dialogue,
    Invitee,
    Meeting,
    MeetingState,
    Outbox,
    Purpose,
    Seat,
    SeatState,
    Topic,
    Why,
)
from bot.emulator import Emulator, ShownChat, ShownMessage
from bot.emulator.zalo import PREFIX
from bot.i18n import Translator
from bot.messages import NotTaken, Upload
from bot.replies import BY_LETTER
from bot.settings import Settings
from tests.talk import Talk

TOKEN = "2042:a-zalo-token-that-no-line-may-show"
SECRET = "the secret of the webhook"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PATIENCE = 30
"""Seconds that a slow machine may take for an answer."""

say = Translator("vi")


class Phone:
    """One person's Zalo: writes, sends pictures, and reads what the bot says."""

    def __init__(self, emulator: Emulator, number: int, name: str, *, machine_s_hour: bool = False) -> None:
        self.emulator, self.id, self.name = emulator, number, name
        self.address = emulator.zalo.add_person(number, name)
        self._machine_s_hour, self._sent = machine_s_hour, ""

    @property
    def said(self) -> list[ShownMessage]:
        """Everything that the bot ever said here, oldest first."""
        return self.emulator.zalo.chat(self.id).said

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.said]

    @property
    def last(self) -> str:
        return self.texts[-1]

    async def says(self, text: str) -> str:
        """Read for two seconds, send a text and return the answer."""
        if self._machine_s_hour:
            # Only the same text is sent twice where nobody reads in between.
            await asyncio.sleep(2 if text == self._sent else 0)
        elif isinstance(clock := self.emulator.world.clock, MovableClock):
            clock.move_by(timedelta(seconds=2))
        self._sent, number = text, len(self.said)
        self.emulator.zalo.say(self.id, text)
        return await self.hears(number)

    async def sends_photo(self, content: bytes, caption: str = "") -> str:
        """Send a picture and return the answer."""
        number = len(self.said)
        self.emulator.zalo.send_image(self.id, content, caption)
        return await self.hears(number)

    async def hears(self, after: int, words: str = "") -> str:
        """Wait until a message with these words stands behind so many others, and return the newest such."""

        def news(chat: ShownChat) -> list[str]:
            return [message.text for message in chat.said[after:] if words in message.text]

        return news(await self.emulator.zalo.wait_for(self.id, news, PATIENCE))[-1]

    async def chooses(self, label: str) -> str:
        """Answer the newest menu with the number of the line that begins with these words, else with the label."""
        for text in reversed(self.texts):
            for number, line in choices(text):
                if line.startswith(label):
                    return await self.says(number or line)
        raise AssertionError(f"no choice {label!r}; the last message: {self.last}")


def choices(text: str) -> Iterator[tuple[str, str]]:
    """Return the choices under a message with their numbers."""
    for line in text.rpartition("\n\n")[2].splitlines():
        number, dot, label = line.partition(". ")
        if dot and number.isdecimal():
            yield number, label


def letter_of(text: str) -> str:
    """Return the letter that the line under a notice names, empty where it names none."""
    last = text.splitlines()[-1]
    return next((letter for letter in LETTERS if say(BY_LETTER).format(letter=letter) == last), "")


class House(Talk):
    """The whole service, running in this process. `restart` leaves nothing of its memory, as a kill does."""

    def __init__(self, settings: Settings, emulator: Emulator, clock: MovableClock) -> None:
        self.settings, self.emulator, self.clock = settings, emulator, clock
        self.language = "vi"
        self.people = {}
        self.webhook = True
        self.telegram = False
        self._parts = AsyncExitStack()

    def __call__(self, name: str) -> Phone:
        """Return the phone of a person, or of a stranger of that name."""
        if name not in self.people:
            self.people[name] = Phone(self.emulator, 101 + len(self.people), name)
        return self.people[name]

    @property
    def web(self) -> str:
        """The address of the web door."""
        return self.settings.public_url

    @property
    def telegram_api(self) -> str:
        """The address of the emulated Telegram beside the Zalo."""
        return self.emulator.zalo.base.removesuffix(PREFIX)

    async def start(self) -> None:
        """Build every part anew on the tables that stand, and serve."""
        webhook = f"{self.web}/hook/zalo" if self.webhook else ""
        options = {"secret": SECRET, "webhook": webhook, "per_second": 1000, "pause": 0.05}
        self.channel = Zalo(TOKEN, self.emulator.zalo.base, publish=_nowhere, **options)
        others = [Telegram(self.emulator.world.token, self.telegram_api, commands=[])] if self.telegram else []
        built = build(self.settings, channels=[self.channel, *others], clock=self.clock)
        self.app = await self._parts.enter_async_context(built)
        await self._parts.enter_async_context(_running(self.app))
        await until(lambda: self.emulator.zalo.events.url == webhook)

    async def stop(self) -> None:
        """End it where it stands."""
        await self._parts.aclose()

    async def restart(self) -> None:
        """End it and build it anew: only what stands in the tables is left."""
        await self.stop()
        await self.start()

    async def meeting(self, meeting_id: int, *, starts: timedelta, ends: timedelta) -> None:
        """Let a meeting be settled, from so long after now to so long after now."""
        now = self.clock.now()
        async with self.app.database.writing() as db:
            meeting = await db.get_one(Meeting, meeting_id)
            meeting.state, meeting.starts_at, meeting.ends_at = MeetingState.SETTLED, now + starts, now + ends
            meeting.room, meeting.version = "Phòng họp", meeting.version + 1

    async def seats(self, phone: Phone, meeting_id: int) -> None:
        """Give a person a seat."""
        person = await self.number_of(phone)
        async with self.app.database.writing() as db:
            held = {"state": SeatState.HELD, "since": self.clock.now()}
            (await db.get_one(Meeting, meeting_id)).taken += 1
            db.add(Seat(meeting_id=meeting_id, person_id=person, **held))
            row = {"meeting_id": meeting_id, "person_id": person, "answer": Coming.YES}
            db.add(Invitee(why=Why.CONCERNED, **row))

    async def number_of(self, phone: Phone) -> int:
        """Return the number under which a person stands in the tables."""
        [number] = await self.finds(select(Account.person_id).where(Account.address == phone.address))
        return number

    async def dialogue(self, phone: Phone) -> Dialogue:
        """Return where a person's conversation stands."""
        [found] = await self.finds(select(Dialogue).where(Dialogue.key == f"person:{await self.number_of(phone)}"))
        return found

    async def notice(self, phone: Phone, meeting_id: int, version: int = 0) -> str:
        """Let a notice with one choice ("Lịch") arrive, and return it."""
        number, now = len(phone.said), self.clock.now()
        async with self.app.database.writing() as db:
            about = {"purpose": Purpose.CANCELLED, "topic": Topic.meeting(meeting_id), "version": version}
            person, until = await self.number_of(phone), now + timedelta(days=1)
            # Only one from before changes were acknowledged offers nothing else.
            db.add(Outbox(person_id=person, **about, due_at=now, not_after=until))
        await self.app.jobs.tick()
        notice = await phone.hears(number)
        # What a notice offers is noted a moment after it arrived: sooner than anybody can read it.
        await self.app.jobs.deliver()
        return notice


@asynccontextmanager
async def _running(app: App) -> AsyncIterator[None]:
    serving = asyncio.ensure_future(run(app))
    try:
        while app.settings.public_url and not app.front.port:
            assert not serving.done(), serving.exception()
            await asyncio.sleep(0.01)
        yield
    finally:
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving


async def _nowhere(_upload: Upload) -> str:
    raise NotTaken("the composition root says where files lie")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def until(true: object, seconds: float = PATIENCE) -> None:
    """Wait until something is true."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - what is waited for lies in several places
            await asyncio.sleep(0.01)
