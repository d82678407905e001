"""Conversations have an end: what was asked hours ago is asked about, "để sau" keeps, "thôi" leaves."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain import asides
from bot.domain.models import Answer, Dialogue, Outbox, Person, Purpose, Role
from bot.errors import Gone
from bot.i18n import Translator
from bot.vietnamese import ZONE, at, local
from handlers import later
from tests.handlers.duties_kit import duty_of, head, owed
from tests.talk import Message, Somebody, Talk, World

EVENING = datetime(2023, 10, 26, 19, 30, tzinfo=ZONE)
ENDED = datetime(2023, 10, 26, 17, 0, tzinfo=ZONE)
SEEN = "Nhóm 2 ngồi im suốt mười phút đầu vì chưa hiểu lệnh"


@pytest.fixture
async def lan(talk: Talk, world: World) -> Somebody:
    """Who is asked the second question of a reflection."""
    await world.settles(await world.has("Sùng A Dơ", Role.LEAD))
    lan = await world.has("Vàng Thị Lan")
    await lan.forges(f"take:{world.meeting}")
    await talk.comes(ENDED)
    await lan.forges(f"part:{world.meeting}:observer")
    await lan.says(SEEN)
    return lan


def at_evening(talk: Talk) -> datetime:
    """Return the minute after this evening's hour."""
    return at(local(talk.clock.now()).date(), asides.EVENING) + timedelta(minutes=1)


async def is_reminded(talk: Talk, somebody: Somebody) -> list[Message]:
    """Return what somebody is told this evening of what they left for later."""
    somebody.new()
    await talk.comes(at_evening(talk))
    return [one for one in somebody.new() if one.text.startswith(talk.said(later.WAITS))]


async def answers(talk: Talk) -> list[str]:
    return await talk.finds(select(Answer.text))


@pytest.mark.square("what is said is asked about")
async def test_a_sentence_of_three_days_later_is_no_answer(talk: Talk, lan: Somebody) -> None:
    """The question is shown with it; after "go on" the next one is an answer."""
    talk.clock.move_by(timedelta(days=3))
    asked = await lan.says("chào buổi sáng")
    assert asked.labels == [talk.said("Go on"), talk.said("Leave it")]
    assert talk.said("Question {number} of {all}", number=2, all=5) in asked.text
    assert await answers(talk) == [SEEN]
    again = await lan.presses(talk.said("Go on"))
    assert talk.said("Skip") in again.labels
    await lan.says("Các em bàn nhau")
    assert await answers(talk) == [SEEN, "Các em bàn nhau"]


async def test_what_was_begun_hours_ago_can_be_left(talk: Talk, lan: Somebody) -> None:
    """The answers stay."""
    talk.clock.move_by(timedelta(days=1))
    await lan.says("em chào cô")
    await lan.presses(talk.said("Leave it"))
    assert await talk.finds(select(Dialogue.step)) == ["", ""]
    assert await answers(talk) == [SEEN]


async def test_within_its_hours_an_answer_is_an_answer(talk: Talk, lan: Somebody) -> None:
    talk.clock.move_by(timedelta(hours=11))
    await lan.says("Các em bàn nhau")
    assert len(await answers(talk)) == 2


@pytest.mark.parametrize("typed", ["thôi để sau", "để sau ạ", "de sau", "lát nữa nhé", "lát em viết tiếp ạ"])
async def test_a_reflection_for_later_is_reminded_of_by_itself(talk: Talk, lan: Somebody, typed: str) -> None:
    """This evening where nothing else is chosen; the letter that invited to it invites again, once."""
    said = await lan.says(typed)
    assert talk.said(later.KEPT, when=Translator(talk.language).moment(EVENING)) == said.text
    assert await answers(talk) == [SEEN]
    lan.new()
    await talk.comes(EVENING - timedelta(minutes=5))
    assert lan.new() == []
    await talk.comes(EVENING + timedelta(minutes=1))
    assert talk.said("Reflect") in lan.last.labels
    assert len(await talk.finds(select(Outbox).where(Outbox.purpose == Purpose.REFLECT))) == 1


async def test_the_other_hour_can_be_chosen(talk: Talk, lan: Somebody) -> None:
    """Or typed: "để mai"."""
    await lan.says("để sau")
    await lan.presses(talk.said("Remind me tomorrow"))
    lan.new()
    await talk.comes(EVENING + timedelta(minutes=1))
    assert lan.new() == []
    await talk.comes(datetime(2023, 10, 27, 7, 1, tzinfo=ZONE))
    assert talk.said("Reflect") in lan.last.labels


async def test_tomorrow_may_be_typed(talk: Talk, lan: Somebody) -> None:
    said = await lan.says("để mai em làm nhé")
    assert "27/10" in (said.text if "27/10" in said.text else (await lan.says("để mai")).text)


@pytest.mark.parametrize("typed", ["thôi", "Dừng lại ạ", "thoát", "/huy", "hủy bỏ"])
async def test_words_that_leave_do_so_at_a_question(talk: Talk, lan: Somebody, typed: str) -> None:
    await lan.says(typed)
    assert await talk.finds(select(Dialogue.step)) == ["", ""]


async def test_a_wizard_for_later_is_kept_and_reminded_of(talk: Talk, world: World) -> None:
    """Whatever is done meanwhile: the reminder leads back to the question, with all that was gathered before it."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.forges(f"settle:{world.meeting}")
    await lead.says("14h ngày 26/10")
    asked = lead.last
    await lead.says("để sau ạ")
    assert talk.said("Go on") in lead.last.labels
    await lead.says("/toi")
    await lead.says("/lich")
    [reminded] = await is_reminded(talk, lead)
    again = await lead.presses(talk.said("Go on"), on=reminded)
    assert again.text == asked.text
    await lead.says("Phòng họp")
    [[kept]] = [[one for one in await talk.finds(select(Dialogue.draft)) if one]]
    assert "Phòng họp" in kept.values()
    assert asides.ASIDE not in kept
    assert talk.said(Gone.sentence) in (await lead.presses(talk.said("Go on"), on=reminded)).text


async def test_what_is_left_for_good_is_not_reminded_of(talk: Talk, world: World) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.forges(f"settle:{world.meeting}")
    await lead.says("để sau")
    await lead.presses(talk.said("Go on"))
    await lead.says("thôi")
    assert await is_reminded(talk, lead) == []


async def test_a_second_one_for_later_does_not_push_the_first_out(talk: Talk, world: World) -> None:
    lead, _lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    await lead.forges(f"settle:{world.meeting}")
    await lead.says("để sau")
    await lead.forges(f"tell:cluster:{world.cluster}")
    await lead.says("để mai")
    [[kept]] = [[one for one in await talk.finds(select(Dialogue.draft)) if one]]
    assert [one.step for one in asides.of(kept)] == [f"settle:when:{world.meeting}", "announce:text"]
    assert len(await is_reminded(talk, lead)) == 1


async def test_later_below_an_invitation_reminds_of_it(talk: Talk, world: World) -> None:
    """Nothing is begun, and still something waits: the notice that was told last."""
    world.invites = True
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    await world.settles(lead)
    await talk.passes(minutes=10)
    await lan.says("để sau ạ")
    assert talk.said("Go on") in lan.last.labels
    [reminded] = await is_reminded(talk, lan)
    assert "SHCM" in reminded.text


async def test_an_invitation_for_later_that_is_answered_is_not_reminded_of(talk: Talk, world: World) -> None:
    world.invites = True
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    await world.settles(lead)
    await talk.passes(minutes=10)
    await lan.says("để sau ạ")
    await lan.forges(f"take:{world.meeting}")
    assert await is_reminded(talk, lan) == []


async def test_a_name_that_is_corrected_can_wait_as_well(talk: Talk, world: World) -> None:
    lan = await world.has("Vàng Thị Lan")
    await lan.forges("rename")
    await lan.says("để mai")
    await lan.presses(talk.said("Go on"))
    assert "Vàng Thị Lán" in (await lan.says("Vàng Thị Lán")).text


async def test_where_nothing_waits_later_says_so(talk: Talk, world: World) -> None:
    lan = await world.has("Vàng Thị Lan")
    assert (await lan.says("để sau")).text == talk.said(later.NOTHING)


async def test_right_is_no_word_that_leaves(talk: Talk, world: World) -> None:
    """Without accents "đúng" and "dừng" are one."""
    lan = await world.has("Vàng Thị Lan")
    await lan.forges("rename")
    await lan.says("Vàng Thị Lán")
    assert "Vàng Thị Lán" in (await lan.says("dung")).text
    assert await talk.finds(select(Person.name)) == ["Vàng Thị Lán"]


async def test_a_duty_for_later_is_reminded_of_unless_it_is_done(talk: Talk, world: World) -> None:
    """By its button; handed in meanwhile, nobody is reminded of it."""
    principal = await head(world)
    await owed(world, "000-6")
    number = await duty_of(world, "000-6", unit_id=world.school)
    await principal.forges(f"duty-in:{number}")
    await principal.presses(talk.said("For later"))
    await principal.forges(f"duty-in:{number}")
    await principal.says("Chuyên đề: Dạy đọc lớp 2, tháng 12/2023")
    assert await is_reminded(talk, principal) == []


async def test_a_form_for_later_keeps_its_fields(talk: Talk, world: World) -> None:
    principal = await head(world)
    await owed(world, "000-6")
    await principal.forges(f"theme:{await duty_of(world, '000-6', unit_id=world.school)}")
    await principal.says("Dạy đọc hiểu lớp 2")
    await principal.presses(talk.said("For later"))
    [reminded] = await is_reminded(talk, principal)
    await principal.presses(talk.said("Go on"), on=reminded)
    assert "Dạy đọc hiểu lớp 2" in (await principal.says("Tiếng Việt")).text


async def test_minutes_for_later_are_reminded_of_unless_they_are_handed_in(talk: Talk, lan: Somebody) -> None:
    lead = talk("Sùng A Dơ")
    await lead.says("/bienban")
    await lead.presses(talk.said("For later"))
    [reminded] = await is_reminded(talk, lead)
    assert talk.said("Yes, go on writing") in (await lead.presses(talk.said("Go on"), on=reminded)).labels
