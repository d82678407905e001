"""What a meeting agrees on becomes tasks that are owed, chased and looked back on; requests are answered from above."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.domain.duties import doers
from bot.domain.models import Appointment, Duty, DutyRule, DutyState, Heading, Proof, Role
from bot.errors import Gone, NotAllowed
from handlers.kit import NOT_FINISHED
from handlers.meeting.minutes_whole import PLACES
from tests.handlers.test_minutes import approved, held, letter, writes
from tests.talk import Message, Somebody, Talk, World


async def agrees(world: World, who: Somebody, title: str, doer: str, day: str = "10/11/2023") -> Message:
    """Let a writer of minutes give a task with a day."""
    await who.forges(f"todo:{world.meeting}")
    await who.says(title)
    asked = await who.says(doer)
    if world.talk.said("Who of these?") in asked.text:
        await who.presses(doer)
    await who.says(day)
    return await who.presses(world.talk.said("Yes, note it"))


async def tasks(talk: Talk) -> list[Duty]:
    return await talk.finds(select(Duty).join(DutyRule).where(DutyRule.agreed_at_id.is_not(None)).order_by(Duty.id))


async def test_what_is_agreed_is_owed_from_the_approval_on(talk: Talk, world: World) -> None:
    """The secretary notes it; nobody owes it before the lead's yes; then its owner is told and finds it in /viec."""
    lead, writer = await held(world)
    doer = await world.has("Giàng A Páo", school=world.other_school)
    await writes(world, writer, Heading.CONCLUSION, "Dạy lại bài này.")
    noted = await agrees(world, writer, "Gửi kế hoạch bài dạy", "Giàng A Páo")
    assert talk.said("Noted; {who} is told when the minutes are approved.", who="Giàng A Páo") in noted.text
    assert await tasks(talk) == []
    await approved(world, lead)
    await talk.passes(hours=15)
    [task] = await tasks(talk)
    assert (task.person_id, str(task.due_on), task.state) == (await world.id_of(doer), "2023-11-10", DutyState.OPEN)
    assert any("Gửi kế hoạch bài dạy" in one.text for one in doer.chat)
    mine = await doer.says("việc")
    assert "Gửi kế hoạch bài dạy" in mine.text
    await doer.forges(f"duty-in:{task.id}")
    await doer.says("https://drive.google.com/file/d/1")
    assert [one.state for one in await tasks(talk)] == [DutyState.DONE]
    shown = await lead.forges(f"agreed:{world.meeting}")
    assert "✓ Gửi kế hoạch bài dạy: Giàng A Páo" in shown.text


async def test_a_school_and_the_cluster_owe_tasks_too(talk: Talk, world: World) -> None:
    lead, writer = await held(world)
    await writes(world, writer, Heading.CONCLUSION, "Một.")
    await approved(world, lead)
    told = await agrees(world, lead, "Chuẩn bị phòng học", "TH Thị trấn")
    assert talk.said("Noted; {who} is told.", who="TH Thị trấn") in told.text
    await lead.forges(f"todo:{world.meeting}")
    await lead.says("Lập nhóm góp ý")
    await lead.presses(talk.said("Lead of {cluster}", cluster="Cụm số 1"))
    await lead.says("trước 15/11")
    shown = await lead.presses(talk.said("Yes, note it"))
    assert talk.said("Another task") in shown.labels
    found = await tasks(talk)
    assert [(one.unit_id, one.cluster_id) for one in found] == [(world.other_school, None), (None, world.cluster)]
    assert str(found[1].due_on) == "2023-11-14"


async def test_a_late_task_climbs(talk: Talk, world: World) -> None:
    """As any duty does: its owner is reminded, and who stands above hears of it."""
    lead, writer = await held(world)
    head = await world.has("Vàng Thị Lan", Role.PRINCIPAL, school=world.other_school)
    await world.has("Giàng A Páo", school=world.other_school)
    await writes(world, writer, Heading.CONCLUSION, "Một.")
    await approved(world, lead)
    await agrees(world, lead, "Gửi kế hoạch bài dạy", "Giàng A Páo")
    head.new()
    await talk.passes(days=25)
    assert any("Gửi kế hoạch bài dạy" in one.text for one in head.new())


async def test_the_next_meeting_opens_with_what_was_promised(talk: Talk, world: World) -> None:
    lead, writer = await held(world)
    doer = await world.has("Giàng A Páo", school=world.other_school)
    await writes(world, writer, Heading.CONCLUSION, "Một.")
    await approved(world, lead)
    await agrees(world, lead, "Gửi kế hoạch bài dạy", "Giàng A Páo")
    await agrees(world, lead, "Chuẩn bị phòng học", "TH Thị trấn")
    [first, _other] = await tasks(talk)
    await doer.forges(f"duty-in:{first.id}")
    await doer.says("Đã gửi.")
    following = await world.plans()
    card = await lead.forges(f"meeting:{following}")
    assert card.text.startswith(talk.said("Agreed before: {done}/{all} done", done=1, all=2))
    assert "Chuẩn bị phòng học (TH Thị trấn)" in card.text
    mine = await lead.forges(f"meeting:{world.meeting}")
    assert not mine.text.startswith(talk.said("Agreed before: {done}/{all} done", done=1, all=2))


async def test_a_request_ages_until_somebody_above_answers(talk: Talk, world: World) -> None:
    """Each line is one; the officer finds it in /viec; a word is no answer; who asked is told."""
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    lead, writer = await held(world)
    await writes(world, writer, Heading.REQUESTS, "- Xin thêm máy chiếu\n- Mở lớp tập huấn\nKhông")
    await approved(world, lead)
    await talk.passes(days=4)
    shown = await lead.forges(f"agreed:{world.meeting}")
    assert talk.said("No answer yet, for {days} days", days=4) in shown.text
    found = await talk.finds(select(Duty).join(DutyRule).where(DutyRule.proof == Proof.REPLY).order_by(Duty.id))
    assert [one.rule.title for one in found] == ["Xin thêm máy chiếu", "Mở lớp tập huấn"]
    assert "Xin thêm máy chiếu" in (await officer.says("việc")).text
    await officer.forges(f"duty:{found[0].id}")
    await officer.presses(talk.said("Answer the request"))
    await officer.says("ừ")
    assert [one.state for one in await talk.finds(select(Duty).where(Duty.id == found[0].id))] == [DutyState.OPEN]
    await officer.says("Phòng sẽ cấp trong tháng 12.")
    await talk.passes(hours=15)
    told = letter(lead, talk.said("What was agreed"))
    assert told
    assert "Phòng sẽ cấp trong tháng 12." in told.text
    assert "Xin thêm máy chiếu" in told.text


async def test_who_may_not_give_tasks(talk: Talk, world: World) -> None:
    """A teacher gives none; nobody outside the cluster is given one; a second tap writes none."""
    lead, writer = await held(world)
    teacher = await world.has("Giàng A Páo")
    assert talk.said(NotAllowed.sentence) in (await teacher.forges(f"todo:{world.meeting}")).text
    school, _cluster, _meeting = await world.elsewhere()
    stranger = await world.has("Mùa A Vàng", school=school)
    await writer.forges(f"todo:{world.meeting}")
    await writer.says("Việc gì đó")
    refused = await writer.forges(f"todo-who:person:{await world.id_of(stranger)}")
    assert talk.said(Gone.sentence) in refused.text
    await agrees(world, lead, "Gửi bài", "Giàng A Páo")
    again = await lead.forges("todo-yes")
    assert talk.said(NOT_FINISHED) in again.text
    assert await talk.counts(DutyRule) - len(await talk.finds(select(DutyRule).where(DutyRule.code.is_not(None)))) == 1


async def test_what_is_only_noted_can_be_taken_back(talk: Talk, world: World) -> None:
    _lead, writer = await held(world)
    await agrees(world, writer, "Gửi bài", "Lò Thị Hạnh")
    shown = await writer.forges(f"agreed:{world.meeting}")
    await writer.presses("✗ Gửi bài", on=shown)
    assert await talk.finds(select(DutyRule).where(DutyRule.agreed_at_id.is_not(None))) == []


@pytest.mark.parametrize("typed", ["truong thi tran", "Trường tiểu học Thị trấn", "trường Giàng A Páo"])
async def test_a_school_is_named_as_people_name_it(talk: Talk, world: World, typed: str) -> None:
    """With "trường" before it; a teacher's name with that word before it is nobody's."""
    lead, _writer = await held(world)
    await world.has("Giàng A Páo", school=world.other_school)
    await lead.forges(f"todo:{world.meeting}")
    await lead.says("Chuẩn bị phòng học")
    asked = await lead.says(typed)
    question = talk.said("{who}: by which day? For example: before 15/11.", who="TH Thị trấn")
    assert (question in asked.text) is ("A Páo" not in typed)


async def test_a_day_that_would_be_refused_is_not_offered(talk: Talk, world: World) -> None:
    """In the evening nothing is due the same day any more."""
    lead, writer = await held(world)
    await lead.forges(f"todo:{world.meeting}")
    await lead.says("Gửi bài")
    assert talk.said("Today") not in (await lead.says("Lò Thị Hạnh")).labels
    await talk.passes(hours=15)
    await writer.forges(f"todo:{world.meeting}")
    await writer.says("Gửi bài")
    assert talk.said("Today") in (await writer.says("Lò Thị Hạnh")).labels


async def test_whose_day_it_is(talk: Talk, world: World) -> None:
    """A task's day is the minutes' own; that of a request is proposed; the last moment has its year."""
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    lead, writer = await held(world)
    await writes(world, writer, Heading.REQUESTS, "Xin thêm máy chiếu")
    await approved(world, lead)
    await agrees(world, lead, "Gửi bài", "Lò Thị Hạnh")
    await talk.passes(days=25)
    [request, task] = await tasks(talk)
    shown = (await writer.forges(f"duty:{task.id}")).text
    asked = (await officer.forges(f"duty:{request.id}")).text
    assert talk.said("(day set by the office)") not in shown + asked
    assert talk.said("(day proposed by the service)") not in shown
    assert talk.said("(day proposed by the service)") in asked
    assert asked.count("/2024") == 1


async def appoint(world: World, somebody: Somebody, role: Role, *, unit: int | None = None) -> None:
    async with world.talk.app.database.writing() as db:
        about = {"cluster_id": None if unit else world.cluster, "valid_from": date(2023, 9, 1)}
        db.add(Appointment(role=role, person_id=await world.id_of(somebody), unit_id=unit, **about))


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("thư ký", "Lò Thị Hạnh"),
        ("Thu ki buoi hop", "Lò Thị Hạnh"),
        ("giao cho đồng chí thư ký", "Lò Thị Hạnh"),
        ("cụm trưởng", ""),
        ("truong cum", ""),
        ("chủ trì", ""),
        ("cụm phó", "Hờ A Chu"),
        ("tổ trưởng", "Mùa A Vàng"),
        ("to truong truong Thi tran", "Mùa A Vàng"),
        ("hiệu trưởng trường Thị trấn", "TH Thị trấn"),
        ("trường đăng cai", "PTDTBT TH số 1 Na Sang"),
        ("cô Hạnh", "Lò Thị Hạnh"),
        ("Thầy Chu", "Hờ A Chu"),
    ],
)
async def test_a_doer_is_said_by_what_they_are(talk: Talk, world: World, typed: str, who: str) -> None:
    """As secretaries write it, with and without accents; what was understood is shown with the next question."""
    lead, _writer = await held(world)
    await appoint(world, await world.has("Hờ A Chu"), Role.DEPUTY_LEAD)
    await appoint(
        world, await world.has("Mùa A Vàng", school=world.other_school), Role.SUBJECT_HEAD, unit=world.other_school
    )
    await lead.forges(f"todo:{world.meeting}")
    await lead.says("Gửi kế hoạch bài dạy")
    asked = await lead.says(typed)
    who = who or talk.said("Lead of {cluster}", cluster="Cụm số 1")
    assert talk.said("{who}: by which day? For example: before 15/11.", who=who) in asked.text


async def test_who_nobody_is_is_said_and_asked_again(talk: Talk, world: World) -> None:
    """Of a cluster without a deputy nobody is guessed; "hiệu trưởng" alone shows the schools to choose from."""
    lead, _writer = await held(world)
    await lead.forges(f"todo:{world.meeting}")
    await lead.says("Gửi kế hoạch bài dạy")
    assert talk.said(doers.NOT_HELD, typed="Cụm phó") in (await lead.says("Cụm phó")).text
    which = await lead.says("hiệu trưởng")
    assert talk.said("Who of these?") in which.text
    assert {"PTDTBT TH số 1 Na Sang", "TH Thị trấn"} <= {*which.labels}


async def test_a_secretary_who_stands_only_in_the_minutes_is_meant(talk: Talk, world: World) -> None:
    lead, _writer = await held(world, secretary=False)
    await world.has("Giàng A Páo")
    await writes(world, lead, Heading.SECRETARY, "Giàng A Páo, giáo viên")
    await lead.forges(f"todo:{world.meeting}")
    await lead.says("Gửi kế hoạch bài dạy")
    asked = await lead.says("thư ký")
    assert talk.said("{who}: by which day? For example: before 15/11.", who="Giàng A Páo") in asked.text


async def test_a_task_leads_back_to_the_heading_it_came_from(talk: Talk, world: World) -> None:
    """And not to what was skipped; that the lead of a cluster does it is said of the lead, not of the cluster."""
    lead, _writer = await held(world)
    asked = await lead.forges(f"minutes-at:{world.meeting}:{PLACES.index(Heading.CONCLUSION)}")
    await lead.presses(talk.said("Give a task with a day"), on=asked)
    await lead.says("Gửi kế hoạch bài dạy")
    who = talk.said("Lead of {cluster}", cluster="Cụm số 1")
    assert talk.said("{who}: by which day? For example: before 15/11.", who=who) in (await lead.says("trưởng cụm")).text
    await lead.says("10/11/2023")
    noted = await lead.presses(talk.said("Yes, note it"))
    assert talk.said("Noted; {who} is told when the minutes are approved.", who=who) in noted.text
    back = await lead.presses(talk.said("Go on with the minutes"))
    assert talk.said("What did the meeting agree on?") in back.text
