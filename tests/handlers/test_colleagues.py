"""Somebody else by name: whether they come, their long leave, a name alone; each sees no more than they may."""

import pytest
from sqlalchemy import select

from bot.domain.models import Acknowledgement, Coming, Invitee, Role
from handlers.sayings.colleague import LEADS_SEE, LEAVE_IS_NOTED
from handlers.sayings.doors_self import NO_HURRY
from tests.talk import Somebody, Talk, World


@pytest.fixture
async def lead(world: World) -> Somebody:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    return lead


@pytest.fixture
async def an(talk: Talk, world: World, lead: Somebody) -> Somebody:
    """A teacher of the other school who is expected at the meeting."""
    an = await world.has("Lò Thị Ân", school=world.other_school)
    await talk.passes(minutes=5)
    return an


@pytest.fixture
async def head(world: World, an: Somebody) -> Somebody:
    return await world.has("Quàng Thị Hoa", Role.PRINCIPAL, school=world.other_school)


ASKED = ["cô Ân có đi họp không", "co An co du khong", "co an co di khong", "cô Ân đăng ký chưa", "cô Ân trả lời chưa"]


@pytest.mark.parametrize("typed", ASKED)
async def test_a_principal_and_a_lead_are_told_of_whom_they_name(
    talk: Talk, world: World, head: Somebody, an: Somebody, typed: str
) -> None:
    lead, told = talk("Sùng A Dơ"), await head.says(typed)
    assert "Lò Thị Ân" in told.text
    assert talk.said("No answer yet") in told.text
    assert told.labels == [talk.said("Report an absence"), talk.said("See the meeting")]
    await an.forges(f"take:{world.meeting}")
    told = await lead.says(typed)
    assert talk.said("Coming") in told.text
    assert told.labels == [talk.said("See the meeting")], "a lead reports nobody's absence"


async def test_the_absence_is_reported_from_there(talk: Talk, world: World, head: Somebody, an: Somebody) -> None:
    await head.says("cô Ân có đi họp không")
    await head.presses(talk.said("Report an absence"))
    await head.says("con ốm")
    await head.presses(talk.said("Excused"))
    person = await world.id_of(an)
    assert await talk.finds(select(Invitee.answer).where(Invitee.person_id == person)) == [Coming.NO]
    told = (await head.says("co An co du khong")).text
    assert talk.said("Cannot come") in told
    assert "con ốm" in told


async def test_a_teacher_is_told_a_number_and_a_principal_the_own_people(
    talk: Talk, world: World, head: Somebody, an: Somebody
) -> None:
    minh = await world.has("Lò Văn Minh")
    await talk.passes(minutes=5)
    told = await minh.says("cô Ân có đi họp không")
    assert "Ân" not in told.text
    assert talk.said(LEADS_SEE) in told.text
    told = await head.says("thầy Minh có đi họp không")
    assert "Lò Văn Minh" not in told.text
    [invitee] = await talk.finds(select(Invitee.id).where(Invitee.person_id == await world.id_of(minh)))
    assert "Lò Văn Minh" not in (await head.forges(f"stands:{invitee}")).text
    [own] = await talk.finds(select(Invitee.id).where(Invitee.person_id == await world.id_of(an)))
    assert "Lò Thị Ân" not in (await minh.forges(f"stands:{own}")).text


async def test_of_two_of_a_name_it_is_asked_which(talk: Talk, world: World, lead: Somebody, an: Somebody) -> None:
    await world.has("Vàng Thị Ân")
    await talk.passes(minutes=5)
    asked = await lead.says("cô Ân có đi họp không")
    assert [label.partition(" · ")[0] for label in asked.labels] == ["Vàng Thị Ân", "Lò Thị Ân"]
    assert "Vàng Thị Ân" in (await lead.presses("Vàng Thị Ân")).text


async def test_a_name_alone_says_yes_to_nothing(talk: Talk, world: World, lead: Somebody, an: Somebody) -> None:
    lan = await world.has("Vàng Thị Lan")
    await talk.passes(minutes=5)
    await lan.forges(f"take:{world.meeting}")
    await world.settles(lead, "15h ngày 26/10")
    await talk.passes(minutes=5)
    for typed in ("Vàng Thị Lan", "vang thi lan", "Vang Thi Lan", "Lò Văn Đồng", "Vàng A Dạ"):
        await lan.says(typed)
        await lan.replies(typed, to=lan.chat[-2])
    mine = select(Acknowledgement).where(Acknowledgement.person_id == await world.id_of(lan))
    assert await talk.finds(mine) == []
    told = await lan.says("Vàng Thị Lan")
    assert talk.said("Correct my name") in told.labels


async def test_a_name_alone_opens_ones_own_people(talk: Talk, head: Somebody) -> None:
    assert talk.said("Put on leave") in (await head.says("Lò Thị Ân")).labels


async def test_a_long_leave_begins_with_what_was_said(talk: Talk, world: World, head: Somebody) -> None:
    asked = await head.says("cô Ân nghỉ thai sản từ tháng 12")
    assert "01/12/2023" in asked.text
    read = await head.presses("31/05/2024")
    assert "Lò Thị Ân" in read.text
    assert talk.said("Yes, put on leave") in read.labels


async def test_who_is_on_leave_is_shown_to_the_principal(talk: Talk, world: World, head: Somebody) -> None:
    await head.says("cô Ân nghỉ thai sản từ hôm nay")
    await head.says("31/3/2024")
    await head.presses(talk.said("Yes, put on leave"))
    for typed in ("ai đang nghỉ", "ai dang nghi thai san"):
        shown = await head.says(typed)
        assert talk.said("On long leave: {number}", number=1) in shown.text
        assert "Lò Thị Ân" in shown.labels
    officer = await world.has("Trần Văn Minh", Role.OFFICER)
    assert talk.said("Of which school?") in (await officer.says("ai đang nghỉ")).text


async def test_a_teacher_hears_who_notes_a_long_leave(talk: Talk, head: Somebody, an: Somebody) -> None:
    told = await an.says("em nghỉ sinh từ tháng 12")
    principal = talk.said("teacher {name}", name="Quàng Thị Hoa")
    assert talk.said(LEAVE_IS_NOTED, principal=principal) in told.text
    assert talk.said("I cannot come") in told.labels


async def test_a_maybe_is_asked_about_and_answers_nothing(talk: Talk, world: World) -> None:
    world.invites = True
    lan = await world.has("Vàng Thị Lan")
    await world.settles(await world.has("Sùng A Dơ", Role.LEAD))
    await talk.passes(minutes=10)
    for typed in ("chắc là được", "chac em di duoc a"):
        asked = await lan.says(typed)
        assert talk.said(NO_HURRY) in asked.text
        assert asked.labels == [talk.said("I will come"), talk.said("I cannot come")]
    assert await talk.finds(select(Invitee.answer).where(Invitee.person_id == await world.id_of(lan))) == [None]
