"""Seats under any number of hands at once: takes, gives, moves, other numbers of seats, ticks, at two replicas."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from functools import partial
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.app import App, build
from bot.clock import MovableClock
from bot.db import once_more
from bot.domain.models import Role, Seat, SeatState
from bot.domain.organisation.people import EVERYTHING
from bot.domain.programme import meetings
from bot.errors import Refusal
from bot.settings import Secret, Settings
from tests.attacks.test_races import presses
from tests.conftest import START
from tests.tables import Databases, lent
from tests.talk import Talk, TalkChannel, World

NAMES = ("Vàng Thị Sua", "Mùa A Chứ", "Quàng Thị Pó", "Cà Văn Lử", "Lò Văn Minh", "Giàng A Tủa")
who = st.integers(0, len(NAMES) - 1)
act = st.one_of(
    st.tuples(st.just("take"), who),
    st.tuples(st.just("take"), who),
    st.tuples(st.just("leave"), who),
    st.tuples(st.just("seats"), st.one_of(st.none(), st.integers(1, 4))),
    st.tuples(st.just("move"), st.integers(1, 40)),
    st.tuples(st.just("tick"), st.just(0)),
)
moment = st.tuples(st.lists(act, min_size=1, max_size=6), st.sampled_from([0, 0, 1, 130, 24 * 60]))
"""What is done at once, and how many minutes pass then; with 0 nobody derives what has become due in between."""
A_RUSH = [([("take", number) for number in range(6)], 0)]
A_SEAT_PASSES = [*A_RUSH, ([("leave", 0), ("leave", 1), ("leave", 2), ("tick", 0), ("tick", 0)], 130)]
MORE_SEATS = [
    *A_RUSH,
    ([("seats", 4)], 0),
    ([("take", 5), ("leave", 0), ("take", 4), ("leave", 1), ("take", 3), ("tick", 0), ("take", 2)], 1),
]
FEWER_SEATS = [([("seats", 4)], 0), *A_RUSH, ([("seats", 2), ("leave", 0), ("leave", 1), ("take", 5), ("seats", 3)], 1)]


class AtOnce:
    """Two services on the same tables, and what several people do at both in the same moment."""

    def __init__(self, talk: Talk, world: World, apps: Sequence[App]) -> None:
        self._talk = talk
        self._world = world
        self._apps = cycle(apps)

    async def do(self, acts: Sequence[tuple]) -> None:
        await asyncio.gather(*(getattr(self, f"_{name}")(next(self._apps), how) for name, how in acts))

    async def _take(self, app: App, number: int) -> None:
        await app.router.handle(presses(self._talk(NAMES[number]), f"take:{self._world.meeting}"))

    async def _leave(self, app: App, number: int) -> None:
        await app.router.handle(presses(self._talk(NAMES[number]), f"leave:{self._world.meeting}"))

    async def _tick(self, app: App, _: int) -> None:
        assert await app.jobs.tick() == []

    async def _seats(self, app: App, capacity: int | None) -> None:
        await self._settle(app, capacity=capacity)

    async def _move(self, app: App, hours: int) -> None:
        await self._settle(app, hours=hours)

    async def _settle(self, app: App, *, hours: int = 0, **other: int | None) -> None:
        async def settle() -> None:
            async with app.database.writing() as db:
                meeting = await meetings.get(db, self._world.meeting)
                stands = {"capacity": meeting.capacity, "starts_at": meeting.starts_at + timedelta(hours=hours)} | other
                await meetings.settle(db, meeting, EVERYTHING, room="A2", now=self._talk.clock.now(), **stands)

        with suppress(Refusal):
            await once_more(partial(settle))

    async def check(self) -> None:
        """Every seat that is held or offered counts once."""
        meeting, found = await self._world.stands(), Counter(await self._talk.finds(select(Seat.state)))
        assert meeting.taken == found[SeatState.HELD] + found[SeatState.OFFERED]
        assert meeting.capacity is None or meeting.taken <= meeting.capacity

    async def check_those_who_wait(self) -> None:
        """After a derive nobody waits beside a free seat."""
        await self._tick(next(self._apps), 0)
        await self.check()
        meeting = await self._world.stands()
        waiting = await self._talk.finds(select(Seat.id).where(Seat.state == SeatState.WAITING))
        assert not waiting or meeting.taken == meeting.capacity or meeting.starts_at <= self._talk.clock.now()


@example(A_RUSH)
@example(A_SEAT_PASSES)
@example(MORE_SEATS)
@example(FEWER_SEATS)
@given(st.lists(moment, min_size=1, max_size=3))
@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_no_seat_is_lost_and_none_goes_to_two(databases: Databases, story: list[tuple]) -> None:
    """Some stories of some dozens of acts: that takes its seconds."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        url = stack.enter_context(lent(databases, folder))
        clock, channel = MovableClock(START), TalkChannel()
        house = Settings(database_url=url, media_dir=folder, secret=Secret("a secret of the tests"))
        apps = [await stack.enter_async_context(build(house, channels=[channel], clock=clock)) for _ in range(2)]
        talk = Talk(apps[0], channel, clock, "vi")
        world = await talk.world()
        await world.settles(await world.has("Lò Thị Cúc", Role.LEAD), seats="2")
        await world.have(NAMES)
        at_once = AtOnce(talk, world, apps)
        for acts, minutes in story:
            await at_once.do(acts)
            await at_once.check()
            if minutes:
                clock.move_by(timedelta(minutes=minutes))
                await at_once.check_those_who_wait()
        await at_once.check_those_who_wait()
