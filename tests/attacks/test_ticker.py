"""The ticker itself: how it is set up, many changes, derives at once, a step that breaks, a stop in the middle."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from itertools import count, dropwhile

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import event, func, select, text

from bot import jobs
from bot.app import App, build, run
from bot.clock import MovableClock
from bot.domain.models import Outbox, Purpose, Role
from bot.jobs import STEPS
from bot.messages import Take
from bot.ticker import Every, follow_the_clock
from bot.vietnamese import ZONE
from tests.attacks.kit import WatchedChannel
from tests.counting import counted
from tests.talk import Somebody, Talk, World

STARTS_AT = datetime(2023, 10, 26, 14, tzinfo=ZONE)
MONDAY = datetime(2023, 10, 16, 7, tzinfo=ZONE)
PATIENCE = 20


class StillChannel(WatchedChannel):
    """A channel on which nobody says anything."""

    async def listen(self, take: Take) -> None:
        await asyncio.Event().wait()


@pytest.fixture
def channel(clock: MovableClock) -> WatchedChannel:
    return StillChannel(clock)


class Derives:
    """Counts the derives of a service by what the first of their steps asks of the database."""

    def __init__(self, app: App) -> None:
        self.number = 0
        event.listen(app.database._engine.sync_engine, "before_cursor_execute", self._note)

    def _note(self, *sent: object) -> None:
        said = " ".join(str(sent[2]).split())
        self.number += said.startswith("SELECT notice.id") and "notice.due_at <=" in said

    async def come(self, number: int = 1) -> None:
        """Wait until there were so many."""
        async with asyncio.timeout(PATIENCE):
            while self.number < number:  # noqa: ASYNC110 - nobody tells when a derive has begun
                await asyncio.sleep(0.01)


@asynccontextmanager
async def ticking(app: App) -> AsyncIterator[AsyncIOScheduler]:
    """Let the service tick as `bot.app.run` lets it, without a platform to listen to."""
    ticker = app.jobs.schedule()
    ticker.start()
    try:
        yield ticker
    finally:
        ticker.pause()
        await app.jobs.stop()
        ticker.shutdown(wait=False)
        await asyncio.sleep(0)


@pytest.fixture
async def seated(talk: Talk, world: World) -> Somebody:
    """Somebody with a seat at a meeting."""
    await world.settles(await world.has("Lò Văn Sinh", Role.LEAD))
    lan = await world.has("Vàng Thị Lan")
    await lan.forges(f"take:{world.meeting}")
    return lan


async def test_how_the_ticker_is_set_up(talk: Talk) -> None:
    """Vietnam's hours whatever the machine's zone; missed ticks come once, late ones still, none beside itself."""
    async with ticking(talk.app) as ticker:
        assert ticker.timezone == ZONE
        found = {job.id: job for job in ticker.get_jobs()}
        for job in found.values():
            assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, None)
        mornings = {name: job.trigger for name, job in found.items() if not isinstance(job.trigger, Every)}
        assert {trigger.timezone for trigger in mornings.values()} == {ZONE}
        now = datetime(2023, 10, 14, 22, tzinfo=ZONE)
        every = {name: found[name].trigger.get_next_fire_time(None, now) - now for name in ("look", "deliver")}
        assert every == {"look": timedelta(seconds=1), "deliver": timedelta(seconds=2)}


async def test_a_jump_of_days_is_one_round_and_not_one_a_second(talk: Talk) -> None:
    """A laptop wakes after three days: what was missed comes together, without a walk through every second."""
    async with ticking(talk.app) as ticker:
        job = ticker.get_job("look")
        assert len(job._get_run_times(job.next_run_time + timedelta(days=3))) == 1


async def test_a_clock_that_is_set_back_stops_no_round(talk: Talk) -> None:
    """The ticker sleeps until an hour of the clock: where that moves away, the next round is counted anew."""
    ahead, looks = iter([7200.0, 0.0]), count(1)

    async def two_looks(_seconds: float) -> None:
        if next(looks) > 1:
            raise asyncio.CancelledError

    async with ticking(talk.app) as ticker:
        later = datetime.now(ZONE) + timedelta(hours=2)  # noqa: TID251 - it is the machine's clock that is set here
        for job in ticker.get_jobs():
            ticker.modify_job(job.id, next_run_time=later)
        with suppress(asyncio.CancelledError):
            await follow_the_clock(
                ticker, talk.app.jobs.try_again, clock=lambda: time.monotonic() + next(ahead), sleep=two_looks
            )
        soon = datetime.now(ZONE) + timedelta(seconds=3)  # noqa: TID251 - it is the machine's clock that is set here
        assert {job.id for job in ticker.get_jobs() if job.next_run_time < soon} >= {"look", "deliver"}


@pytest.mark.parametrize(
    ("name", "after", "comes"),
    [
        ("quiet ends", datetime(2023, 10, 14, 22, tzinfo=ZONE), datetime(2023, 10, 15, 6, 30, tzinfo=ZONE)),
        ("each morning", datetime(2023, 10, 14, 22, tzinfo=ZONE), datetime(2023, 10, 15, 7, tzinfo=ZONE)),
        ("each Monday", datetime(2023, 10, 14, 22, tzinfo=ZONE), MONDAY),
        ("first of the month", datetime(2023, 10, 14, 22, tzinfo=ZONE), datetime(2023, 11, 1, 7, tzinfo=ZONE)),
    ],
)
async def test_the_hours_of_the_morning(talk: Talk, name: str, after: datetime, comes: datetime) -> None:
    ticker = talk.app.jobs.schedule()
    job = next(job for job, *_ in ticker._pending_jobs if job.id == name)
    assert isinstance(job.trigger, CronTrigger)
    assert job.trigger.get_next_fire_time(None, after) == comes
    assert job.func == talk.app.jobs.derive


async def test_a_hundred_changes_are_one_derive(talk: Talk) -> None:
    """A storm of changes makes the service derive once at each look, and looks come once a second."""
    await talk.app.jobs.look()
    derives = Derives(talk.app)
    for looks in range(1, 4):
        for _ in range(100):
            talk.app.jobs.wrote(["notice"])
        await talk.app.jobs.look()
        assert derives.number == looks
    await talk.app.jobs.look()
    assert derives.number == 3


async def test_what_an_update_changed_is_derived_at_the_next_look(talk: Talk, world: World) -> None:
    """Long before the next minute, which does not come here: the hour stands still. By what the commit tells."""
    lead = await world.has("Lò Văn Sinh", Role.LEAD)
    derives = Derives(talk.app)
    async with ticking(talk.app):
        await derives.come()
        before = derives.number
        await world.settles(lead)
        await derives.come(before + 1)


@pytest.mark.parametrize("said", ["/lich", "/viec", "/trogiup", "take:999", "xin chào"])
async def test_who_only_looks_or_is_refused_sets_nothing_off(talk: Talk, seated: Somebody, said: str) -> None:
    await talk.app.jobs.derive()
    await (seated.forges(said) if ":" in said else seated.says(said))
    with counted(talk.app) as found:
        await talk.app.jobs.look()
    assert found.number == 0


async def test_a_change_sets_off_the_steps_that_it_touches(talk: Talk, world: World, seated: Somebody) -> None:
    """A seat may close a duty and free another's; no reminder of a meeting, no digest can come of it."""
    await talk.app.jobs.derive()
    await (await world.has("Lò Văn Minh")).forges(f"take:{world.meeting}")
    with counted(talk.app) as found:
        await talk.app.jobs.look()
    asked = " ".join(statement for statement, _ in found.sent)
    assert "FROM seat" in asked
    assert "FROM duty" in asked
    assert "FROM notice" not in asked
    with counted(talk.app) as found:
        await talk.app.jobs.look()
    assert found.number == 0


async def test_a_step_derives_from_no_table_that_could_wait_a_minute_unseen(talk: Talk, seated: Somebody) -> None:
    """What a step reads for what is due is named beside it, but for what only says how a letter looks or leaves."""
    no_matter = {"outbox", "account", "dialogue", "duty_event", "custom"}
    for step, tables in STEPS.items():
        with counted(talk.app) as found:
            async with talk.app.database.writing() as db:
                await step(db, talk.clock.now())
        first = next((statement for statement, _ in found.sent if statement.startswith("SELECT")), "")
        its_own = set(re.findall(r"(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)", " ".join(one for one, _ in found.sent)))
        # Whom a row is joined to is mostly for the words.
        read = set(re.findall(r"FROM (\w+)", first)) - no_matter - its_own
        assert read <= {table.__tablename__ for table in tables}, step


async def test_a_change_in_the_middle_of_a_derive_is_followed_by_another(talk: Talk) -> None:
    """What was committed after a derive's first steps had looked is not left for a minute."""
    derives = Derives(talk.app)
    await talk.app.jobs.derive()
    async with talk.app.database.writing():  # holds the derive at its first step
        under_way = asyncio.gather(talk.app.jobs.derive())
        await asyncio.sleep(0.05)
        talk.app.jobs.wrote(["notice"])
    await under_way
    before = derives.number
    await talk.app.jobs.look()
    assert derives.number == before + 1
    await talk.app.jobs.look()
    assert derives.number == before + 1


async def test_a_minute_or_a_jump_of_the_clock_is_derived(talk: Talk) -> None:
    derives = Derives(talk.app)
    await talk.app.jobs.look()
    for span, expected in ((59, 1), (1, 2), (1, 2), (-3600, 3), (86400, 4)):
        talk.clock.move_by(timedelta(seconds=span))
        await talk.app.jobs.look()
        assert derives.number == expected


async def test_derives_at_once_here_and_at_a_replica(talk: Talk, world: World, seated: Somebody) -> None:
    """Many at the same moment queue each letter once."""
    await world.holds_digests()
    talk.clock.move_to(STARTS_AT - timedelta(days=7))
    async with build(talk.app.settings, channels=[talk.channel], clock=talk.clock) as replica:
        both = (talk.app.jobs, replica.jobs)
        assert await asyncio.gather(*(both[turn % 2].derive() for turn in range(6))) == [[]] * 6
    assert set(await talk.finds(select(Outbox.purpose))) == {Purpose.WEEK_BEFORE, Purpose.DIGEST}
    assert set(await talk.finds(select(func.count(Outbox.id)).group_by(Outbox.person_id, Outbox.purpose))) == {1}


@pytest.mark.sqlite("PostgreSQL takes no such hour")
async def test_a_step_that_breaks_holds_nobody_back(
    talk: Talk, world: World, seated: Somebody, capfd: pytest.CaptureFixture[str]
) -> None:
    """A row that cannot be read stops its own step; reminders leave, the log has a number, and later all is well."""
    minh = await world.has("Lò Văn Minh")
    await minh.forges(f"take:{world.meeting}")
    whose = {"whose": await world.id_of(minh)}
    async with talk.app.database.writing() as db:
        broken = text("UPDATE seat SET state = 'waiting', since = '2000-99-99 00:00:00' WHERE person_id = :whose")
        await db.execute(broken, whose)
    talk.clock.move_to(STARTS_AT - timedelta(days=7))
    seated.new()
    assert await talk.app.jobs.tick() == ["pass_on_offers"]
    assert len(seated.new()) == 1
    said = capfd.readouterr().err
    assert '"unexpected"' in said
    assert '"step": "pass_on_offers"' in said
    async with talk.app.database.writing() as db:
        mended = text("UPDATE seat SET state = 'given_up', since = '2023-10-09 00:00:00' WHERE person_id = :whose")
        await db.execute(mended, whose)
    assert await talk.app.jobs.tick() == []


async def _nothing() -> None:
    """Write nothing before the first derive, which is to wait."""


async def test_a_stop_lets_what_is_under_way_end(talk: Talk, seated: Somebody, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service is stopped while a derive waits for the tables: its step is kept whole, and no other begins."""
    # Without the steps before it, which have nothing to do here.
    later = dropwhile(lambda step: step is not jobs._expand_some, STEPS)
    monkeypatch.setattr(jobs, "STEPS", {step: STEPS[step] for step in later})
    monkeypatch.setattr(talk.app.jobs, "take_over", _nothing)
    talk.clock.move_to(STARTS_AT - timedelta(days=7))
    async with talk.app.database.writing():
        service = asyncio.gather(run(talk.app))
        async with asyncio.timeout(PATIENCE):
            while not talk.app.jobs._deriving.locked():  # noqa: ASYNC110 - nobody tells when a derive has begun
                await asyncio.sleep(0.01)
        service.cancel()
        await asyncio.sleep(0.1)
    with suppress(asyncio.CancelledError):
        await service
    found = await talk.finds(select(Outbox.purpose))
    assert set(found) == {Purpose.WEEK_BEFORE}
