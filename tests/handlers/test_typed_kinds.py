"""Sentences that once opened the wrong door or were asked again, kind by kind, in the chat."""

from datetime import datetime

import pytest
from sqlalchemy import select

from bot.domain.models import Answer, Coming, Invitee, MeetingState, Presence, Role
from bot.domain.programme import narrowing
from bot.vietnamese import ZONE
from handlers.meeting import beside_the_hour, taken_back
from handlers.sayings.doors_lead import NOBODY_KNOWS
from handlers.sayings.doors_meeting import CODE_OVER, GIVE_UP
from handlers.sayings.doors_record import NOTHING_TO_CONFIRM
from tests.talk import Somebody, Talk, World

OVER = datetime(2023, 10, 26, 18, 0, tzinfo=ZONE)


@pytest.fixture
async def lead(world: World) -> Somebody:
    """A lead of a settled meeting at which Páo will be."""
    lead = await world.has("Vàng A Lềnh", Role.LEAD)
    await world.settles(lead)
    await (await world.has("Lò Thị Páo")).forges(f"take:{world.meeting}")
    return lead


@pytest.mark.parametrize(
    ("typed", "room", "seats"),
    [
        ("chốt buổi 31/10 vào 14h, phòng hội đồng, 45 chỗ", "phòng hội đồng", "45"),
        ("chot buoi 31/10 vao 14h, phong hoi dong, 45 cho", "phong hoi dong", "45"),
        ("chốt sáng thứ 3 tuần sau 7h30 phòng đa năng 60 người", "phòng đa năng", "60"),
        ("hội trường tầng 2 lúc 8h 31/10", "hội trường tầng 2", None),
        ("dời sang 8h 31/10 cho các cô ở xa", None, None),
        ("đổi phòng", None, None),
        ("hoãn sang 2/11 vì phòng học đang sửa", None, None),
        ("lùi sang 9/11 do 3 người ốm", None, None),
        ("chốt 8h 31/10, phòng họp bên đó, 45 chỗ", "phòng họp bên đó", "45"),
        ("8h ngày 10/11 Phòng GD&ĐT về dự", None, None),
        ("8h ngày 10/11 cho 2 trường", None, None),
    ],
)
def test_room_and_seats_are_read_beside_the_hour(typed: str, room: str | None, seats: str | None) -> None:
    assert beside_the_hour.read(typed) == (room, seats, None)


@pytest.mark.parametrize(
    ("typed", "room", "quota"),
    [
        ("chot 26/10 14h hoi truong moi truong 4 ng", "hoi truong", "4 ng"),
        ("14h 26/10, 3 gv/trường phòng họp", "phòng họp", "3 gv"),
        ("26/10 14h mỗi trường 2-3 người", None, "2-3 người"),
        ("mỗi trường cử 2 GV lớp 4 + 1 CBQL, phòng hội đồng", "phòng hội đồng", "2 GV lớp 4 + 1 CBQL"),
        ("mỗi trường hai cô", None, "hai cô"),
        ("dời sang 2/11 mỗi trường cử thêm người", None, None),
        ("mỗi trường 8h có mặt", None, None),
        ("8h ngày 10/11 cho 2 trường", None, None),
    ],
)
def test_how_many_each_school_sends_is_read_beside_the_hour(typed: str, room: str | None, quota: str | None) -> None:
    assert beside_the_hour.read(typed) == (room, None, quota)


@pytest.mark.parametrize(("typed", "most"), [("2-3 gv", 3), ("2 GV lớp 4 + 1 CBQL", 3), ("hai cô", 2)])
def test_of_so_many_to_so_many_each_school_sends_the_most(typed: str, most: int) -> None:
    assert narrowing.read_quota(typed).number == most


async def test_a_room_with_who_comes_is_no_room_of_that_name(talk: Talk, world: World) -> None:
    """All of it is shown, and who plays which part is asked once the meeting has its day."""
    lead = await world.has("Vàng A Lềnh", Role.LEAD)
    await lead.says("chốt buổi 31/10 vào 14h")
    asked = await lead.says("hoi truong, tang 2, moi truong 4 ng, co Ánh day")
    assert "“co Ánh day”" in asked.text
    shown = await lead.says("40")
    assert "hoi truong, tang 2, " in shown.text
    assert "(4 ng)" in shown.text
    assert "(5 ng)" in (await lead.says("à nhầm, mỗi trường 5 ng")).text
    await lead.presses(talk.said("Settle it"))
    stands = await world.stands()
    assert (stands.room, stands.capacity, stands.quota_number) == ("hoi truong, tang 2", 40, 5)


async def test_all_that_a_sentence_settles_is_shown_at_once(talk: Talk, world: World) -> None:
    """Day, hour, room and seats are taken over and shown; nothing is settled without the yes."""
    lead = await world.has("Vàng A Lềnh", Role.LEAD)
    shown = await lead.says("chốt buổi 31/10 vào 14h, phòng hội đồng, 45 chỗ")
    assert talk.said("Settle it") in shown.labels
    assert all(one in shown.text for one in ("31/10", "14:00", "phòng hội đồng", "45"))
    assert (await world.stands()).state is MeetingState.PLANNED
    await lead.presses(talk.said("Settle it"))
    assert ((await world.stands()).room, (await world.stands()).capacity) == ("phòng hội đồng", 45)
    shown = await lead.says("chốt buổi 31/10 vào 14h, phòng tin học, 50 chỗ")
    assert "phòng tin học" in shown.text, "a settled one is changed so"
    assert (await world.stands()).room == "phòng hội đồng"


async def test_what_is_put_off_is_asked_to_which_later_day(talk: Talk, world: World, lead: Somebody) -> None:
    asked = await lead.says("hoan buoi 26/10")
    days = [label for label in asked.labels if "/1" in label]
    assert days
    assert all("/11" in label or int(label.split()[1].split("/")[0]) > 26 for label in days)
    shown = await lead.says("lùi lại 1 tuần")
    assert "02/11" in shown.text
    assert local_day(await world.stands()) == 26


def local_day(meeting: object) -> int:
    return meeting.starts_at.astimezone(ZONE).day  # type: ignore[attr-defined]


@pytest.mark.parametrize("typed", ["hủy buổi", "huy buoi 26/10"])
async def test_who_leads_is_asked_to_call_off_and_others_may_stay_away(
    talk: Talk, world: World, lead: Somebody, typed: str
) -> None:
    teacher = talk("Lò Thị Páo")
    asked = await teacher.says(typed)
    assert talk.said("Yes, call it off") not in asked.labels
    assert talk.said("I cannot come") in asked.labels
    assert talk.said("Yes, call it off") in (await lead.says(typed)).labels
    [row] = await talk.finds(select(Invitee).where(Invitee.answer == Coming.YES))
    assert row.person_id == await world.id_of(teacher)
    assert (await world.stands()).state is MeetingState.SETTLED


async def test_nobody_gives_up_for_another_by_calling_off(talk: Talk, lead: Somebody) -> None:
    del lead
    shown = await talk("Lò Thị Páo").says("hủy buổi của thầy Minh")
    assert talk.said(GIVE_UP, meeting="|").split("|")[0] not in shown.text


async def test_all_clusters_are_shown_at_a_glance(talk: Talk, world: World) -> None:
    await world.elsewhere()
    officer = await world.has("Điêu Chính Quân", Role.OFFICER)
    for typed in ("tinh hinh cac cum", "các cụm thế nào rồi"):
        shown = await officer.says(typed)
        assert all(f"{name}:" in shown.text for name in ("Cụm số 1", "Cụm số 2", "Tiếng Anh"))
    assert "Cụm số 2" in (await officer.presses("Cụm số 2")).text


async def test_a_yes_after_the_roll_is_over_is_asked_for_no_code(talk: Talk, world: World, lead: Somebody) -> None:
    """It is one tap to the lead, who puts it right; while the code works it is asked for."""
    teacher = talk("Lò Thị Páo")
    talk.clock.move_to(datetime(2023, 10, 26, 14, 5, tzinfo=ZONE))
    await lead.forges(f"roll:{world.meeting}")
    assert talk.said(CODE_OVER) not in (await teacher.says("em co mat a")).text
    talk.clock.move_to(OVER)
    await teacher.forges("calendar:0")
    shown = await teacher.says("em co mat a")
    assert talk.said(CODE_OVER) in shown.text
    assert any(talk.said("I was there") in label for label in shown.labels)


async def test_the_confirmation_of_a_meeting_that_is_named(talk: Talk, world: World, lead: Somebody) -> None:
    del lead
    teacher = talk("Lò Thị Páo")
    talk.clock.move_to(OVER)
    assert talk.said(NOTHING_TO_CONFIRM) in (await teacher.says("cho em giấy xác nhận buổi 26/10")).text
    await world.marks(teacher, Presence.PRESENT)
    assert (await teacher.says("cho em giay xac nhan buoi 26/10")).uploads
    asked = await teacher.says("xin giấy xác nhận")
    assert talk.said("One meeting") in asked.labels


async def test_of_an_announcement_it_is_said_whom_it_reached(talk: Talk, world: World, lead: Somebody) -> None:
    """Who read it is known to nobody, and is not made up."""
    assert talk.said("You have announced nothing yet.") in (await lead.says("ai đã đọc thông báo")).text
    await lead.forges(f"tell:meeting:{world.meeting}")
    await lead.says("Mai mang theo sách Toán 4")
    await lead.presses(talk.said("Send to {number} people", number=1))
    await talk.passes(minutes=2)
    shown = await lead.says("ai đã đọc thông báo")
    assert talk.said("Delivered: {sent} of {total}; still leaving: {open}", sent=1, total=1, open=0) in shown.text
    assert talk.said(NOBODY_KNOWS) in shown.text
    assert talk.said("Answered: {names}", names=talk.said("nobody yet")) in shown.text
    last = next(one for one in reversed(talk("Lò Thị Páo").chat) if "Toán 4" in one.text)
    await talk("Lò Thị Páo").replies("em không có sách ạ", to=last)
    assert talk.said("Answered: {names}", names="Lò Thị Páo") in (await lead.says("ai đọc rồi")).text


@pytest.mark.parametrize(
    ("typed", "before", "after"),
    [
        ("a nham, nhóm 3 chứ không phải nhóm 2", "Em ngồi cạnh nhóm 2 ạ", "Em ngồi cạnh nhóm 3 ạ"),
        ("à nhầm, em ngồi cạnh nhóm 3", "Em ngồi cạnh nhóm 2", "em ngồi cạnh nhóm 3"),
        ("sửa câu trên: em A vẽ hình chứ không phải loay hoay", "Em A loay hoay mãi", "Em A vẽ hình mãi"),
        ("nhóm 2 nhầm phép nhân thành phép cộng", "Em A", None),
        ("em A làm nhầm rồi tự sửa lại", "Em A", None),
        ("nhầm lẫn của nhóm 2 là chưa đọc kỹ đề", "Em A", None),
        ("à em thấy nhóm 4 hào hứng", "Em A", None),
    ],
)
def test_what_takes_an_answer_back(typed: str, before: str, after: str | None) -> None:
    found = taken_back.read(typed, before)
    assert (found.after if found else None) == after


async def test_an_answer_is_corrected_at_the_next_question(talk: Talk, world: World, lead: Somebody) -> None:
    """It is shown before and after, and asked; or it is the next answer after all."""
    del lead
    teacher = talk("Lò Thị Páo")
    talk.clock.move_to(OVER)
    await teacher.forges(f"reflect:{world.meeting}")
    await teacher.presses(talk.said("I observed"))
    await teacher.says("Em ngồi cạnh nhóm 2, em A chưa hiểu lệnh")
    await talk.passes(minutes=5)
    asked = await teacher.says("à nhầm, nhóm 3 chứ không phải nhóm 2")
    assert "Em ngồi cạnh nhóm 3, em A chưa hiểu lệnh" in asked.text
    texts = select(Answer.text)
    assert await talk.finds(texts) == ["Em ngồi cạnh nhóm 2, em A chưa hiểu lệnh"]
    await teacher.presses(talk.said("Correct answer {number}", number=1))
    assert await talk.finds(texts) == ["Em ngồi cạnh nhóm 3, em A chưa hiểu lệnh"]
    await teacher.says("ý em là nhóm 3 rất vội")
    await teacher.presses(talk.said("No, it is answer {number}", number=2))
    assert await talk.finds(texts) == ["Em ngồi cạnh nhóm 3, em A chưa hiểu lệnh", "ý em là nhóm 3 rất vội"]
    back = await teacher.says("quay lại câu trước ạ")
    assert "ý em là nhóm 3 rất vội" in back.text


async def test_the_bare_name_of_a_door_is_no_line_of_the_minutes(talk: Talk, world: World, lead: Somebody) -> None:
    talk.clock.move_to(OVER)
    await lead.forges(f"minutes:{world.meeting}")
    for typed in ("bieu do", "lich"):
        assert any(typed in label or talk.said("It is my answer") in label for label in (await lead.says(typed)).labels)
    where = talk.said("Under which heading of the minutes does this belong?")
    assert where in (await lead.says("biểu đồ cột học sinh vẽ chưa đúng tỉ lệ")).text


@pytest.mark.parametrize("typed", ["de thu 3 31/10 8h dc ko", "hay là 31/10 14h nhé", "lấy sáng 31/10 đi ạ"])
async def test_a_day_that_a_lead_proposes_is_asked_to_be_of_which_meeting(talk: Talk, world: World, typed: str) -> None:
    asked = await (await world.has("Vàng A Lềnh", Role.LEAD)).says(typed)
    assert "31/10" in asked.text
    assert any("PTDTBT TH" in label for label in asked.labels)


async def test_a_number_alone_is_nobodys_reason(talk: Talk, world: World, lead: Somebody) -> None:
    """It was meant to choose, and there is no such choice: what was read before still stands."""
    teacher = talk("Lò Thị Páo")
    await teacher.says("em ko di dc, con om")
    await teacher.says("33")
    told = await teacher.says("uh")
    assert "con om" in told.text


async def test_a_change_that_is_shown_may_be_left_by_saying_that_all_stays(
    talk: Talk, world: World, lead: Somebody
) -> None:
    """What else is typed there is no answer, and its door is one of the choices; a sticker neither."""
    shown = await lead.says("dời buổi 26/10 sang 2/11")
    assert talk.said("Settle it") in shown.labels
    asked = await lead.says("ai chua tra loi")
    assert talk.said("It is my answer") not in asked.labels
    assert talk.said("Settle it") in (await lead.sends_sticker()).labels
    await lead.says("thoi giu nguyen di e")
    assert local_day(await world.stands()) == 26
    assert talk.said("Settle it") not in lead.last.labels
