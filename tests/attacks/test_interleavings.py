"""Whatever order people, ticks, troubles and jumps of time come in, the promises hold after every step."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.app import build
from bot.clock import MovableClock
from bot.domain.calendar.quiet import Quiet
from bot.domain.calendar.settings import OrganisationSettings
from bot.domain.models import (
    Coming,
    Invitee,
    Meeting,
    MeetingState,
    Notice,
    Outbox,
    OutboxState,
    Purpose,
    Role,
    Seat,
    SeatState,
)
from bot.domain.organisation.people import Rights
from bot.domain.programme import calling_off, meetings
from bot.domain.programme.reminders import LOST, OF_THE_EXPECTED, RULES, SHOWN
from bot.errors import Refusal
from bot.messages import Blocked, NotTaken, RetryLater, Unclear
from bot.settings import Secret, Settings
from tests.attacks.kit import WatchedChannel
from tests.tables import Databases, lent
from tests.talk import Talk, World

START = datetime(2023, 10, 9, 2, 0, tzinfo=UTC)
NAMES = ("Vàng Thị Sua", "Mùa A Chứ", "Quàng Thị Pó", "Cà Văn Lử")
LEAD = "Lò Thị Cúc"
OPEN = (OutboxState.WAITING, OutboxState.LEAVING)
TO_THE_LEAD = (Purpose.MISSED, Purpose.ACKS, Purpose.ABSENCE, Purpose.CLOSE_ROLL, Purpose.UNWANTED)
"""How things stand, whatever became of the meeting."""
AFTERWARDS = (Purpose.REFLECT, Purpose.MINUTES_ASK)
"""What is asked once a meeting is over, and never before."""
QUIET = Quiet(*OrganisationSettings().quiet)
TROUBLES = {"later": lambda: RetryLater(40), "blocked": Blocked, "unclear": Unclear, "not taken": NotTaken}

who = st.integers(0, len(NAMES) - 1)
people = st.one_of(
    st.tuples(st.just("take"), who),
    st.tuples(st.just("leave"), who),
    st.tuples(st.just("settle"), st.integers(0, 10 * 24), st.integers(1, 3)),
)
time_goes_on = st.one_of(
    st.tuples(st.just("tick"), st.integers(1, 2)),
    st.tuples(st.just("jump"), st.sampled_from([1, 3, 50, 4 * 60, 9 * 60, 13 * 60, 24 * 60, 6 * 24 * 60])),
)
rare = st.one_of(
    st.tuples(st.just("cancel")),
    st.tuples(st.just("trouble"), who, st.sampled_from(sorted(TROUBLES))),
)
steps = st.one_of(people, people, time_goes_on, time_goes_on, rare)


@dataclass
class Run:
    """One story: what is done in it, and what must hold of the tables at any time."""

    talk: Talk
    world: World
    channel: WatchedChannel
    sent: set[int] = field(default_factory=set)
    states: dict[int, SeatState] = field(default_factory=dict)

    async def does(self, name: str, *arguments: int) -> None:
        await getattr(self, f"_{name}")(*arguments)
        self.talk.clock.move_by(timedelta(seconds=1))

    async def _take(self, number: int) -> None:
        await self.talk(NAMES[number]).forges(f"take:{self.world.meeting}")

    async def _leave(self, number: int) -> None:
        await self.talk(NAMES[number]).forges(f"leave:{self.world.meeting}")

    async def _settle(self, hours: int, capacity: int) -> None:
        starts_at = self.talk.clock.now() + timedelta(hours=hours)
        with suppress(Refusal):
            async with self.talk.app.database.writing() as db:
                meeting = await meetings.get(db, self.world.meeting)
                rights, now = Rights(officer=True), self.talk.clock.now()
                room = f"Phòng {hours % 2}"
                await meetings.settle(db, meeting, rights, starts_at=starts_at, room=room, capacity=capacity, now=now)

    async def _cancel(self) -> None:
        with suppress(Refusal):
            async with self.talk.app.database.writing() as db:
                meeting = await meetings.get(db, self.world.meeting)
                await calling_off.cancel(db, meeting, Rights(officer=True), now=self.talk.clock.now())

    async def _tick(self, times: int) -> None:
        for _ in range(times):
            await self.talk.app.jobs.tick()
            await self._check_sent()
        await self._check_nobody_waits_for_a_free_seat()

    async def _jump(self, minutes: int) -> None:
        self.talk.clock.move_by(timedelta(minutes=minutes))

    async def _trouble(self, number: int, kind: str) -> None:
        self.channel.meets[self.talk(NAMES[number]).address].append(TROUBLES[kind]())

    async def check(self) -> None:
        """What must hold after every step."""
        meeting, seats = await self.world.stands(), await self.talk.finds(select(Seat))
        held = [seat for seat in seats if seat.state in (SeatState.HELD, SeatState.OFFERED)]
        assert meeting.taken == len(held)
        assert meeting.capacity is None or meeting.taken <= meeting.capacity
        for seat in seats:
            assert (seat.state is SeatState.OFFERED) == (seat.offered_until is not None)

    async def _check_sent(self) -> None:
        """What has just left was wanted at that moment."""
        rows = await self.talk.finds(select(Outbox).where(Outbox.state == OutboxState.SENT))
        meeting = await self.world.stands()
        seats = {seat.person_id: seat.state for seat in await self.talk.finds(select(Seat))}
        out = set(
            await self.talk.finds(select(Invitee.person_id).where(Invitee.answer.in_((Coming.NO, Coming.WAITING))))
        )
        for row in rows:
            if row.id not in self.sent:
                self._check_letter(row, meeting, seats)
                assert row.purpose not in OF_THE_EXPECTED or row.person_id not in out
        self.sent |= {row.id for row in rows}
        assert len(self.channel.unasked) == len(self.sent), "a letter that left is one row, and the other way round"

    def _check_letter(self, row: Outbox, meeting: Meeting, seats: dict[int, SeatState]) -> None:
        now = self.talk.clock.now()
        assert row.due_at <= now < row.not_after
        assert row.urgent or QUIET.opens(now) == now, f"{row.purpose} in the quiet"
        if row.purpose in TO_THE_LEAD:
            return
        assert (row.purpose is Purpose.CANCELLED) == (meeting.state is MeetingState.CANCELLED)
        assert meeting.starts_at
        assert meeting.ends_at
        if row.purpose in RULES:
            assert row.version == meeting.version
        if row.purpose is Purpose.OFFER:
            assert seats[row.person_id] is SeatState.OFFERED
        if row.purpose in AFTERWARDS:
            assert meeting.ends_at <= now
        elif row.purpose not in (Purpose.CANCELLED, Purpose.MOVED):
            assert now < meeting.starts_at

    async def _check_nobody_waits_for_a_free_seat(self) -> None:
        meeting = await self.world.stands()
        if meeting.state is not MeetingState.SETTLED or meeting.starts_at <= self.talk.clock.now():
            return
        waiting = await self.talk.finds(select(Seat).where(Seat.state == SeatState.WAITING))
        assert not waiting or meeting.taken == meeting.capacity

    async def ends(self) -> None:
        """Long after all of it nothing is open, and whatever was missed was shown to the lead."""
        self.channel.meets.clear()
        for _ in range(4):
            self.talk.clock.move_by(timedelta(days=20))
            await self._tick(1)
        rows = await self.talk.finds(select(Outbox))
        assert [row for row in rows if row.state in OPEN] == []
        assert await self.talk.finds(select(Notice).where(Notice.expanded_at.is_(None))) == []
        missed = [row for row in rows if row.state in LOST and row.purpose in SHOWN]
        told = [row for row in rows if row.purpose is Purpose.MISSED and row.state is not OutboxState.VOID]
        assert len(missed) == sum(row.facts["number"] for row in told)


LATE_AT_NIGHT = [("jump", 2 * 24 * 60 + 300), ("trouble", 0, "later"), ("tick", 1), ("jump", 500), ("tick", 1)]
OFFER_AFTER_THE_BEGINNING = [("leave", 0), ("settle", 1, 2), ("jump", 61), ("tick", 1)]
OFFER_OF_WHAT_WAS_CANCELLED = [("leave", 0), ("cancel",), ("tick", 1)]
MOVE_THAT_NOBODY_HEARD_OF = [("settle", 2, 2), ("jump", 24 * 60)]
CALLED_OFF_BEFORE_A_LOSS_WAS_TOLD = [("trouble", 3, "not taken"), ("tick", 1), ("cancel",)]


@example(LATE_AT_NIGHT)
@example(OFFER_AFTER_THE_BEGINNING)
@example(OFFER_OF_WHAT_WAS_CANCELLED)
@example(MOVE_THAT_NOBODY_HEARD_OF)
@example(CALLED_OFF_BEFORE_A_LOSS_WAS_TOLD)
@given(story=st.lists(steps, min_size=4, max_size=30))
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_the_promises_hold_in_every_story(databases: Databases, story: list[tuple]) -> None:
    with TemporaryDirectory() as folder, lent(databases, Path(folder)) as url:
        clock = MovableClock(START)
        channel = WatchedChannel(clock)
        house = Settings(database_url=url, media_dir=Path(folder), secret=Secret("a secret of the tests"))
        async with build(house, channels=[channel], clock=clock) as app:
            talk = Talk(app, channel, clock, "vi")
            world = await talk.world()
            await world.has(LEAD, Role.LEAD)
            await world.have(NAMES)
            run = Run(talk, world, channel)
            await run.does("settle", 9 * 24 + 5, 2)
            for number in range(3):
                await run.does("take", number)
            for step in story:
                await run.does(*step)
                await run.check()
            await run.ends()
