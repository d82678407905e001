"""A meeting ends at another hour: who comes is told in a short letter, and nothing is asked anew."""

from sqlalchemy import select

from bot.domain.models import Acknowledgement, Coming, Outbox, OutboxState, Purpose
from tests.handlers.test_invitees import expected
from tests.handlers.test_reminders import seated, settled
from tests.talk import Message, Somebody, Talk, World


async def ends(lead: Somebody, world: World, hour: str) -> str:
    """Let a lead change the end alone; return the card's text before its yes, and press that."""
    await lead.forges(f"settle:{world.meeting}")
    await lead.says("14h ngày 26/10")
    await lead.presses(lead.talk.said("Another end"))
    card = (await lead.presses(lead.talk.said("until {hour}", hour=hour))).text
    await lead.presses(lead.talk.said("Settle it"))
    return card


def told(talk: Talk, somebody: Somebody) -> list[Message]:
    return [one for one in somebody.new() if talk.said("Another end: {meeting}", meeting="") in one.text]


async def test_who_comes_is_told_before_and_after(talk: Talk, world: World) -> None:
    """Shown before the yes with its number; not to the silent, not to who said no; no acknowledgement, same version."""
    lead = await settled(world)
    lan = await seated(world)
    silent, no = await world.have(["Giàng Thị Hoa", "Cà Thị Mai"])
    await no.forges(f"leave:{world.meeting}")
    for one in (lan, silent, no, lead):
        one.new()
    before = await world.stands()
    card = await ends(lead, world, "16:00")
    assert card.index("14:00–17:00") < card.index("14:00–16:00")
    assert talk.said("{number} people will be told of the change.", number=1) in card
    await talk.passes(minutes=2)
    [letter] = told(talk, lan)
    assert letter.text.index("14:00–17:00") < letter.text.index("14:00–16:00")
    assert letter.labels == [talk.said("See the meeting")]
    assert [told(talk, one) for one in (silent, no)] == [[], []]
    assert (await world.stands()).version == before.version
    assert await talk.finds(select(Acknowledgement.person_id)) == []
    rows = await expected(world)
    assert (rows["Vàng Thị Lan"].answer, rows["Cà Thị Mai"].answer) == (Coming.YES, Coming.NO)
    await talk.passes(minutes=10)
    assert told(talk, lan) == []


async def test_two_ends_within_two_minutes_are_one_letter_and_none_where_it_is_as_before(
    talk: Talk, world: World
) -> None:
    lead = await settled(world)
    lan = await seated(world)
    lan.new()
    await ends(lead, world, "16:00")
    await talk.passes(minutes=1)
    await ends(lead, world, "18:00")
    await talk.passes(minutes=3)
    [letter] = told(talk, lan)
    assert "16:00" not in letter.text
    assert letter.text.index("17:00") < letter.text.index("18:00")
    await ends(lead, world, "17:00")
    await talk.passes(seconds=30)
    await ends(lead, world, "18:00")
    await talk.passes(minutes=3)
    assert told(talk, lan) == []


async def test_a_move_takes_its_place(talk: Talk, world: World) -> None:
    """The letter from before to after says it all; called off, nothing of the end is told."""
    lead = await settled(world)
    lan = await seated(world)
    lan.new()
    await ends(lead, world, "16:00")
    await world.settles(lead, when="8h ngày 27/10")
    await talk.passes(minutes=3)
    assert len(lan.new()) == 1
    await lead.forges(f"settle:{world.meeting}")
    await lead.says("8h ngày 27/10")
    await lead.presses(talk.said("Another end"))
    await lead.presses(talk.said("until {hour}", hour="10:00"))
    await lead.presses(talk.said("Settle it"))
    await lead.forges(f"cancelled:{world.meeting}")
    await talk.passes(minutes=3)
    states = await talk.finds(select(Outbox.state).where(Outbox.purpose == Purpose.ENDS))
    assert set(states) == {OutboxState.VOID}
