"""What becomes of duties when what they go by changes: rules, days, meetings, people, days off, the owner's time."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, time
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.domain.calendar import days_off
from bot.domain.calendar.days_off import Leave
from bot.domain.calendar.settings import Rung
from bot.domain.duties import ledger, rules
from bot.domain.duties.ledger import NO_USE_LATER
from bot.domain.duties.rules import Edit
from bot.domain.endings import privacy
from bot.domain.models import (
    Assent,
    ClusterSchool,
    Duty,
    DutyEvent,
    DutyEventKind,
    DutyRule,
    DutyState,
    HostItem,
    Part,
    PartKind,
    Person,
    Role,
    Unit,
    UnitKind,
)
from bot.domain.organisation.people import Rights
from bot.domain.plan import replanning
from bot.domain.programme import hosting, meetings
from bot.errors import BadInput
from bot.vietnamese import ZONE
from tests.handlers.duties_kit import AFTER, BEGINS, duties, met, owed
from tests.talk import Somebody, Talk, TalkChannel, World

OFFICER = Rights(officer=True)
LATE = datetime(2023, 11, 15, 7, 0, tzinfo=ZONE)
"""When what was due on the 14th is late."""


@pytest.fixture
def channel() -> TalkChannel:
    return TalkChannel()


@pytest.fixture
def language() -> str:
    return "vi"


@pytest.fixture
async def world(talk: Talk) -> World:
    world = await talk.world()
    await world.has("Điêu Thị Phượng", Role.OFFICER)
    return world


async def officer(talk: Talk) -> Person:
    [found] = await talk.finds(select(Person).where(Person.name == "Điêu Thị Phượng"))
    return found


async def heads(world: World, name: str = "Hạng A Tủa", *, school: int | None = None) -> Somebody:
    """Let a principal have joined; the first school's leads the cluster as well."""
    return await world.has(name, Role.PRINCIPAL, school=school)


async def changes(talk: Talk, code: str, change: Callable[..., Awaitable[Any]], *what: object) -> None:
    """Let an officer change a rule."""
    async with talk.app.database.writing() as db:
        rule = (await db.scalars(select(DutyRule).where(DutyRule.code == code))).one()
        by = (await officer(talk)).id
        await change(db, rule.id, *what, Edit(by, OFFICER, rule.version, talk.clock.now()))


async def extends(talk: Talk, duty: Duty, day: date) -> None:
    async with talk.app.database.writing() as db:
        await ledger.extend(db, [duty.id], day, await officer(talk), OFFICER, now=talk.clock.now())


async def moves(world: World, starts_at: datetime, meeting_id: int = 0) -> None:
    """Settle a meeting, the world's own where no other is named, or move it."""
    async with world.talk.app.database.writing() as db:
        meeting, now = await meetings.get(db, meeting_id or world.meeting), world.talk.clock.now()
        await meetings.settle(db, meeting, OFFICER, starts_at=starts_at, room="Phòng họp", capacity=30, now=now)


async def stands(talk: Talk, code: str) -> set[tuple[DutyState, date]]:
    return {(duty.state, duty.due_on) for duty in await duties(talk, code)}


async def events(talk: Talk, kind: DutyEventKind) -> list[str]:
    asked = select(DutyEvent.detail).where(DutyEvent.kind == kind)
    return await talk.finds(asked.order_by(DutyEvent.id))


@pytest.mark.parametrize(
    ("change", "what"), [(rules.change_reminders, (7, 1)), (rules.change_ladder, ((Rung.LEAD, 5),))]
)
async def test_what_is_late_stays_owed_when_reminders_or_rungs_change(
    talk: Talk, world: World, change: Callable[..., Awaitable[Any]], what: object
) -> None:
    """The rule still asks for its day, though that is over."""
    await owed(world, "000-6")
    await talk.comes(LATE)
    await changes(talk, "000-6", change, what)
    await talk.passes(minutes=1)
    assert await stands(talk, "000-6") == {(DutyState.OPEN, date(2023, 11, 14))}


async def test_the_former_day_is_void_with_a_line_in_the_history(talk: Talk, world: World) -> None:
    await owed(world, "000-6")
    await changes(talk, "000-6", rules.change_day, date(2024, 9, 15))
    await talk.passes(minutes=1)
    assert await stands(talk, "000-6") == {(DutyState.VOID, date(2023, 11, 14))}
    assert len(await events(talk, DutyEventKind.VOID)) == 2, "one for each school"


async def test_a_rule_that_rested_is_not_owed_by_its_former_day(talk: Talk, world: World) -> None:
    """It was given another day while it rested."""
    await owed(world, "000-6")
    await changes(talk, "000-6", rules.pause)
    await changes(talk, "000-6", rules.change_day, date(2024, 9, 15))
    await changes(talk, "000-6", rules.resume)
    await talk.passes(minutes=1)
    assert await stands(talk, "000-6") == {(DutyState.VOID, date(2023, 11, 14))}


async def test_what_lapsed_is_owed_again_by_a_new_day(talk: Talk, world: World) -> None:
    await owed(world, "000-6")
    await talk.passes(days=70)
    assert await stands(talk, "000-6") == {(DutyState.LAPSED, date(2023, 11, 14))}
    await changes(talk, "000-6", rules.change_day, date(2024, 1, 15))
    await talk.passes(minutes=1)
    assert await stands(talk, "000-6") == {(DutyState.OPEN, date(2024, 1, 15))}


async def test_a_meeting_that_is_put_off_when_it_should_have_begun(talk: Talk, world: World) -> None:
    """Half an hour into it: what lapsed with its beginning is owed again by the new one."""
    await moves(world, BEGINS)
    await owed(world, "001-4")
    await talk.comes(BEGINS.replace(minute=30))
    assert await stands(talk, "001-4") == {(DutyState.LAPSED, date(2023, 10, 25))}
    await moves(world, BEGINS.replace(month=11, day=2))
    await talk.passes(minutes=1)
    assert await stands(talk, "001-4") == {(DutyState.OPEN, date(2023, 11, 1))}


async def test_what_was_ready_for_a_meeting_that_is_put_off_is_owed_again(talk: Talk, world: World) -> None:
    await moves(world, BEGINS)
    await owed(world, "001-4")
    async with talk.app.database.writing() as db:
        ticked = {"meeting_id": world.meeting, "done_at": talk.clock.now(), "by_id": (await officer(talk)).id}
        db.add_all(HostItem(item=item, **ticked) for item in hosting.IN_ROOMS)
    await talk.passes(minutes=1)
    assert await stands(talk, "001-4") == {(DutyState.DONE, date(2023, 10, 25))}
    await talk.comes(BEGINS.replace(minute=30))
    await moves(world, BEGINS.replace(month=11, day=2))
    await talk.passes(minutes=1)
    assert await stands(talk, "001-4") == {(DutyState.OPEN, date(2023, 11, 1))}


async def test_reflections_follow_a_new_number_of_days(talk: Talk, world: World) -> None:
    await met(world, "Vàng Thị Lan")
    await owed(world, "000-5a")
    await changes(talk, "000-5a", rules.change_shift, 5)
    await talk.passes(minutes=1)
    assert await stands(talk, "000-5a") == {(DutyState.OPEN, date(2023, 10, 31))}


async def test_an_hour_later_on_the_same_day_is_no_new_day(talk: Talk, world: World) -> None:
    """A reminder that waits for its reader's morning leaves all the same."""
    principal = await heads(world)
    await moves(world, BEGINS)
    await owed(world, "001-4")
    await changes(talk, "001-4", rules.change_reminders, (0,))
    async with talk.app.database.writing() as db:
        mine = update(Person).where(Person.id == await world.id_of(principal))
        await db.execute(mine.values(quiet_from=time(20), quiet_to=time(8, 30)))
    await talk.comes(datetime(2023, 10, 25, 7, 30, tzinfo=ZONE))
    await moves(world, BEGINS.replace(hour=15))
    principal.new()
    await talk.comes(datetime(2023, 10, 25, 8, 30, tzinfo=ZONE))
    assert "Việc cần làm:" in "\n".join(one.text for one in principal.new())
    assert {duty.not_after for duty in await duties(talk, "001-4")} == {BEGINS.replace(hour=15)}


async def test_more_time_ends_with_the_meeting(talk: Talk, world: World) -> None:
    """Nobody is given until the week after for what is to be ready when it begins; an earlier day is told."""
    principal = await heads(world)
    await moves(world, BEGINS)
    [duty] = await owed(world, "001-4")
    with pytest.raises(BadInput) as no:
        await extends(talk, duty, date(2023, 10, 27))
    assert no.value.sentence == NO_USE_LATER
    await extends(talk, duty, date(2023, 10, 26))
    principal.new()
    await talk.passes(minutes=1)
    assert await stands(talk, "001-4") == {(DutyState.OPEN, date(2023, 10, 26))}
    assert "Gia hạn" in "\n".join(one.text for one in principal.new())


async def test_more_time_for_a_reflection_ends_where_it_cannot_be_written_any_more(talk: Talk, world: World) -> None:
    _lead, [lan] = await met(world, "Vàng Thị Lan")
    [duty] = [one for one in await owed(world, "000-5a") if one.person_id == await world.id_of(lan)]
    closes = datetime(2023, 11, 9, 17, tzinfo=ZONE)
    with pytest.raises(BadInput) as no:
        await extends(talk, duty, date(2023, 11, 10))
    assert no.value.sentence == NO_USE_LATER
    await extends(talk, duty, date(2023, 11, 9))
    lan.new()
    await talk.passes(minutes=1)
    assert "Gia hạn" in "\n".join(one.text for one in lan.new())
    [after] = await talk.finds(select(Duty.not_after).where(Duty.id == duty.id))
    assert after == closes


async def test_more_time_for_many_is_one_letter_to_each(talk: Talk, world: World) -> None:
    """A principal who owes two of them reads of both at once; later once more of one of them."""
    first, second = await heads(world), await heads(world, "Lò Văn Inh", school=world.other_school)
    await world.has("Vàng Thị Mỷ", Role.LEAD)
    found = [*await owed(world, "000-6"), *await owed(world, "001-1")]
    async with talk.app.database.writing() as db:
        ids = [duty.id for duty in found]
        await ledger.extend(db, ids, date(2023, 11, 20), await officer(talk), OFFICER, now=talk.clock.now())
    for one in (first, second):
        one.new()
    await talk.passes(minutes=1)
    assert [one.text.count("Gia hạn") for one in first.new()] == [2], "the school that leads owes the day as well"
    assert [one.text.count("Gia hạn") for one in second.new()] == [1]
    await extends(talk, found[0], date(2023, 11, 21))
    await talk.passes(minutes=1)
    assert [one.text.count("Gia hạn") for one in first.new()] == [1]


async def test_what_was_told_is_not_told_again_because_a_day_off_came(talk: Talk, world: World) -> None:
    """On the morning of the 15th the day is declared off, for a storm: who owes it and the lead know already."""
    principal, lead = await heads(world, school=world.other_school), await world.has("Vàng Thị Mỷ", Role.LEAD)
    await owed(world, "000-6")
    await changes(talk, "000-6", rules.change_ladder, ((Rung.LEAD, 1), (Rung.OFFICER, 2)))
    await talk.comes(LATE)
    for one in (principal, lead):
        one.new()
    async with talk.app.database.writing() as db:
        await days_off.add(db, OFFICER, Leave(LATE.date(), LATE.date(), "Bão"), by_id=(await officer(talk)).id)
        await replanning.plan_anew(db, talk.clock.now())
    await talk.comes(LATE.replace(day=16))
    assert [one.text for one in (*principal.new(), *lead.new()) if "14/11" in one.text] == []
    assert await events(talk, DutyEventKind.CLIMBED) == ["lead", "lead", "officer", "officer"]


async def test_a_new_day_is_told_of_as_late_anew(talk: Talk, world: World) -> None:
    """Of the former day everybody knew; the new one climbs from its beginning."""
    await heads(world)
    await world.has("Vàng Thị Mỷ", Role.LEAD)
    duty = next(one for one in await owed(world, "000-6") if one.unit_id == world.school)
    await talk.comes(LATE.replace(day=17))
    await extends(talk, duty, date(2023, 11, 20))
    await talk.comes(LATE.replace(day=23))
    told = select(DutyEvent.detail).where(DutyEvent.duty_id == duty.id)
    climbed = await talk.finds(told.where(DutyEvent.kind == DutyEventKind.CLIMBED))
    late = await talk.finds(told.where(DutyEvent.kind == DutyEventKind.TOLD, DutyEvent.detail == "late"))
    assert (climbed, late) == (["lead", "lead"], ["late", "late"])


async def films(world: World, somebody: Somebody) -> None:
    async with world.talk.app.database.writing() as db:
        part = {"meeting_id": world.meeting, "person_id": await world.id_of(somebody), "kind": PartKind.CAMERA}
        asked = {"asked_by_id": (await officer(world.talk)).id, "asked_at": world.talk.clock.now()}
        db.add(Part(assent=Assent.ACCEPTED, **part, **asked))


async def erased(world: World, somebody: Somebody) -> None:
    async with world.talk.app.database.writing() as db:
        person = await db.get_one(Person, await world.id_of(somebody))
        await privacy.erase(db, person, world.talk.clock.now())


@pytest.mark.parametrize("before", [True, False])
async def test_the_lead_owes_the_video_of_who_was_erased(talk: Talk, world: World, before: bool) -> None:
    """Whether that was before the video was owed or after."""
    lan = await world.has("Vàng Thị Lan")
    await moves(world, BEGINS)
    await films(world, lan)
    await talk.comes(AFTER)
    if not before:
        [duty] = await owed(world, "001-5")
        assert duty.person_id
    await erased(world, lan)
    await owed(world, "001-5")
    await talk.passes(minutes=1)
    is_open = [duty for duty in await duties(talk, "001-5") if duty.state is DutyState.OPEN]
    assert [(duty.cluster_id, duty.person_id) for duty in is_open] == [(world.cluster, None)]


async def test_nothing_is_opened_for_who_was_erased(talk: Talk, world: World) -> None:
    lan, duong = await world.has("Vàng Thị Lan"), await world.has("Lò Văn Dương")
    await moves(world, BEGINS)
    for one in (lan, duong):
        await films(world, one)
    await talk.comes(AFTER)
    await erased(world, lan)
    await owed(world, "000-5a", "001-5")
    assert {duty.person_id for duty in await talk.finds(select(Duty))} == {await world.id_of(duong)}


async def test_a_cluster_that_has_met_owes_nothing_more(talk: Talk, world: World) -> None:
    """Nor does the history say so again with each look, where all have met."""
    for meeting in (world.meeting, await world.plans(cluster=world.group)):
        await moves(world, talk.clock.now().replace(hour=7), meeting)
    async with talk.app.database.writing() as db:
        await db.execute(update(DutyRule).where(DutyRule.code == "004-1a").values(day=date(2023, 11, 1), levels=None))
    await talk.passes(days=1)
    await owed(world, "004-1a")
    for _ in range(4):
        await talk.passes(minutes=1)
    assert await stands(talk, "004-1a") == {(DutyState.DONE, date(2023, 11, 1))}
    assert await talk.finds(select(DutyEvent.kind)) == [DutyEventKind.DONE] * 2


async def test_an_own_duty_for_six_hundred_schools_is_told_to_all(talk: Talk, world: World) -> None:
    """More than are opened at once; nobody is left to hear of it on its last day."""
    async with talk.app.database.writing() as db:
        schools = [Unit(kind=UnitKind.SCHOOL, name=f"TH {n}", folded=f"th {n}") for n in range(600)]
        db.add_all(schools)
        await db.flush()
        db.add_all(ClusterSchool(cluster_id=world.cluster, unit_id=school.id) for school in schools)
    async with talk.app.database.writing() as db:
        about = {"title": "Nộp danh sách", "day": date(2023, 10, 20), "schools": None, "cluster_id": None}
        await rules.write_own(db, OFFICER, await officer(talk), **about, now=talk.clock.now())
    assert await talk.counts(Duty) == 602
