"""What is asked in one's own words and has one plain answer: a number, a total, two who are one, what is to be told."""

from datetime import date, datetime

import pytest

from bot.domain.models import (
    Answer,
    MeetingState,
    Person,
    Presence,
    Role,
    RosterEntry,
    Unit,
    UnitKind,
    UnitName,
    UnitTie,
)
from bot.domain.programme import meetings
from bot.vietnamese import ZONE, fold
from handlers import formerly
from handlers.meeting.beside_the_hour import read
from handlers.meeting.settle_typed import NO_ROOM_YET
from handlers.sayings.details import NOT_HERE
from handlers.sayings.doors_people import (
    BY_PRINCIPAL,
    JOINED,
    NO_COMMUNE,
    NO_NUMBERS,
    NONE_ALIKE,
    NOT_YET,
    ON_LISTS,
    TWO_ALIKE,
)
from handlers.sayings.doors_running import HEAD
from tests.talk import Talk, World


@pytest.mark.parametrize(("typed", "of_lead"), [("sđt của cô Ân", False), ("cho xin số cụm trưởng ạ", True)])
async def test_no_numbers_are_kept_and_it_is_said_whom_to_ask(
    talk: Talk, world: World, typed: str, *, of_lead: bool
) -> None:
    await world.has("Lò Thị Hạnh", Role.PRINCIPAL)
    await world.has("Sùng A Dơ", Role.LEAD, school=world.other_school)
    answer = await (await world.has("Giàng A Páo")).says(typed)
    assert answer.text.startswith(talk.said(NO_NUMBERS))
    head = talk.said(HEAD, school="PTDTBT TH số 1 Na Sang", names="@").partition("@")[0]
    assert ("Sùng A Dơ" if of_lead else head) in answer.text


async def test_an_officer_hears_one_total_and_where_nobody_has_joined(talk: Talk, world: World) -> None:
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    await world.have(["Giàng A Páo", "Mùa A Dơ"])
    async with talk.app.database.writing() as db:
        db.add(
            RosterEntry(unit_id=world.school, name="Vàng Thị Lan", folded="vang thi lan", imported_at=talk.clock.now())
        )
    answer = await officer.says("tổng số giáo viên đã tham gia là bao nhiêu")
    assert talk.said(JOINED, people=3, schools=1, all=2) in answer.text
    assert f"{talk.said(NOT_YET, number=1)}\n– TH Thị trấn" in answer.text
    assert f"{talk.said(ON_LISTS, number=1)}\n– PTDTBT TH số 1 Na Sang: 1" in answer.text


async def test_two_who_are_one_are_shown_to_the_principal(talk: Talk, world: World) -> None:
    head = await world.has("Lò Thị Hạnh", Role.PRINCIPAL)
    assert talk.said(NONE_ALIKE) in (await head.says("hai người là một")).text
    await world.have(["Lê Thị Mỹ", "Lê Thị Mĩ", "Mùa A Dơ"])
    answer = await head.says("hai người là một")
    assert talk.said(TWO_ALIKE) in answer.text
    assert len(answer.labels) == 2
    one = await head.presses(answer.labels[0])
    assert talk.said("Same person as {name}", name="@").partition("@")[0] in "".join(one.labels)


async def test_who_keeps_no_list_hears_who_puts_two_together(talk: Talk, world: World) -> None:
    teacher = await world.has("Giàng A Páo")
    assert talk.said(BY_PRINCIPAL) in (await teacher.says("cô Hòa với cô Hoà là một người")).text


async def test_the_schools_of_a_commune(talk: Talk, world: World) -> None:
    teacher, typed = await world.has("Giàng A Páo"), "phường mình có trường nào"
    assert (await teacher.says(typed)).text == talk.said(NO_COMMUNE, school="PTDTBT TH số 1 Na Sang")
    async with talk.app.database.writing() as db:
        commune = Unit(kind=UnitKind.COMMUNE, name="UBND xã Na Sang", folded="ubnd xa na sang")
        db.add(commune)
        await db.flush()
        ties = (world.school, world.other_school)
        db.add_all(UnitTie(unit_id=one, parent_id=commune.id, valid_from=date(2023, 9, 1)) for one in ties)
    answer = await teacher.says(typed)
    assert "UBND xã Na Sang: 2" in answer.text
    assert "– TH Thị trấn" in answer.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("nhắn mọi người đến sớm 15 phút", "Đến sớm 15 phút"),
        ("nhac giup cac co mang theo sach giao khoa nhe", "Mang theo sach giao khoa nhe"),
        ("nhắn các trường mai gửi danh sách cho chị trước 5h", "Mai gửi danh sách cho chị trước 5h"),
        ("báo cho cả cụm biết giúp em", ""),
        ("nhắc các thầy cô chưa trả lời", ""),
        ("nhắc mọi người mai họp", ""),
        ("nhắn mọi người thế nào ạ", ""),
    ],
)
async def test_what_everybody_is_to_be_told_is_not_asked_again(talk: Talk, world: World, typed: str, told: str) -> None:
    await world.has("Giàng A Páo")
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.has("Mùa A Chớ", Role.LEAD)
    answer = await lead.says(typed)
    shown = [line for line in answer.text.splitlines() if line and fold(line) in fold(typed)]
    assert shown == ([told] if told else [])


@pytest.mark.parametrize("title", ["Vì sao lá cây có màu xanh?", "Em có thể làm gì để giúp bạn?"])
async def test_a_title_may_be_a_question(talk: Talk, world: World, title: str) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    await lead.forges(f"lesson-of:{world.meeting}")
    assert title in (await lead.says(title)).text


@pytest.mark.parametrize(
    ("typed", "seats"),
    [
        ("14h 31/10, 3 ng phòng giáo dục dự", None),
        ("14h 31/10 có 2 người quay phim", None),
        ("14h 31/10 phòng hội đồng 45 người", "45"),
        ("14h 31/10, 45 ng dự", "45"),
    ],
)
def test_people_of_whom_it_is_told_are_no_seats(typed: str, seats: str | None) -> None:
    assert read(typed).seats == seats


async def test_the_calendar_of_a_school_also_by_its_name_of_before(talk: Talk, world: World) -> None:
    await world.elsewhere()
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    async with talk.app.database.writing() as db:
        former = UnitName(unit_id=world.other_school, name="TH Mường Chà", valid_to=date(2023, 9, 30))
        db.add(former)
    answer = await officer.says("lịch trường Mường Chà")
    line = talk.said(formerly.IS_NOW, former="TH Mường Chà", school="TH Thị trấn", day="@").partition("@")[0]
    assert answer.text.startswith(line)
    assert "Pa Ham" not in answer.text
    assert (await world.stands()).state is MeetingState.PLANNED
    assert "Pa Ham" in (await officer.says("lịch trường Pa Ham")).text
    assert await talk.counts(Person) == 1


@pytest.mark.parametrize(
    "typed", ["để mai chị coi lại lịch dạy đã", "thôi để mai rảnh chị chọn", "hỏi hiệu trưởng Na Sang rồi chị báo"]
)
async def test_who_puts_a_question_off_in_many_words_is_asked_again_later(talk: Talk, world: World, typed: str) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.forges(f"settle:{world.meeting}")
    answer = await lead.says(typed)
    assert talk.said("Go on") in answer.labels
    assert (await world.stands()).starts_at is None


async def test_the_room_may_be_online_or_as_ever(talk: Talk, world: World) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.forges(f"settle:{world.meeting}")
    await lead.says("14h ngày 26/10")
    assert talk.said(NO_ROOM_YET, question="").strip() in (await lead.says("như cũ")).text
    assert "15:00" in (await lead.says("à thôi 15h")).text
    assert talk.said("How many seats?") in (await lead.says("hay hội trường đi")).text
    assert " đi," not in (await lead.says("50")).text
    await lead.forges(f"settle:{world.meeting}")
    await lead.says("14h ngày 26/10")
    assert talk.said(meetings.NO_LINK) in (await lead.says("online qua zoom nha")).text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("đổi phòng qua thư viện nghen", "thư viện"),
        ("mở thêm 20 chỗ nữa", "50"),
        ("lùi buổi 26 lại 1 tuần nha", "02/11"),
        ("lùi lại 2 ngày giúp chị", "28/10"),
        ("giao cô Ân dạy minh hoạ", "Lò Thị Ân"),
    ],
)
async def test_what_is_new_in_a_sentence_is_shown_before_a_yes(
    talk: Talk, world: World, typed: str, shown: str
) -> None:
    await world.have(["Lò Thị Ân", "Lò Thị Hạnh", "Quàng Văn Minh"])
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    answer = await lead.says(typed)
    assert shown.lower() in answer.text.lower().replace("thursday 2 november", "02/11").replace(
        "saturday 28 october", "28/10"
    )
    assert talk.said("Settle it") in answer.labels or talk.said("Ask them") in answer.labels


async def test_who_only_puts_off_reflecting_has_not_answered(talk: Talk, world: World) -> None:
    lead, teacher = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Giàng A Páo")
    await world.settles(lead)
    await world.marks(teacher, Presence.PRESENT)
    await talk.comes(datetime(2023, 10, 27, 9, tzinfo=ZONE))
    for typed in (
        "mai em mới viết cảm nhận được",
        "bỏ qua câu này đi",
        "em chưa viết gì hết mà",
        "ảnh hôm qua gửi vô đâu vậy chị",
    ):
        await teacher.says(typed)
    assert await talk.counts(Answer) == 0


async def test_what_to_wear_is_not_known_here(talk: Talk, world: World) -> None:
    teacher = await world.has("Giàng A Páo")
    await world.settles(await world.has("Sùng A Dơ", Role.LEAD))
    answer = await teacher.says("26/10 có cần mặc áo dài ko cô")
    assert talk.said(NOT_HERE, what=talk.said("what to wear")) in answer.text
