"""Who is expected at a meeting: written down when it gets its day, kept in step until its end, frozen from then on."""

import asyncio
from datetime import timedelta

from sqlalchemy import select, update

from bot.domain.endings import privacy
from bot.domain.models import (
    ChosenSchool,
    Cluster,
    Coming,
    Expects,
    Invitee,
    Meeting,
    PartKind,
    Person,
    Role,
    RosterEntry,
    Unit,
    Why,
)
from bot.domain.organisation import merging, tree
from bot.domain.organisation.people import EVERYTHING
from bot.domain.programme import invitees
from bot.vietnamese import fold, local
from tests.counting import counted
from tests.handlers.test_parts import plays
from tests.talk import Somebody, Talk, World


async def lists(world: World, name: str, *, school: int | None = None, level: str | None = "th") -> int:
    """Let a school's list name somebody who has not joined."""
    async with world.talk.app.database.writing() as db:
        about = {"name": name, "folded": fold(name), "level": level, "imported_at": world.talk.clock.now()}
        entry = RosterEntry(unit_id=school or world.school, **about)
        db.add(entry)
        await db.flush()
        return entry.id


async def expected(world: World, meeting: int | None = None) -> dict[str, Invitee]:
    """Return the rows of a meeting by name, a list's name in brackets."""
    asked = select(Invitee, Person.name, RosterEntry.name).outerjoin(Person, Person.id == Invitee.person_id)
    asked = asked.outerjoin(RosterEntry, RosterEntry.id == Invitee.roster_entry_id)
    async with world.talk.app.database.reading() as db:
        rows = await db.execute(asked.where(Invitee.meeting_id == (meeting or world.meeting)))
        return {f"({entry})" if person is None else person: row for row, person, entry in rows}


async def settled(world: World) -> Somebody:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    return lead


async def looks_in_a_minute(talk: Talk) -> int:
    """Return how often it is looked for lists that are out of step while a minute passes."""
    with counted(talk.app) as statements:
        await talk.passes(minutes=1)
    return sum("UNION" in sql and "listed_at IS NULL" in sql and sql.startswith("SELECT") for sql, _ in statements.sent)


async def looks_no_more(talk: Talk) -> bool:
    """Say whether a minute passes without a look; a server beside replicas counts late, and a look follows that."""
    tries = 1 if talk.app.database.alone else 5
    for _ in range(tries):
        if await looks_in_a_minute(talk) == 0:
            return True
        await asyncio.sleep(0 if tries == 1 else 0.5)
    return False


async def test_it_is_looked_for_lists_out_of_step_only_where_something_was_written(talk: Talk, world: World) -> None:
    """With 400 meetings ahead a look takes more than a second; answers and seats change nothing of who is expected."""
    lan = await world.has("Vàng Thị Lan")
    await settled(world)
    await talk.passes(minutes=3)
    assert await looks_no_more(talk)
    await lan.forges(f"take:{world.meeting}")
    await lan.says("/lich")
    # Beside replicas only the server's counts of written rows are known, and a seat is among them.
    assert await looks_in_a_minute(talk) <= (0 if talk.app.database.alone else 1)
    await lists(world, "Hờ A Páo")
    assert await looks_in_a_minute(talk) == 1
    assert "(Hờ A Páo)" in await expected(world)
    await talk.passes(minutes=3)
    assert await looks_no_more(talk)


async def test_everybody_whom_it_concerns_is_expected_when_it_gets_its_day(talk: Talk, world: World) -> None:
    """Teachers and heads of both schools, the lead, and who is only on a list; no other cluster, no other level."""
    await world.have(["Vàng Thị Lan", "Lò Văn Minh"])
    await world.has("Hạng A Tủa", Role.PRINCIPAL, school=world.other_school)
    school, *_ = await world.elsewhere()
    await world.has("Giàng A Páo", school=school)
    await lists(world, "Cà Thị Mai")
    await lists(world, "Lầu A Chu", level="thcs")
    async with talk.app.database.writing() as db:
        await db.execute(update(Cluster).values(level="th"))
    await settled(world)
    found = await expected(world)
    assert found.keys() == {"Sùng A Dơ", "Vàng Thị Lan", "Lò Văn Minh", "Hạng A Tủa", "(Cà Thị Mai)"}
    assert {(row.why, row.answer, row.presence) for row in found.values()} == {(Why.CONCERNED, None, None)}
    assert found["Hạng A Tủa"].unit_id == world.other_school
    await talk.passes(minutes=1)
    assert (await expected(world)).keys() == found.keys()


async def test_the_list_follows_what_happens_until_the_end_and_then_no_more(talk: Talk, world: World) -> None:
    """Joining, moving to a school of the cluster and out of it, being erased, playing a part."""
    lead = await settled(world)
    lan, minh, mai = await world.have(["Vàng Thị Lan", "Lò Văn Minh", "Cà Thị Mai"])
    school, *_ = await world.elsewhere()
    pao = await world.has("Giàng A Páo", school=school)
    await plays(world, lead, PartKind.GUEST, pao, "Giàng A Páo")
    await talk.passes(minutes=1)
    found = await expected(world)
    assert found.keys() == {"Sùng A Dơ", "Vàng Thị Lan", "Lò Văn Minh", "Cà Thị Mai", "Giàng A Páo"}
    assert (found["Giàng A Páo"].why, found["Giàng A Páo"].answer) == (Why.PART, Coming.YES)
    await lan.forges(f"take:{world.meeting}")
    await minh.forges(f"take:{world.meeting}")
    today = local(talk.clock.now()).date()
    async with talk.app.database.writing() as db:
        await tree.move_person(db, await db.get_one(Person, await world.id_of(lan)), world.other_school, today)
        await tree.move_person(db, await db.get_one(Person, await world.id_of(minh)), school, today)
        await privacy.erase(db, await db.get_one(Person, await world.id_of(mai)), talk.clock.now())
    await talk.passes(minutes=1)
    found = await expected(world)
    assert found.keys() == {"Sùng A Dơ", "Vàng Thị Lan", "Giàng A Páo"}
    assert (found["Vàng Thị Lan"].unit_id, found["Vàng Thị Lan"].answer) == (world.other_school, Coming.YES)
    assert (await world.stands()).taken == 1
    await talk.passes(days=20)
    await world.has("Lý Thị Sua")
    await talk.passes(minutes=1)
    assert (await expected(world)).keys() == found.keys()


async def test_who_joins_by_a_list_keeps_the_row_of_the_list(talk: Talk, world: World) -> None:
    """Also where a row of their own was written in between; an answer given meanwhile is kept instead."""
    mai, chu = await lists(world, "Cà Thị Mai"), await lists(world, "Lầu A Chu")
    await settled(world)
    rows = await expected(world)
    for name, entry, answers in (("Cà Thị Mai", mai, False), ("Lầu A Chu", chu, True)):
        somebody = await world.has(name)
        await talk.passes(minutes=1)
        if answers:
            await somebody.forges(f"take:{world.meeting}")
        async with talk.app.database.writing() as db:
            (await db.get_one(RosterEntry, entry)).person_id = await world.id_of(somebody)
        await talk.passes(minutes=1)
    found = await expected(world)
    assert found.keys() == {"Sùng A Dơ", "Cà Thị Mai", "Lầu A Chu"}
    assert found["Cà Thị Mai"].id == rows["(Cà Thị Mai)"].id
    assert (found["Cà Thị Mai"].answer, found["Lầu A Chu"].answer) == (None, Coming.YES)
    assert {row.roster_entry_id for row in found.values()} == {None}


async def test_merged_schools_expect_nobody_twice(talk: Talk, world: World) -> None:
    """A name that stands on both lists counts once; before the day of the merger the former school is theirs."""
    for school in (world.school, world.other_school):
        await lists(world, "Cà Thị Mai", school=school)
    await lists(world, "Lầu A Chu", school=world.other_school)
    lan = await world.has("Vàng Thị Lan", school=world.other_school)
    await settled(world)
    assert len(await expected(world)) == 4
    await lan.forges(f"take:{world.meeting}")
    day = local(talk.clock.now()).date() + timedelta(days=2)
    async with talk.app.database.writing() as db:
        old, new = await db.get_one(Unit, world.other_school), await db.get_one(Unit, world.school)
        await merging.merge(db, EVERYTHING, old, new, day, by=None, now=talk.clock.now())
    await talk.passes(days=3)
    found = await expected(world)
    assert found.keys() == {"Sùng A Dơ", "Vàng Thị Lan", "(Cà Thị Mai)", "(Lầu A Chu)"}
    assert {row.unit_id for row in found.values()} == {world.school}
    assert found["Vàng Thị Lan"].answer is Coming.YES


async def test_a_narrowed_meeting_expects_schools_or_names_and_always_who_runs_it(talk: Talk, world: World) -> None:
    lead = await settled(world)
    await world.has("Vàng Thị Lan")
    await world.has("Lò Văn Minh", school=world.other_school)
    await lists(world, "Cà Thị Mai", school=world.other_school)
    who = {
        Expects.EVERYBODY: {"Sùng A Dơ", "Vàng Thị Lan", "Lò Văn Minh", "(Cà Thị Mai)"},
        Expects.SCHOOLS: {"Sùng A Dơ", "Lò Văn Minh", "(Cà Thị Mai)"},
        Expects.NUMBERS: {"Sùng A Dơ"},
        Expects.PEOPLE: {"Sùng A Dơ"},
    }
    async with talk.app.database.writing() as db:
        db.add(ChosenSchool(meeting_id=world.meeting, unit_id=world.other_school))
    for expects in (*who, Expects.SCHOOLS):
        async with talk.app.database.writing() as db:
            await db.execute(update(Meeting).values(expects=expects))
        await talk.passes(minutes=1)
        found = await expected(world)
        assert found.keys() == who[expects]
    assert found["Lò Văn Minh"].why is Why.CHOSEN
    assert (await lead.forges(f"meeting:{world.meeting}")).text


async def test_meetings_that_were_over_before_are_written_once(talk: Talk, world: World) -> None:
    await settled(world)
    await talk.passes(days=20)
    await world.has("Vàng Thị Lan")
    async with talk.app.database.writing() as db:
        await db.execute(update(Meeting).values(listed_at=None))
    for later in ("Lò Văn Minh", "Cà Thị Mai"):
        await talk.passes(minutes=1)
        assert (await expected(world)).keys() == {"Sùng A Dơ", "Vàng Thị Lan"}
        await world.has(later)


async def test_what_being_in_step_costs_hangs_on_no_number(talk: Talk, world: World) -> None:
    costs = []
    for number in (2, 40):
        await world.have([f"Giàng A {number} {place}" for place in range(number)])
        async with talk.app.database.writing() as db:
            meeting = await db.get_one(Meeting, world.meeting)
            with counted(talk.app) as statements:
                await invitees.keep_in_step(db, talk.clock.now())
            costs.append(statements.number)
            assert meeting
        if number == 2:
            await settled(world)
    assert costs[0] == costs[1] <= 6
