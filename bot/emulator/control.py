"""The control interface of the emulator: what people do and see there, and faults that are made for the bot."""

import asyncio
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from PIL import Image, ImageDraw

from bot.clock import Clock
from bot.emulator import outgoing, replies, texts, views
from bot.emulator.faults import Faults
from bot.emulator.state import Call, EmulatedPerson, Press, World
from bot.emulator.things import PeoplesThings
from bot.emulator.trouble import Trouble
from bot.emulator.updates import Updates
from bot.emulator.wire import JSON
from bot.emulator.zalo import ZaloControl


@dataclass(frozen=True, slots=True)
class Landmark:
    """An hour worth jumping to, with its name for people."""

    label: str
    at: datetime


class DemoControls(Protocol):
    """How the page moves time and leads to another world; whoever runs the demo hands it in."""

    world: str
    """The key of the one that is shown."""

    def worlds(self) -> Sequence[tuple[str, str]]:
        """Return every world's key and name."""
        ...

    async def open(self, world: str) -> str:
        """Return the address of a world's page, once it is served. Raises LookupError, OSError."""
        ...

    def now(self) -> datetime:
        """Return the demo's present moment, aware."""
        ...

    async def moments(self) -> Sequence[Landmark]:
        """Return the hours worth jumping to, in order."""
        ...

    async def move_to(self, at: datetime) -> None:
        """Make `at` the present and let happen what is due by then."""
        ...


class Control(Trouble, PeoplesThings):
    """People by their user id, which is also the id of their chat.

    A method that needs an unknown person, message or button raises LookupError. Everything must be called inside
    the event loop that the emulator runs in.
    """

    def __init__(
        self,
        token: str,
        username: str,
        clock: Clock,
        demo: DemoControls | None = None,
        zalo_token: str = "2042:demo",  # noqa: S107 - good for nothing outside the emulator
    ) -> None:
        self.demo = demo
        self.world = World(token, username, clock)
        self.zalo = ZaloControl(self.world, zalo_token)
        self.updates = Updates(clock)
        self.faults = Faults()

    @property
    def username(self) -> str:
        """The bot's name, as in its t.me links."""
        return str(self.world.bot["username"])

    def add_person(self, user_id: int, name: str, about: str = "", *, started: bool = False) -> None:
        """Bring somebody in; `started` means that they pressed start long ago, so that the bot may write to them."""
        self.world.people[user_id] = EmulatedPerson(user_id, name, about, started=started, newcomer=not started)
        self.world.changed()

    def person(self, user_id: int) -> EmulatedPerson:
        """Return what is known of a person."""
        if user_id not in self.world.people:
            raise LookupError(f"nobody has the id {user_id}")
        return self.world.people[user_id]

    def say(self, user_id: int, text: str, *, reply_to: int = 0) -> int:
        """Send a text, in several messages where it is too long for one; return the id of the last.

        `reply_to` is the message that it is the app's own reply to.
        """
        size = texts.TEXT_LIMIT // 2  # in letters, each of which may count two units
        parts = [text] if texts.units(text) <= texts.TEXT_LIMIT else _cut(text, size)
        quoted = replies.quoted(self.person(user_id), reply_to)
        for part in parts:
            entities = texts.found(part)
            number = self._write(user_id, {"text": part} | ({"entities": entities} if entities else {}) | quoted)
        return number

    def open_link(self, user_id: int, payload: str = "") -> int:
        """Open the bot by its t.me link and press start."""
        return self.say(user_id, f"/start {payload}".strip())

    def send_photo(self, user_id: int, photo: bytes, caption: str = "") -> int:
        """Send one picture; raises OSError where it is none."""
        return self._write(user_id, self._picture(photo) | _caption(caption))

    def send_album(
        self,
        user_id: int,
        photos: Sequence[bytes],
        caption: str = "",
        order: Sequence[int] | None = None,
    ) -> list[int]:
        """Send an album; the caption is on its first picture. `order` is that in which the updates leave."""
        group = {"media_group_id": str(self.world.next_id())}
        contents = [self._picture(photo) | group for photo in photos]
        contents[0] |= _caption(caption)
        person = self._acting(user_id)
        wires = [self.world.post(person, content, from_bot=False).wire for content in contents]
        for position in order if order is not None else range(len(wires)):
            self.updates.add("message", wires[position])
        return [wire["message_id"] for wire in wires]

    def send_document(
        self,
        user_id: int,
        name: str,
        content: bytes,
        caption: str = "",
        mime: str = "application/octet-stream",
        *,
        reply_to: int = 0,
    ) -> int:
        """Send a file as it is; a picture that is sent so is one."""
        kept = self.world.keep("document", name, mime, content)
        quoted = replies.quoted(self.person(user_id), reply_to)
        return self._write(user_id, {"document": outgoing.document_json(kept)} | _caption(caption) | quoted)

    def send_sticker(self, user_id: int, emoji: str = "👍") -> int:
        """Send a sticker."""
        kept = self.world.keep("sticker", "sticker.webp", "image/webp", _smile(), (512, 512))
        sticker = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._write(user_id, {"sticker": kept.to_json() | sticker | {"emoji": emoji}})

    def send_location(self, user_id: int, latitude: float, longitude: float) -> int:
        """Send a place."""
        return self._write(user_id, {"location": {"latitude": latitude, "longitude": longitude}})

    def press(
        self,
        user_id: int,
        message_id: int,
        label: str = "",
        *,
        at: tuple[int, int] | None = None,
        data: str | None = None,
    ) -> str:
        """Press a button by its label or its (row, column); return the query's id at once.

        Any `data` is taken as it is, as from a forging client, on any message id.
        """
        person = self.person(user_id)
        if data is None:
            data = self._data(person, message_id, label, at)
        press = Press(str(4_000_000_000 + self.world.next_id()), user_id, message_id, data)
        self.world.presses[press.id] = press
        record = person.records.get(message_id)
        gone: JSON = {"chat": person.chat(), "message_id": message_id, "date": 0}
        query = {
            "id": press.id,
            "from": person.user(),
            "message": gone if record is None or record.deleted else record.wire,
            "chat_instance": str(person.id),
            "data": data,
        }
        self.updates.add("callback_query", query)
        self.world.changed(user_id)
        return press.id

    def _data(self, person: EmulatedPerson, message_id: int, label: str, at: tuple[int, int] | None) -> str:
        record = person.records.get(message_id)
        if record is None:
            raise LookupError(f"there is no message {message_id}")
        rows = record.wire.get("reply_markup", {}).get("inline_keyboard", [])
        if at:
            row, column = at
            rows = [rows[row][column : column + 1]]
        for button in (button for row in rows for button in row):
            if "callback_data" in button and (at or button["text"] == label):
                return str(button["callback_data"])
        raise LookupError(f"no button {label or at} among {[button['text'] for row in rows for button in row]}")

    def expire_presses(self) -> None:
        """Make every unanswered press too old to be answered."""
        self.world.presses.clear()
        self.world.changed()

    def block(self, user_id: int) -> None:
        """Block the bot: it is told, and nothing it sends arrives any more."""
        self._set_blocked(self.person(user_id), blocked=True)

    def unblock(self, user_id: int) -> None:
        """Take the bot back."""
        self._set_blocked(self.person(user_id), blocked=False)

    def _set_blocked(self, person: EmulatedPerson, *, blocked: bool) -> None:
        if person.blocked == blocked:
            return
        person.blocked = blocked
        member = {"status": "member", "user": self.world.bot}
        kicked = {"status": "kicked", "user": self.world.bot, "until_date": 0}
        change = {
            "chat": person.chat(),
            "from": person.user(),
            "date": self.world.date(),
            "old_chat_member": member if blocked else kicked,
            "new_chat_member": kicked if blocked else member,
        }
        self.updates.add("my_chat_member", change)
        self.world.changed(person.id)

    def chat(self, user_id: int) -> views.ShownChat:
        """Return the chat as the person sees it now."""
        return views.chat(self.world, self.person(user_id), asyncio.get_running_loop().time())

    def file(self, file_id: str) -> bytes:
        """Return the bytes of a file that was sent either way."""
        if file_id not in self.world.files:
            raise LookupError("there is no such file")
        return self.world.files[file_id].content

    async def wait_for(
        self,
        user_id: int,
        seen: Callable[[views.ShownChat], object],
        within: float = 5,
    ) -> views.ShownChat:
        """Return the chat as soon as `seen` is true of it; raises TimeoutError after `within` seconds."""
        return await views.wait_for(self.world, lambda: self.chat(user_id), seen, within)

    def deliver_twice(self, updates: int = 1) -> None:
        """Hand each of the next updates over once more after the bot has confirmed it."""
        self.updates.double(updates)

    def calls(self, method: str = "", chat: int = 0) -> list[Call]:
        """Return the calls of the Bot API so far, of one method or chat if given, oldest first."""
        return [
            call
            for call in self.world.calls
            if call.method.lower() == (method or call.method).lower() and call.chat == (chat or call.chat)
        ]

    def _acting(self, user_id: int) -> EmulatedPerson:
        person = self.person(user_id)
        self._set_blocked(person, blocked=False)  # an app takes the bot back before it lets anything be sent
        person.started = True
        person.unread = 0
        return person

    def _write(self, user_id: int, content: JSON) -> int:
        wire = self.world.post(self._acting(user_id), content, from_bot=False).wire
        self.updates.add("message", wire)
        return int(wire["message_id"])

    def _picture(self, photo: bytes) -> JSON:
        return {"photo": [outgoing.photo_size(size) for size in self.world.keep_photo(photo)]}


def _caption(caption: str) -> JSON:
    entities = texts.found(caption)
    return ({"caption": caption} if caption else {}) | ({"caption_entities": entities} if entities else {})


def _cut(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


def _smile() -> bytes:
    image = Image.new("RGBA", (512, 512))
    draw = ImageDraw.Draw(image)
    draw.ellipse((16, 16, 496, 496), fill="#ffd34d", outline="#c99700", width=10)
    for left in (160, 312):
        draw.ellipse((left, 170, left + 44, 230), fill="#4a3800")
    draw.arc((136, 190, 376, 390), 20, 160, fill="#4a3800", width=18)
    buffer = io.BytesIO()
    image.save(buffer, "WEBP")
    return buffer.getvalue()
