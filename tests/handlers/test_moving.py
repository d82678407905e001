"""A meeting moves or is called off: one message from before to after, and what was armed for the old hour stops."""

from datetime import timedelta

from sqlalchemy import select

from bot.domain.models import Notice, Role
from bot.domain.notices import DEBOUNCE
from tests.handlers.test_reminders import BEGINS, at, reminders, seated, settled
from tests.talk import Talk, World


async def test_a_move_is_told_once_with_before_and_after(talk: Talk, world: World) -> None:
    """Two minutes after the change, not before: to who has a seat and who waits, to nobody else."""
    lead = await settled(world, seats="1")
    lan = await seated(world)
    waits = await seated(world, "Quàng Văn Tùng")
    hoa = await world.has("Giàng Thị Hoa")
    asked = await world.settles(lead, when="8h ngày 27/10", seats="1")
    assert talk.said("Changed. Whoever has a seat or waits will be told.") in asked.text
    await talk.passes(seconds=DEBOUNCE.total_seconds() - 1)
    assert lan.new() == []
    await talk.passes(seconds=1)
    [told] = lan.new()
    assert told.text.index("26/10/2023") < told.text.index("27/10/2023")
    assert len(waits.new()) == 1
    assert hoa.new() == []
    await talk.passes(minutes=10)
    assert lan.new() == []


async def test_two_corrections_are_one_message(talk: Talk, world: World) -> None:
    """A second change within two minutes takes the place of the first: from the old hour to the newest."""
    lead = await settled(world)
    lan = await seated(world)
    await world.settles(lead, when="8h ngày 27/10")
    await talk.passes(minutes=1)
    await world.settles(lead, when="9h ngày 28/10")
    await talk.passes(minutes=1, seconds=30)
    assert lan.new() == []
    await talk.passes(seconds=30)
    [told] = lan.new()
    assert "26/10/2023" in told.text
    assert "28/10/2023" in told.text
    assert "27/10/2023" not in told.text


async def test_moved_back_in_time_is_no_message(talk: Talk, world: World) -> None:
    """Changed and changed back before anybody was told: nobody hears of it, and the reminders stand."""
    lead = await settled(world)
    lan = await seated(world)
    await world.settles(lead, when="8h ngày 27/10")
    await talk.passes(minutes=1)
    await world.settles(lead)
    await talk.passes(minutes=10)
    assert lan.new() == []
    await talk.comes(BEGINS - timedelta(days=7))
    assert len(reminders(talk, lan.new())) == 1


async def test_a_second_move_after_the_first_was_told_is_told_too(talk: Talk, world: World) -> None:
    """What was told stands as before: the second message goes from there on."""
    lead = await settled(world)
    lan = await seated(world)
    await world.settles(lead, when="8h ngày 27/10")
    await talk.passes(minutes=2)
    lan.new()
    await world.settles(lead)
    await talk.passes(minutes=2)
    [told] = lan.new()
    assert told.text.index("27/10/2023") < told.text.index("26/10/2023")


async def test_reminders_move_with_the_meeting(talk: Talk, world: World) -> None:
    """Nothing comes at the old hours, everything at the new ones, also what had been sent for the old day."""
    lead = await settled(world)
    lan = await seated(world)
    await talk.comes(at(19, 14))
    await world.settles(lead, when="14h ngày 30/10")
    await talk.passes(minutes=2)
    lan.new()
    await talk.comes(at(23, 13, 59))
    assert lan.new() == []
    await talk.comes(at(23, 14))
    assert len(reminders(talk, lan.new())) == 1
    for old in (at(25, 14), at(26, 12), at(26, 17)):
        await talk.comes(old)
    assert lan.new() == []
    await talk.comes(at(29, 14))
    [reminder] = lan.new()
    assert "30/10/2023" in reminder.text


async def test_only_more_seats_is_no_move(talk: Talk, world: World) -> None:
    """Nobody is told when only the number of seats changes, and no reminder comes twice."""
    lead = await settled(world)
    lan = await seated(world)
    await talk.comes(at(19, 14))
    lan.new()
    await world.settles(lead, seats="40")
    assert (await world.stands()).capacity == 40
    await talk.passes(minutes=5)
    assert lan.new() == []


async def test_calling_off_stops_everything_else(talk: Talk, world: World) -> None:
    """One message says so, to the number of people the lead was told; no reminder, no invitation follows."""
    lead = await settled(world, seats="1")
    lan = await seated(world)
    waits = await seated(world, "Quàng Văn Tùng")
    host = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    await lead.forges(f"meeting:{world.meeting}")
    asked = await lead.presses(talk.said("Call off"))
    assert "2" in asked.text.splitlines()[-1]
    done = await lead.presses(talk.said("Yes, call it off"))
    assert "2" in done.text
    assert await talk.finds(select(Notice)) == []
    await talk.passes(seconds=1)
    assert [len(lan.new()), len(waits.new())] == [1, 1]
    host.new()
    for moment in (at(19, 14), at(25, 14), at(26, 12), at(26, 14), at(26, 17), at(27, 8)):
        await talk.comes(moment)
    assert [lan.new(), waits.new(), host.new()] == [[], [], []]
    assert lead.new()[-1].text == done.text


async def test_a_move_and_a_calling_off_wait_for_the_morning(talk: Talk, world: World) -> None:
    """Changed at 22:00, told at 6:30; the lead is told that hour."""
    lead = await settled(world)
    lan = await seated(world)
    await talk.comes(at(20, 22))
    lan.new()
    answer = await world.settles(lead, when="8h ngày 27/10")
    assert "06" in answer.text.split("27/10")[0]
    await talk.comes(at(21, 6, 29))
    assert lan.new() == []
    await talk.comes(at(21, 6, 30))
    assert len(lan.new()) == 1
    await talk.comes(at(21, 22))
    assert "06" in (await lead.forges(f"cancelled:{world.meeting}")).text
    await talk.passes(minutes=5)
    assert lan.new() == []
    await talk.comes(at(22, 6, 30))
    assert len(lan.new()) == 1


async def test_calling_off_within_two_minutes_of_a_move_is_one_message(talk: Talk, world: World) -> None:
    """The move that nobody was told of yet is not told any more."""
    lead = await settled(world)
    lan = await seated(world)
    await world.settles(lead, when="8h ngày 27/10")
    await lead.forges(f"cancelled:{world.meeting}")
    await talk.passes(minutes=5)
    [told] = lan.new()
    assert told.text.startswith(talk.said("Called off: {meeting}. No further reminder will come.", meeting="")[:6])
