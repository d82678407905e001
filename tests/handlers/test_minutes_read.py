"""The minutes of a meeting read whole: who wrote what, which version stands, and what the tables know by themselves."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.models import (
    Assent,
    Heading,
    Meeting,
    Minutes,
    MinutesApproval,
    MinutesEntry,
    Part,
    PartKind,
    Presence,
    Role,
    Stage,
)
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.programme import minutes, my_meetings
from bot.domain.programme.minutes import FullMinutes
from bot.vietnamese import ZONE
from tests.talk import Somebody, Talk, World

BEGINS = datetime(2023, 10, 26, 14, 0, tzinfo=ZONE)


async def written(world: World, *entries: tuple[Somebody, Heading, str, bool]) -> None:
    """Let entries stand in the tables, each a version."""
    now = world.talk.clock.now()
    async with world.talk.app.database.writing() as db:
        row = Minutes(meeting_id=world.meeting, at=now, version=len(entries))
        db.add(row)
        await db.flush()
        for number, (who, heading, text, replaces) in enumerate(entries, start=1):
            by = await world.id_of(who)
            entry = MinutesEntry(minutes_id=row.id, version=number, heading=heading, text=text, by_id=by, at=now)
            entry.replaces = replaces
            db.add(entry)


async def read(world: World, version: int | None = None) -> FullMinutes:
    async with world.talk.app.database.reading() as db:
        meeting = await db.get_one(Meeting, world.meeting)
        found = await minutes.read(db, meeting, version=version)
    assert found
    return found


async def test_nobody_has_begun(talk: Talk, world: World) -> None:
    async with talk.app.database.reading() as db:
        assert await minutes.read(db, await db.get_one(Meeting, world.meeting)) is None


async def test_each_version_stays(talk: Talk, world: World) -> None:
    """What is added stands below; what replaces stands alone; an older version reads as it was."""
    lead, other = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Lò Thị Hạnh")
    good = Heading.STRENGTHS
    await written(
        world,
        (lead, good, "Một.", False),
        (other, good, "Hai.", False),
        (lead, good, "Ba.", True),
        (lead, good, "", True),
    )
    assert [(await read(world, one)).text(good) for one in (1, 2, 3, 4)] == ["Một.", "Một.\nHai.", "Ba.", ""]
    assert (await read(world, 2)).writers() == ["Sùng A Dơ", "Lò Thị Hạnh"]
    assert good not in (await read(world)).entries


async def test_the_tables_say_what_they_know(talk: Talk, world: World) -> None:
    """Hours, chair, secretary and roll stand without being typed; who chairs is the lead where nobody was asked to."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    writer, away = await world.has("Lò Thị Hạnh"), await world.has("Vàng Thị Lan", school=world.other_school)
    await world.settles(lead)
    for one, presence in ((lead, Presence.PRESENT), (writer, Presence.LATE), (away, Presence.ABSENT)):
        await world.marks(one, presence)
    async with talk.app.database.writing() as db:
        part = {"meeting_id": world.meeting, "assent": Assent.ACCEPTED, "asked_by_id": await world.id_of(lead)}
        db.add(Part(**part, kind=PartKind.SECRETARY, person_id=await world.id_of(writer), asked_at=talk.clock.now()))
        await db.execute(update(Meeting).values(stage=Stage.TEACH))
    hours = minutes.hours_kept(BEGINS, BEGINS + timedelta(hours=2))
    await written(world, (writer, Heading.NEXT, "Cô Lan dạy.", False), (writer, Heading.TIME, hours, True))
    first, full = await read(world, 1), await read(world)
    assert (first.starts_at, first.ends_at) == (BEGINS, BEGINS + timedelta(hours=3))
    assert (full.starts_at, full.ends_at) == (BEGINS, BEGINS + timedelta(hours=2))
    assert [one.name for one in full.chairs] == ["Sùng A Dơ"]
    assert [one.name for one in full.secretaries] == ["Lò Thị Hạnh"]
    assert (full.figures.here, full.figures.expected) == (2, 3)
    assert {one.school: one.figures.here for one in full.schools} == {"PTDTBT TH số 1 Na Sang": 2, "TH Thị trấn": 0}
    assert full.steps == (Heading.TEACH, Heading.DISCUSS)
    assert full.approved is None


@pytest.mark.parametrize(
    ("lead_came", "deputy_came", "chair"),
    [(True, True, "Sùng A Dơ"), (False, True, "Hờ A Chu"), (True, False, "Sùng A Dơ"), (False, False, "Sùng A Dơ")],
)
async def test_a_deputy_chaired_only_where_the_lead_did_not_come(
    talk: Talk, world: World, *, lead_came: bool, deputy_came: bool, chair: str
) -> None:
    """Nobody is named as the chair of a meeting at which they were not; the same stands in their year."""
    lead, deputy = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Hờ A Chu", Role.DEPUTY_LEAD)
    await world.settles(lead)
    for one, came in ((lead, lead_came), (deputy, deputy_came)):
        await world.marks(one, Presence.PRESENT if came else Presence.ABSENT)
    talk.clock.move_to(BEGINS + timedelta(hours=5))
    await written(world, (lead, Heading.NEXT, "Cô Lan dạy.", False))
    assert [one.name for one in (await read(world)).chairs] == [chair]
    async with talk.app.database.reading() as db:
        for name, one, came in (("Sùng A Dơ", lead, lead_came), ("Hờ A Chu", deputy, deputy_came)):
            found = await my_meetings.of(db, await world.id_of(one), SchoolYear(2023).span, talk.clock.now())
            assert [each.kinds == (PartKind.CHAIR,) for each in found] == [came and name == chair]


async def test_an_approval_is_of_one_version(talk: Talk, world: World) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await written(world, (lead, Heading.NEXT, "A", False), (lead, Heading.NEXT, "B", False))
    async with talk.app.database.writing() as db:
        number = (await db.scalars(select(Minutes.id))).one()
        by = await world.id_of(lead)
        db.add(MinutesApproval(minutes_id=number, version=1, by_id=by, at=talk.clock.now()))
    assert (await read(world)).approved is None
    held = (await read(world, 1)).approved
    assert held
    assert (held.version, held.by) == (1, "Sùng A Dơ")
