"""What the emulated Telegram remembers: people, their chats, files and presses. All of it in memory."""

import asyncio
import hashlib
import io
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from PIL import Image

from bot.clock import Clock
from bot.emulator.wire import JSON

CALLS_KEPT = 100_000
"""More would fill the memory of a demo that runs for weeks."""
THUMBNAIL = 90


@dataclass(slots=True)
class StoredFile:
    """A file as it lies with Telegram, found again by `id`, downloaded under `path`."""

    id: str
    unique_id: str
    path: str
    kind: str
    name: str
    mime: str
    content: bytes
    width: int = 0
    height: int = 0

    def to_json(self) -> JSON:
        """Return the fields that every kind of file has on the wire."""
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.content)}


@dataclass(slots=True)
class Record:
    """One message: as the API shows it, and what only the emulator knows of it."""

    wire: JSON
    from_bot: bool
    edits: int = 0
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """What a person was told on top of the chat when a press was answered."""

    press: str
    text: str
    modal: bool


@dataclass(slots=True)
class EmulatedPerson:
    """Somebody with a private chat. `about` is a line for the page; the bot never sees it."""

    id: int
    name: str
    about: str = ""
    started: bool = False
    newcomer: bool = True
    blocked: bool = False
    unread: int = 0
    typing_until: float = 0
    records: dict[int, Record] = field(default_factory=dict)
    alerts: list[Alert] = field(default_factory=list)

    group: bool = False
    """It is a group, whose id is negative: several write there, and a bot hears only what is said to it."""

    def user(self) -> JSON:
        """Return Telegram's User."""
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": "vi"}

    def chat(self) -> JSON:
        """Return Telegram's Chat."""
        if self.group:
            return {"id": self.id, "type": "group", "title": self.name}
        return {"id": self.id, "type": "private", "first_name": self.name}


@dataclass(frozen=True, slots=True)
class Press:
    """A press that the bot has not answered yet."""

    id: str
    person: int
    message: int
    data: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Bot API. `at` is the emulator's clock, `seconds` the running machine's, for measuring pace."""

    method: str
    chat: int
    at: datetime
    seconds: float
    params: JSON
    status: int


class World:
    """Everything there is, and the news of its changes."""

    def __init__(self, token: str, username: str, clock: Clock) -> None:
        self.token = token
        self.clock = clock
        bot_id = token.partition(":")[0]
        self.bot: JSON = {
            "id": int(bot_id) if bot_id.isdecimal() else 1,
            "is_bot": True,
            "first_name": username,
            "username": username,
        }
        self.people: dict[int, EmulatedPerson] = {}
        self.groups: dict[int, EmulatedPerson] = {}
        self.files: dict[str, StoredFile] = {}
        self.paths: dict[str, StoredFile] = {}
        self.presses: dict[str, Press] = {}
        self.commands: dict[tuple[str, str], list[JSON]] = {}
        self.about: dict[str, str] = {}
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT)
        self._ids = count(1)
        self._listeners: set[asyncio.Queue[int | None]] = set()

    def next_id(self) -> int:
        """Return a number never given before; a bot's message ids grow across all of its chats."""
        return next(self._ids)

    def date(self) -> int:
        """Return the clock's moment as Telegram writes it."""
        return int(self.clock.now().timestamp())

    def post(
        self, person: EmulatedPerson, content: JSON, *, from_bot: bool, by: EmulatedPerson | None = None
    ) -> Record:
        """Put a message into a person's chat, or into a group's, where it is `by` one of its people."""
        number = self.next_id()
        sender = self.bot if from_bot else (by or person).user()
        head = {"message_id": number, "from": sender, "chat": person.chat(), "date": self.date()}
        record = person.records[number] = Record(head | content, from_bot)
        if from_bot:
            person.unread += 1
            person.typing_until = 0
        self.changed(person.id)
        return record

    def keep(self, kind: str, name: str, mime: str, content: bytes, size: tuple[int, int] = (0, 0)) -> StoredFile:
        """Keep a file's bytes; the same bytes get a new id each time, as Telegram does."""
        number = self.next_id()
        unique = hashlib.sha256(b"%d:%d" % (self.bot["id"], number)).hexdigest()[:16]
        suffix = name.rpartition(".")[2] if "." in name else "bin"
        path = f"{kind}s/file_{number}.{suffix}"
        kept = StoredFile(f"{kind}-{unique}-{number}", unique, path, kind, name, mime, content, *size)
        self.files[kept.id] = self.paths[path] = kept
        return kept

    def keep_photo(self, content: bytes) -> list[StoredFile]:
        """Keep a picture with a small size beside it, smallest first; raises OSError where it is no picture."""
        with Image.open(io.BytesIO(content)) as image:
            kind = (image.format or "jpeg").lower()
            size = image.size
            small = _shrunk(image) if max(size) > THUMBNAIL else None
        whole = self.keep("photo", f"photo.{'jpg' if kind == 'jpeg' else kind}", f"image/{kind}", content, size)
        if small is None:
            return [whole]
        return [self.keep("photo", "small.jpg", "image/jpeg", *small), whole]

    def changed(self, person_id: int = 0) -> None:
        """Tell whoever listens that something in this person's chat, or (0) elsewhere, is new."""
        for listener in self._listeners:
            listener.put_nowait(person_id)

    def hang_up(self) -> None:
        """Tell whoever listens that nothing more will come."""
        for listener in self._listeners:
            listener.put_nowait(None)

    @contextmanager
    def listening(self) -> Iterator[asyncio.Queue[int | None]]:
        """Give a queue of the ids of people whose chats change; None ends it."""
        listener: asyncio.Queue[int | None] = asyncio.Queue()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)


def _shrunk(image: Image.Image) -> tuple[bytes, tuple[int, int]]:
    image.draft("RGB", (THUMBNAIL, THUMBNAIL))
    image.thumbnail((THUMBNAIL, THUMBNAIL))
    buffer = io.BytesIO()
    image.convert("RGB").save(buffer, "JPEG", quality=70)
    return buffer.getvalue(), image.size
