"""Whatever happens to a roll in whatever order, its summary recomputes from the log, and nobody vanishes from it."""

from collections import Counter, defaultdict
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import (
    Cluster,
    ClusterSchool,
    Coming,
    Contest,
    Expects,
    Invitee,
    Mark,
    Meeting,
    MeetingState,
    Person,
    Plan,
    Presence,
    RosterEntry,
    Round,
    Seat,
    SeatState,
    Unit,
    UnitKind,
)
from bot.domain.organisation.people import EVERYTHING
from bot.domain.programme import (
    answers,
    attendance,
    calling_off,
    closing,
    figures,
    invitees,
    marks,
    meetings,
    narrowing,
    on_behalf,
    seats,
    sending,
)
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
    st.tuples(st.just("decline"), who),
    st.tuples(st.just("send"), st.integers(0, 1), st.sampled_from(["p1", "p2", "p4", "p5", "p6", "r1"])),
    st.tuples(st.just("away"), st.integers(0, 9), st.booleans()),
    st.tuples(st.just("withdraw"), st.integers(0, 9)),
    st.tuples(st.just("excuse"), st.integers(0, 9), st.booleans()),
    st.tuples(st.just("narrow"), st.sampled_from(Expects)),
    st.tuples(st.just("call_off"), st.none()),
    st.tuples(st.just("restore"), st.none()),
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
        return rows[number % len(rows)].id if rows else 0

    async def _pass(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    async def _move(self, days: int) -> None:
        await self.move(days)

    async def _answer(self, number: int, answer: Coming) -> None:
        if answer is Coming.NO:
            await self._decline(number)
        else:
            await seats.take(self.db, self.people[number], EVERYTHING, self.meeting, self.now)

    async def _decline(self, number: int) -> None:
        await answers.stay_away(self.db, self.people[number], EVERYTHING, self.meeting, self.now)

    async def _send(self, school: int, who: str) -> None:
        await sending.send(
            self.db, self.meeting, self.units[school].id, [who], by=self.people[0], rights=EVERYTHING, now=self.now
        )

    async def _away(self, number: int, excused: bool) -> None:
        row = await self._row(number)
        await on_behalf.report_away(self.db, row, "con ốm", excused=excused, rights=EVERYTHING, **self._by)

    async def _withdraw(self, number: int) -> None:
        await on_behalf.withdraw(self.db, await self._row(number), rights=EVERYTHING, now=self.now)

    async def _excuse(self, number: int, excused: bool) -> None:
        row = await self._row(number)
        await answers.excuse(self.db, row, self.people[0], EVERYTHING, excused=excused, now=self.now)

    async def _narrow(self, expects: Expects) -> None:
        """Narrow it as the settling's own card does, which is not there once the meeting is over."""
        seats.must_be_open(self.meeting, self.now)
        ids = {Expects.SCHOOLS: (self.units[1].id,), Expects.PEOPLE: (self.people[1].id,)}
        number = 2 if expects is Expects.NUMBERS else None
        chosen = narrowing.Chosen(expects, "2 GV" if number else "", number, ids.get(expects, ()))
        await narrowing.narrow(self.db, self.meeting, EVERYTHING, chosen, **self._by)

    async def _call_off(self, _nothing: None) -> None:
        await calling_off.cancel(self.db, self.meeting, EVERYTHING, now=self.now)

    async def _restore(self, _nothing: None) -> None:
        await calling_off.restore(self.db, self.meeting, EVERYTHING, now=self.now)

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
        answered = Counter[int]()
        rows = await self.rows()
        self._nobody_vanished(rows)
        for row in rows:
            said = newest[row.id].presence if row.id in newest else None
            assert row.presence is said
            if said is not None or row.why not in marks.UNEXPECTED:
                by_hand[row.unit_id or 0][said] += 1
                answered[row.unit_id or 0] += row.answer is not None
        if self.meeting.state is MeetingState.CANCELLED:
            by_hand = {}  # no summary counts it, and what it had stays for who brings it back
        summed = await figures.by_school(self.db, Which(None, meeting_id=self.meeting.id), self.now)
        for one in summed:
            counted = by_hand.pop(one.unit_id, Counter())
            assert one.figures.kinds == tuple(counted[kind] for kind in figures.KINDS), one
            assert one.figures.expected == counted.total()
            assert one.figures.answered == (answered[one.unit_id] if counted else 0)
        assert not by_hand, "a school vanished"
        if self.meeting.state is MeetingState.CANCELLED:
            return
        assert {one.school for one in summed} >= set(SCHOOLS[:2])
        [of_meeting] = await figures.by_meeting(self.db, Which(None, meeting_id=self.meeting.id), self.now)
        assert of_meeting.figures == figures.total(summed)
        taken = select(func.count()).where(Seat.state.in_((SeatState.HELD, SeatState.OFFERED)))
        assert await self.db.scalar(taken) == await self.db.scalar(select(Meeting.taken))
        for said in await self.db.scalars(select(Contest).where(Contest.granted.is_(True))):
            assert said.decided_at

    def _nobody_vanished(self, rows: list[Invitee]) -> None:
        """Everybody of the cluster's schools is there, by name and once, unless the lead has narrowed it."""
        persons = [row.person_id for row in rows if row.person_id]
        assert len(persons) == len({*persons})
        if self.meeting.expects is Expects.EVERYBODY:
            schools = {unit.id for unit in self.units[:2]}
            assert {*persons} >= {one.id for one in self.people if one.unit_id in schools}
            assert [row.roster_entry_id for row in rows].count(1) == 1


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
