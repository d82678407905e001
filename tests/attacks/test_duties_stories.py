"""Whatever order people, ticks, troubles and jumps of time come in, what is owed is said when it is to be, and once."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.app import build
from bot.clock import MovableClock
from bot.domain.models import DutyState, Meeting, Person, Presence
from bot.settings import Secret, Settings
from tests.attacks.duties_acts import BEFORE, CODES, HEADS, LADDERS, NIGHTS, REPLAN, TASKS, TEACHERS, TROUBLES, Acts
from tests.attacks.duties_watch import WAITS, HearingChannel, Seen, Watch, stand
from tests.tables import Databases, lent
from tests.talk import Talk

BEGINNINGS = (datetime(2023, 10, 9, 2, tzinfo=UTC), datetime(2023, 11, 13, 2, tzinfo=UTC))
"""Two Mondays: when the meeting of October is to be settled, and two days before all schools owe a topic."""

who, nth = st.integers(0, len(TEACHERS) - 1), st.integers(0, 20)
code = st.integers(0, len(CODES) - 1)
one_of_ladders, one_of_reminders = st.integers(0, len(LADDERS) - 1), st.integers(0, len(BEFORE) - 1)
meeting = st.one_of(
    st.tuples(st.just("settle"), st.integers(-5, 9 * 24)),
    st.tuples(st.just("settle"), st.integers(1, 3 * 24)),
    st.tuples(st.just("rehost")),
    st.tuples(st.just("seat"), who),
    st.tuples(st.just("ask"), st.integers(0, len(TASKS) - 1), who),
    st.tuples(st.just("answer"), nth, st.booleans()),
    st.tuples(st.just("ready"), st.integers(1, 4)),
    st.tuples(st.just("mark"), who, st.sampled_from(Presence)),
    st.tuples(st.just("reflect"), who),
)
owner = st.tuples(st.just("hand_in"), nth)
superior = st.one_of(
    st.tuples(st.just("excuse"), nth),
    st.tuples(st.just("extend"), nth, st.integers(-1, 12)),
    st.tuples(st.just("chase")),
    st.tuples(st.just("write"), st.integers(0, 9)),
)
rule = st.one_of(
    st.tuples(st.just("pause"), code),
    st.tuples(st.just("reminders"), code, one_of_reminders),
    st.tuples(st.just("ladder"), code, one_of_ladders),
    st.tuples(st.just("shift"), st.integers(1, len(CODES) - 1), st.integers(-4, 4)),
    st.tuples(st.just("day"), st.integers(0, 40)),
    st.tuples(st.just("common"), one_of_reminders, one_of_ladders),
    st.tuples(st.just("night"), st.integers(0, len(NIGHTS) - 1)),
    st.tuples(st.just("off"), st.integers(0, 4), st.integers(0, 3)),
)
rare = st.one_of(
    st.tuples(st.just("cancel")),
    st.tuples(st.just("erase"), who),
    st.tuples(st.just("replace")),
    st.tuples(st.just("rest"), st.integers(0, 1)),
    st.tuples(st.just("trouble"), st.integers(0, len(HEADS) + len(TEACHERS) - 1), st.sampled_from(sorted(TROUBLES))),
    st.tuples(st.just("kill")),
)
time_goes_on = st.one_of(
    st.tuples(st.just("tick"), st.integers(1, 2)),
    st.tuples(st.just("sleep"), st.sampled_from([1, 3, 50, 4 * 60, 9 * 60, 13 * 60, 24 * 60, 3 * 24 * 60])),
    st.tuples(st.just("mornings"), st.integers(1, 4)),
)
steps = st.one_of(meeting, owner, superior, rule, rare, time_goes_on, time_goes_on, time_goes_on)


@dataclass
class Run:
    """One story: what is done in it, and what must hold of the tables and the chats all the while."""

    talk: Talk
    acts: Acts
    watch: Watch

    async def does(self, name: str, *what: object) -> None:
        if name in ("tick", "sleep", "mornings"):
            await getattr(self, f"_{name}")(*what)
        else:
            if name in REPLAN:
                await self._derive()
            was = await Seen.read(self.talk)
            await getattr(self.acts, name)(*what)
            self.watch.changed(was, await Seen.read(self.talk))
            await self._derive()
        self.talk.clock.move_by(timedelta(seconds=1))

    async def _derive(self) -> Seen:
        was = await Seen.read(self.talk)
        assert await self.talk.app.jobs.derive() == []
        now = await Seen.read(self.talk)
        self.watch.derived(was, now)
        stand(now, await self.talk.finds(select(Meeting)), await self.talk.finds(select(Person)))
        return now

    async def _tick(self, times: int) -> None:
        for _ in range(times):
            was = await self._derive()
            await self.talk.app.jobs.deliver()
            self.watch.delivered(was, await Seen.read(self.talk))

    async def _sleep(self, minutes: int) -> None:
        """The service does nothing at all for a while."""
        self.talk.clock.move_by(timedelta(minutes=minutes))

    async def _mornings(self, days: int) -> None:
        """It ticks at each of the next mornings, before the hour and after it."""
        for _ in range(days):
            seven = self.talk.clock.now().replace(hour=0, minute=0, second=0)
            seven += timedelta(days=1) if seven <= self.talk.clock.now() else timedelta()
            for minutes in (-40, 0, 60):
                self.talk.clock.move_to(seven + timedelta(minutes=minutes))
                await self._tick(1)

    async def ends(self) -> None:
        """Long after all of it nothing waits and nothing is open whose time is over."""
        self.acts.channel.meets.clear()
        for _ in range(3):
            self.talk.clock.move_by(timedelta(days=25))
            await self._tick(2)
        seen = await Seen.read(self.talk)
        assert [row for row in seen.letters.values() if row.state in WAITS] == []
        assert [
            duty for duty in seen.duties.values() if duty.state is DutyState.OPEN and not seen.is_open(duty.id)
        ] == []


async def tell(databases: Databases, beginning: int, story: list[tuple]) -> None:
    """Go through one story with a database of its own."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        url = stack.enter_context(lent(databases, folder))
        clock = MovableClock(BEGINNINGS[beginning])
        channel = HearingChannel(clock)
        channel.letters = []
        house = Settings(database_url=url, media_dir=folder, secret=Secret("a secret of the tests"))
        app = await stack.enter_async_context(build(house, channels=[channel], clock=clock))
        talk = Talk(app, channel, clock, "vi")
        world = await talk.world()
        acts = Acts(talk, world, channel, stack)
        await acts.come()
        await world.owes()
        run = Run(talk, acts, Watch(channel))
        for step in story:
            await run.does(*step)
        await run.ends()


A_MEETING = [("settle", 4 * 24 + 5), ("seat", 0), ("seat", 1), ("ask", 2, 2), ("ask", 0, 1), ("answer", 0, True)]
DONE_BY_NIGHT = [("sleep", 13 * 60), ("tick", 1), ("chase",), ("hand_in", 0), ("mornings", 1)]
A_STORM_ON_THE_DAY = [("mornings", 3), ("off", 0, 0), ("mornings", 3)]
SLEPT_THROUGH = [("settle", 47), ("day", 3), ("rest", 0), ("mornings", 2), ("sleep", 120), ("tick", 1)]
TWO_IN_A_DAY = [("reminders", 1, 2), ("pause", 1), ("settle", 30), ("tick", 1), ("pause", 1), ("tick", 1)]
SOONER = [("settle", 12 * 24), ("mornings", 1), ("settle", 26), ("tick", 1)]
NOBODY_TICKS = [*A_MEETING, ("sleep", 4 * 24 * 60), ("extend", 1, 5), ("sleep", 6 * 24 * 60), ("tick", 2)]


@example(0, [*A_MEETING, ("mornings", 4), ("mornings", 4), ("mornings", 4)])
@example(1, DONE_BY_NIGHT)
@example(1, A_STORM_ON_THE_DAY)
@example(0, SLEPT_THROUGH)
@example(0, NOBODY_TICKS)
@example(0, [*TWO_IN_A_DAY, *SOONER])
@given(beginning=st.integers(0, 1), story=st.lists(steps, min_size=5, max_size=25))
@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_what_is_owed_is_said_in_every_story(databases: Databases, beginning: int, story: list[tuple]) -> None:
    await tell(databases, beginning, story)
