"""Registering a topic: step by step or in one message, read back before it counts; the list as text and workbook."""

import zipfile
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from bot.documents import papers
from bot.domain.duties import themes
from bot.domain.models import Duty, DutyState, Role
from bot.errors import BadInput, NotAllowed
from bot.messages import Attachment
from bot.vietnamese import ZONE
from handlers import kit
from handlers.duty import duty_theme
from handlers.kit import NOT_FINISHED
from tests.handlers.duties_kit import duty_of, head, owed, stands
from tests.talk import Somebody, Talk, World

TODAY = date(2023, 10, 9)
ALL = "Dạy đọc hiểu lớp 2; Tiếng Việt; tháng 12; cô Giàng Thị Sua"


@pytest.fixture
async def principal(talk: Talk, world: World) -> Somebody:
    somebody = await head(world)
    await owed(world, "000-6")
    return somebody


async def number(world: World) -> int:
    return await duty_of(world, "000-6", unit_id=world.school)


async def topic(world: World) -> Duty:
    return await stands(world.talk, await number(world))


async def begins(world: World, somebody: Somebody, label: str = "Register a topic") -> str:
    await somebody.forges(f"duty:{await number(world)}")
    return (await somebody.presses(world.talk.said(label))).text


async def test_step_by_step(talk: Talk, world: World, principal: Somebody) -> None:
    """Each answer is asked for by itself; before the yes nothing is registered."""
    asked = await begins(world, principal)
    assert talk.said(duty_theme.ASK["title"], month="11/2023") in asked
    await principal.says("Dạy đọc hiểu lớp 2")
    await principal.says("Tiếng Việt")
    await principal.says("10/12")
    shown = await principal.says("cô Giàng Thị Sua")
    assert talk.said("Time: {said}", said="10/12/2023") in shown.text
    assert (await topic(world)).state is DutyState.OPEN
    card = await principal.presses(talk.said("Yes, register it"))
    assert "Dạy đọc hiểu lớp 2 – Tiếng Việt – 10/12/2023 – cô Giàng Thị Sua" in card.text
    assert talk.said("Change the topic") in card.labels
    assert talk.said("Hand in something else") not in card.labels, "free words would lose its fields"
    duty = await topic(world)
    assert duty.state is DutyState.DONE
    assert duty.form == {
        "title": "Dạy đọc hiểu lớp 2",
        "subject": "Tiếng Việt",
        "held": "10/12/2023",
        "who": "cô Giàng Thị Sua",
    }


async def test_a_day_is_no_name_no_subject_and_nobody(talk: Talk, world: World, principal: Somebody) -> None:
    """What is only a day is said to be none of them, and the question stands."""
    await begins(world, principal)
    assert talk.said(kit.ONLY_A_TIME) in (await principal.says("22/12")).text
    await principal.says("Dạy đọc hiểu lớp 2")
    no_subject = talk.said(themes.NO_SUBJECT, most=themes.LONGEST_SUBJECT)
    assert no_subject in (await principal.says("22/12")).text
    await principal.says("Tiếng Việt")
    await principal.says("10/12")
    assert talk.said(themes.NO_NAME, most=themes.LONGEST_WHO) in (await principal.says("chieu thu 3 tuan sau")).text
    shown = await principal.says("cô Sua")
    assert talk.said("Who teaches: {said}", said="cô Sua") in shown.text


async def test_in_one_message(talk: Talk, world: World, principal: Somebody) -> None:
    await begins(world, principal)
    shown = await principal.says(ALL)
    assert talk.said("Time: {said}", said="12/2023") in shown.text
    yes = principal.last
    await principal.presses(talk.said("Yes, register it"))
    assert (await topic(world)).note == "Dạy đọc hiểu lớp 2 – Tiếng Việt – 12/2023 – cô Giàng Thị Sua"
    assert talk.said(NOT_FINISHED) in (await principal.presses(talk.said("Yes, register it"), on=yes)).text


@pytest.mark.parametrize("typed", ["đăng ký chuyên đề", "dang ki chuyen de a"])
async def test_it_is_said_in_plain_words(talk: Talk, world: World, principal: Somebody, typed: str) -> None:
    """A principal who owes one gets the form; a teacher is shown the meetings to sign up for, as before."""
    assert talk.said(duty_theme.ASK["title"], month="11/2023") in (await principal.says(typed)).text
    teacher = await world.has("Vàng Thị Lan")
    assert talk.said(duty_theme.ASK["title"], month="11/2023") not in (await teacher.says(typed)).text


async def test_what_is_missing_is_asked_for(talk: Talk, world: World, principal: Somebody) -> None:
    await begins(world, principal)
    shown = await principal.says("Toán\nDạy phân số lớp 4")
    assert talk.said(duty_theme.ASK["held"], month="11/2023") in shown.text
    assert talk.said("Subject: {said}", said="Toán") in shown.text
    assert talk.said("Topic: {said}", said="Dạy phân số lớp 4") in shown.text


async def test_a_field_is_put_right_before_the_yes(talk: Talk, world: World, principal: Somebody) -> None:
    await begins(world, principal)
    await principal.says(ALL)
    await principal.presses(talk.said("Change who teaches"))
    shown = await principal.says("thầy Cà Văn Pó")
    assert talk.said("Who teaches: {said}", said="thầy Cà Văn Pó") in shown.text
    assert talk.said("Topic: {said}", said="Dạy đọc hiểu lớp 2") in shown.text


async def test_it_is_changed_until_its_day(talk: Talk, world: World, principal: Somebody) -> None:
    """On the 14th it still is, on the 15th not any more; what it was stays in the history."""
    await begins(world, principal)
    await principal.says(ALL)
    await principal.presses(talk.said("Yes, register it"))
    await talk.comes(datetime(2023, 11, 14, 16, tzinfo=ZONE))
    assert talk.said("Is this right?") in await begins(world, principal, "Change the topic")
    await principal.presses(talk.said("Change the time"))
    await principal.says("tháng 1")
    card = await principal.presses(talk.said("Yes, register it"))
    assert "01/2024" in card.text
    assert (await topic(world)).state is DutyState.DONE
    await talk.comes(datetime(2023, 11, 15, 8, tzinfo=ZONE))
    refused = await principal.forges(f"theme:{await number(world)}")
    assert talk.said(themes.DAY_IS_OVER) in refused.text


async def test_who_does_not_owe_it_registers_nothing(talk: Talk, world: World, principal: Somebody) -> None:
    stranger = await head(world, "Lò Văn Inh", school=world.other_school)
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    for one in (stranger, officer):
        for press in ("theme:{id}", "theme-ask:title:{id}", "theme-yes:{id}"):
            answer = await one.forges(press.format(id=await number(world)))
            assert talk.said(NotAllowed.sentence) in answer.text
    assert (await topic(world)).state is DutyState.OPEN


async def test_the_list_says_who_has_not(talk: Talk, world: World, principal: Somebody) -> None:
    """As text and as a workbook: every school a row; a name that looks like a formula stays text."""
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    await begins(world, principal)
    await principal.says("=1+1; Toán; 12/2023; cô Lan")
    await principal.presses(talk.said("Yes, register it"))
    rule = (await topic(world)).rule_id
    await officer.forges(f"duty-kind:{rule}:0")
    shown = await officer.presses(talk.said("The topics"))
    assert talk.said("{done} of {all} have registered a topic.", done=1, all=2) in shown.text
    assert "✓ PTDTBT TH số 1 Na Sang: =1+1 – Toán – 12/2023 – cô Lan" in shown.text
    assert "– TH Thị trấn: " in shown.text
    await officer.presses(talk.said("The list as .xlsx"))
    book = CalamineWorkbook.from_filelike(BytesIO(await made(talk, officer, rule, world)))
    found: list[list[Any]] = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert found[2] == [
        talk.said(name) for name in ("No.", "School", "Topic", "Subject", "When", "Who teaches", "It stands")
    ]
    assert found[3][1:] == [
        *("PTDTBT TH số 1 Na Sang", "=1+1", "Toán", "12/2023", "cô Lan"),
        talk.said("registered"),
    ]
    assert found[4][1:] == ["TH Thị trấn", "", "", "", "", talk.said("not registered yet")]
    [sent] = officer.chat[-1].uploads
    assert sent.name == "DS_SHCM_ChuyenDe_2023-2024.xlsx"
    sheet = zipfile.ZipFile(BytesIO(sent.content)).read("xl/worksheets/sheet1.xml").decode()
    assert all(part in sheet for part in ('state="frozen"', "<autoFilter ", "<cols>"))


async def test_a_topic_that_went_back_is_not_among_the_registered(
    talk: Talk, world: World, principal: Somebody
) -> None:
    """It stands with what it was, in the chat and in the workbook, until it is registered anew; both are told."""
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    await begins(world, principal)
    await principal.says(ALL)
    await principal.presses(talk.said("Yes, register it"))
    rule = (await topic(world)).rule_id
    await officer.forges(f"duty-back:{await number(world)}")
    await officer.says("Cần ghi rõ ngày dạy.")
    shown = await officer.forges(f"themes:{rule}:0")
    assert talk.said("{done} of {all} have registered a topic.", done=0, all=2) in shown.text
    assert "✓" not in shown.text
    assert f"– PTDTBT TH số 1 Na Sang: {talk.said('sent back')}" in shown.text
    sheet = CalamineWorkbook.from_filelike(BytesIO(await made(talk, officer, rule, world))).get_sheet_by_index(0)
    assert sheet.to_python(skip_empty_area=False)[3][6] == talk.said("sent back")
    await talk.passes(minutes=1)
    assert "Cần ghi rõ ngày dạy." in principal.last.text
    assert talk.said("Hand in") not in principal.last.labels
    await principal.presses(talk.said("Register a topic"))
    assert talk.said("Is this right?") in principal.last.text
    await principal.presses(talk.said("Change the time"))
    await principal.says("10/12")
    await principal.presses(talk.said("Yes, register it"))
    await talk.passes(minutes=1)
    assert talk.said("{who} has handed in anew: {title}.", who="PTDTBT TH số 1 Na Sang", title="").rstrip(" .") in (
        officer.last.text
    )
    assert "✓ PTDTBT TH số 1 Na Sang" in (await officer.forges(f"themes:{rule}:0")).text


async def test_a_topic_with_a_day_has_a_day_that_excel_sorts(talk: Talk, world: World, principal: Somebody) -> None:
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    await begins(world, principal)
    await principal.says("Phân số; Toán; 10/12/2023; cô Lan")
    await principal.presses(talk.said("Yes, register it"))
    content = await made(talk, officer, (await topic(world)).rule_id, world)
    sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
    assert sheet.to_python(skip_empty_area=False)[3][4] == date(2023, 12, 10)


async def made(talk: Talk, officer: Somebody, rule: int, world: World) -> bytes:
    facts = {"rule": rule, "person": await world.id_of(officer), "title": "T", "language": talk.language}
    facts |= {"at": talk.clock.now().isoformat()}
    return await papers.make(talk.app.database, Attachment("document", "x.xlsx", paper="themes-book", facts=facts))


async def test_a_teacher_sees_no_list(talk: Talk, world: World, principal: Somebody) -> None:
    teacher = await world.has("Vàng Thị Lan")
    rule = (await topic(world)).rule_id
    for press in (f"themes:{rule}:0", f"themes-book:{rule}"):
        assert talk.said(NotAllowed.sentence) in (await teacher.forges(press)).text


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("tháng 12", "12/2023"),
        ("thang 12/2023", "12/2023"),
        ("12/2023", "12/2023"),
        ("t2", "02/2024"),
        ("tháng 9", "09/2024"),
        ("10/12", "10/12/2023"),
        ("ngày 10 tháng 12 năm 2023", "10/12/2023"),
    ],
)
def test_a_time_is_read(typed: str, held: str) -> None:
    assert themes.read_field("held", typed, TODAY) == held


@pytest.mark.parametrize("typed", ["", "sớm", "tháng 13", "1/10/2023", "09/2023", "10/12 hoặc 12/12", "32/12"])
def test_what_is_no_time_to_come_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        themes.read_field("held", typed, TODAY)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Dạy đọc hiểu", {}),
        (
            "Tên chuyên đề: Dạy đọc hiểu\nMôn: Tiếng Việt\nThời gian: tháng 12\nNgười dạy: cô Lan",
            {"title": "Dạy đọc hiểu", "subject": "Tiếng Việt", "held": "12/2023", "who": "cô Lan"},
        ),
        (
            "mon: toan; ten: phan so lop 4",
            {"title": "phan so lop 4", "subject": "toan"},
        ),
        (
            "tháng 12; Toán; Dạy phân số; cô Lan",
            {"title": "Dạy phân số", "subject": "Toán", "held": "12/2023", "who": "cô Lan"},
        ),
    ],
)
def test_one_message_is_taken_apart(typed: str, said: dict[str, str]) -> None:
    assert themes.read_all(typed, TODAY) == said


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("Đăng ký chuyên đề cấp cụm", True),
        ("Mỗi trường chọn một chuyên đề, đăng kí về Sở", True),
        ("Nộp danh sách chuyên đề", False),
        ("Đăng ký thi giáo viên giỏi", False),
    ],
)
def test_which_duties_a_topic_closes(title: str, asked: bool) -> None:
    assert themes.asked_for(title, "") is asked
