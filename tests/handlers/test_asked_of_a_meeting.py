"""What is asked of a meeting that its card does not show is said first; a question is nobody's reason."""

from datetime import datetime, timedelta

import pytest

from bot.at_a_step import STILL_WAITS
from bot.domain.models import Cluster, Form, Meeting, PartKind, Role
from bot.errors import WhichDoor
from bot.vietnamese import ZONE
from handlers.meeting.attendance import NOT_YET
from handlers.phrases import PARTS
from handlers.sayings.at_a_question import IT_IS
from handlers.sayings.details import ASK, NOT_HERE
from handlers.sayings.doors_meeting import NOT_SIGNED_UP
from tests.handlers.test_lessons import TITLE, made
from tests.handlers.test_parts import parts, plays, settled
from tests.talk import Talk, World

MISSING = {
    "ai dạy minh họa ạ": "who teaches",
    "gv nao day the": "who teaches",
    "ai làm thư ký": "who takes the minutes",
    "ai quay phim buổi này": "who films",
    "cho em xin giáo án": "the lesson plan",
    "dạy bài gì vậy": "the title of the lesson",
    "duong di the nao a": "the way there",
    "địa chỉ trường ở đâu": "the way there",
    "cần mang gì không": "what to bring",
    "co link hop online khong": "a link to join from afar",
}


@pytest.mark.parametrize(("typed", "what"), MISSING.items())
async def test_what_is_not_there_is_said_and_who_can_tell(talk: Talk, world: World, typed: str, what: str) -> None:
    await settled(world)
    lan = await world.has("Vàng Thị Lan")
    told = (await lan.says(typed)).text
    assert told.startswith(talk.said(NOT_HERE, what=talk.said(what)))
    assert talk.said(ASK, names=talk.said("teacher {name}", name="Sùng A Dơ")) in told
    assert "26/10" in told


@pytest.mark.parametrize("typed", ["mấy giờ họp", "họp ở đâu", "phòng nào ạ", "bao giờ họp"])
async def test_what_the_card_shows_is_not_missed(talk: Talk, world: World, typed: str) -> None:
    await settled(world)
    lan = await world.has("Vàng Thị Lan")
    assert talk.said(NOT_HERE, what="")[:10] not in (await lan.says(typed)).text


@pytest.mark.parametrize("typed", ["link họp đâu ạ", "co hop online khong"])
async def test_a_link_that_stands_on_the_card_is_not_missed(talk: Talk, world: World, typed: str) -> None:
    await settled(world)
    lan = await world.has("Vàng Thị Lan")
    async with talk.app.database.writing() as db:
        meeting = await db.get_one(Meeting, world.meeting)
        meeting.form, meeting.link = Form.BOTH, "https://meet.example/cum-1"
    told = (await lan.says(typed)).text
    assert talk.said(NOT_HERE, what="")[:10] not in told
    assert "https://meet.example/cum-1" in told


async def test_who_teaches_stands_on_the_card_and_a_lead_is_sent_to_nobody(talk: Talk, world: World) -> None:
    lead, lan = await settled(world), await world.has("Vàng Thị Lan")
    told = (await lead.says("ai dạy minh họa")).text
    assert talk.said(NOT_HERE, what=talk.said("who teaches")) in told
    assert talk.said(ASK, names="").rstrip(".") not in told
    await plays(world, lead, PartKind.TEACH, lan, "Vàng Thị Lan")
    told = (await lead.says("ai dạy minh họa")).text
    assert talk.said(NOT_HERE, what=talk.said("who teaches")) not in told
    assert "Vàng Thị Lan" in told


QUESTIONS = (
    "ủa mà họp ở đâu vậy",
    "co duoc di xe may khong",
    "vậy em có cần báo hiệu trưởng không",
    "may gio xong",
    "vi sao phai khai ly do",
)


@pytest.mark.parametrize("typed", QUESTIONS)
async def test_a_question_is_no_reason_until_it_is_said_to_be_one(talk: Talk, world: World, typed: str) -> None:
    """The principal hears nothing of it, and it is asked whether it is the answer."""
    await settled(world)
    lan = await world.has("Vàng Thị Lan")
    await lan.forges(f"leave:{world.meeting}")
    assert talk.said(WhichDoor.sentence, said=typed) in (await lan.says(typed)).text
    assert typed in (await lan.presses(talk.said(IT_IS))).text


@pytest.mark.parametrize(
    "typed",
    [
        "con ốm không ai trông",
        "nhà không có người",
        "không có ai dạy thay",
        "chưa có ai dạy thay em",
        "lớp em không ai dạy thay",
        "nhà không còn ai phụ trách con nhỏ",
        "xe hỏng chưa sửa được",
        "em bị đau ở đầu gối",
        "cô giáo chủ nhiệm lớp em chưa có",
        "có con nhỏ người trông không có",
        "hôm nào em cũng bận",
    ],
)
async def test_a_reason_with_a_no_in_it_is_one(talk: Talk, world: World, typed: str) -> None:
    await settled(world)
    lan = await world.has("Vàng Thị Lan")
    await lan.forges(f"leave:{world.meeting}")
    said = (await lan.says(typed)).text
    assert typed in said
    assert talk.said(WhichDoor.sentence, said=typed) not in said


async def test_the_plan_of_a_lesson_is_handed_over_where_there_is_one(talk: Talk, world: World) -> None:
    lead, lan = await settled(world), await world.has("Vàng Thị Lan")
    await made(world, lead)
    assert talk.said(NOT_HERE, what=talk.said("the lesson plan")) in (await lan.says("cho em xin giáo án")).text
    await lead.forges("plan-new:1")
    await lead.sends_file("Kế hoạch bài dạy.docx", b"first")
    shown = await lan.says("cho em xin giáo án")
    assert TITLE in shown.text
    fetched = await lan.presses(talk.said("Version {number}", number=1))
    assert [upload.name for upload in fetched.uploads] == ["Kế hoạch bài dạy.docx"]


async def test_who_looks_for_a_school_is_answered_what_they_ask(talk: Talk, world: World) -> None:
    """What is in no school's name is heard as any sentence is."""
    await settled(world)
    lan = await world.has("Vàng Thị Lan")
    await lan.forges("my-school:0")
    assert "26/10" in (await lan.says("mấy giờ họp ạ")).text


async def test_whether_one_is_signed_up(talk: Talk, world: World) -> None:
    """Nobody is told that nothing is open who asks whether they have a seat."""
    await settled(world)
    lan = await world.has("Vàng Thị Lan")
    assert talk.said(NOT_SIGNED_UP) in (await lan.says("em đăng ký chưa nhỉ")).text
    await lan.forges(f"take:{world.meeting}")
    told = (await lan.says("em dang ky buoi nao roi")).text
    assert talk.said("You come.") in told
    assert "26/10" in told


async def test_a_day_in_another_month_is_asked_about_by_its_meetings(talk: Talk, world: World) -> None:
    """October's meeting may be held in November: the day that was typed is not lost."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    second = await world.plans(number=2)
    asked = await lead.says("14h30 ngày 14/11")
    assert {f"settle-on:{world.meeting}", f"settle-on:{second}"} <= {one.press for row in asked.buttons for one in row}
    taken = await lead.forges(f"settle-on:{world.meeting}")
    assert "14:30" in taken.text
    assert "14/11" in taken.text


async def test_a_meeting_is_found_by_its_subject_as_people_call_it(talk: Talk, world: World) -> None:
    subject = "Tin học và Công nghệ"
    lan = await world.has("Vàng Thị Lan", subject=subject)
    async with talk.app.database.writing() as db:
        group = await db.get_one(Cluster, world.group)
        group.name = group.subject = subject
    await world.plans(cluster=world.group)
    assert talk.said("SHCM in {subject}", subject=subject) in (await lan.says("buoi tin hoc thang may")).text


async def test_a_month_is_no_day(talk: Talk, world: World) -> None:
    """Of a month in which nothing waits what waits at all is shown, and no first day of it is read."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.plans(number=2)
    assert "01/11" not in (await lead.says("chốt lịch tháng 11")).text


@pytest.mark.parametrize(
    "typed",
    [
        "phan cong co Lan day minh hoa",
        "giao cho cô Vàng Thị Lan dạy minh họa",
        "nhờ cô Lan dạy minh họa buổi này nhé",
        "phân công thầy Lan dạy",
        "người dạy minh họa: cô Lan",
        "buoi 26/10 co Lan day minh hoa nhe",
    ],
)
async def test_a_part_is_given_by_a_sentence_once_it_is_confirmed(talk: Talk, world: World, typed: str) -> None:
    lead, lan = await settled(world), await world.has("Vàng Thị Lan")
    asked = await lead.says(typed)
    assert "Vàng Thị Lan" in asked.text
    assert talk.said(PARTS[PartKind.TEACH]) in asked.text
    assert not await parts(talk)
    await lead.says("ok")
    await talk.app.jobs.tick()
    assert [(one.kind, one.person_id) for one in await parts(talk)] == [(PartKind.TEACH, await world.id_of(lan))]


async def test_of_two_by_that_name_it_is_asked_who_is_meant(talk: Talk, world: World) -> None:
    lead = await settled(world)
    await world.have(["Vàng Thị Lan", "Lò Thị Lan"])
    asked = await lead.says("phan cong co Lan lam thu ky")
    assert len([label for label in asked.labels if "Lan" in label]) == 2
    assert not await parts(talk)


@pytest.mark.parametrize("typed", ["cô Lan không dạy được", "đổi người dạy minh họa", "thay cô Lan dạy minh họa"])
async def test_who_does_not_teach_is_not_asked_to(talk: Talk, world: World, typed: str) -> None:
    lead = await settled(world)
    await world.has("Vàng Thị Lan")
    asked = await lead.says(typed)
    assert talk.said("Ask them") not in asked.labels


async def test_too_early_for_the_roll_call(talk: Talk, world: World) -> None:
    """A week before nobody is sent for a code that nobody has; once it may open the lead opens it, others type it."""
    lead = await settled(world)
    lan = await world.has("Vàng Thị Lan")
    early = talk.said(NOT_YET, meeting="X", digits=5).split("X")[0]
    for somebody in (lead, lan):
        told = await somebody.says("diem danh")
        assert told.text.startswith(early)
        assert "26/10" in told.text
    await talk.comes(datetime(2023, 10, 26, 13, 0, tzinfo=ZONE))
    assert early not in (await lan.says("em đến rồi")).text


@pytest.mark.parametrize("step", ["attendance", "settle"])
async def test_hours_later_what_is_asked_for_is_there(talk: Talk, world: World, step: str) -> None:
    """A code that nobody typed holds up no sentence; what was begun is asked about, with the door of the sentence."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.forges("attendance" if step == "attendance" else f"settle:{world.meeting}")
    await talk.comes(talk.clock.now() + timedelta(hours=30))
    told = await lead.says("cụm trưởng là ai ạ")
    if step == "settle":
        told = await lead.presses(talk.said("Open: {door}", door=talk.said("Who leads my cluster")))
    assert "Sùng A Dơ" in told.text


async def test_who_went_is_asked_on_the_evening_of_it(talk: Talk, world: World) -> None:
    lead = await settled(world)
    await talk.comes(datetime(2023, 10, 26, 18, 0, tzinfo=ZONE))
    assert "26/10" in (await lead.says("trường mình ai đi")).text


@pytest.mark.parametrize("typed", ["cho xin bảng điểm danh file word", "tai diem danh ve may"])
async def test_the_sheet_of_the_roll_is_no_code(talk: Talk, world: World, typed: str) -> None:
    lead = await settled(world)
    assert (await lead.says(typed)).text == (await lead.says("giấy tờ")).text


async def test_what_has_no_digit_is_no_wrong_code(talk: Talk, world: World) -> None:
    lan = await world.has("Vàng Thị Lan")
    asked = await lan.forges("attendance")
    assert (await lan.says("xong")).text == talk.said(STILL_WAITS, question=asked.text)
