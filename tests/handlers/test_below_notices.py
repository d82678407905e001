"""Typed below a notice or in reply to it: read is no yes, busy is said to what is asked, a no sends nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.models import Answer, Assent, Coming, Part, PartKind, Role
from handlers.meeting.waits import TOO_EARLY
from handlers.sayings.under import IT_IS_OFF, LEFT_OPEN
from tests.handlers.duties_kit import met
from tests.handlers.test_parts import gives
from tests.handlers.test_parts import settled as led
from tests.handlers.test_reminders import BEGINS, seated, settled
from tests.handlers.test_replying import answer_of
from tests.talk import Message, Somebody, Talk, World


async def invited(world: World) -> tuple[Somebody, Message]:
    world.invites = True
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan", school=world.other_school)
    await world.settles(lead)
    await world.talk.passes(minutes=1)
    return lan, lan.last


async def below(somebody: Somebody, notice: Message, typed: str, how: str) -> Message:
    return await (somebody.replies(typed, to=notice) if how == "reply" else somebody.says(typed))


HOW = pytest.mark.parametrize("how", ["typed", "reply"])


@HOW
@pytest.mark.parametrize("typed", ["rõ rồi ạ", "em da doc roi a", "ok em rõ"])
async def test_what_was_read_is_no_yes_to_an_invitation(talk: Talk, world: World, how: str, typed: str) -> None:
    lan, notice = await invited(world)
    asked = await below(lan, notice, typed, how)
    assert {talk.said("I will come"), talk.said("I cannot come")} <= set(asked.labels)
    assert await answer_of(world, lan, world.meeting) is None
    await lan.presses(talk.said("I will come"))
    assert await answer_of(world, lan, world.meeting) is Coming.YES


@HOW
@pytest.mark.parametrize("typed", ["vâng ạ", "dạ em đi", "ok", "em rõ rồi, em sẽ đi ạ"])
async def test_a_yes_stays_one(talk: Talk, world: World, how: str, typed: str) -> None:
    lan, notice = await invited(world)
    await below(lan, notice, typed, how)
    assert await answer_of(world, lan, world.meeting) is Coming.YES


@HOW
@pytest.mark.parametrize("typed", ["rõ rồi ạ", "em bận"])
async def test_a_part_is_neither_taken_nor_declined_by_what_is_no_answer(
    talk: Talk, world: World, how: str, typed: str
) -> None:
    lead, lan = await led(world), await world.has("Vàng Thị Lan", school=world.other_school)
    await gives(world, lead, PartKind.SECRETARY, "Vàng Thị Lan")
    asked = await below(lan, lan.last, typed, how)
    assert {talk.said("Accept"), talk.said("Decline")} <= set(asked.labels)
    assert await talk.finds(select(Part.assent)) == [Assent.ASKED]
    await lan.presses(talk.said("Decline"))
    assert await talk.finds(select(Part.assent)) == [Assent.DECLINED]


@pytest.mark.parametrize("typed", ["em bận", "không", "https://drive.google.com/file/d/abc"])
async def test_nobody_tells_that_they_miss_what_is_called_off(talk: Talk, world: World, typed: str) -> None:
    lead = await settled(world)
    lan = await seated(world)
    await lead.forges(f"cancelled:{world.meeting}")
    await talk.passes(minutes=3)
    said = await lan.replies(typed, to=lan.last)
    assert said.text.startswith(talk.said(IT_IS_OFF, meeting="@").partition("@")[0])
    assert said.labels == [talk.said("Calendar")]


@HOW
async def test_who_is_busy_reflects_later(talk: Talk, world: World, how: str) -> None:
    """It is no answer of the reflection, and nobody is told that they have signed up for nothing."""
    _lead, [lan] = await met(world, "Vàng Thị Lan")
    await talk.passes(hours=3)
    said = await below(lan, lan.last, "em bận", how)
    assert talk.said("Go on") in said.labels
    assert await talk.finds(select(Answer)) == []


async def test_a_no_to_reflecting_is_no_answer_of_it(talk: Talk, world: World) -> None:
    _lead, [lan] = await met(world, "Vàng Thị Lan")
    await talk.passes(hours=3)
    assert (await lan.replies("không", to=lan.last)).text == talk.said(LEFT_OPEN)
    assert await talk.finds(select(Answer)) == []
    await lan.replies("https://drive.google.com/file/d/abc", to=lan.chat[-2])
    assert await talk.finds(select(Answer)) == []


@pytest.mark.parametrize("sent", ["file", "photo", "sticker"])
async def test_what_is_sent_below_an_invitation_leaves_it_its_choices(talk: Talk, world: World, sent: str) -> None:
    """A file or photo before the meeting: from when on it is taken is said, and a number still answers."""
    lan, _notice = await invited(world)
    match sent:
        case "file":
            said = await lan.sends_file("bai.pdf", b"%PDF-1.4")
        case "photo":
            said = await lan.sends_photo()
        case _:
            said = await lan.sends_sticker()
    if sent != "sticker":
        assert said.text.startswith(talk.said(TOO_EARLY, meeting="@").partition("@")[0])
    await lan.presses(talk.said("I will come"), on=None)
    assert await answer_of(world, lan, world.meeting) is Coming.YES


async def test_who_comes_is_not_asked_anew_for_having_read_the_reminder(talk: Talk, world: World) -> None:
    await settled(world)
    lan = await seated(world)
    await talk.comes(BEGINS - timedelta(days=1))
    said = await lan.replies("rõ rồi ạ", to=lan.last)
    assert talk.said("I cannot come") not in said.labels
    assert await answer_of(world, lan, world.meeting) is Coming.YES
