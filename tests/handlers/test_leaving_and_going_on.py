"""Conversations have an end: what was asked hours ago is asked about, "để sau" keeps, "thôi" leaves."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.models import Answer, Dialogue, Outbox, Person, Purpose, Role
from bot.vietnamese import ZONE
from tests.talk import Somebody, Talk, World

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


@pytest.mark.parametrize("typed", ["thôi để sau", "để sau ạ", "de sau", "lát nữa nhé"])
async def test_for_later_keeps_and_reminds(talk: Talk, lan: Somebody, typed: str) -> None:
    await lan.says(typed)
    assert await answers(talk) == [SEEN]
    await lan.presses(talk.said("Remind me tomorrow"))
    lan.new()
    await talk.comes(datetime(2023, 10, 27, 6, 50, tzinfo=ZONE))
    assert lan.new() == []
    await talk.comes(datetime(2023, 10, 27, 7, 1, tzinfo=ZONE))
    assert talk.said("Reflect") in lan.last.labels
    assert len(await talk.finds(select(Outbox).where(Outbox.purpose == Purpose.REFLECT))) == 1


@pytest.mark.parametrize("typed", ["thôi", "Dừng lại ạ", "thoát", "/huy", "hủy bỏ"])
async def test_words_that_leave_do_so_at_a_question(talk: Talk, lan: Somebody, typed: str) -> None:
    await lan.says(typed)
    assert await talk.finds(select(Dialogue.step)) == ["", ""]


async def test_another_conversation_for_later_stays_where_it_is(talk: Talk, world: World) -> None:
    """What is typed meanwhile is asked about; going on takes the next text for the answer."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.forges(f"settle:{world.meeting}")
    await lead.says("để sau")
    assert talk.said("Go on") in (await lead.says("14h ngày 26/10")).labels
    await lead.presses(talk.said("Go on"))
    assert "26/10" in (await lead.says("14h ngày 26/10")).text


async def test_right_is_no_word_that_leaves(talk: Talk, world: World) -> None:
    """Without accents "đúng" and "dừng" are one."""
    lan = await world.has("Vàng Thị Lan")
    await lan.forges("rename")
    await lan.says("Vàng Thị Lán")
    assert "Vàng Thị Lán" in (await lan.says("dung")).text
    assert await talk.finds(select(Person.name)) == ["Vàng Thị Lán"]
