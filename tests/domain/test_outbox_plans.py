"""However many letters have settled, no round and no change of a meeting reads all of the outbox."""

import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import jobs
from bot.db import Database
from bot.domain import files
from bot.domain.models import (
    Cluster,
    Coming,
    Invitee,
    Meeting,
    MeetingState,
    Notice,
    Outbox,
    OutboxState,
    Person,
    Plan,
    Purpose,
    Round,
    Topic,
    Unit,
    UnitKind,
    Why,
)
from bot.domain.outbox import counting, outbox, retries, together, vanished
from bot.domain.outbox.facts import Changed, Lost, WhenAndWhere
from bot.domain.programme import closing, reminders

NOW = datetime(2023, 10, 9, 2, tzinfo=UTC)
MEETING = Topic.meeting(1)
STARTS = NOW + timedelta(days=1)
MOVED = Changed(WhenAndWhere(STARTS, None, None, 1), WhenAndWhere(STARTS, "P2", None, 1), NOW, role=True)
MEETINGS, PEOPLE = 2 * jobs.SLICE + 1, 3

Act = Callable[[AsyncSession], Awaitable[object]]
OF_ONE = (Outbox.topic == MEETING, Outbox.purpose.in_(reminders.OF_A_MEETING))
ACTS: dict[str, Act] = {
    "claim": lambda db: outbox.claim(db, NOW, 30),
    "claim beside": lambda db: together.claim_beside(db, [_due()], ["zalo"], NOW),
    "miss": lambda db: outbox.miss(db, NOW),
    "miss what the quiet keeps": lambda db: outbox.miss(db, NOW, STARTS),
    "reap": lambda db: vanished.reap(db, NOW),
    "reap all": lambda db: vanished.reap(db, NOW, all_leases=True),
    "reap of who is gone": lambda db: vanished.reap(db, NOW, holders=[5]),
    "try at once": lambda db: retries.at_once(db, NOW),
    "defer": lambda db: outbox.defer(db, NOW, STARTS),
    "void by topic": lambda db: outbox.void(db, *OF_ONE, now=NOW),
    "void by person": lambda db: outbox.void(db, Outbox.person_id == 1, now=NOW),
    "settle": lambda db: outbox.settle(db, {1: OutboxState.SENT, 2: OutboxState.VOID}, NOW),
    "announced": lambda db: counting.announced(db, [MEETING]),
} | {step.__name__.strip("_"): lambda db, step=step: step(db, NOW) for step in jobs.STEPS}


def _due() -> outbox.Due:
    return outbox.Due(1, 1, Purpose.PART, MEETING, 1, {}, STARTS, urgent=False)


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(template, tmp_path / "plans.sqlite3"))


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{path}")
    async with database.writing() as db:
        await _fill(db)
    yield database
    await database.close()


async def _fill(db: AsyncSession) -> None:
    school = Unit(kind=UnitKind.SCHOOL, name="TH Hoa Ban", folded="th hoa ban")
    cluster = Cluster(school_year="2023-2024", name="Cụm số 1", folded="cum so 1")
    db.add_all([school, cluster])
    await db.flush()
    plan = Plan(title="Kế hoạch", school_year="2023-2024", unit_id=school.id, imported_at=NOW)
    db.add(plan)
    await db.flush()
    october = Round(plan_id=plan.id, number=1, month=date(2023, 10, 1))
    db.add_all(
        [october, *(Person(name=f"Lò Thị {n}", folded="", unit_id=school.id, joined_at=NOW) for n in range(PEOPLE))]
    )
    await db.flush()
    held = {"state": MeetingState.SETTLED, "starts_at": STARTS, "ends_at": STARTS + timedelta(hours=3), "version": 1}
    place = {"round_id": october.id, "cluster_id": cluster.id, "host_id": school.id, "month": october.month}
    numbers = range(1, MEETINGS + 1)
    await db.execute(insert(Meeting), [{"number": n, "content": f"Chuyên đề {n}"} | held | place for n in numbers])
    pairs = [{"meeting_id": meeting, "person_id": 1 + person} for meeting in numbers for person in range(PEOPLE)]
    await db.execute(insert(Invitee), [pair | {"why": Why.CONCERNED, "answer": Coming.YES} for pair in pairs])
    told = {"purpose": Purpose.DAY_BEFORE, "version": 1, "due_at": NOW, "not_after": STARTS}
    await db.execute(insert(Notice), [{"meeting_id": meeting} | told for meeting in numbers])
    await outbox.put(db, [1, 2], Purpose.MOVED, MEETING, due_at=NOW, not_after=STARTS, facts=MOVED)


@contextmanager
def plans_of(path: Path) -> Iterator[list[tuple[str, str]]]:
    """Note how SQLite goes about each statement of the service."""
    found: list[tuple[str, str]] = []
    beside = sqlite3.connect(path)

    def explain(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "INSERT", "WITH")):
            plan = beside.execute(f"EXPLAIN QUERY PLAN {statement}", values[0] if many else values)
            found.extend((statement, row[3]) for row in plan)

    event.listen(Engine, "before_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", explain)
        beside.close()


@pytest.mark.parametrize("act", ACTS)
async def test_nothing_reads_all_of_the_outbox(database, path, act):
    with plans_of(path) as plans:
        async with database.writing() as db:
            await ACTS[act](db)
    scans = [statement for statement, plan in plans if plan.startswith("SCAN outbox")]
    assert plans
    assert not scans


async def test_whether_a_file_is_spoken_of_reads_no_table(database, path):
    """Each photo that is taken back, and each upload that nobody keeps, asks it of every table with files."""
    with plans_of(path) as plans:
        async with database.reading() as db:
            assert await files._in_columns(db, {"a" * 64, "b" * 64}) == set()
    named = {column.table.name for column in files.COLUMNS}
    assert {plan.split()[1] for _, plan in plans if plan.startswith("SEARCH")} == named
    assert not [plan for _, plan in plans if plan.startswith("SCAN")]


async def test_whose_roll_is_to_be_closed_is_found_among_those_alone(database, path):
    with plans_of(path) as plans:
        async with database.writing() as db:
            await closing.ask_leads(db, STARTS)
    assert plans[0][1] == "SEARCH meeting USING INDEX ix_meeting_ends_at (ends_at<?)"
    assert not [plan for _, plan in plans if plan.startswith(("SCAN meeting", "USE TEMP B-TREE"))]


async def test_what_no_index_knows_is_found_out(database, path):
    """So the test above can fail."""
    with plans_of(path) as plans:
        async with database.writing() as db:
            await db.execute(select(Outbox.id).where(Outbox.due_at == Outbox.not_after))
    assert any(plan.startswith("SCAN outbox") for _, plan in plans)


async def test_more_notices_than_one_transaction_takes_all_become_letters(database):
    expanded = []
    for _ in range(4):
        async with database.writing() as db:
            expanded.append(await reminders.expand(db, NOW, jobs.SLICE))
    async with database.reading() as db:
        letters = await db.scalar(select(func.count()).where(Outbox.purpose == Purpose.DAY_BEFORE))
    assert expanded == [jobs.SLICE, jobs.SLICE, 1, 0]
    assert letters == MEETINGS * PEOPLE


async def test_who_is_told_by_a_query_is_told_once(database):
    """Doubled ids, ids that are none, and a second time change nothing."""
    seated = select(Invitee.person_id).where(Invitee.answer == Coming.YES)
    told = []
    for _ in range(2):
        async with database.writing() as db:
            told.append(
                await outbox.put_select(
                    db,
                    seated,
                    Purpose.MISSED,
                    MEETING,
                    due_at=NOW,
                    not_after=STARTS,
                    facts=Lost(3),
                )
            )
    async with database.reading() as db:
        rows = (await db.scalars(select(Outbox).where(Outbox.purpose == Purpose.MISSED))).all()
    assert told == [PEOPLE, 0]
    assert {row.person_id for row in rows} == {1, 2, 3}
    assert all(row.facts == {"number": 3} and row.state is OutboxState.WAITING for row in rows)
    assert all((row.due_at, row.not_after, row.urgent, row.attempts) == (NOW, STARTS, False, 0) for row in rows)


async def test_letters_put_back_wait_for_their_own_hours(database):
    async with database.writing() as db:
        one, two = await outbox.claim(db, NOW, 2)
    again = {one.id: NOW + timedelta(seconds=3), two.id: NOW + timedelta(seconds=5)}
    async with database.writing() as db:
        await outbox.put_back(db, again, NOW)
        await outbox.put_back(db, {}, NOW)
    async with database.reading() as db:
        rows = {row.id: row for row in await db.scalars(select(Outbox))}
    assert {row: rows[row].due_at for row in again} == again
    assert all(rows[row].state is OutboxState.WAITING and rows[row].attempts == 0 for row in again)


async def test_who_was_away_takes_nothing_back_that_another_one_has_sent(database):
    """A machine wakes up: what it had in hand was judged meanwhile and has left, but for what nobody knows of."""
    async with database.writing() as db:
        asleep = await outbox.claim(db, NOW, 2, 5)
        await outbox.begin(db, [asleep[1].id], NOW, 5)
    async with database.writing() as db:
        await vanished.reap(db, NOW, holders=[5])
        sent = {row.id for row in await outbox.claim(db, NOW, 2, 6)}
        await outbox.settle(db, dict.fromkeys(sent, OutboxState.SENT), NOW)
    async with database.writing() as db:
        await outbox.back_off(db, asleep[:1], NOW)
        await outbox.put_back(db, dict.fromkeys(sent, NOW), NOW)
    async with database.reading() as db:
        assert {row.state for row in await db.scalars(select(Outbox).where(Outbox.id.in_(sent)))} == {OutboxState.SENT}


async def test_what_surely_did_not_leave_waits_though_it_was_judged_unclear(database):
    async with database.writing() as db:
        await db.execute(update(Outbox).values(state=OutboxState.UNCLEAR, settled_at=NOW))
        row = (await db.scalars(select(Outbox).limit(1))).one()
        await outbox.put_back(db, {row.id: NOW}, NOW)
    async with database.reading() as db:
        again = await db.get_one(Outbox, row.id)
    assert (again.state, again.settled_at) == (OutboxState.WAITING, None)


async def test_what_was_judged_unclear_and_comes_too_late_now_stays_so(database):
    """Its lead was told of it, and would be once more."""
    async with database.writing() as db:
        await db.execute(update(Outbox).values(state=OutboxState.UNCLEAR, settled_at=NOW))
        row = (await db.scalars(select(Outbox).limit(1))).one()
        await outbox.put_back(db, {row.id: row.not_after}, NOW)
    async with database.reading() as db:
        assert (await db.get_one(Outbox, row.id)).state is OutboxState.UNCLEAR


async def test_a_jump_of_the_clock_judges_nothing_that_its_sender_still_has_in_hand(database):
    async with database.writing() as db:
        mine, other = await outbox.claim(db, NOW, 2)
        await outbox.begin(db, [mine.id, other.id], NOW)
        await db.execute(update(Outbox).values(purpose=Purpose.MOVED))
        judged = await vanished.reap(db, NOW + timedelta(hours=1), in_hand={mine.id})
    assert [row.id for row in judged] == [other.id]
