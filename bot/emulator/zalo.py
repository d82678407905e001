"""The control interface of the emulated Zalo: what people do and see there, and faults that are made for the bot."""

import asyncio
import hashlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.emulator import texts, views
from bot.emulator.faults import Faults
from bot.emulator.state import CALLS_KEPT, Call, StoredFile, World
from bot.emulator.trouble import Trouble
from bot.emulator.wire import JSON
from bot.emulator.zalo_events import ZaloEvents

PREFIX = "/zalo"
"""The path below which the emulated Zalo's API lies."""


@dataclass(slots=True)
class ZaloPerson:
    """Somebody's chat on Zalo. `id` is their number on this page, `address` the chat's id that the bot sees."""

    id: int
    address: str
    name: str
    about: str = ""
    unread: int = 0
    typing_until: float = 0
    messages: list[views.ShownMessage] = field(default_factory=list)


class ZaloControl(Trouble):
    """People by the same number as on the emulated Telegram; a method that needs an unknown one raises LookupError.

    `photo_field` names the photo in an event ("photo_url" as bots report, "photo" as the documents say); `statuses`
    sends refusals with their own HTTP status instead of 200. `events` holds what else can be odd.
    """

    def __init__(self, world: World, token: str) -> None:
        self.world = world
        self.token = token
        self.account = "bot.DuGioDemo"
        self.faults = Faults()
        self.events = ZaloEvents()
        self.people: dict[int, ZaloPerson] = {}
        self.photo_field = "photo_url"
        self.statuses = False
        self.base = ""
        """Where the API answers once the emulator runs: what the bot is told as its base address."""
        self._calls: deque[Call] = deque(maxlen=CALLS_KEPT)

    def add_person(self, user_id: int, name: str = "", about: str = "") -> str:
        """Give somebody a Zalo account and return their chat's id; who is on Telegram brings name and line along."""
        known = self.world.people.get(user_id)
        address = hashlib.sha256(f"{self.token}/{user_id}".encode()).hexdigest()[:20]
        name, about = name or (known.name if known else str(user_id)), about or (known.about if known else "")
        self.people[user_id] = ZaloPerson(user_id, address, name, about)
        self.world.changed()
        return address

    def person(self, user_id: int) -> ZaloPerson:
        """Return what is known of a person."""
        if user_id not in self.people:
            raise LookupError(f"nobody on Zalo has the id {user_id}")
        return self.people[user_id]

    def at(self, address: str) -> ZaloPerson | None:
        """Return whose chat has this id, if anybody's."""
        return next((person for person in self.people.values() if person.address == address), None)

    def say(self, user_id: int, text: str) -> str:
        """Send a text and return the message's id."""
        self.show(user_id, text, mine=True)
        return self._event(user_id, "text", {"text": text})

    def send_image(self, user_id: int, photo: bytes, caption: str = "") -> str:
        """Send one picture, also of an album, which Zalo takes apart; raises OSError where it is none."""
        kept = self.world.keep_photo(photo)[-1]
        self.show(user_id, caption, kept, mine=True)
        address = {self.photo_field: f"{self.base}/photos/{kept.id}"}
        return self._event(user_id, "image", address | ({"caption": caption} if caption else {}))

    def send_sticker(self, user_id: int) -> str:
        """Send a sticker."""
        self.show(user_id, "[Nhãn dán]", mine=True)
        return self._event(user_id, "sticker", {"sticker": "0e078a2bb96e5030097f", "url": "https://zaloapp.com/s"})

    def send_unsupported(self, user_id: int, shown: str = "[Tệp]", *, bare: bool = False) -> str:
        """Send what the platform does not carry, such as a file; a `bare` event has no message at all."""
        self.show(user_id, shown, mine=True)
        return self._event(user_id, "unsupported", {}, bare=bare)

    def send_raw(self, event: JSON) -> None:
        """Let the platform tell anything at all."""
        self.events.add(event)

    def chat(self, user_id: int) -> views.ShownChat:
        """Return the chat as the person sees it now."""
        person = self.person(user_id)
        typing = person.typing_until > asyncio.get_running_loop().time()
        return views.ShownChat(tuple(person.messages), (), typing, blocked=False, started=True)

    async def wait_for(
        self, user_id: int, seen: Callable[[views.ShownChat], object], within: float = 5
    ) -> views.ShownChat:
        """Return the chat as soon as `seen` is true of it; raises TimeoutError after `within` seconds."""
        return await views.wait_for(self.world, lambda: self.chat(user_id), seen, within)

    def silence(self, *, method: str = "", chat: int = 0, times: int | None = 1) -> None:
        """Take the next calls and never answer them."""
        self.slow(24 * 60 * 60, method=method, chat=chat, times=times)

    def deliver_twice(self, events: int = 1) -> None:
        """Tell each of the next events twice."""
        self.events.double(events)

    def calls(self, method: str = "", chat: int = 0) -> list[Call]:
        """Return the calls of the API so far, of one method or person if given, oldest first."""
        return [
            call for call in self._calls if call.method == (method or call.method) and call.chat == (chat or call.chat)
        ]

    def log(self, method: str, chat: int, params: JSON, status: int) -> None:
        """Take note of a call; `chat` is the person's number."""
        seconds = asyncio.get_running_loop().time()
        self._calls.append(Call(method, chat, self.world.clock.now(), seconds, params, status))

    def show(self, user_id: int, text: str, kept: StoredFile | None = None, *, mine: bool = False) -> str:
        """Put a message into the person's chat and return an id for it."""
        person = self.person(user_id)
        number = self.world.next_id()
        file = views.shown_file(kept) if kept else None
        entities = tuple(entity for entity in texts.found(text) if entity["type"] == "url")
        person.messages.append(views.ShownMessage(number, mine, self.world.clock.now(), text, entities, file=file))
        person.unread = 0 if mine else person.unread + 1
        if not mine:
            person.typing_until = 0
        self.world.changed(user_id)
        return hashlib.sha256(f"{self.token}:{number}".encode()).hexdigest()[:20]

    def _event(self, user_id: int, kind: str, content: JSON, *, bare: bool = False) -> str:
        person = self.person(user_id)
        number = hashlib.sha256(f"event {self.world.next_id()}".encode()).hexdigest()[:20]
        message = {
            "from": {"id": person.address, "display_name": person.name, "is_bot": False},
            "chat": {"id": person.address, "chat_type": "PRIVATE"},
            **content,
            "message_id": number,
            "date": self.world.date() * 1000,
        }
        self.events.add({"event_name": f"message.{kind}.received"} | ({} if bare else {"message": message}))
        return number
