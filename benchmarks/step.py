"""What one sign-up step costs: update in, transaction on SQLite, reply out over real HTTP.

The same router, handlers and tables both times; once the replies leave through this channel, once through
python-telegram-bot with its own HTTP client.
"""

import asyncio
import itertools
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from pydantic import SecretStr
from sqlalchemy import insert
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from benchmarks.send import IN_FLIGHT, TOKEN, UNPACED, Send, measure, server
from bot.app import App, build
from bot.channels.telegram import Telegram
from bot.clock import MovableClock
from bot.db import Database
from bot.domain.models import (
    Account,
    Cluster,
    ClusterSchool,
    Meeting,
    MeetingState,
    Person,
    Plan,
    Round,
    Unit,
    UnitKind,
)
from bot.messages import Channel, Incoming, Kind, Leaving, Outgoing
from bot.migrate import upgrade
from bot.settings import Settings

EVENTS = itertools.count(1)
ROUNDS = 5
STEPS = 200
PEOPLE = 500
NOW = datetime(2023, 10, 9, 2, tzinfo=UTC)


class ByLibrary(Telegram):
    """The same channel, with the sends of python-telegram-bot's own client."""

    def __init__(self, token: str, api: str) -> None:
        super().__init__(token, api)
        self._bot = Bot(token, base_url=f"{api}/bot")

    async def start(self) -> None:
        """Open both clients."""
        await super().start()
        await self._bot.initialize()

    async def close(self) -> None:
        """Close both clients."""
        await self._bot.shutdown()
        await super().close()

    async def send(
        self,
        address: str,
        message: Outgoing,
        *,
        reply: bool,  # noqa: ARG002 - a channel's shape
        leaving: Leaving | None = None,  # noqa: ARG002 - a channel's shape
    ) -> str:
        """Send through the library."""
        rows = [[InlineKeyboardButton(one.label, callback_data=one.press) for one in row] for row in message.buttons]
        sent = await self._bot.send_message(int(address), message.text, reply_markup=InlineKeyboardMarkup(rows))
        return str(sent.message_id)


def run() -> None:
    """Print CPU microseconds per step and steps per second, medians of interleaved rounds."""
    with server() as base, tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/bench.sqlite3"
        upgrade(url)
        settings = Settings(database_url=url, media_dir=Path(folder), secret=SecretStr("bench"))
        asyncio.run(_compare(settings, base))


async def _compare(settings: Settings, base: str) -> None:
    await _fill(settings.database_url)
    made: dict[str, Callable[[], Channel]] = {
        "this channel": lambda: Telegram(TOKEN, base, per_second=UNPACED),
        "python-telegram-bot": lambda: ByLibrary(TOKEN, base),
    }
    print(f"{'in flight':>9}  {'':20}{'µs CPU/step':>12}{'steps/s':>9}")
    for in_flight in IN_FLIGHT:
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in made}
        for _ in range(ROUNDS):
            for name, make in made.items():
                found[name].append(await _measure_once(settings, make(), in_flight))
        for name, rounds in found.items():
            cpu, speed = (median(figures) for figures in zip(*rounds, strict=True))
            print(f"{in_flight:9}  {name:20}{cpu:12.0f}{speed:9.0f}")


async def _measure_once(settings: Settings, channel: Channel, in_flight: int) -> tuple[float, float]:
    async with build(settings, channels=[channel], clock=MovableClock(NOW)) as app:
        await channel.start()
        return await measure(_by(app), in_flight, STEPS)


def _by(app: App) -> Send:
    async def step(number: int) -> None:
        event, person = next(EVENTS), number % PEOPLE
        press = "take:1" if event % 2 else "leave:1"
        await app.router.handle(Incoming("telegram", str(event), str(1000 + person), Kind.PRESS, text=press))

    return step


async def _fill(url: str) -> None:
    """Put one settled meeting and the people who sign up for it into the tables."""
    database = Database(url)
    async with database.writing() as db:
        school = Unit(kind=UnitKind.SCHOOL, name="TH Hoa Ban", folded="th hoa ban")
        cluster = Cluster(school_year="2023-2024", name="Cụm số 1", folded="cum so 1")
        db.add_all([school, cluster])
        await db.flush()
        plan = Plan(title="Kế hoạch", school_year="2023-2024", unit_id=school.id, imported_at=NOW)
        db.add_all([plan, ClusterSchool(cluster_id=cluster.id, unit_id=school.id)])
        await db.flush()
        october = Round(plan_id=plan.id, number=1, month=date(2023, 10, 1))
        db.add(october)
        await db.flush()
        meeting = Meeting(
            round_id=october.id,
            cluster_id=cluster.id,
            host_id=school.id,
            content="Phương pháp dạy lớp 4",
            month=date(2023, 10, 1),
            state=MeetingState.SETTLED,
            starts_at=NOW + timedelta(days=10),
            ends_at=NOW + timedelta(days=10, hours=3),
        )
        db.add(meeting)
        numbers = range(1, PEOPLE + 1)
        people = [{"name": f"Lò Thị {n}", "folded": "", "unit_id": school.id, "joined_at": NOW} for n in numbers]
        await db.execute(insert(Person), people)
        accounts = [{"person_id": n, "channel": "telegram", "address": str(999 + n)} for n in numbers]
        await db.execute(insert(Account), accounts)
    await database.close()
