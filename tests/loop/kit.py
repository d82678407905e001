"""What the loop over HTTP stands on: the service as a process that can be killed, and people with phones."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.channels.labels import fit
from bot.emulator import Emulator, ShownChat, ShownMessage
from bot.i18n import Translator
from bot.messages import FULL_ROW
from tests.loop.serve import HourInAFile

ROOT = Path(__file__).parents[2]
PATIENCE = 30
"""Seconds that a slow machine may take for an answer; a tick comes every few seconds anyway."""

say = Translator("vi")

WELCOME = say("Reminders will come by themselves. What would you like to do?")

KEEPER = {"keeper": "Phòng", "keeper_address": "Mường Chà", "contact": "a@b.example", "data_officer": "Phượng"}
"""Without it the service does not start."""


def environment(**settings: object) -> dict[str, str]:
    """Return what a process of the service is started with; by itself the machine's own, for fonts and the like."""
    machine = dict(os.environ)  # noqa: TID251 - the child needs the machine's own environment
    named = KEEPER | settings
    return machine | {f"DUGIO_{name.upper()}": str(value) for name, value in named.items()}


@dataclass
class Service:
    """`python -m bot` as its own process; everything that it writes is gathered in one file."""

    env: dict[str, str]
    output: Path
    hour: HourInAFile
    hour_file: Path
    process: asyncio.subprocess.Process | None = None

    async def command(self, *words: str) -> str:
        """Run one of the commands to its end and return what it wrote."""
        process = await self._spawn("bot", *words, stdout=asyncio.subprocess.PIPE)
        written, _ = await process.communicate()
        assert process.returncode == 0, self.output.read_text()
        return written.decode().strip()

    async def start(self) -> None:
        """Let it serve, by the moved hour."""
        self.process = await self._spawn("tests.loop.serve", str(self.hour_file), "run")

    async def _spawn(self, *words: str, stdout: int | None = None) -> asyncio.subprocess.Process:
        with self.output.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", *words, cwd=ROOT, env=self.env, stdout=stdout or log, stderr=log
            )

    async def kill(self) -> None:
        """End it at once, with nothing to be done about it."""
        assert self.process
        self.process.kill()
        await self.process.wait()
        self.process = None

    async def terminate(self, within: float) -> int:
        """Ask it to end, and return its exit code."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        code = await asyncio.wait_for(self.process.wait(), within)
        self.process = None
        return code


@dataclass
class Phone:
    """One person's Telegram: speaks, presses, and waits for what the bot says to it."""

    emulator: Emulator
    id: int
    name: str
    heard: set[tuple[int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.emulator.add_person(self.id, self.name)

    @property
    def texts(self) -> list[str]:
        """Everything the bot ever said here, oldest first."""
        return [message.text for message in self.emulator.chat(self.id).said]

    async def opens(self, link: str) -> ShownMessage:
        """Open an invitation."""
        with self._listening():
            self.emulator.open_link(self.id, link.partition("?start=")[2])
        return await self.hears()

    async def says(self, text: str, answer: str = "") -> ShownMessage:
        """Send a text and return the answer, which has these words: an unasked letter may come in between."""
        with self._listening():
            self.emulator.say(self.id, text)
        return await self.hears(answer)

    async def presses(self, label: str, answer: str = "") -> ShownMessage:
        """Press the newest button that begins with these words, once it is there, and return the answer."""
        await self.emulator.wait_for(self.id, lambda now: self._find(now, label), PATIENCE)
        with self._listening():
            message, found = self._button(label)
            self.emulator.press(self.id, message.id, found)
        return await self.hears(answer)

    async def may_press(self, label: str, words: str) -> None:
        """Press a button where it comes before these words are said."""

        def either(now: ShownChat) -> object:
            return self._news(now, words) or self._find(now, label)

        if not self._news(await self.emulator.wait_for(self.id, either, PATIENCE), words):
            await self.presses(label)

    def _button(self, label: str) -> tuple[ShownMessage, str]:
        found = self._find(self.emulator.chat(self.id), label)
        assert found, f"no button {label!r}"
        return found

    def _find(self, chat: ShownChat, label: str) -> tuple[ShownMessage, str] | None:
        # What is too long for a phone was shortened by the channel.
        fitting = fit(label, FULL_ROW)
        whole = ((one, found) for one in reversed(chat.said) for found in one.labels)
        return next((pair for pair in whole if pair[1].startswith(label) or pair[1] == fitting), None)

    async def hears(self, words: str = "") -> ShownMessage:
        """Wait for something new, with these words in it, and return it."""
        chat = await self.emulator.wait_for(self.id, lambda now: self._news(now, words), PATIENCE)
        return self._news(chat, words)[-1]

    def _news(self, chat: ShownChat, words: str) -> list[ShownMessage]:
        return [one for one in chat.said if (one.id, one.edits) not in self.heard and words in one.text]

    @contextmanager
    def _listening(self) -> Iterator[None]:
        self.heard = {(one.id, one.edits) for one in self.emulator.chat(self.id).said}
        yield


async def joins(phone: Phone, link: str, *, subject: bool = False) -> ShownMessage:
    """Go the whole way of a newcomer: the link, the yes, the name, and where asked subject and level."""
    await phone.opens(link)
    await phone.presses(say("I agree"))
    await phone.says(phone.name)
    await phone.presses(say("Yes, this is right"))
    if subject:
        await phone.presses(say("General classes (several subjects)"))
    await phone.may_press(say("Primary"), WELCOME)
    return await phone.hears(WELCOME)


def link_in(message: ShownMessage) -> str:
    """Return the invitation that a message shows."""
    return next(word for word in message.text.split() if word.startswith("https://"))


async def used_up(emulator: Emulator) -> None:
    """Wait until the trouble that was made has met its call."""
    async with asyncio.timeout(20):
        while emulator.faults.waiting:  # noqa: ASYNC110 - the emulator tells nobody when a trouble is over
            await asyncio.sleep(0.02)
    await asyncio.sleep(0.2)
