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
