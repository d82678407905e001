"""What a lead types at a roll: absences by first name alone, several at once, guests beyond the list, the code."""

from datetime import datetime

import pytest
from sqlalchemy import select

from bot.domain.models import Invitee, Mark, Person, Presence, Role, Why
from bot.vietnamese import ZONE
from handlers.sayings.doors_roll import NOT_ON_IT
from handlers.sayings.roll_words import read
from tests.talk import Somebody, Talk, World

AT_THE_MEETING = datetime(2023, 10, 26, 14, 10, tzinfo=ZONE)
ROLL = [(1, "Mùa A Pó"), (2, "Giàng Thị Ân"), (3, "Vàng A Lềnh"), (4, "Sùng Thị Pó"), (5, "Lò Văn Minh")]


@pytest.fixture
async def lead(talk: Talk, world: World) -> Somebody:
    """A lead with an open roll of three."""
    lead = await world.has("Vàng A Lềnh", Role.LEAD)
    await world.have(["Mùa A Pó", "Giàng Thị Ân"])
    await world.settles(lead)
    talk.clock.move_to(AT_THE_MEETING)
    await lead.forges(f"roll:{world.meeting}")
    return lead


async def marked(talk: Talk) -> dict[str, Presence | None]:
    people = {one.id: one.name for one in await talk.finds(select(Person))}
    rows = await talk.finds(select(Invitee).where(Invitee.presence.is_not(None)))
    return {people[one.person_id]: one.presence for one in rows}


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("vang: Ân", [(3, True, [[2]])]),
        ("vang vang a lenh", [(3, True, [[3]])]),
        ("vang a lenh", []),
        ("vâng Ân", []),
        ("vàng Ân", []),
        ("vắng Pó", [(3, True, [[1, 4]])]),
        ("vắng thị pó", [(3, True, [[4]])]),
        ("vắng 2 người: Ân và thầy Minh", [(3, True, [[2], [5]])]),
        ("Ân vắng có phép, Minh muộn 15 phút", [(2, False, [[2]]), (1, False, [[5]])]),
        ("cô Ân nghỉ không xin phép", [(3, False, [[2]])]),
        ("cô Ân ốm có phép", [(2, False, [[2]])]),
        ("cô Ân xin về sớm ạ", [(4, False, [[2]])]),
        ("vắng Ân, muộn Minh", [(3, True, [[2]]), (1, False, [[5]])]),
        ("vắng cô Ân, thầy Minh muộn", [(3, True, [[2]]), (1, False, [[5]])]),
        ("vang co An; Minh xin ve som", [(3, True, [[2]]), (4, False, [[5]])]),
        ("vắng cô Ân, mai họp tiếp", []),
        ("Ân đến chưa", []),
        ("nếu Ân vắng thì sao", []),
        ("vắng Ân và cô Hoa", []),
        ("vắng", []),
    ],
)
def test_what_is_read_at_a_roll(typed: str, read_as: list[object]) -> None:
    """A family name is no absence, and a question, a doubt or somebody not on the roll leaves it to the table."""
    found = read(typed, ROLL)
    assert [(one.writes, one.open, one.people) for one in found] == read_as


@pytest.mark.parametrize("typed", ["vắng Pó", "vang: Pó", "pó chưa tới"])
async def test_an_absence_by_first_name_is_asked_about(talk: Talk, lead: Somebody, typed: str) -> None:
    """It is shown who is meant, and asked whether it is excused; nobody is marked by the words."""
    asked = await lead.says(typed)
    assert "Mùa A Pó" in asked.text
    assert await talk.counts(Mark) == 0
    await lead.presses(talk.said("Mark: {how}", how=talk.said("excused absence")))
    assert await marked(talk) == {"Mùa A Pó": Presence.EXCUSED}


async def test_of_two_called_so_it_is_asked_who(talk: Talk, world: World, lead: Somebody) -> None:
    await world.has("Sùng Thị Pó")
    await lead.says("vắng Pó")
    await lead.presses("Sùng Thị Pó")
    assert await talk.counts(Mark) == 0
    await lead.presses(talk.said("Mark: {how}", how=talk.said("unexcused absence")))
    assert await marked(talk) == {"Sùng Thị Pó": Presence.ABSENT}


async def test_several_are_marked_by_one_yes(talk: Talk, lead: Somebody) -> None:
    asked = await lead.says("Ân có phép, Pó muộn")
    assert talk.said("excused absence") in asked.text
    await lead.presses(talk.said("Mark all {number}", number=2))
    assert await marked(talk) == {"Giàng Thị Ân": Presence.EXCUSED, "Mùa A Pó": Presence.LATE}
    assert (await lead.forges("roll-marks:1:1x9")).labels, "a press of no roll marks nobody"
    assert await talk.counts(Mark) == 2


async def test_an_absence_beside_another_mark_is_named_on_the_button(talk: Talk, lead: Somebody) -> None:
    """No button for both says of one what is not meant."""
    asked = await lead.says("Ân vắng, Pó muộn")
    both, excused = talk.said("Mark all {number}", number=2), talk.said("excused absence")
    assert [label.partition(" · ")[0] for label in asked.labels[2:4]] == ["Giàng Thị Ân", "Mùa A Pó"]
    await lead.presses(f"{both} · Ân: {excused}")
    assert await marked(talk) == {"Giàng Thị Ân": Presence.EXCUSED, "Mùa A Pó": Presence.LATE}


async def test_a_teacher_marks_nobody_by_words(talk: Talk, world: World, lead: Somebody) -> None:
    del lead
    await (await world.has("Lò Văn Minh")).says("vắng Pó")
    assert await talk.counts(Mark) == 0


@pytest.mark.parametrize(
    "typed",
    [
        "có thêm cô Hoa trường X không có trong danh sách",
        "thêm cô Hoa trường X vào danh sách",
        "có thêm cô Hoa trường X đến dự",
        "hom nay co them Hoa trường X sang du nua nhe",
        "thầy cô ơi, cô Hoa trường X đi nhưng chưa có tên",
    ],
)
async def test_who_is_not_on_the_list_is_put_there_after_a_yes(talk: Talk, lead: Somebody, typed: str) -> None:
    await lead.says(typed)
    guests = select(Invitee).where(Invitee.why == Why.GUEST)
    assert await talk.finds(guests) == []
    await lead.presses(talk.said("Put on the roll"))
    [guest] = await talk.finds(guests)
    assert (guest.name, guest.presence) == ("Hoa trường X", Presence.PRESENT)


async def test_who_stands_on_the_roll_already_is_no_guest(talk: Talk, lead: Somebody) -> None:
    await lead.says("bổ sung Mùa A Pó vào")
    await lead.presses(talk.said("Mark: {how}", how=talk.said("present")))
    assert await marked(talk) == {"Mùa A Pó": Presence.PRESENT}


async def test_the_code_of_an_open_roll_is_meant_by_qr(talk: Talk, world: World, lead: Somebody) -> None:
    code = (await world.stands()).code or ""
    assert code in (await lead.says("ma qr")).text
    teacher = await world.has("Lò Văn Minh")
    assert talk.said("Invite") not in (await teacher.says("mã qr đâu ạ")).labels


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("vang co Nhung, thay Khai den muon", "co Nhung, thay Khai"),
        ("vắng cô Ân và cô Hoa", "cô Hoa"),
        ("có mặt hết trừ cô Hoa", "cô Hoa"),
        ("vắng cô Ân", ""),
    ],
)
async def test_who_is_named_and_not_on_the_list_is_said(talk: Talk, lead: Somebody, typed: str, who: str) -> None:
    answer = await lead.says(typed)
    assert (talk.said(NOT_ON_IT, names=who) in answer.text) is bool(who)
    assert not await marked(talk)
