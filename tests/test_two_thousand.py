"""A cluster of 2,000 expected: each act is as many statements as with twenty, one a step and none a person."""

import time
from collections import Counter
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from bot.app import build
from bot.clock import MovableClock
from bot.domain.models import (
    ClusterSchool,
    Invitee,
    Outbox,
    Person,
    Purpose,
    Role,
    Unit,
    UnitKind,
)
from bot.domain.organisation.people import EVERYTHING
from bot.domain.programme import attendance, closing, meetings, narrowing
from bot.domain.programme.narrowing import Chosen
from bot.settings import Secret, Settings
from bot.vietnamese import ZONE
from tests.conftest import START
from tests.counting import counted
from tests.tables import Databases, lent
from tests.talk import Talk, TalkChannel, World

SLOWEST = 10.0
"""Seconds, on a machine with much else to do."""
BEGINS = datetime(2023, 10, 26, 14, tzinfo=ZONE)


async def fill(world: World, schools: int, each: int) -> None:
    """Put schools into the cluster, each with so many teachers."""
    async with world.talk.app.database.writing() as db:
        units = [
            {"id": 1000 + n, "kind": UnitKind.SCHOOL, "name": f"TH Số {n}", "folded": f"th so {n}"}
            for n in range(schools)
        ]
        await db.execute(insert(Unit), units)
        await db.execute(insert(ClusterSchool), [{"cluster_id": world.cluster, "unit_id": one["id"]} for one in units])
        now = world.talk.clock.now()
        people = [
            {
                "name": f"Lò Thị Số {n}",
                "folded": f"lo thi so {n}",
                "unit_id": one["id"],
                "level": "th",
                "joined_at": now,
            }
            for one in units
            for n in range(each)
        ]
        await db.execute(insert(Person), people)


class _TakenBack(Exception):
    pass


class Costs:
    """Statements and seconds of each act."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.statements: dict[str, int] = {}
        self.seconds: dict[str, float] = {}
        self.kinds: dict[str, Counter[str]] = {}

    async def of(self, name: str, act) -> None:
        began = time.perf_counter()
        with counted(self.talk.app) as found:
            await act()
        self.seconds[name], self.statements[name], self.kinds[name] = (
            time.perf_counter() - began,
            found.number,
            found.by_kind,
        )


async def lived(talk: Talk, world: World, schools: int, each: int) -> Costs:
    """Let a meeting live from its day to its summary."""
    await fill(world, schools, each)
    lead, costs = await world.has("Sùng A Dơ", Role.LEAD), Costs(talk)
    who = (await talk.finds(select(Person).where(Person.name == "Sùng A Dơ")))[0]

    async def derive() -> None:
        assert await talk.app.jobs.derive() == []

    async def settle(hour: int, *, seats: int | None = None) -> None:
        async with talk.app.database.writing() as db:
            meeting, now = await meetings.get(db, world.meeting), talk.clock.now()
            starts = BEGINS.replace(hour=hour)
            await meetings.settle(db, meeting, EVERYTHING, starts_at=starts, room="A", capacity=seats, now=now)

    async def narrow(chosen: Chosen) -> None:
        async with talk.app.database.writing() as db:
            meeting = await meetings.get(db, world.meeting)
            await narrowing.narrow(db, meeting, EVERYTHING, chosen, by=who, now=talk.clock.now())

    async def all_present() -> None:
        """Mark everybody and take it back, since there would be nobody left to close for."""
        with suppress(_TakenBack):
            async with talk.app.database.writing() as db:
                meeting = await meetings.get(db, world.meeting)
                await attendance.all_present(db, meeting, EVERYTHING, by=who, now=talk.clock.now())
                raise _TakenBack

    async def close() -> None:
        async with talk.app.database.writing() as db:
            meeting = await meetings.get(db, world.meeting)
            await closing.close(db, meeting, EVERYTHING, absent=True, by=who, now=talk.clock.now())

    await derive()
    await costs.of("settling", lambda: settle(14))
    await costs.of("inviting", derive)
    for name, day in (("a week before", 19), ("asking the silent", 23), ("a day before", 25)):
        talk.clock.move_to(BEGINS.replace(day=day))
        await costs.of(name, derive)
    await costs.of("moving", lambda: settle(15))
    await costs.of("after moving", derive)
    await costs.of("narrowing", lambda: narrow(Chosen(narrowing.Expects.SCHOOLS, ids=(1000,))))
    await costs.of("widening", lambda: narrow(Chosen()))
    await costs.of("inviting anew", derive)
    talk.clock.move_to(BEGINS.replace(hour=15, minute=5))
    await derive()
    await costs.of("opening the roll", lambda: lead.forges(f"roll:{world.meeting}"))
    await costs.of("the names", lambda: lead.forges(f"names:{world.meeting}"))
    [row] = await talk.finds(select(Invitee.id).limit(1))
    await costs.of("one mark", lambda: lead.forges(f"mark:{world.meeting}:{row}:0:0"))
    await costs.of("all present", all_present)
    talk.clock.move_to(BEGINS.replace(hour=20))
    await costs.of("asking to close", derive)
    await costs.of("closing", close)
    await costs.of("the summary", lambda: lead.forges(f"sum:meeting:{world.meeting}"))
    await costs.of("the schools", lambda: lead.forges(f"schools:{world.meeting}"))
    return costs


async def costs_of(databases: Databases, folder: Path, *, schools: int, each: int) -> Costs:
    """Live it on tables of its own."""
    with lent(databases, folder) as url:
        settings = Settings(database_url=url, media_dir=folder / "media", secret=Secret("a secret of the tests"))
        channel, clock = TalkChannel(), MovableClock(START)
        async with build(settings, channels=[channel], clock=clock) as app:
            talk = Talk(app, channel, clock, "vi")
            world = await talk.world()
            world.invites = True
            costs = await lived(talk, world, schools, each)
            told = Counter(await talk.finds(select(Outbox.purpose)))
            assert told[Purpose.INVITE] >= schools * each
            return costs


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("few", "many"):
        (tmp_path / name).mkdir()
    return tmp_path / "few", tmp_path / "many"


# Two thousand people are filled in, invited, moved and marked: 4 s.
async def test_no_act_is_a_statement_a_person_or_a_school(databases: Databases, folders: tuple[Path, Path]) -> None:
    """With three people of two schools as with 2,000 of forty, and no act takes ten seconds."""
    few = await costs_of(databases, folders[0], schools=2, each=1)
    many = await costs_of(databases, folders[1], schools=40, each=50)
    assert many.statements == few.statements
    assert max(many.seconds.values()) < SLOWEST, many.seconds
