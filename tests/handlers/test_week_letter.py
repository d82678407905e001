"""Monday's letter to leads and officers: what is on, what waits for a day, what is owed, what was lost."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from bot.domain.models import (
    Appointment,
    Duty,
    DutyRule,
    DutyState,
    Meeting,
    Outbox,
    OutboxState,
    Owner,
    Purpose,
    Role,
    Topic,
    Unit,
    UnitKind,
    UnitTie,
)
from bot.vietnamese import ZONE
from tests.handlers.digests_kit import A_SECOND, MONDAY, NOVEMBER, owed, plan_since, planned, states, weeks
from tests.talk import Talk, World

pytestmark = pytest.mark.usefixtures("with_digests")


async def test_the_week_comes_to_leads_and_officers_on_monday_at_seven(talk: Talk, world: World) -> None:
    """Not a second early, once, and teachers hear nothing of it."""
    lan, lead = await world.has("Vàng Thị Lan"), await world.has("Sùng A Dơ", Role.LEAD)
    officer = await world.has("Lò Thị Cúc", Role.OFFICER)
    await planned(world, date(2023, 10, 1), number=3, starts_at=datetime(2023, 10, 19, 14, tzinfo=ZONE))
    await planned(world, NOVEMBER)
    await talk.comes(MONDAY - A_SECOND)
    assert not weeks(talk, [*lead.new(), *officer.new()])
    await talk.comes(MONDAY)
    for one in (lead, officer):
        [told] = weeks(talk, one.new())
        assert told.text.startswith(talk.said("The week {first} – {last}", first="16/10", last="22/10/2023"))
        assert talk.said("Meetings this week: {number}", number=1) in told.text
        assert "19/10" in told.text
        october, november = {"vi": ("tháng 10/2023", "tháng 11/2023"), "en": ("October 2023", "November 2023")}[
            talk.language
        ]
        counted = f"{october}: 1; {november}: 1"
        assert talk.said("Meetings without a day yet: {months}", months=counted) in told.text
        assert told.labels == [talk.said("Open duties"), talk.said("Calendar")]
    await talk.passes(seconds=5)
    await talk.passes(days=1)
    assert not weeks(talk, [*lan.new(), *lead.new(), *officer.new()])


async def test_a_lead_sees_the_own_cluster_an_officer_everything(talk: Talk, world: World) -> None:
    _, elsewhere, _ = await world.elsewhere()
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    officer = await world.has("Lò Thị Cúc", Role.OFFICER)
    both = await world.has("Hạng A Tủa", Role.OFFICER, Role.LEAD)
    await planned(world, date(2023, 10, 1), cluster=elsewhere, number=3, starts_at=MONDAY + timedelta(days=1))
    await owed(world, "Việc của cụm khác", date(2023, 10, 20), cluster_id=elsewhere)
    await talk.comes(MONDAY)
    [mine], [all_of_it], [seen] = (weeks(talk, one.new()) for one in (lead, officer, both))
    assert talk.said("No meeting this week.") in mine.text
    assert "Việc của cụm khác" not in mine.text
    for message in (all_of_it, seen):
        assert "Cụm số 2" in message.text
        assert "Việc của cụm khác" in message.text


async def test_duties_are_counted_by_their_rule(talk: Talk, world: World) -> None:
    """Overdue and due this week; of the cluster, its schools and its meetings; each once, what is done not at all."""
    school, _, other_meeting = await world.elsewhere()
    meeting = await planned(world, date(2023, 10, 1), number=3, starts_at=MONDAY + timedelta(days=9))
    lead = await world.has("Sùng A Dơ", Role.LEAD, Role.CORE)
    async with talk.app.database.writing() as db:
        core = select(Appointment).where(Appointment.role == Role.CORE)
        (await db.scalars(core)).one().cluster_id = world.group
    await owed(world, "Báo cáo", date(2023, 10, 13), number=3, unit_id=world.school)
    await owed(world, "Báo cáo", date(2023, 10, 16), number=2, cluster_id=world.cluster)
    await owed(world, "Biên bản", date(2023, 10, 22), unit_id=school, meeting_id=meeting)
    await owed(world, "Sau này", date(2023, 10, 23), cluster_id=world.cluster)
    await owed(world, "Không phải", date(2023, 10, 20), unit_id=world.school, meeting_id=other_meeting)
    await owed(world, "Không phải", date(2023, 10, 20), unit_id=school)
    await owed(world, "Đã xong", date(2023, 10, 20), cluster_id=world.cluster)
    await owed(world, "Suy ngẫm", date(2023, 10, 13), cluster_id=world.cluster)
    async with talk.app.database.writing() as db:
        await db.execute(update(Duty).where(Duty.key.startswith("Đã xong")).values(state=DutyState.DONE))
        await db.execute(update(DutyRule).where(DutyRule.title == "Suy ngẫm").values(owner=Owner.ATTENDED))
    await talk.comes(MONDAY)
    [told] = weeks(talk, lead.new())
    assert talk.said("Duties overdue: {overdue}, due this week: {due}", overdue=3, due=3) in told.text
    said = talk.said("{number} overdue", number=3) + ", " + talk.said("{number} this week", number=2)
    assert f"- Báo cáo: {said}\n- Biên bản: {talk.said('{number} this week', number=1)}" in told.text
    for never in ("Sau này", "Không phải", "Đã xong", "Suy ngẫm"):
        assert never not in told.text


async def test_an_officer_of_a_commune_has_the_figures_of_the_own_schools(talk: Talk, world: World) -> None:
    """Of a school, of its people and of its cluster; nothing of another commune's school."""
    school, other_cluster, _ = await world.elsewhere()
    officer, teacher = await world.has("Hứa Văn Tiệp", Role.OFFICER), await world.has("Sùng A Dơ")
    async with talk.app.database.writing() as db:
        commune = Unit(kind=UnitKind.COMMUNE, name="UBND xã Na Sang", folded="na sang")
        db.add(commune)
        await db.flush()
        ties = {world.school: commune.id, commune.id: world.office}
        db.add_all(UnitTie(unit_id=one, parent_id=above, valid_from=date(2023, 8, 1)) for one, above in ties.items())
        mine = Appointment.person_id == await world.id_of(officer)
        await db.execute(update(Appointment).where(mine).values(unit_id=commune.id))
    await owed(world, "Báo cáo", date(2023, 10, 13), number=3, unit_id=world.school)
    await owed(world, "Báo cáo", date(2023, 10, 17), person_id=await world.id_of(teacher))
    await owed(world, "Việc của xã khác", date(2023, 10, 13), unit_id=school)
    await owed(world, "Việc của xã khác", date(2023, 10, 13), cluster_id=other_cluster)
    await talk.comes(MONDAY)
    [told] = weeks(talk, officer.new())
    assert talk.said("Duties overdue: {overdue}, due this week: {due}", overdue=3, due=1) in told.text
    assert "Việc của xã khác" not in told.text


async def test_a_core_teacher_sees_what_is_of_the_group(talk: Talk, world: World) -> None:
    """Its meetings' and what the core teacher asked of schools; what schools owe otherwise is their cluster's."""
    core = await world.has("Cà Thị Mai", Role.CORE)
    async with talk.app.database.writing() as db:
        (await db.scalars(select(Appointment).where(Appointment.role == Role.CORE))).one().cluster_id = world.group
    of_group = await planned(world, date(2023, 10, 1), cluster=world.group, starts_at=MONDAY + timedelta(days=9))
    await owed(world, "Đăng kí chuyên đề", date(2023, 10, 20), unit_id=world.school)
    await owed(world, "Biên bản của môn", date(2023, 10, 20), unit_id=world.school, meeting_id=of_group)
    await owed(world, "Việc cốt cán giao", date(2023, 10, 20), unit_id=world.school)
    async with talk.app.database.writing() as db:
        await db.execute(update(DutyRule).where(DutyRule.title == "Việc cốt cán giao").values(cluster_id=world.group))
    await talk.comes(MONDAY)
    [told] = weeks(talk, core.new())
    assert "Đăng kí chuyên đề" not in told.text
    assert "Biên bản của môn" in told.text
    assert "Việc cốt cán giao" in told.text


async def test_at_most_six_lines_of_duties(talk: Talk, world: World) -> None:
    officer = await world.has("Lò Thị Cúc", Role.OFFICER)
    for number in range(8):
        await owed(world, f"Việc số {number}", date(2023, 10, 20), cluster_id=world.cluster)
    await talk.comes(MONDAY)
    [told] = weeks(talk, officer.new())
    assert sum("Việc số" in line for line in told.text.splitlines()) == 5
    assert "- " + talk.said("and {number} more", number=3) in told.text


async def test_what_did_not_arrive_last_week_is_counted(talk: Talk, world: World) -> None:
    """Of the lead's own people; last week's and no other's."""
    school, _, _ = await world.elsewhere()
    lead, officer = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Lò Thị Cúc", Role.OFFICER)
    near, far = await world.has("Vàng Thị Lan"), await world.has("Giàng Thị Hoa", school=school)
    lost = [
        (near, OutboxState.BLOCKED, 15),
        (near, OutboxState.MISSED, 9),
        (far, OutboxState.UNCLEAR, 12),
        (near, OutboxState.FAILED, 8),
        (near, OutboxState.VOID, 12),
    ]
    async with talk.app.database.writing() as db:
        for turn, (one, state, day) in enumerate(lost):
            then = datetime(2023, 10, day, 12, tzinfo=ZONE)
            about = {"purpose": Purpose.ANNOUNCEMENT, "topic": Topic.announcement(turn), "due_at": then}
            row = Outbox(person_id=await world.id_of(one), **about, not_after=then, state=state, settled_at=then)
            db.add(row)
    await talk.comes(MONDAY)
    sentence = "Messages of last week that did not arrive: {number} ({kinds})"
    late, closed = talk.said("too late: {number}", number=1), talk.said("chat closed: {number}", number=1)
    unclear = talk.said("not known: {number}", number=1)
    [mine], [every] = weeks(talk, lead.new()), weeks(talk, officer.new())
    assert talk.said(sentence, number=2, kinds=f"{late}, {closed}") in mine.text
    assert talk.said(sentence, number=3, kinds=f"{late}, {closed}, {unclear}") in every.text


async def test_nothing_to_say_is_no_message(talk: Talk, world: World) -> None:
    lead, officer = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Lò Thị Cúc", Role.OFFICER)
    async with talk.app.database.writing() as db:
        await db.execute(delete(Meeting))
    await talk.comes(MONDAY)
    assert weeks(talk, [*lead.new(), *officer.new()]) == []
    assert {state for _, state in await states(talk, Purpose.DIGEST)} == {OutboxState.VOID}


async def test_who_leads_no_more_when_it_leaves_is_not_told(talk: Talk, world: World) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    talk.clock.move_to(MONDAY)
    await talk.app.jobs.derive()
    await world.ends_roles(lead)
    await talk.app.jobs.deliver()
    assert weeks(talk, lead.new()) == []


@pytest.mark.parametrize(
    ("monday", "comes"),
    [
        (date(2024, 1, 1), datetime(2024, 1, 2, 7, tzinfo=ZONE)),
        (date(2024, 2, 12), datetime(2024, 2, 15, 7, tzinfo=ZONE)),  # Tết until Wednesday: Thursday
        (date(2025, 1, 27), None),  # nobody works in that week
    ],
)
async def test_a_week_that_begins_with_days_off(talk: Talk, world: World, monday: date, comes: datetime | None) -> None:
    officer = await world.has("Lò Thị Cúc", Role.OFFICER)
    talk.clock.move_to(datetime.combine(monday, datetime.min.time(), ZONE) - timedelta(days=3))
    await plan_since(talk)
    await owed(world, "Báo cáo", monday - timedelta(days=5), cluster_id=world.cluster)
    heard = []
    for day in range(7):
        for hour in (6, 7, 12):
            moment = datetime(monday.year, monday.month, monday.day, hour, tzinfo=ZONE) + timedelta(days=day)
            await talk.comes(moment)
            heard += [moment] * len(weeks(talk, officer.new()))
    assert heard == ([comes] if comes else [])
