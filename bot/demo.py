"""`python -m bot demo`: the real bot against the local Bot API, with the plan of Mường Chà and invented people.

Everything goes over real HTTP; only the hour is the demo's own. It begins in the plan's October of 2023.
"""

import asyncio
import shutil
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from pathlib import Path

import click
from pydantic import SecretStr
from sqlalchemy import Select, func, select

from bot import logs
from bot.app import App, build, platforms, run
from bot.clock import MovableClock, SystemClock
from bot.demo_people import enter
from bot.documents.plan import read
from bot.domain import plan
from bot.domain.duties import orders, rules
from bot.domain.letters import digests
from bot.domain.models import Duty, DutyState, Meeting, MeetingState, Notice, Outbox, OutboxState, Seat, SeatState
from bot.domain.organisation import consents
from bot.domain.organisation.people import EVERYTHING
from bot.domain.programme import hosting
from bot.emulator import Emulator, Landmark
from bot.migrate import upgrade
from bot.serving import must_be_free, until_stopped
from bot.settings import Settings
from bot.vietnamese import ZONE, at, local

HOST = "127.0.0.1"
FOLDER = Path("var/demo")
PLAN = Path(__file__).parent.parent / "demo" / "ke-hoach-muong-cha-2023-2024.docx"
YEAR = "2023-2024"
OWN_PAPER = "001"
"""The sample paper (`catalogue.papers`) that the plan is."""
START = datetime(2023, 10, 9, 8, tzinfo=ZONE)
TOKEN = "12345:demo"  # noqa: S105 - the emulator's own, good for nothing else
USERNAME = "dugio_demo_bot"
CHANNEL = "telegram"
QUIET_ENDS = time(6, 30)


@click.command("demo")
@click.option(
    "--port",
    type=click.IntRange(1, 65534),
    default=8090,
    show_default=True,
    help="Where the web chat is served, on this machine only; files come and go at the port after it.",
)
def demo(port: int) -> None:
    """Serve the demo: a web chat with a teacher, a lead, a principal, an officer, and time that can be moved."""
    for each in (port, port + 1):
        must_be_free(HOST, each, "Stop what listens there, or choose another port: make demo PORT=8100")
    if "log_level" not in Settings().model_fields_set:
        logs.configure("WARNING")
    asyncio.run(until_stopped(_serve(port)))


async def _serve(port: int) -> None:
    # A folder a port: a second demo leaves the first one's tables alone.
    folder = FOLDER / str(port)
    await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    clock = MovableClock(START, beside=SystemClock())
    emulator = Emulator(TOKEN, USERNAME, clock)
    await emulator.start(HOST, port)
    settings = Settings(
        telegram_token=SecretStr(TOKEN),
        telegram_api=f"http://{HOST}:{port}",
        zalo_token=SecretStr(emulator.zalo.token),
        zalo_api=emulator.zalo.base,
        public_url=f"http://{HOST}:{port + 1}",
        listen=f"{HOST}:{port + 1}",
        database_url=f"sqlite+aiosqlite:///{folder}/dugio.sqlite3",
        media_dir=folder / "media",
        secret=SecretStr("the demo's own secret"),
        keeper="Phòng GD&ĐT Mường Chà",
        keeper_address="Mường Chà, Điện Biên",
        contact="0215 3842 000 (số của bản thử)",
        data_officer="Điêu Thị Phượng, chuyên viên",
    )
    await asyncio.to_thread(upgrade, settings.database_url)
    try:
        async with build(settings, channels=platforms(settings), clock=clock) as app:
            await prepare(app, emulator)
            emulator.demo = Steering(app, clock)
            click.echo(f"The demo runs: open http://{HOST}:{port}/ in a browser. Ctrl+C stops it.")
            await run(app)
    finally:
        await emulator.stop()


async def prepare(app: App, emulator: Emulator) -> None:
    """Put the plan in and bring the people in."""
    draft = await asyncio.to_thread(lambda: read(PLAN.read_bytes(), PLAN.name))
    async with app.database.writing() as db:
        proposal = await plan.propose(db, draft, YEAR)
        await plan.accept(db, EVERYTHING, proposal, now=app.clock.now())
        await rules.ensure(db, app.clock.now())
        # The demo's plan is the sample paper itself, so its own office cites it as it stands.
        asked = await orders.choose(db, OWN_PAPER, app.clock.now())
        its = [one.rule.id for one in asked.effects]
        await orders.switch_on(db, its, EVERYTHING, office_id=None, by_id=None, now=app.clock.now())
        await enter(db, emulator, CHANNEL, app.clock.now(), consents.edition(app.settings))


def _around(meeting: Meeting) -> list[Landmark]:
    assert meeting.starts_at
    assert meeting.ends_at
    name = meeting.cluster.name
    return [
        Landmark(f"{name}: một tuần trước", meeting.starts_at - timedelta(days=7)),
        Landmark(f"{name}: một ngày trước", meeting.starts_at - timedelta(days=1)),
        Landmark(f"{name}: 2 giờ trước", meeting.starts_at - timedelta(hours=2)),
        Landmark(f"{name}: bắt đầu", meeting.starts_at),
        Landmark(f"{name}: kết thúc", meeting.ends_at),
    ]


class Steering:
    """How the page moves the demo's time: it stops at every hour at which something is due, and ticks there."""

    def __init__(self, app: App, clock: MovableClock) -> None:
        self._app = app
        self._clock = clock

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
