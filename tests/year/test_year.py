"""A whole school year of the demo's plan: the table of all notices, and what has to hold of each of them."""

from collections import Counter
from collections.abc import AsyncIterator
from difflib import unified_diff
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.db import Database
from bot.domain.calendar import quiet
from bot.domain.calendar.settings import Rung
from bot.domain.duties.history import spoken_of
from bot.domain.duties.steps import LATE
from bot.domain.models import (
    Duty,
    DutyEvent,
    DutyEventKind,
    Meeting,
    MeetingState,
    Outbox,
    OutboxState,
    Person,
    Purpose,
)
from bot.vietnamese import local
from tests.year.cast import CHU
from tests.year.lived import TABLE, lines_of, tables_at
from tests.year.walk import ENDS

KEPT = Path(__file__).with_name(TABLE)
ONCE_A_DAY = (Purpose.DUTY, Purpose.OVERDUE, Purpose.DIGEST, Purpose.MONTH)
UPWARDS = (LATE, *Rung)


@pytest.fixture
async def tables(year: Path) -> AsyncIterator[Database]:
    """The tables at the end of the year."""
    database = Database(f"sqlite+aiosqlite:///{tables_at(year, ENDS)}")
    yield database
    await database.close()


async def rows(tables: Database, *states: OutboxState) -> list[Outbox]:
    async with tables.reading() as db:
        found = await db.scalars(select(Outbox).where(Outbox.state.in_(states or tuple(OutboxState))))
        return list(found)


def test_every_notice_of_the_year(year: Path) -> None:
    """Who was told what and when, line by line. The table is written anew by `python -m tests.year`."""
    kept, lived = lines_of(KEPT), lines_of(year / TABLE)
    changed = list(unified_diff(kept, lived, "kept", "lived", n=1, lineterm=""))
    assert not changed, "\n".join(changed)


async def test_each_notice_has_left_or_was_dropped_as_useless(tables: Database) -> None:
    """Nothing waits at the year's end, nothing came too late, and nobody knows not whether it came."""
    fates = Counter(row.state for row in await rows(tables))
    assert set(fates) == {OutboxState.SENT, OutboxState.VOID}


async def test_nothing_leaves_in_the_quiet(tables: Database) -> None:
    """But for what was urgent; nobody in their own quiet hours; the day of a meeting is none off for it."""
    async with tables.reading() as db:
        when, own = await quiet.read(db), await quiet.own_hours(db, await db.scalars(select(Person.id)))
        meetings = {one.id: one for one in await db.scalars(select(Meeting))}
    for row in await rows(tables, OutboxState.SENT):
        assert row.settled_at
        begins = meetings[number].starts_at if (number := row.topic.meeting_id) else None
        its_own = {local(begins).date()} if begins else set()
        assert row.urgent or when.opens(row.settled_at, but=its_own) == row.settled_at
        assert row.urgent or when.opens_beside(own.get(row.person_id), row.settled_at) == row.settled_at


async def test_one_letter_of_a_kind_a_day(tables: Database) -> None:
    """Whatever the number of duties, roles and clusters."""
    sent = await rows(tables, OutboxState.SENT)
    a_day = Counter((row.person_id, row.purpose, local(row.settled_at).date()) for row in sent if row.settled_at)
    assert {number for (_, purpose, _), number in a_day.items() if purpose in ONCE_A_DAY} == {1}


async def test_nobody_is_told_of_what_is_done(tables: Database) -> None:
    """Each duty that a letter speaks of was open when it left, and still is or was closed later."""
    async with tables.reading() as db:
        duties = {one.id: one for one in await db.scalars(select(Duty))}
    for row in await rows(tables, OutboxState.SENT):
        for duty in spoken_of(row.facts):
            closed, told = duties[duty].closed_at, row.settled_at
            assert told
            assert duties[duty].opened_at <= told
            assert closed is None or closed >= told


async def test_ladders_are_climbed_rung_by_rung(tables: Database) -> None:
    """Who owes it hears first that it is late, or in the same minute; then their superiors in their order.

    Only what was given more time is late twice.
    """
    async with tables.reading() as db:
        told = DutyEvent.kind.in_((DutyEventKind.TOLD, DutyEventKind.CLIMBED))
        events = (await db.scalars(select(DutyEvent).where(told).order_by(DutyEvent.at, DutyEvent.id))).all()
    climbed: dict[int, list[str]] = {}
    for event in events:
        if event.detail in UPWARDS:
            climbed.setdefault(event.duty_id, []).append(event.detail)
    for rungs in climbed.values():
        assert rungs in (sorted(set(rungs), key=UPWARDS.index), [LATE, LATE, Rung.LEAD, Rung.OFFICER])
    assert max(len(set(rungs)) for rungs in climbed.values()) == 3


async def test_nothing_follows_a_cancelled_meeting(tables: Database) -> None:
    """The message that it is called off is the last one about it."""
    async with tables.reading() as db:
        asked = select(Meeting.id).where(Meeting.state == MeetingState.CANCELLED)
        [cancelled] = await db.scalars(asked)
        duties = set(await db.scalars(select(Duty.id).where(Duty.meeting_id == cancelled)))
    sent = await rows(tables, OutboxState.SENT)
    about = [row for row in sent if row.topic.meeting_id == cancelled or duties & set(spoken_of(row.facts))]
    off = max(row.settled_at for row in about if row.purpose is Purpose.CANCELLED and row.settled_at)
    later = {row.purpose for row in about if row.settled_at and row.settled_at > off}
    assert later <= {Purpose.ACKS}


async def test_own_quiet_hours_are_kept(tables: Database) -> None:
    """Who is quiet from five in the afternoon to half past seven hears in the morning what others heard at five."""
    async with tables.reading() as db:
        person = await db.scalar(select(Person.id).where(Person.name == CHU))
    sent = [row for row in await rows(tables, OutboxState.SENT) if row.person_id == person]
    hours = {f"{local(row.settled_at):%H:%M}" for row in sent if row.settled_at}
    assert min(hours) == "07:30"
    assert max(hours) < "17:00"
