"""The month's calendar: on its first working day, to whom its meetings concern, once."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.letters import month
from bot.domain.models import (
    Appointment,
    Assent,
    DayOff,
    Meeting,
    MeetingState,
    OutboxState,
    Part,
    PartKind,
    Person,
    Plan,
    PlanState,
    Purpose,
    Role,
)
from bot.domain.organisation import people, tree
from bot.domain.programme import concerned
from bot.vietnamese import ZONE
from tests.handlers.digests_kit import (
    A_SECOND,
    FIRST_OF_NOVEMBER,
    MONDAY,
    NOVEMBER,
    months,
    plan_since,
    planned,
    rows,
    states,
)
from tests.talk import Talk, World

pytestmark = pytest.mark.usefixtures("with_digests")


async def test_the_calendar_comes_on_the_first_working_day_at_seven(talk: Talk, world: World) -> None:
    """Not a second early; day and hour or "no day yet", the host, one's own seat; once whatever the ticks."""
    lan = await world.has("Vàng Thị Lan")
    settled = await planned(world, NOVEMBER, starts_at=datetime(2023, 11, 23, 14, tzinfo=ZONE))
    await planned(world, NOVEMBER, number=2)
    await lan.forges(f"take:{settled}")
    await talk.comes(FIRST_OF_NOVEMBER - A_SECOND)
    lan.new()
    await talk.comes(FIRST_OF_NOVEMBER)
    [told] = lan.new()
    month = {"vi": "tháng 11/2023", "en": "November 2023"}[talk.language]
    assert told.text.startswith(talk.said("Calendar of {month}. Meetings: {number}", month=month, number=2))
    assert "23/11" in told.text
    assert talk.said("{month}, day not settled yet", month=month) in told.text
    assert told.text.count("PTDTBT TH số 1 Na Sang") == 2
    assert told.text.count(talk.said("You come.")) == 1
    assert told.labels == [talk.said("Calendar"), talk.said("Sign up")]
    await talk.passes(seconds=1)
    await talk.passes(days=1)
    assert months(talk, lan.new()) == []


async def test_the_calendars_buttons_lead_on(talk: Talk, world: World) -> None:
    lan = await world.has("Vàng Thị Lan")
    await planned(world, NOVEMBER, starts_at=datetime(2023, 11, 23, 14, tzinfo=ZONE))
    await talk.comes(FIRST_OF_NOVEMBER)
    assert talk.said("Open for sign-up:") in (await lan.presses(talk.said("Sign up"))).text


async def test_nothing_to_sign_up_for_is_not_offered(talk: Talk, world: World) -> None:
    lan = await world.has("Vàng Thị Lan")
    await planned(world, NOVEMBER)
    await talk.comes(FIRST_OF_NOVEMBER)
    assert lan.last.labels == [talk.said("Calendar")]


@pytest.mark.parametrize(
    ("month", "comes"),
    [
        (date(2023, 10, 1), datetime(2023, 10, 2, 7, tzinfo=ZONE)),  # a Sunday
        (date(2024, 1, 1), datetime(2024, 1, 2, 7, tzinfo=ZONE)),  # Tết Dương lịch
        (date(2025, 2, 1), datetime(2025, 2, 3, 7, tzinfo=ZONE)),  # Saturday, mùng bốn Tết; then a Sunday
    ],
)
async def test_the_first_day_may_be_a_day_off(talk: Talk, world: World, month: date, comes: datetime) -> None:
    lan = await world.has("Vàng Thị Lan")
    talk.clock.move_to(comes - timedelta(days=20))
    await plan_since(talk)
    await planned(world, month, number=7)
    for day in (comes - timedelta(days=2), comes - timedelta(days=1), comes - A_SECOND):
        await talk.comes(day)
    assert months(talk, lan.new()) == []
    await talk.comes(comes)
    assert len(months(talk, lan.new())) == 1


async def test_a_day_off_of_ones_own_puts_it_off(talk: Talk, world: World) -> None:
    lan = await world.has("Vàng Thị Lan")
    await planned(world, NOVEMBER)
    async with talk.app.database.writing() as db:
        db.add(DayOff(day=date(2023, 11, 1), name="Hội khỏe Phù Đổng"))
    await talk.comes(FIRST_OF_NOVEMBER)
    assert months(talk, lan.new()) == []
    await talk.comes(FIRST_OF_NOVEMBER + timedelta(days=1))
    assert len(months(talk, lan.new())) == 1


async def test_whom_a_month_concerns(talk: Talk, world: World) -> None:
    """Teachers of the cluster's schools, of the right subject, leads, the host's principal, who plays a part."""
    school, _, _ = await world.elsewhere()
    english = await world.has("Lò Thị Anh", subject="Tiếng Anh")
    music = await world.has("Lò Văn Nhạc", subject="Âm nhạc")
    general = await world.has("Vàng Thị Lan")
    outside = await world.has("Giàng Thị Hoa", school=school)
    plays = await world.has("Mùa A Chứ", school=school)
    host = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    core = await world.has("Quàng Thị Pó", Role.CORE, school=school)
    async with talk.app.database.writing() as db:
        core_id = await world.id_of(core)
        await db.execute(update(Appointment).where(Appointment.person_id == core_id).values(cluster_id=world.group))
    meeting = await planned(world, NOVEMBER, cluster=world.group)
    async with talk.app.database.writing() as db:
        part = {"meeting_id": meeting, "kind": PartKind.CAMERA, "assent": Assent.ASKED, "asked_at": talk.clock.now()}
        db.add(Part(person_id=await world.id_of(plays), asked_by_id=core_id, **part))
    await talk.comes(FIRST_OF_NOVEMBER)
    told = [one.address for one in (english, music, general, outside, plays, host, core) if months(talk, one.new())]
    assert told == [one.address for one in (english, plays, host, core)]


async def test_the_calendar_names_only_what_the_reader_may_open(talk: Talk, world: World) -> None:
    """What is told of and what `concerned.concerns` lets one see are the same meetings."""
    school, other_cluster, _ = await world.elsewhere()
    await planned(world, NOVEMBER)
    await planned(world, NOVEMBER, cluster=world.group)
    await planned(world, NOVEMBER, cluster=other_cluster)
    for number, (subject, roles, unit) in enumerate(
        [
            (None, (), world.school),
            ("Tiếng Anh", (), world.other_school),
            ("Âm nhạc", (Role.LEAD,), school),
            (None, (Role.PRINCIPAL,), school),
            (None, (Role.PRINCIPAL,), world.school),
        ]
    ):
        await world.has(f"Giàng A {number}", *roles, school=unit, subject=subject)
    moves, heads_elsewhere = await world.have(["Lò Văn Chuyển", "Mùa A Hai"])
    tie = {"person_id": await world.id_of(heads_elsewhere), "unit_id": school, "role": Role.PRINCIPAL}
    async with talk.app.database.writing() as db:
        db.add(Appointment(valid_from=date(2023, 9, 1), **tie))
        await tree.move_person(db, await db.get_one(Person, await world.id_of(moves)), school, date(2023, 11, 21))
    await planned(world, NOVEMBER, number=3, starts_at=datetime(2023, 11, 20, 14, tzinfo=ZONE))
    async with talk.app.database.reading() as db:
        pairs = set(await db.execute(select(concerned.pairs(date(2023, 11, 1), month.of_month(NOVEMBER)))))
        seen = set()
        for person in await db.scalars(select(Person)):
            rights = await people.rights(db, person.id, date(2023, 11, 1))
            which = concerned.concerns(person, rights) & (Meeting.month == NOVEMBER)
            seen |= {(person.id, meeting) for meeting in await db.scalars(select(Meeting.id).where(which))}
    assert pairs == seen
    assert len({person for person, _ in pairs}) == 7
    moved = await world.id_of(moves)
    assert sum(person == moved for person, _ in pairs) == 2


@pytest.mark.parametrize("fate", ["cancelled", "draft", "none"])
async def test_nobody_hears_of_an_empty_month(talk: Talk, world: World, fate: str) -> None:
    """A meeting that was called off, or stands in a draft, is no meeting of the month."""
    lan = await world.has("Vàng Thị Lan")
    await talk.comes(MONDAY)
    if fate != "none":
        await planned(world, NOVEMBER)
    async with talk.app.database.writing() as db:
        if fate == "cancelled":
            await db.execute(update(Meeting).where(Meeting.month == NOVEMBER).values(state=MeetingState.CANCELLED))
        if fate == "draft":
            db.add(Plan(title="Khác", school_year="2022-2023", unit_id=world.office, imported_at=talk.clock.now()))
            await db.execute(update(Plan).where(Plan.title == "Kế hoạch").values(state=PlanState.DRAFT))
    await talk.comes(FIRST_OF_NOVEMBER)
    assert months(talk, lan.new()) == []
    assert await rows(talk, Purpose.MONTH) == set()


async def test_what_was_called_off_before_the_letter_left_is_not_told(talk: Talk, world: World) -> None:
    lan = await world.has("Vàng Thị Lan")
    await planned(world, NOVEMBER)
    talk.clock.move_to(FIRST_OF_NOVEMBER)
    await talk.app.jobs.derive()
    async with talk.app.database.writing() as db:
        await db.execute(update(Meeting).where(Meeting.month == NOVEMBER).values(state=MeetingState.CANCELLED))
    await talk.app.jobs.deliver()
    assert months(talk, lan.new()) == []
    assert await states(talk, Purpose.MONTH) == [("month:2023-11", OutboxState.VOID)]


async def test_a_new_version_of_the_plan_is_no_second_letter(talk: Talk, world: World) -> None:
    lan = await world.has("Vàng Thị Lan")
    meeting = await planned(world, NOVEMBER)
    await talk.comes(FIRST_OF_NOVEMBER)
    async with talk.app.database.writing() as db:
        await db.execute(update(Meeting).where(Meeting.id == meeting).values(version=5))
    await planned(world, NOVEMBER, number=2)
    await talk.passes(days=1)
    assert len(months(talk, lan.new())) == 1


async def test_a_month_before_the_plan_is_not_owed(talk: Talk, world: World) -> None:
    """The world's plan came on 9 October: nobody is told that October's calendar came too late."""
    await world.has("Vàng Thị Lan")
    await talk.passes(minutes=1)
    assert await rows(talk) == set()
