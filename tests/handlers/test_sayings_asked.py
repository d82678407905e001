"""Notices that were pasted, who leaves, "hôm đó", a yes to somebody else, and who has come: what is typed of them."""

import pytest
from sqlalchemy import select

from bot.domain.models import Coming, Invitee, Person, Role, SchoolArrival
from handlers.sayings import forwarded
from handlers.sayings.conversation import understand
from handlers.sayings.doors_running import LEADER_LEAVES, TEACHER_LEAVES
from tests.talk import Somebody, Talk, World

ABOUT = [
    ("gửi chị ds các trường chưa nộp kh tháng này", "who-owes"),
    ("chi quen mat hom truoc giao viec gi roi", "who-owes"),
    ("anh muon phan cong co Hoa lam cum truong cum 1 thay thay Lenh", "organisation"),
    ("sua ten phòng thành Phòng VH-XH xã Na Sang", "organisation"),
    ("trường tôi xin không đăng cai buổi tháng 12", "rehost"),
    ("truong nha mat dien hom do, xin doi sang truong khac", "rehost"),
    ("bỏ nhắc việc nộp báo cáo cho cụm 2", "put-off"),
    ("cho trường xin lùi báo cáo 2 hôm, nhiều việc quá", "put-off"),
    ("cô Páo đổi số điện thoại nên ko vào đc nữa", "people"),
    ("thay Dơ bo viec roi, xoa di", "people"),
    ("ds gv trường tôi đi buổi 26/10 gồm ai", "who-comes"),
    ("gv trường tôi đi mấy người rồi trong năm nay", "summary"),
    ("phòng họp bên tôi chỉ chứa 20 người", "move"),
    ("cô Páo k dạy minh họa được nữa, đổi sang cô Hạnh", "parts"),
    ("gop y cua gv buoi vua roi the nao", "reflections"),
    ("buổi ngày 10/10 trường nào không có ai đi", "away"),
    ("in giúp giấy xác nhận cho 3 cô đi dự hôm 10/10", "confirmation"),
    ("chua viet duoc bien ban, de mai", "later"),
    ("bua nớ tui có đi mà răng không thấy tên", "was-there"),
    ("sim e bi khoa, nhan tin qua so chong e dc k", "chats"),
    ("em muốn đổi số", "chats"),
    ("em lam mat giay moi roi", "news"),
    ("ai vua doi lich buoi cum 1 vay", "whether"),
    ("cô Hạnh mới đổi máy, k thấy tin", "people"),
    ("thầy Dơ xin ra khỏi trường rồi", "people"),
    ("tôi đi học 2 tháng, thầy Dơ quản lý thay", "acting"),
    ("mọi người đã gửi suy ngẫm chưa", "reflections"),
    ("cho nộp biên bản trễ 1 ngày nhé", "put-off"),
    ("các trường phường mình thế nào rồi", "standing"),
    ("tôi muốn đề xuất nội dung cho buổi sau: dạy đọc lớp 1", "plan"),
    ("thông báo tới hiệu trưởng các trường: sáng thứ 2 họp trực tuyến lúc 8h", "announce"),
]
NOTICES = [
    "Thông báo: các trường nộp kế hoạch cụm trước ngày 15/11. Đề nghị thực hiện nghiêm túc.",
    '"Kính gửi các trường, mời dự họp cụm 14h thứ Năm 26/10"',
    "“Mời thầy cô dự buổi sinh hoạt cụm 14h ngày 26/10” cái này là gì ạ",
]
OWN_WORDS = [
    "thông báo cho các trường: mai họp lúc 8h nhé",
    'cô hiệu trưởng bảo "em đăng ký buổi 26/10 đi"',
    "thông báo",
    '"lịch"',
]


@pytest.mark.parametrize(("typed", "topic"), ABOUT)
def test_it_is_about(typed: str, topic: str) -> None:
    understood = understand(typed)
    assert (understood.sure, understood.matches[0].topic.name) == (True, topic)


@pytest.mark.parametrize("typed", NOTICES)
async def test_a_pasted_notice_is_asked_about(talk: Talk, world: World, typed: str) -> None:
    """A teacher may look at its day, a lead may send it on; it is shown before it leaves."""
    lead, teacher = await world.has("Vàng A Lềnh", Role.LEAD), await world.has("Lò Thị Páo")
    shown = await teacher.says(typed)
    assert talk.said(forwarded.ASKED) in shown.text
    assert talk.said("Announce it") not in shown.labels
    await lead.says(typed)
    shown = await lead.presses(talk.said("Announce it"))
    assert forwarded.text_of(typed) in shown.text
    await lead.says("thôi")


@pytest.mark.parametrize("typed", OWN_WORDS)
def test_what_somebody_wants_is_no_pasted_notice(typed: str) -> None:
    assert not forwarded.text_of(typed)


async def test_who_leaves_hears_what_becomes_of_it(talk: Talk, world: World) -> None:
    teacher, head = await world.has("Lò Thị Páo"), await world.has("Nguyễn Thị Hoa", Role.PRINCIPAL)
    names = f" ({talk.said('teacher {name}', name='Nguyễn Thị Hoa')})"
    assert talk.said(TEACHER_LEAVES, names=names) in (await teacher.says("em sắp nghỉ việc")).text
    assert talk.said(LEADER_LEAVES) in (await head.says("tôi về hưu từ 1/12")).text


async def test_that_day_is_the_meeting_spoken_of(talk: Talk, world: World) -> None:
    """The card that was just shown, whatever lies ahead; out of nowhere the last one that was."""
    lead, teacher = await world.has("Vàng A Lềnh", Role.LEAD), await world.has("Lò Thị Páo")
    ahead = await world.plans()
    await world.settles(lead, "14h ngày 10/10")
    await world.settles(lead, "14h ngày 26/10", meeting=ahead)
    await talk.passes(days=3)
    assert "26/10" in (await teacher.says("buổi đó ở đâu vậy")).text
    teacher = await world.has("Sùng A Dơ")
    assert "10/10" in (await teacher.says("hom do ai day")).text
    await teacher.forges(f"meeting:{ahead}")
    assert "26/10" in (await teacher.says("hôm đó ai dạy")).text


async def test_to_agree_with_somebody_takes_no_seat(talk: Talk, world: World) -> None:
    world.invites = True
    lead, teacher = await world.has("Vàng A Lềnh", Role.LEAD), await world.has("Lò Thị Páo")
    await world.settles(lead)
    await talk.passes(minutes=5)
    shown = await teacher.says("Đồng ý với cô")
    assert talk.said("Nothing of these") in shown.labels
    assert Coming.YES not in await talk.finds(select(Invitee.answer))


async def test_who_asks_what_they_may_do_takes_no_seat(talk: Talk, world: World) -> None:
    """Its first two words alone are a yes."""
    world.invites = True
    lead, teacher = await world.has("Vàng A Lềnh", Role.LEAD), await world.has("Lò Thị Páo")
    await world.settles(lead)
    await talk.passes(minutes=5)
    await teacher.says("em được làm gì")
    await teacher.says("em được xem gì ạ")
    assert Coming.YES not in await talk.finds(select(Invitee.answer))


async def test_a_request_is_no_sentence_for_the_minutes(talk: Talk, world: World) -> None:
    """Soon after the minutes were asked for, who asks for something else is not asked for its heading."""
    lead = await world.has("Vàng A Lềnh", Role.LEAD)
    await world.settles(lead, "14h ngày 10/10")
    await talk.passes(days=2)
    asked = talk.said("Under which heading of the minutes does this belong?")
    assert asked in (await lead.says("Nhom 2 trao doi soi noi nhung nhom 3 con lung tung")).text
    # It is all: "xong" is no part of what waits for its heading.
    await lead.says("xong")
    assert "xong" not in (await lead.says("Nhóm 1 xong sớm")).text.split("Nhóm 1")[0]
    await lead.presses(talk.said("Do not keep it"))
    await lead.says("/huy")
    assert asked not in (await lead.says("cho tôi hỏi mấy cái ghế nhựa để ở đâu")).text


async def _newcomers(talk: Talk, world: World, *names: str) -> tuple[Somebody, list[SchoolArrival]]:
    head = await world.has("Nguyễn Thị Hoa", Role.PRINCIPAL)
    for name in names:
        person = await world.id_of(await world.has(name))
        async with talk.app.database.writing() as db:
            db.add(SchoolArrival(person_id=person, unit_id=world.school, at=talk.clock.now(), wants=False))
    await talk.passes(minutes=10)
    return head, await talk.finds(select(SchoolArrival))


async def test_below_who_has_come_a_yes_is_typed(talk: Talk, world: World) -> None:
    head, _ = await _newcomers(talk, world, "Lò Thị Páo")
    assert "Lò Thị Páo" in head.last.text
    await head.says("dung")
    assert [one.ours for one in await talk.finds(select(SchoolArrival))] == [True]


async def test_below_several_who_is_not_of_the_school_is_asked_about(talk: Talk, world: World) -> None:
    head, _ = await _newcomers(talk, world, "Lò Thị Páo", "Sùng A Dơ")
    shown = await head.says("co Pao khong phai truong minh")
    assert "Lò Thị Páo" in shown.text
    assert "Sùng A Dơ" not in shown.text
    assert [one.ours for one in await talk.finds(select(SchoolArrival))] == [None, None]
    await head.presses(talk.said("Is not of my school"))
    assert len(await talk.finds(select(Person.id).where(Person.unit_id == world.school))) == 2


async def test_all_of_them_are_right(talk: Talk, world: World) -> None:
    head, _ = await _newcomers(talk, world, "Lò Thị Páo", "Sùng A Dơ")
    await head.says("dung het a")
    assert [one.ours for one in await talk.finds(select(SchoolArrival))] == [True, True]
