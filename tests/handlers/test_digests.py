"""The digests among ticks that are late, doubled or missed, and what they cost."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, select

from bot.domain.letters import digests, kinds
from bot.domain.models import OrganisationSetting, Outbox, OutboxState, Purpose, Role
from bot.vietnamese import ZONE, local
from tests.handlers.digests_kit import FIRST_OF_NOVEMBER, MONDAY, NOVEMBER, months, planned, rows, states, weeks
from tests.talk import Somebody, Talk, World

pytestmark = pytest.mark.usefixtures("with_digests")


@pytest.fixture
async def cast(talk: Talk, world: World) -> list[Somebody]:
    """A teacher, a lead and an officer, and a meeting in November."""
    await planned(world, NOVEMBER)
    return [
        await world.has("Vàng Thị Lan"),
        await world.has("Sùng A Dơ", Role.LEAD),
        await world.has("Lò Thị Cúc", Role.OFFICER),
    ]


async def test_asleep_for_a_day(talk: Talk, cast: list[Somebody]) -> None:
    """The machine wakes on Tuesday, the service anew: Monday's letter leaves then."""
    _, lead, officer = cast
    async with talk.killed():
        await talk.comes(MONDAY + timedelta(days=1, hours=3))
        assert [len(weeks(talk, one.new())) for one in (lead, officer)] == [1, 1]


async def test_asleep_over_wednesday(talk: Talk, cast: list[Somebody]) -> None:
    """What came too late is recorded once, and next Monday says so."""
    _, lead, officer = cast
    for _ in range(3):
        await talk.comes(MONDAY + timedelta(days=2, hours=14))  # at 21:00
    assert [len(weeks(talk, one.new())) for one in (lead, officer)] == [0, 0]
    assert await states(talk, Purpose.DIGEST) == [("week:2023-10-16", OutboxState.MISSED)] * 2
    await talk.comes(MONDAY + timedelta(days=7))
    sentence = talk.said("The letter of the week from {time} could not leave in time.", time="16/10/2023")
    for one in (lead, officer):
        [told] = weeks(talk, one.new())
        assert sentence in told.text
    await talk.comes(MONDAY + timedelta(days=14))
    assert [sentence in weeks(talk, one.new())[0].text for one in (lead, officer)] == [False, False]


async def test_asleep_until_the_calendar_is_of_no_use(talk: Talk, cast: list[Somebody]) -> None:
    """A week after its day it does not leave; the Monday after that says so."""
    lan, _, officer = cast
    await talk.comes(FIRST_OF_NOVEMBER + timedelta(days=7))
    assert months(talk, lan.new()) == []
    assert ("month:2023-11", OutboxState.MISSED) in await states(talk, Purpose.MONTH)
    officer.new()
    await talk.comes(datetime(2023, 11, 13, 7, tzinfo=ZONE))
    time = {"vi": "tháng 11/2023", "en": "November 2023"}[talk.language]
    assert talk.said("The calendar of {time} could not leave in time.", time=time) in weeks(talk, officer.new())[0].text


async def test_a_kill_between_queueing_and_leaving(talk: Talk, cast: list[Somebody]) -> None:
    lan, lead, _ = cast
    talk.clock.move_to(FIRST_OF_NOVEMBER)
    await talk.app.jobs.derive()
    async with talk.killed():
        assert await talk.app.jobs.tick() == []
        assert await talk.app.jobs.tick() == []
    assert [len(months(talk, one.new())) for one in (lan, lead)] == [1, 1]


async def test_a_clock_that_jumps_over_the_hour_and_back(talk: Talk, cast: list[Somebody]) -> None:
    lan, _, officer = cast
    await talk.comes(FIRST_OF_NOVEMBER - timedelta(minutes=30))
    lan.new(), officer.new()
    for hours in (1, -1, 1, 1, -24, 24):
        await talk.passes(hours=hours)
    assert len(months(talk, lan.new())) == 1
    assert weeks(talk, officer.new()) == []


HOURS = st.lists(st.integers(0, 24 * 45), min_size=1, max_size=12)


@pytest.mark.parametrize("language", ["vi"])
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hours=HOURS)
async def test_any_order_of_ticks_makes_the_same_rows(
    talk: Talk, cast: list[Somebody], language: str, hours: list[int]
) -> None:
    """Early, late, doubled, back and forth: in the end the same letters stand in the outbox."""
    start, end = datetime(2023, 10, 9, 9, tzinfo=ZONE), datetime(2023, 11, 24, tzinfo=ZONE)
    async with talk.app.database.writing() as db:
        await db.execute(delete(Outbox))
        await db.execute(delete(OrganisationSetting))
    for hour in [*hours, -1]:
        talk.clock.move_to(start + timedelta(hours=hour) if hour >= 0 else end)
        assert await talk.app.jobs.derive() == []
    assert {(purpose, topic) for _, purpose, topic, *_ in await rows(talk)} == {
        (Purpose.MONTH, "month:2023-11"),
        *((Purpose.DIGEST, f"week:{local(MONDAY).date() + timedelta(days=7 * turn)}") for turn in range(6)),
    }
    assert len(await rows(talk)) == 3 + 6 * 2


@contextmanager
def counted(talk: Talk) -> Iterator[list[str]]:
    """Gather the statements that go to the database meanwhile."""
    sent: list[str] = []
    engine = talk.app.database._engine.sync_engine

    def note(*what: object) -> None:
        sent.append(str(what[2]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def test_many_people_cost_as_many_statements_as_few(talk: Talk, world: World, cast: list[Somebody]) -> None:
    """Queueing is one statement, and opening a batch of letters a fixed number, whoever they are for."""
    costs = []
    for crowd in (1, 25):
        for number in range(crowd):
            await world.has(f"Giàng A {crowd} {number}", Role.LEAD)
        async with talk.app.database.writing() as db:
            await db.execute(delete(Outbox))
            await db.execute(delete(OrganisationSetting))
            with counted(talk) as queueing:
                await digests.queue_due(db, FIRST_OF_NOVEMBER + timedelta(days=1))
            newest = select(Outbox).where(Outbox.due_at > FIRST_OF_NOVEMBER - timedelta(days=3))
            found = (await db.scalars(newest)).all()
            assert len(found) >= 2 * crowd
            with counted(talk) as opening:
                await kinds.open_up(db, found, FIRST_OF_NOVEMBER)
        costs.append((len(queueing), len(opening)))
    assert costs[0] == costs[1]


async def test_a_turn_that_was_taken_costs_one_look(talk: Talk, cast: list[Somebody]) -> None:
    await talk.comes(FIRST_OF_NOVEMBER)
    async with talk.app.database.writing() as db:
        with counted(talk) as looked:
            assert await digests.queue_due(db, FIRST_OF_NOVEMBER + timedelta(minutes=1)) == 0
    assert [one.partition(" ")[0] for one in looked if not one.startswith("BEGIN")] == ["SELECT"]
