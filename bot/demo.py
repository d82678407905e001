"""`python -m bot demo`: the real bot against the local Bot API, with a plan and invented people.

Everything goes over real HTTP; only the hour is the demo's own, and each of its worlds has one.
"""

import asyncio
import shutil
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from pathlib import Path

import click
from sqlalchemy import Select, func, select

from bot import logs
from bot.app import App, build, platforms, run
from bot.clock import MovableClock, SystemClock
from bot.demo_worlds import MUONG_CHA, WORLDS, DemoWorld
from bot.domain.letters import digests
from bot.domain.models import Duty, DutyState, Meeting, MeetingState, Notice, Outbox, OutboxState, Seat, SeatState
from bot.domain.programme import hosting
from bot.emulator import Emulator, Landmark
from bot.migrate import upgrade
from bot.serving import must_be_free, until_stopped
from bot.settings import Secret, Settings, read_settings
from bot.vietnamese import at, local

HOST = "127.0.0.1"
FOLDER = Path("var/demo")
TOKEN = "12345:demo"  # noqa: S105 - the emulator's own, good for nothing else
USERNAME = "dugio_demo_bot"
CHANNEL = "telegram"
QUIET_ENDS = time(6, 30)


@click.command("demo")
@click.option(
    "--port",
    type=click.IntRange(1, 65532),
    default=8090,
    show_default=True,
    help="Where the web chat is served, on this machine only; files come and go at the port after it. Another world "
    "that is chosen on the page takes the two ports after these.",
)
@click.option(
    "--world",
    type=click.Choice([*WORLDS]),
    default=MUONG_CHA.key,
    show_default=True,
    help="Which world it begins with; the page leads to the other.",
)
def demo(port: int, world: str) -> None:
    """Serve the demo: a web chat with a teacher, a lead, a principal, an officer, and time that can be moved."""
    for each in (port, port + 1):
        must_be_free(HOST, each, "Stop what listens there, or choose another port: make demo PORT=8100")
    logs.configure(read_settings(log_level="WARNING").log_level)
    asyncio.run(until_stopped(_serve(port, WORLDS[world])))


async def _serve(port: int, first: DemoWorld) -> None:
    async with asyncio.TaskGroup() as services:
        switch = Switch(port, first, services)
        address = await switch.open(first.key)
        click.echo(f"The demo runs: open {address} in a browser. Ctrl+C stops it.")


class Switch:
    """Leads from world to world: each is a service of its own, begun when it is chosen first."""

    def __init__(self, port: int, first: DemoWorld, services: asyncio.TaskGroup) -> None:
        others = [world for world in WORLDS.values() if world is not first]
        self._ports = {world.key: port + 2 * place for place, world in enumerate((first, *others))}
        self._services = services
        self._ready: dict[str, asyncio.Future[str]] = {}

    def worlds(self) -> Sequence[tuple[str, str]]:
        """Return every world's key and its name."""
        return [(world.key, world.name) for world in WORLDS.values()]

    async def open(self, key: str) -> str:
        """Return the address of a world's page, once it is served. Raises OSError where its ports are taken."""
        if key not in WORLDS:
            raise LookupError(f"there is no world {key}")
        if key not in self._ready:
            port = self._ports[key]
            for each in (port, port + 1):
                try:
                    must_be_free(HOST, each, "Stop what listens there.")
                except click.ClickException as taken:
                    raise OSError(taken.message) from None
            self._ready[key] = asyncio.get_running_loop().create_future()
            self._services.create_task(_live(WORLDS[key], port, self, self._ready[key]))
        return await asyncio.shield(self._ready[key])


async def _live(world: DemoWorld, port: int, switch: Switch, ready: asyncio.Future[str]) -> None:
    # A folder a port: a second demo leaves the first one's tables alone.
    folder = FOLDER / str(port)
    await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    clock = MovableClock(world.start, beside=SystemClock())
    emulator = Emulator(TOKEN, USERNAME, clock)
    await emulator.start(HOST, port)
    settings = _settings(world, port, folder, emulator)
    await asyncio.to_thread(upgrade, settings.database_url)
    try:
        async with build(settings, channels=platforms(settings), clock=clock) as app:
            await world.prepare(app, emulator, CHANNEL)
            emulator.demo = Steering(app, clock, world.key, switch)
            ready.set_result(f"http://{HOST}:{port}/")
            await run(app)
    finally:
        await emulator.stop()


def _settings(world: DemoWorld, port: int, folder: Path, emulator: Emulator) -> Settings:
    return Settings(
        telegram_token=Secret(TOKEN),
        telegram_api=f"http://{HOST}:{port}",
        zalo_token=Secret(emulator.zalo.token),
        zalo_api=emulator.zalo.base,
        public_url=f"http://{HOST}:{port + 1}",
        listen=f"{HOST}:{port + 1}",
        database_url=f"sqlite+aiosqlite:///{folder}/dugio.sqlite3",
        media_dir=folder / "media",
        secret=Secret("the demo's own secret"),
        keeper=world.keeper,
        keeper_address=world.keeper_address,
        contact=world.contact,
        data_officer=world.data_officer,
    )


def _around(meeting: Meeting) -> list[Landmark]:
    assert meeting.starts_at
    assert meeting.ends_at
    # Clusters of two levels may have one name; where they meet tells them apart.
    name = f"{meeting.cluster.name}, {meeting.host.name}"
    return [
        Landmark(f"{name}: một tuần trước", meeting.starts_at - timedelta(days=7)),
        Landmark(f"{name}: một ngày trước", meeting.starts_at - timedelta(days=1)),
        Landmark(f"{name}: 2 giờ trước", meeting.starts_at - timedelta(hours=2)),
        Landmark(f"{name}: bắt đầu", meeting.starts_at),
        Landmark(f"{name}: kết thúc", meeting.ends_at),
    ]


class Steering:
    """How the page moves the demo's time: it stops at every hour at which something is due, and ticks there."""

    def __init__(self, app: App, clock: MovableClock, world: str = "", switch: Switch | None = None) -> None:
        self._app = app
        self._clock = clock
        self.world = world
        self._switch = switch

    def worlds(self) -> Sequence[tuple[str, str]]:
        """Return the worlds that there are, none where this one stands alone."""
        return self._switch.worlds() if self._switch else ()

    async def open(self, world: str) -> str:
        """Return the address of another world's page, once it is served. Raises LookupError, OSError."""
        if self._switch is None:
            raise LookupError("there is one world only")
        return await self._switch.open(world)

    def now(self) -> datetime:
        """Return the demo's present moment."""
        return self._clock.now()

    async def moments(self) -> Sequence[Landmark]:
        """Return the hours around each settled meeting, as far as they lie ahead."""
        now = self._clock.now()
        async with self._app.database.reading() as db:
            settled = select(Meeting).where(Meeting.state == MeetingState.SETTLED, Meeting.ends_at > now)
            ahead = (await db.scalars(settled.order_by(Meeting.starts_at))).all()
        return sorted(
            (moment for meeting in ahead for moment in _around(meeting) if moment.at > now), key=lambda one: one.at
        )

    async def move_to(self, at: datetime) -> None:
        """Go to a moment by way of everything that is due before it."""
        while due := await self._next_due(at):
            self._clock.move_to(due)
            await self._app.jobs.tick()
        self._clock.move_to(at)
        await self._app.jobs.tick()

    async def _next_due(self, before: datetime) -> datetime | None:
        now = self._clock.now()
        async with self._app.database.reading() as db:
            found = [await db.scalar(asked) for asked in _due(now, before)]
            found += [await digests.next_at(db, now), await hosting.next_at(db, now), _morning(now)]
        return min((due for due in found if due and due < before), default=None)


def _morning(now: datetime) -> datetime:
    """Return when the ticker looks next at what comes with a day and not with an hour (`bot.jobs.MORNINGS`)."""
    today = local(now).date()
    return next(due for day in (today, today + timedelta(days=1)) if (due := at(day, QUIET_ENDS)) > now)


def _due(now: datetime, before: datetime) -> list[Select[datetime | None]]:
    notices = select(func.min(Notice.due_at)).where(Notice.expanded_at.is_(None))
    letters = select(func.min(Outbox.due_at)).where(Outbox.state == OutboxState.WAITING)
    offers = select(func.min(Seat.offered_until)).where(Seat.state == SeatState.OFFERED)
    duties = select(func.min(Duty.next_at)).where(Duty.state == DutyState.OPEN)
    return [
        duties.where(Duty.next_at > now, Duty.next_at < before),
        notices.where(Notice.due_at > now, Notice.due_at < before),
        letters.where(Outbox.due_at > now, Outbox.due_at < before),
        offers.where(Seat.offered_until > now, Seat.offered_until < before),
    ]
