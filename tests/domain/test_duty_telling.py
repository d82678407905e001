"""What is told of duties when the service slept, or a reader: late, together, or not at all; none of it in silence."""

from datetime import date, datetime, time

import pytest
from sqlalchemy import select, update

from bot.domain.calendar.settings import Rung
from bot.domain.duties import rules
from bot.domain.models import Duty, DutyEvent, DutyEventKind, Outbox, OutboxState, Person, Purpose, Role
from bot.messages import Blocked
from bot.vietnamese import ZONE
from tests.domain.test_duty_changes import LATE, changes, channel, events, heads, language, moves, world
from tests.handlers.duties_kit import BEGINS, duties, owed
from tests.talk import Message, Somebody, Talk, World

__all__ = ["channel", "language", "world"]


async def lost(talk: Talk) -> list[int]:
    """Return of which duties a letter did not arrive, as their history says it."""
    return await talk.finds(select(DutyEvent.duty_id).where(DutyEvent.kind == DutyEventKind.MISSED))


def reminded(talk: Talk, somebody: Somebody) -> list[Message]:
    """Return the reminders of duties that came since somebody last looked."""
    return [one for one in somebody.new() if one.text.startswith(talk.said("To be done:"))]


async def sleeps(world: World, somebody: Somebody, since: time, until: time) -> None:
    """Give somebody quiet hours of their own."""
    async with world.talk.app.database.writing() as db:
        mine = update(Person).where(Person.id == await world.id_of(somebody))
        await db.execute(mine.values(quiet_from=since, quiet_to=until))


async def school_of(talk: Talk, world: World, code: str) -> list[int]:
    return [duty.id for duty in await duties(talk, code) if duty.unit_id == world.school]


@pytest.fixture
async def both(talk: Talk, world: World) -> Somebody:
    """The head of the first school: late with a host's list for nine o'clock, and to be reminded of a topic."""
    principal = await heads(world)
    await moves(world, BEGINS.replace(hour=9))
    await owed(world, "001-4", "000-6")
    await changes(talk, "001-4", rules.change_reminders, (7,))
    await changes(talk, "000-6", rules.change_day, date(2023, 10, 27))
    await changes(talk, "000-6", rules.change_reminders, (1,))
    await talk.comes(BEGINS.replace(hour=6))
    return principal


async def test_one_letter_speaks_of_both(talk: Talk, world: World, both: Somebody) -> None:
    await talk.comes(BEGINS.replace(hour=7))
    [letter] = reminded(talk, both)
    assert len([label for label in letter.labels if label[:5] in ("25/10", "27/10")]) == 2
    assert await lost(talk) == []


async def test_what_comes_too_late_is_missed_even_beside_what_leaves(talk: Talk, world: World, both: Somebody) -> None:
    """The service slept from six until ten; the meeting began at nine. The host's other duty is still told."""
    await talk.comes(BEGINS.replace(hour=10))
    assert len(reminded(talk, both)) == 1
    missed = select(Outbox.facts).where(Outbox.state == OutboxState.MISSED, Outbox.purpose == Purpose.DUTY)
    [rooms] = await school_of(talk, world, "001-4")
    assert [facts["duties"] for facts in await talk.finds(missed)] == [[[rooms, 0]]]
    assert await lost(talk) == [rooms]
    told = await talk.finds(select(DutyEvent.duty_id).where(DutyEvent.kind == DutyEventKind.TOLD))
    assert told == await school_of(talk, world, "000-6")


async def test_what_its_reader_slept_through_is_missed(talk: Talk, world: World, both: Somebody) -> None:
    """The letter of seven waits for the reader's ten: then it speaks of one duty, and of the other it came too late."""
    await sleeps(world, both, time(22), time(10))
    await talk.comes(BEGINS.replace(hour=7))
    assert reminded(talk, both) == []
    await talk.comes(BEGINS.replace(hour=10))
    [letter] = reminded(talk, both)
    assert [label[:5] for label in letter.labels if label[2] == "/"] == ["27/10"]
    assert await lost(talk) == await school_of(talk, world, "001-4")


async def test_what_came_too_late_for_all_is_missed(talk: Talk, world: World, both: Somebody) -> None:
    """So that nothing is left to say: the topic was handed in meanwhile."""
    await sleeps(world, both, time(22), time(10))
    await talk.comes(BEGINS.replace(hour=7))
    [topic] = await school_of(talk, world, "000-6")
    await both.forges(f"duty-none:{topic}")
    await talk.comes(BEGINS.replace(hour=10))
    assert reminded(talk, both) == []
    assert await lost(talk) == await school_of(talk, world, "001-4")
    [fate] = await talk.finds(select(Outbox.state).where(Outbox.purpose == Purpose.DUTY))
    assert fate is OutboxState.VOID


async def test_what_is_done_in_time_is_not_missed(talk: Talk, world: World, both: Somebody) -> None:
    await sleeps(world, both, time(22), time(8))
    await talk.comes(BEGINS.replace(hour=7))
    for item in ("classroom", "meeting_room", "tables", "projector"):
        await both.forges(f"host-done:{world.meeting}:{item}")
    await talk.comes(BEGINS.replace(hour=8))
    await talk.comes(BEGINS.replace(hour=10))
    assert await lost(talk) == []


async def test_a_letter_that_its_reader_blocks_is_noted_as_lost(talk: Talk, both: Somebody) -> None:
    """Of all duties that it speaks of; nobody else is told of it."""
    talk.channel.troubles[both.address] = [Blocked()] * 9
    await talk.comes(BEGINS.replace(hour=7))
    assert reminded(talk, both) == []
    blocked = select(Outbox.facts).where(Outbox.state == OutboxState.BLOCKED, Outbox.purpose == Purpose.DUTY)
    [facts] = await talk.finds(blocked)
    assert await lost(talk) == sorted(duty for duty, _ in facts["duties"])
    assert len(await lost(talk)) == 2


async def test_a_change_tells_first_what_was_due_before_it(talk: Talk, world: World) -> None:
    """It is past seven and nothing has ticked yet when an officer changes the ladder."""
    principal = await heads(world)
    await owed(world, "000-6")
    await talk.comes(LATE.replace(hour=6))
    principal.new()
    talk.clock.move_to(LATE.replace(hour=7, minute=30))
    await changes(talk, "000-6", rules.change_ladder, ((Rung.OFFICER, 20),))
    await talk.passes(minutes=1)
    assert len(reminded(talk, principal)) == 1
    assert (await events(talk, DutyEventKind.TOLD))[-1] == "late"


async def test_what_a_change_makes_due_earlier_is_not_told_late(talk: Talk, world: World) -> None:
    """On the 10th an officer has it reminded of six days before the 14th; the next one is that of the day before."""
    principal = await heads(world)
    await owed(world, "000-6")
    await talk.comes(datetime(2023, 11, 7, 7, tzinfo=ZONE))
    talk.clock.move_to(datetime(2023, 11, 10, 9, tzinfo=ZONE))
    await changes(talk, "000-6", rules.change_reminders, (6, 1))
    principal.new()
    await talk.passes(minutes=1)
    assert reminded(talk, principal) == []
    await talk.comes(datetime(2023, 11, 13, 7, tzinfo=ZONE))
    assert len(reminded(talk, principal)) == 1


async def test_a_night_in_which_nothing_could_leave(talk: Talk, world: World) -> None:
    """The service slept from the morning until the night before a meeting at six: its reminder cannot leave any more.

    Its superiors are told of nothing, since nothing is late.
    """
    await world.has("Vàng Thị Mỷ", Role.LEAD)
    await moves(world, BEGINS.replace(hour=6))
    await owed(world, "000-3a", "000-6")
    await changes(talk, "000-3a", rules.change_shift, -1)
    await changes(talk, "000-3a", rules.change_reminders, (0,))
    await talk.comes(BEGINS.replace(day=25, hour=6))
    await talk.comes(BEGINS.replace(day=25, hour=22))
    await talk.comes(BEGINS.replace(hour=7))
    assert await lost(talk) == [duty.id for duty in await duties(talk, "000-3a")]
    assert [one for one in await events(talk, DutyEventKind.TOLD) if one == "remind:0"] == []
    assert await talk.finds(select(Duty.id).where(Duty.next_at <= talk.clock.now())) == []
