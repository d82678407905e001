"""The keyboard of a question that was answered goes away; that of a card and of the first menu stays."""

import pytest

from bot.domain.models import Role
from tests.talk import Talk, TalkChannel


class Strips(TalkChannel):
    """A channel that takes keyboards off."""

    async def take_keyboard_off(self, address: str, message_id: str) -> None:
        for shown in self.chats[address]:
            if shown.id == message_id:
                shown.buttons = ()


@pytest.fixture
def channel(manner: tuple[str, str]) -> Strips:
    return Strips(buttons=manner[0] == "buttons")


async def test_an_answered_question_has_no_buttons_any_more(talk: Talk, channel: Strips) -> None:
    """Each question of a wizard as it is answered, and the last one too; what is no question keeps its buttons."""
    world = await talk.world()
    head, lan = await world.has("Hạng A Tủa", Role.PRINCIPAL), await world.has("Vàng Thị Lan")
    if not channel.buttons:
        return
    card = await head.forges(f"own-one:{world.school}:p{await world.id_of(lan)}")
    kind = await head.presses(talk.said("Put on leave"), on=card)
    first = await head.presses(talk.said("Maternity leave"), on=kind)
    last = await head.presses(talk.said("Today"), on=first)
    sure = await head.presses(last.labels[0], on=last)
    done = await head.presses(talk.said("Yes, put on leave"), on=sure)
    assert [one.buttons for one in (kind, first, last, sure)] == [()] * 4
    assert card.buttons
    assert done.buttons


async def test_an_answer_that_is_typed_takes_the_buttons_off(talk: Talk, channel: Strips) -> None:
    """Also those under a second showing of the question, after a wrong answer; the new question keeps its own."""
    world = await talk.world()
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    if not channel.buttons:
        return
    asked = await lead.forges(f"settle:{world.meeting}")
    again = await lead.says("ngày 45/13")
    assert asked.buttons
    assert again.buttons
    then = await lead.says("14h ngày 26/10")
    assert (asked.buttons, again.buttons) == ((), ())
    assert then.buttons


@pytest.mark.parametrize("typed", ["thôi", "/lich", "để sau"])
async def test_a_wizard_that_is_left_has_no_buttons_any_more(talk: Talk, channel: Strips, typed: str) -> None:
    """However it is left; what comes unasked in between, or beside it, keeps what it has."""
    world = await talk.world()
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    if not channel.buttons:
        return
    home = await lead.says("/trogiup")
    await lead.forges(f"settle:{world.meeting}")
    asked = await lead.says("14h ngày 26/10")
    left = await lead.says(typed)
    assert asked.buttons == ()
    assert home.buttons
    assert left.buttons


async def test_a_question_that_takes_its_own_place_keeps_its_buttons(talk: Talk, channel: Strips) -> None:
    """A list whose page is turned, and a card of choices that is changed where it stands."""
    world = await talk.world()
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    if not channel.buttons:
        return
    asked = await lead.forges(f"whom:schools:{world.meeting}")
    changed = await lead.presses(asked.labels[0], on=asked)
    assert changed.buttons
