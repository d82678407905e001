"""The host school's check list: asked for in time, ticked in place, seen by the lead, begun anew after a move."""

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.domain.models import Form, HostItem, Meeting, Role
from bot.domain.programme.meetings import OVER
from bot.errors import Gone, NotAllowed
from bot.vietnamese import ZONE
from handlers.meeting.host import ITEMS
from tests.talk import Message, Somebody, Talk, World

BEGINS = datetime(2023, 10, 26, 14, 0, tzinfo=ZONE)
IN_ROOMS = ("classroom", "meeting_room", "tables", "projector")


async def hosted(world: World) -> tuple[Somebody, Somebody]:
    """A settled meeting, its lead, and the host school's principal; neither comes: only the room is spoken of."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    for one in (lead, head):
        await one.forges(f"leave:{world.meeting}")
        await one.says("con ốm")
    # Each decides on the other's absence, and has heard of it.
    await world.talk.passes(minutes=3)
    lead.new(), head.new()
    return lead, head


def check_lists(talk: Talk, messages: list[Message]) -> list[Message]:
    first = talk.said(ITEMS["classroom"])
    return [one for one in messages if any(first in label for label in one.labels)]


async def ready(talk: Talk) -> set[str]:
    return set(await talk.finds(select(HostItem.item)))


async def test_asked_7_and_2_days_before(talk: Talk, world: World) -> None:
    """Not sooner, once each time whatever the ticks; only the host's principal; one button a thing."""
    _lead, head = await hosted(world)
    other = await world.has("Vừ Thị Mai", Role.PRINCIPAL, school=world.other_school)
    await talk.comes(BEGINS - timedelta(days=7, seconds=1))
    assert head.new() == []
    await talk.comes(BEGINS - timedelta(days=7))
    await talk.passes(minutes=5)
    [asked] = head.new()
    assert [talk.said(ITEMS[item]) for item in IN_ROOMS] == asked.labels[:-1]
    await talk.comes(BEGINS - timedelta(days=2, seconds=1))
    assert head.new() == []
    await talk.comes(BEGINS - timedelta(days=2))
    await talk.passes(minutes=5)
    assert len(check_lists(talk, head.new())) == 1
    assert check_lists(talk, other.new()) == []


async def test_ticked_in_place(talk: Talk, world: World) -> None:
    """A tap ticks, the same message shows it; a tap on a tick takes it back; a doubled tap changes nothing."""
    _lead, head = await hosted(world)
    await talk.comes(BEGINS - timedelta(days=7))
    [asked] = head.new()
    await head.presses(talk.said(ITEMS["tables"]))
    assert await ready(talk) == {"tables"}
    if talk.channel.buttons:
        assert head.new() == []
        assert "✓ " + talk.said(ITEMS["tables"]) in asked.labels
    assert talk.said("Ready: {ready} of {all}.", ready=1, all=4) in head.last.text
    await head.forges(f"host-done:{world.meeting}:tables")
    assert await ready(talk) == {"tables"}
    await head.presses("✓ " + talk.said(ITEMS["tables"]))
    assert await ready(talk) == set()


async def test_nothing_open_nothing_asked(talk: Talk, world: World) -> None:
    """All done after the first question: the second does not come, and the card says so to the lead."""
    lead, head = await hosted(world)
    await talk.comes(BEGINS - timedelta(days=7))
    assert talk.said(ITEMS["projector"]).lower() in (await lead.forges(f"meeting:{world.meeting}")).text
    for item in IN_ROOMS:
        await head.forges(f"host-done:{world.meeting}:{item}")
    assert talk.said("Thank you.") in head.last.text
    head.new()
    await talk.comes(BEGINS - timedelta(days=2))
    assert head.new() == []
    assert talk.said("At the host school all is ready.") in (await lead.forges(f"meeting:{world.meeting}")).text


async def test_a_day_before_nothing_is_asked_for_that_is_ready(talk: Talk, world: World) -> None:
    """The host is still reminded of the meeting, and of how many have signed up."""
    _lead, head = await hosted(world)
    for item in IN_ROOMS:
        await head.forges(f"host-done:{world.meeting}:{item}")
    head.new()
    await talk.comes(BEGINS - timedelta(days=1))
    [told] = head.new()
    assert talk.said("At the host school all is ready.") in told.text
    assert talk.said("Seats: {taken}/{capacity}", taken=0, capacity=30) in told.text
    assert talk.said("Room and equipment") not in told.labels


async def test_done_between_the_question_and_its_leaving(talk: Talk, world: World) -> None:
    """Queued at night for the morning; what was ticked in the night is not asked for."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead, when="22h ngày 25/10")
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    await talk.comes(datetime(2023, 10, 18, 22, tzinfo=ZONE))
    assert head.new() == []
    for item in IN_ROOMS:
        await head.forges(f"host-done:{world.meeting}:{item}")
    head.new()
    await talk.comes(datetime(2023, 10, 19, 7, tzinfo=ZONE))
    assert check_lists(talk, head.new()) == []


async def test_a_move_begins_the_list_anew(talk: Talk, world: World) -> None:
    """What was ready was ready for another day; the principal is told of the move and asked again in time."""
    lead, head = await hosted(world)
    await talk.comes(BEGINS - timedelta(days=7))
    await head.presses(talk.said(ITEMS["tables"]))
    head.new()
    await world.settles(lead, when="14h ngày 30/10")
    assert await ready(talk) == set()
    await talk.passes(minutes=3)
    assert "30/10" in head.new()[0].text
    await talk.comes(datetime(2023, 10, 23, 13, 59, tzinfo=ZONE))
    assert head.new() == []
    await talk.comes(datetime(2023, 10, 23, 14, tzinfo=ZONE))
    assert len(check_lists(talk, head.new())) == 1


async def test_called_off(talk: Talk, world: World) -> None:
    """Whoever was asked to prepare is told; nothing is asked any more and old buttons change nothing."""
    lead, head = await hosted(world)
    await talk.comes(BEGINS - timedelta(days=7))
    [asked] = head.new()
    await lead.forges(f"cancelled:{world.meeting}")
    await talk.passes(minutes=3)
    # The head leads the cluster too, and is shown who has understood.
    assert len(head.new()) == 2
    assert talk.said(OVER) in (await head.presses(talk.said(ITEMS["tables"]), on=asked)).text
    await talk.comes(BEGINS - timedelta(days=2))
    assert check_lists(talk, head.new()[1:]) == []
    assert await ready(talk) == set()


async def test_online_needs_other_things(talk: Talk, world: World) -> None:
    """Network and sound where people meet online; rooms only where somebody is there."""
    _lead, head = await hosted(world)
    for form, number in ((Form.ONLINE, 2), (Form.BOTH, 6)):
        async with talk.app.database.writing() as db:
            (await db.get_one(Meeting, world.meeting)).form = form
        shown = await head.forges(f"host:{world.meeting}")
        assert len(shown.labels) - 1 == number
        assert talk.said(ITEMS["network"]) in shown.labels


async def test_from_the_card(talk: Talk, world: World) -> None:
    _lead, head = await hosted(world)
    await head.forges(f"meeting:{world.meeting}")
    assert check_lists(talk, [await head.presses(talk.said("Room and equipment"))])


async def test_only_the_host_ticks(talk: Talk, world: World) -> None:
    """Leads, teachers and other principals are refused; so is a thing that is none."""
    lead, head = await hosted(world)
    lan = await world.has("Vàng Thị Lan")
    other = await world.has("Vừ Thị Mai", Role.PRINCIPAL, school=world.other_school)
    for somebody in (lead, lan, other):
        for door in ("host:{}", "host-done:{}:tables", "host-open:{}:tables"):
            assert talk.said(NotAllowed.sentence) in (await somebody.forges(door.format(world.meeting))).text
    assert talk.said(Gone.sentence) in (await head.forges(f"host-done:{world.meeting}:swimming")).text
    assert talk.said(Gone.sentence) in (await head.forges(f"host-done:{world.meeting}:network")).text
    assert talk.said(Gone.sentence) in (await head.forges("host:99999")).text
    assert await ready(talk) == set()


async def test_in_the_middle_of_something_else(talk: Talk, world: World) -> None:
    """A tick leaves the conversation where it was."""
    _lead, head = await hosted(world)
    other = await world.plans()
    await head.forges(f"settle:{other}")
    await head.forges(f"host-done:{world.meeting}:tables")
    await head.says("8h ngày 27/10")
    assert "08" in head.last.text
