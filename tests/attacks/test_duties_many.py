"""Many schools, meetings, people and duties at once: the number of statements follows none of them."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.duties import chasing, ledger, opening
from bot.domain.models import (
    Account,
    Anchor,
    Appointment,
    Assent,
    Cluster,
    ClusterSchool,
    Coming,
    Duty,
    DutyRule,
    Invitee,
    Meeting,
    MeetingState,
    Outbox,
    OutboxState,
    Part,
    PartKind,
    Person,
    Purpose,
    Role,
    Unit,
    UnitKind,
    Why,
)
from bot.domain.organisation.people import Rights
from bot.vietnamese import ZONE
from tests.attacks.kit import WatchedChannel
from tests.counting import Statements, counted
from tests.talk import Talk, World

SCHOOLS, CLUSTERS, MEETINGS = 40, 4, 200
NOW = datetime(2023, 11, 13, 9, 0, tzinfo=ZONE)
OFFICER = Rights(officer=True)


async def schools(db: AsyncSession, number: int) -> list[int]:
    """Let so many schools stand in clusters of ten, each with a head."""
    units = [Unit(kind=UnitKind.SCHOOL, name=f"TH số {n}", folded=f"th so {n}") for n in range(number)]
    numbers = range(11, 11 + CLUSTERS)
    clusters = [Cluster(school_year="2023-2024", name=f"Cụm {n}", folded=f"cum {n}") for n in numbers]
    db.add_all([*units, *clusters])
    await db.flush()
    for place, unit in enumerate(units):
        db.add(ClusterSchool(cluster_id=clusters[place % CLUSTERS].id, unit_id=unit.id))
    heads = await people(db, [unit.id for unit in units])
    since = {"valid_from": date(2023, 9, 1)}
    db.add_all(
        Appointment(role=Role.PRINCIPAL, person_id=head, unit_id=unit.id, **since)
        for head, unit in zip(heads, units, strict=True)
    )
    db.add_all(
        Appointment(role=Role.LEAD, person_id=heads[place], cluster_id=cluster.id, **since)
        for place, cluster in enumerate(clusters)
    )
    return [unit.id for unit in units]


async def people(db: AsyncSession, units: list[int]) -> list[int]:
    """Let a person with a chat be at each of some schools."""
    highest = await db.scalar(select(func.coalesce(func.max(Person.id), 0)))
    ids = [highest + 1 + place for place in range(len(units))]
    rows = [
        {"id": one, "name": f"Giàng A {one}", "folded": f"giang a {one}", "unit_id": unit, "language": "vi"}
        for one, unit in zip(ids, units, strict=True)
    ]
    await db.execute(insert(Person), [row | {"joined_at": NOW} for row in rows])
    await db.execute(insert(Account), [{"person_id": one, "channel": "talk", "address": f"giang-{one}"} for one in ids])
    return ids


async def meetings(db: AsyncSession, world: World, hosts: list[int]) -> list[int]:
    """Let half of many meetings be over for a day, the others be a week ahead."""
    first = await db.get_one(Meeting, world.meeting)
    clusters = (await db.scalars(select(Cluster.id).where(Cluster.name.startswith("Cụm ")))).all()
    rows = []
    for number in range(MEETINGS):
        starts_at = NOW + timedelta(days=7 if number % 2 else -1, minutes=number)
        about = {"round_id": first.round_id, "cluster_id": clusters[number % CLUSTERS], "month": first.month}
        hours = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=3), "state": MeetingState.SETTLED}
        rows.append(Meeting(number=number, host_id=hosts[number % SCHOOLS], content="Bài học", **about, **hours))
    db.add_all(rows)
    await db.flush()
    return [row.id for row in rows]


async def takes_part(db: AsyncSession, found: list[int], units: list[int], each: int) -> None:
    """Let so many more people come to each meeting, and one of them be asked to teach."""
    ids = await people(db, units * ((len(found) * each) // len(units)))
    pairs = [(found[place % len(found)], person) for place, person in enumerate(ids)]
    about = {"why": Why.CONCERNED, "answer": Coming.YES}
    await db.execute(insert(Invitee), [{"meeting_id": meeting, "person_id": one, **about} for meeting, one in pairs])
    asked = {"kind": PartKind.TEACH, "assent": Assent.ASKED, "asked_by_id": ids[0], "asked_at": NOW}
    few = pairs[: len(found)]
    await db.execute(insert(Part), [{"meeting_id": meeting, "person_id": one, **asked} for meeting, one in few])


async def all_hold(db: AsyncSession) -> None:
    """Let each of the rules hold, those without a day of their own by the end of the month."""
    await db.execute(update(DutyRule).values(paused_at=None))
    no_day = DutyRule.anchor.in_((Anchor.NONE, Anchor.DAY))
    await db.execute(update(DutyRule).where(no_day).values(anchor=Anchor.DAY, day=date(2023, 11, 30)))


@pytest.fixture
async def large(talk: Talk, world: World) -> tuple[list[int], list[int]]:
    """Forty schools, two hundred meetings with two people each, all 54 rules; nothing is opened yet."""
    talk.clock.move_to(NOW)
    async with talk.app.database.writing() as db:
        units = await schools(db, SCHOOLS)
        found = await meetings(db, world, units)
        await takes_part(db, found, units, 2)
        await all_hold(db)
    return units, found


async def derives(talk: Talk) -> Statements:
    with counted(talk.app) as statements:
        assert await talk.app.jobs.derive() == []
    return statements


async def test_opening_follows_batches_and_an_idle_look_nothing(
    talk: Talk, world: World, large: tuple[list[int], list[int]]
) -> None:
    """54 rules, 40 schools, 200 meetings: thousands of duties are opened in some statements for each five hundred."""
    first = await derives(talk)
    opened = await talk.counts(Duty)
    assert opened > 1500
    batches = opened // opening.AT_ONCE + 1
    assert first.number < 100 + 60 * batches
    await derives(talk)
    idle = await derives(talk)
    assert idle.number < 60 + 3 * batches
    units, found = large
    async with talk.app.database.writing() as db:
        await takes_part(db, found, units, 4)
    while await talk.counts(Duty) > opened:
        opened = await talk.counts(Duty)
        await derives(talk)
    # What was written in the last turn is looked at once more, in the next one.
    await derives(talk)
    await derives(talk)
    again = await derives(talk)
    assert again.by_kind == idle.by_kind, "three times the people"


@pytest.mark.sqlite("its plans are explained in its own words")
async def test_what_is_known_is_looked_up_by_its_name(talk: Talk, large: tuple[list[int], list[int]]) -> None:
    """The duties of former years are not read each minute."""
    await derives(talk)
    idle = await derives(talk)
    asked = [one for one in idle.sent if one[0].startswith("SELECT duty.rule_id, duty.")]
    assert asked
    async with talk.app.database.reading() as db:
        plan = await (await db.connection()).exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0][0]}", asked[0][1])
        assert [row[3] for row in plan if row[3].startswith("SCAN")] == []


async def test_a_morning_of_reminders_follows_batches(talk: Talk, large: tuple[list[int], list[int]]) -> None:
    """All who owe something hear of it in one letter each, in some statements for each five hundred duties."""
    await derives(talk)
    opened = await talk.counts(Duty)
    async with talk.app.database.writing() as db:
        # Invitations that nobody delivers here would each be reported as missed.
        await db.execute(update(Outbox).where(Outbox.purpose == Purpose.INVITE).values(state=OutboxState.SENT))
    talk.clock.move_to(NOW.replace(day=27, hour=7))
    morning = await derives(talk)
    assert morning.number < 100 + 60 * (opened // opening.AT_ONCE + 1)
    rows = select(Outbox.person_id).where(Outbox.purpose == Purpose.DUTY, Outbox.state == OutboxState.WAITING)
    told = await talk.finds(rows)
    assert len(told) >= SCHOOLS
    assert len(told) == len(set(told))


@pytest.fixture
async def topics(talk: Talk, world: World) -> list[int]:
    """What three hundred schools owe by the same day."""
    async with talk.app.database.writing() as db:
        units = await schools(db, 300)
        await db.execute(update(DutyRule).where(DutyRule.code == "000-6").values(paused_at=None))
    await derives(talk)
    return await talk.finds(select(Duty.id).where(Duty.unit_id.in_(units)).order_by(Duty.id))


async def test_three_hundred_are_reminded_once_in_a_few_statements(talk: Talk, topics: list[int]) -> None:
    """As many statements as for thirty; a second time reminds nobody."""
    numbers, [person] = [], await talk.finds(select(Person).limit(1))
    for some in (topics[:30], topics[30:]):
        with counted(talk.app) as statements:
            async with talk.app.database.writing() as db:
                done = await chasing.chase(db, some, person, OFFICER, talk.clock.now())
        numbers.append(statements.number)
        assert (done.people, done.duties, done.already) == (len(some), len(some), 0)
    assert numbers[0] == numbers[1] < 30
    async with talk.app.database.writing() as db:
        again = await chasing.chase(db, topics, person, OFFICER, talk.clock.now())
    assert (again.people, again.already) == (0, 300)
    await talk.passes(seconds=1)
    assert isinstance(talk.channel, WatchedChannel)
    assert len(talk.channel.unasked) == len({one.address for one in talk.channel.unasked}) == 300


async def test_more_time_for_three_hundred_is_as_many_statements_as_for_thirty(talk: Talk, topics: list[int]) -> None:
    numbers, [person] = [], await talk.finds(select(Person).limit(1))
    for some in (topics[:30], topics[30:]):
        with counted(talk.app) as statements:
            async with talk.app.database.writing() as db:
                await ledger.extend(db, some, date(2023, 12, 4), person, OFFICER, now=talk.clock.now())
        numbers.append(statements.number)
        await derives(talk)
    assert numbers[0] == numbers[1] < 30
