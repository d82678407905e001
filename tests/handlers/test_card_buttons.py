"""A meeting's card shows what one does most at that hour; everything else is one tap behind."""

from datetime import timedelta

from bot.domain.models import Role
from bot.messages import Button
from handlers.meeting import card_buttons
from tests.handlers.test_moving import moves
from tests.handlers.test_reminders import BEGINS, at, seated, settled
from tests.talk import Message, Somebody, Talk, World

NOT_DOORS = 2
"""Those to the others and back."""


def pressed(message: Message) -> list[Button]:
    return [button for row in message.buttons for button in row]


async def opens(talk: Talk, world: World, somebody: Somebody) -> tuple[Message, Message]:
    """Return a card of more than fits, and what stands behind it."""
    card = await somebody.forges(f"meeting:{world.meeting}")
    kept = Message(card.id, card.text, card.buttons, card.uploads)
    return kept, await somebody.presses(talk.said("More choices"))


async def test_at_most_so_many_and_each_door_once(talk: Talk, world: World) -> None:
    """Ahead, moved, on the day, over and closed; nothing of it is refused to who sees it, and it leads back."""
    lead = await settled(world)
    await world.has("Vàng A Lềnh", Role.LEAD, Role.PRINCIPAL)
    await seated(world)
    hours = [None, BEGINS - timedelta(hours=1), BEGINS + timedelta(hours=1), BEGINS + timedelta(hours=4)]
    for hour in hours:
        if hour:
            await talk.comes(hour)
        card, behind = await opens(talk, world, lead)
        assert len(card.labels) <= card_buttons.FIRST + NOT_DOORS
        presses = [one.press for one in (*pressed(card), *pressed(behind))]
        doors = [press for press in presses if "more" not in press and not press.startswith(("calendar", "past"))]
        assert len(doors) == len({*doors})
        assert talk.said("See the meeting") in behind.labels
        for press in doors:
            told = await lead.forges(press)
            assert talk.said("This is not yours to do.") not in told.text


async def test_what_comes_first_at_which_hour(talk: Talk, world: World) -> None:
    """Own answers, then day and people; on the day the roll; with the roll closed who came."""
    lead = await settled(world)
    await seated(world)
    card, behind = await opens(talk, world, lead)
    assert card.labels[0] == talk.said("I will come")
    assert talk.said("Change day or room") in card.labels
    assert {talk.said("Call off"), talk.said("Roll call")} <= {*behind.labels}
    await talk.comes(BEGINS)
    card, _behind = await opens(talk, world, lead)
    assert talk.said("Roll call") in card.labels[:3]
    await talk.comes(BEGINS + timedelta(hours=4))
    card, _behind = await opens(talk, world, lead)
    assert talk.said("Roll call") in card.labels
    assert talk.said("The roll call is not closed yet.") in card.text
    await lead.forges(f"roll-close:{world.meeting}:absent")
    card, behind = await opens(talk, world, lead)
    assert talk.said("Roll call") in behind.labels
    assert talk.said("The roll call is not closed yet.") not in card.text


async def test_nothing_is_said_of_what_is_over(talk: Talk, world: World) -> None:
    """Neither that one has not answered, nor who has not acknowledged a move."""
    await settled(world)
    lead = await world.has("Vàng A Lềnh", Role.LEAD)
    await seated(world)
    await moves(talk, world, at(27, 8))
    await talk.passes(minutes=5)
    silent, who = talk.said("You have not answered yet."), talk.said("Who has understood")
    card = await lead.forges(f"meeting:{world.meeting}")
    assert silent in card.text
    assert who in card.labels
    await talk.comes(at(27, 18))
    card, behind = await opens(talk, world, lead)
    assert silent not in card.text
    assert who not in card.labels + behind.labels


async def test_a_teacher_has_all_on_the_card(talk: Talk, world: World) -> None:
    """Nothing is behind a tap where all has room; who forges it is shown nothing more than the way back."""
    await settled(world)
    lan = await seated(world)
    await talk.comes(BEGINS + timedelta(hours=4))
    card = await lan.forges(f"meeting:{world.meeting}")
    assert talk.said("More choices") not in card.labels
    assert card.labels[0] == talk.said("Reflect")
    assert (await lan.forges(f"meeting-more:{world.meeting}")).labels == [talk.said("See the meeting")]
