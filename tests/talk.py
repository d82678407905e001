"""The dialogue driver: people say, press and send things to the real router, and read what they are told.

`TalkChannel` is a channel like any other: it knows nothing of the service and keeps what was sent in lists.
"""

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO

from PIL import Image

from bot.app import App
from bot.clock import MovableClock
from bot.domain.models import (
    Account,
    Appointment,
    Cluster,
    ClusterSchool,
    Consent,
    Meeting,
    Person,
    Plan,
    Role,
    Round,
    Unit,
    UnitKind,
)
from bot.i18n import Translator
from bot.messages import (
    Button,
    FileRef,
    Handler,
    Incoming,
    Kind,
    Outgoing,
    SendError,
    TooBig,
    Upload,
    numbered,
)
from bot.router import TROUBLE
from bot.vietnamese import fold

EVENTS = itertools.count(1)


@dataclass
class Message:
    """What a person sees in the chat."""

    id: str
    text: str
    buttons: tuple[tuple[Button, ...], ...]
    uploads: tuple[Upload, ...]
    typed: bool = False
    edits: int = 0

    @property
    def labels(self) -> list[str]:
        return [button.label for row in self.buttons for button in row]


class TalkChannel:
    """Carries messages in memory. Without `buttons` a person only has what `numbered` shows."""

    def __init__(self, *, buttons: bool = True, name: str = "talk") -> None:
        self.name = name
        self.buttons = buttons
        self.chats: dict[str, list[Message]] = defaultdict(list)
        self.files: dict[str, bytes] = {}
        self.troubles: dict[str, list[SendError]] = defaultdict(list)
        self._ids = itertools.count(1)

    async def start(self) -> None:
        """Nothing to connect."""

    async def listen(self, handle: Handler) -> None:
        raise AssertionError("tests hand messages over themselves")

    async def close(self) -> None:
        """Nothing to close."""

    async def send(self, address: str, message: Outgoing, *, reply: bool) -> str:
        if self.troubles[address]:
            raise self.troubles[address].pop(0)
        shown = Message(str(next(self._ids)), message.text, message.buttons, message.uploads, message.typed)
        self.chats[address].append(shown)
        return shown.id

    async def edit(self, address: str, message_id: str, message: Outgoing) -> bool:
        for shown in self.chats[address]:
            if shown.id == message_id and self.buttons:
                shown.text, shown.buttons, shown.typed = message.text, message.buttons, message.typed
                shown.edits += 1
                return True
        return False

    async def seen(self, press: str, note: str = "") -> None:
        """A press turns no button here."""

    async def download(self, file: FileRef, *, limit: int) -> bytes:
        if len(self.files[file.id]) > limit:
            raise TooBig
        return self.files[file.id]

    def link(self, start: str) -> str:
        return f"https://chat.example/bot?start={start}"


@dataclass
class Somebody:
    """One person in one chat."""

    talk: "Talk"
    address: str
    seen: int = 0

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
        event = Incoming(self.talk.channel.name, str(next(EVENTS)), self.address, kind, **what)
        await self.talk.app.router.handle(event)
        assert self.talk.trouble not in self.last.text, "the handler broke: see the log"
        return self.last

    async def says(self, text: str) -> Message:
        return await self.does(Kind.TEXT, text=text)

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
        assert button.label in numbered(Outgoing(message.text, message.buttons))
        return await self.says(button.label if message.typed else f"{flat.index(button) + 1}")

    async def sends_photo(self, content: bytes | None = None, *, album: str = "", caption: str = "") -> Message:
        number = f"f{next(EVENTS)}"
        self.talk.channel.files[number] = photo() if content is None else content
        file = FileRef(number, "", len(self.talk.channel.files[number]))
        return await self.does(Kind.PHOTO, file=file, album=album, text=caption)

    async def sends_file(self, name: str, content: bytes) -> Message:
        number = f"f{next(EVENTS)}"
        self.talk.channel.files[number] = content
        return await self.does(Kind.FILE, file=FileRef(number, name, len(content)))

    async def sends_sticker(self) -> Message:
        return await self.does(Kind.OTHER)


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
        await self.app.jobs.tick()

    async def comes(self, moment: datetime) -> None:
        """Move to a moment, and let the rounds happen."""
        self.clock.move_to(moment)
        await self.app.jobs.tick()

    async def world(self) -> "World":
        """Make two schools, a cluster and a subject group of them, an office, and one month-only meeting."""
        async with self.app.database.writing() as db:
            office = Unit(kind=UnitKind.OFFICE, name="Phòng GD&ĐT Mường Chà", folded="phong gd&dt muong cha")
            one = Unit(kind=UnitKind.SCHOOL, name="PTDTBT TH số 1 Na Sang", folded="ptdtbt th so 1 na sang")
            two = Unit(kind=UnitKind.SCHOOL, name="TH Thị trấn", folded="th thi tran")
            cluster = Cluster(school_year="2023-2024", name="Cụm số 1", folded="cum so 1", subject=None)
            group = Cluster(school_year="2023-2024", name="Tiếng Anh", folded="tieng anh", subject="Tiếng Anh")
            db.add_all([office, one, two, cluster, group])
            await db.flush()
            db.add_all(ClusterSchool(cluster_id=c.id, unit_id=u.id) for c in (cluster, group) for u in (one, two))
            plan = Plan(title="Kế hoạch", school_year="2023-2024", unit_id=office.id, imported_at=self.clock.now())
            db.add(plan)
            await db.flush()
            october = Round(plan_id=plan.id, number=1, month=date(2023, 10, 1))
            db.add(october)
            await db.flush()
            meeting = Meeting(
                round_id=october.id,
                cluster_id=cluster.id,
                host_id=one.id,
                content="Phương pháp dạy lớp 4",
                month=date(2023, 10, 1),
            )
            db.add(meeting)
            db.add(
                Appointment(role=Role.LEAD, holder_unit_id=one.id, cluster_id=cluster.id, valid_from=date(2023, 9, 1))
            )
            await db.flush()
        return World(self, office.id, one.id, two.id, cluster.id, group.id, meeting.id)


@dataclass
class World:
    """The ids of what `Talk.world` made, and how its people come in."""

    talk: Talk
    office: int
    school: int
    other_school: int
    cluster: int
    group: int
    meeting: int

    async def has(self, name: str, *roles: Role, school: int | None = None, subject: str | None = None) -> Somebody:
        """Let a person stand in the tables as one who agreed and joined."""
        somebody = self.talk(name)
        async with self.talk.app.database.writing() as db:
            person = Person(
                name=name,
                folded=fold(name),
                unit_id=school or self.school,
                subject=subject,
                level="th",
                language=self.talk.language,
                joined_at=self.talk.clock.now(),
            )
            db.add(person)
            await db.flush()
            db.add(Account(person_id=person.id, channel=self.talk.channel.name, address=somebody.address))
            db.add(Consent(person_id=person.id, version=1, given_at=self.talk.clock.now()))
            for role in roles:
                in_cluster = role in (Role.LEAD, Role.CORE)
                unit = {Role.OFFICER: self.office, Role.PRINCIPAL: school or self.school}.get(role)
                db.add(
                    Appointment(
                        role=role,
                        person_id=person.id,
                        unit_id=unit,
                        cluster_id=self.cluster if in_cluster else None,
                        valid_from=date(2023, 9, 1),
                    )
                )
        return somebody

    async def have(self, names: Sequence[str], **about: object) -> list[Somebody]:
        return [await self.has(name, **about) for name in names]

    async def settles(self, lead: Somebody, when: str = "14h ngày 26/10", seats: str = "30") -> Message:
        """Let a lead settle the meeting in the conversation itself."""
        say = self.talk.said
        await lead.does(Kind.PRESS, text=f"settle:{self.meeting}", press="p")
        await lead.says(when)
        await lead.says("Phòng họp")
        await lead.says(seats)
        return await lead.presses(say("Settle it"))
