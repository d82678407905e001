"""Whatever happens to a roll in whatever order, its summary recomputes from the log, and nobody vanishes from it."""

from collections import Counter, defaultdict
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import (
    Cluster,
    ClusterSchool,
    Coming,
    Contest,
    Invitee,
    Mark,
    Meeting,
    Person,
    Plan,
    Presence,
    RosterEntry,
    Round,
    Unit,
    UnitKind,
)
from bot.domain.organisation.people import EVERYTHING
from bot.domain.programme import attendance, closing, figures, invitees, marks, meetings
from bot.domain.programme.figures import Which
from bot.errors import Refusal
from bot.vietnamese import ZONE
from tests.tables import session_on

START = datetime(2023, 10, 9, 9, tzinfo=ZONE)
FIRST = datetime(2023, 10, 26, 14, tzinfo=ZONE)
SCHOOLS = ("TH Sa Lông", "TH Hừa Ngài", "TH Pa Ham")
"""The last one is of no cluster: who comes from there is a guest."""
PEOPLE = 6

who = st.integers(0, PEOPLE - 1)
ACTS = st.one_of(
    st.tuples(st.just("pass"), st.sampled_from([30, 24 * 60, 3 * 24 * 60, 17 * 24 * 60 + 5 * 60])),
    st.tuples(st.just("move"), st.integers(0, 3)),
    st.tuples(st.just("answer"), who, st.sampled_from(Coming)),
    st.tuples(st.just("mark"), st.integers(0, 9), st.sampled_from([*Presence, None])),
    st.tuples(st.just("early"), st.integers(0, 9)),
    st.tuples(st.just("check_in"), who),
    st.tuples(st.just("all"), st.none()),
    st.tuples(st.just("guest"), st.sampled_from(["Nguyễn Văn An", "Trần Thị Bé"])),
    st.tuples(st.just("contest"), who),
    st.tuples(st.just("decide"), who, st.booleans()),
    st.tuples(st.just("close"), st.booleans()),
    st.tuples(st.just("tick"), st.none()),
)


class Story:
    """Two schools of a cluster, one beside it, their people, a name that has not joined, and one meeting."""

    def __init__(self, db: AsyncSession) -> None:
        self.db, self.now = db, START

    async def begin(self) -> "Story":
        self.units = [Unit(kind=UnitKind.SCHOOL, name=name, folded=name.lower()) for name in SCHOOLS]
        cluster = Cluster(school_year="2023-2024", name="Cụm số 1", folded="cum 1")
        self.db.add_all([*self.units, cluster])
        await self.db.flush()
        self.db.add_all(ClusterSchool(cluster_id=cluster.id, unit_id=unit.id) for unit in self.units[:2])
        plan = Plan(title="x", school_year="2023-2024", unit_id=self.units[0].id, imported_at=START)
        same = {"language": "vi", "joined_at": START, "folded": "x"}
        self.people = [
            Person(name=f"Lò Văn {letter}", unit_id=self.units[place % 3].id, **same)
            for place, letter in enumerate("ABCDEG")
        ]
        self.db.add_all([plan, *self.people])
        await self.db.flush()
        october = Round(plan_id=plan.id, number=1, month=date(2023, 10, 1))
        listed = RosterEntry(unit_id=self.units[1].id, name="Mùa A Páo", folded="mua a pao", imported_at=START)
        self.db.add_all([october, listed])
        await self.db.flush()
        about: dict[str, Any] = {"round_id": october.id, "cluster_id": cluster.id, "host_id": self.units[0].id}
        self.meeting = Meeting(**about, content="x", month=october.month)
        self.db.add(self.meeting)
        await self.db.flush()
        await self.db.refresh(self.meeting)
        await self.move(0)
        return self

    async def rows(self) -> list[Invitee]:
        asked = select(Invitee).order_by(Invitee.id).execution_options(populate_existing=True)
        return list(await self.db.scalars(asked))

    async def move(self, days: int) -> None:
        hour = FIRST + timedelta(days=days)
        await meetings.settle(self.db, self.meeting, EVERYTHING, starts_at=hour, room="P1", capacity=None, now=self.now)
        await self.db.flush()

    async def act(self, what: str, *how: Any) -> None:
        """Do one thing; what a rule refuses changes nothing."""
        with suppress(Refusal):
            await getattr(self, f"_{what}")(*how)
        await self.db.flush()

    @property
    def _by(self) -> dict[str, Any]:
        return {"by": self.people[0], "now": self.now}

    async def _row(self, number: int) -> int:
        rows = await self.rows()
        return rows[number % len(rows)].id

    async def _pass(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    async def _move(self, days: int) -> None:
        await self.move(days)

    async def _answer(self, number: int, answer: Coming) -> None:
        if self.meeting.starts_at and self.now < self.meeting.starts_at:
            await invitees.say(self.db, self.meeting.id, self.people[number], answer, now=self.now)

    async def _mark(self, number: int, presence: Presence | None) -> None:
        await attendance.mark(self.db, self.meeting, EVERYTHING, await self._row(number), presence, **self._by)

    async def _early(self, number: int) -> None:
        await attendance.left_early(self.db, self.meeting, EVERYTHING, await self._row(number), **self._by)

    async def _check_in(self, number: int) -> None:
        code = await attendance.open_roll(self.db, self.meeting, EVERYTHING, self.now)
        await attendance.check_in(self.db, self.people[number], code, self.now)

    async def _all(self, _nothing: None) -> None:
        await attendance.all_present(self.db, self.meeting, EVERYTHING, **self._by)

    async def _guest(self, name: str) -> None:
        await attendance.add_guest(self.db, self.meeting, EVERYTHING, name, **self._by)

    async def _contest(self, number: int) -> None:
        await closing.contest(self.db, self.meeting, self.people[number], self.now)

    async def _decide(self, number: int, granted: bool) -> None:
        for row in await self.rows():
            if row.person_id == self.people[number].id:
                await closing.decide(self.db, row.id, self.people[0], EVERYTHING, granted=granted, now=self.now)

    async def _close(self, absent: bool) -> None:
        await closing.close(self.db, self.meeting, EVERYTHING, absent=absent, **self._by)

    async def _tick(self, _nothing: None) -> None:
        await invitees.keep_in_step(self.db, self.now)
        await closing.ask_leads(self.db, self.now)

    async def must_be_true(self) -> None:
        """Count everything by hand, from the log alone, and compare."""
        newest: dict[int, Mark] = {
            line.invitee_id: line for line in await self.db.scalars(select(Mark).order_by(Mark.id))
        }
        by_hand: dict[int, Counter[Presence | None]] = defaultdict(Counter)
        for row in await self.rows():
            said = newest[row.id].presence if row.id in newest else None
            assert row.presence is said
            if said is not None or row.why not in marks.UNEXPECTED:
                by_hand[row.unit_id or 0][said] += 1
        summed = await figures.by_school(self.db, Which(None, meeting_id=self.meeting.id), self.now)
        for one in summed:
            counted = by_hand.pop(one.unit_id, Counter())
            assert one.figures.kinds == tuple(counted[kind] for kind in figures.KINDS), one
            assert one.figures.expected == counted.total()
        assert not by_hand, "a school vanished"
        assert {one.school for one in summed} >= set(SCHOOLS[:2])
        [of_meeting] = await figures.by_meeting(self.db, Which(None, meeting_id=self.meeting.id), self.now)
        assert of_meeting.figures == figures.total(summed)
        for said in await self.db.scalars(select(Contest).where(Contest.granted.is_(True))):
            assert said.decided_at


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=st.lists(ACTS, max_size=14))
async def test_the_summary_recomputes_from_the_log(databases, tmp_path_factory, acts):
    """After each act of any story. It costs more than others, for the many databases that it needs."""
    async with session_on(databases, tmp_path_factory.mktemp("roll")) as db:
        story = await Story(db).begin()
        for what, *how in acts:
            await story.act(what, *how)
            await story.must_be_true()


async def test_a_long_story(databases, tmp_path_factory):
    """One that reaches everything: moved, marked, closed, contested and granted; and who was never there is counted."""
    story_so_far = [
        ("answer", 1, Coming.NO), ("answer", 3, Coming.YES), ("pass", 17 * 24 * 60 + 5 * 60), ("check_in", 0),
        ("check_in", 2), ("mark", 1, Presence.LATE), ("guest", "Nguyễn Văn An"), ("pass", 24 * 60), ("tick", None),
        ("close", True), ("contest", 3), ("decide", 3, True), ("mark", 0, None), ("tick", None),
    ]  # fmt: skip
    async with session_on(databases, tmp_path_factory.mktemp("roll")) as db:
        story = await Story(db).begin()
        for what, *how in story_so_far:
            await story.act(what, *how)
            await story.must_be_true()
        assert story.meeting.roll_closed_at
        assert len((await db.scalars(select(Contest))).all()) == 1
