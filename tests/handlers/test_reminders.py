"""What comes unasked about a meeting, at its exact hours: reminders, what was missed."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.models import Outbox, OutboxState, Role
from bot.messages import Incoming, Kind
from bot.vietnamese import ZONE
from tests.talk import Message, Somebody, Talk, World

BEGINS = datetime(2023, 10, 26, 14, 0, tzinfo=ZONE)
A_SECOND = timedelta(seconds=1)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2023, 10, day, hour, minute, tzinfo=ZONE)


async def settled(world: World, when: str = "14h ngày 26/10", seats: str = "30") -> Somebody:
    lead = await world.has("Sùng A Dơ", Role.LEAD, school=world.other_school)
    await world.settles(lead, when=when, seats=seats)
    # The lead is not to be reminded; what a lead is told of the others is heard.
    await lead.forges(f"leave:{world.meeting}")
    lead.new()
    return lead


async def seated(world: World, name: str = "Vàng Thị Lan") -> Somebody:
    somebody = await world.has(name)
    await somebody.forges(f"take:{world.meeting}")
    somebody.new()
    return somebody


def reminders(talk: Talk, messages: list[Message]) -> list[Message]:
    return [one for one in messages if one.text.startswith(talk.said("Reminder:"))]


@pytest.mark.parametrize("before", [timedelta(days=7), timedelta(days=1), timedelta(hours=2)])
async def test_a_reminder_comes_at_its_hour(talk: Talk, world: World, before: timedelta) -> None:
    """Not a second early; with the hour and day in office form, the room and the host; once, whatever the ticks."""
    await settled(world)
    lan = await seated(world)
    await talk.comes(BEGINS - before - A_SECOND)
    lan.new()
    await talk.comes(BEGINS - before)
    [reminder] = lan.new()
    assert reminders(talk, [reminder])
    for told in ("26/10", "14", "Phòng họp, PTDTBT TH số 1 Na Sang"):
        assert told in reminder.text
    await talk.app.jobs.tick()
    await talk.passes(seconds=5)
    assert lan.new() == []


async def test_the_office_form_of_an_hour(talk: Talk, world: World) -> None:
    """Vietnamese papers write the hour, the weekday and the day in one fixed way."""
    await settled(world)
    lan = await seated(world)
    await talk.comes(BEGINS - timedelta(days=7))
    form = {"vi": "14:00 thứ Năm 26/10", "en": "14:00 Thursday 26/10"}
    assert form[talk.language] in lan.last.text


async def test_only_who_comes_is_reminded(talk: Talk, world: World) -> None:
    """Who has said no or waits for a seat hears nothing; who has not answered is only asked, in short."""
    await settled(world, seats="1")
    lan, minh = await seated(world), await seated(world, "Lò Văn Minh")
    hoa = await world.has("Giàng Thị Hoa")
    await minh.forges(f"leave:{world.meeting}")
    waits = await seated(world, "Quàng Văn Tùng")
    minh.new()
    for before in (timedelta(days=7), timedelta(days=1), timedelta(hours=2)):
        await talk.comes(BEGINS - before)
    assert len(reminders(talk, lan.new())) == 3
    asked = hoa.new()
    assert [minh.new(), waits.new(), reminders(talk, asked)] == [[], [], []]
    assert len(asked) == 3


async def test_who_gives_the_seat_up_hears_no_more(talk: Talk, world: World) -> None:
    """From a reminder's own button the seat is given up, and the next reminder does not come."""
    await settled(world)
    lan = await seated(world)
    await talk.comes(BEGINS - timedelta(days=7))
    await lan.presses(talk.said("I cannot come"))
    lan.new()
    await talk.comes(BEGINS - timedelta(days=1))
    await talk.comes(BEGINS - timedelta(hours=2))
    await talk.comes(BEGINS + timedelta(hours=3))
    assert lan.new() == []
    assert (await world.stands()).taken == 0


async def test_the_host_school_is_told_a_day_before(talk: Talk, world: World) -> None:
    """Its principal learns how many come, a day before to the second; other principals learn nothing."""
    await settled(world)
    await seated(world)
    host = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    other = await world.has("Vừ Thị Mai", Role.PRINCIPAL, school=world.other_school)
    for one in (host, other):
        await one.forges(f"leave:{world.meeting}")
    await talk.passes(minutes=3)
    host.new(), other.new()
    await talk.comes(BEGINS - timedelta(days=1) - A_SECOND)
    [_check_list] = host.new()
    await talk.comes(BEGINS - timedelta(days=1))
    [told] = host.new()
    expected = talk.said(
        "Your school hosts:\n{meeting}\n\nPlease have the room, tables and equipment ready. Signed up: {taken}.",
        meeting="",
        taken=1,
    )
    assert told.text.startswith(expected.split("\n")[0])
    assert told.text.endswith(expected.rsplit("\n", 1)[-1])
    assert other.new() == []


async def test_two_roles_never_mean_two_messages(talk: Talk, world: World) -> None:
    """A principal who leads the cluster as well and has a seat gets each purpose once."""
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL, Role.LEAD, Role.CORE)
    await world.settles(head)
    await head.forges(f"take:{world.meeting}")
    head.new()
    await talk.comes(BEGINS - timedelta(days=7))
    [one, check_list] = head.new()
    assert reminders(talk, [one, check_list]) == [one]
    await talk.comes(BEGINS - timedelta(days=1))
    [one, other] = head.new()
    assert len(reminders(talk, [one, other])) == 1


async def test_reminders_wait_for_the_morning(talk: Talk, world: World) -> None:
    """Two hours before 8:00 is 6:00: it comes at 6:30, when the night is over."""
    await settled(world, when="8h ngày 26/10")
    lan = await seated(world)
    await talk.comes(at(25, 8))
    lan.new()
    await talk.comes(at(26, 6, 29))
    assert lan.new() == []
    await talk.comes(at(26, 6, 30))
    assert len(reminders(talk, lan.new())) == 1


async def test_what_cannot_wait_for_the_morning_comes_the_evening_before(talk: Talk, world: World) -> None:
    """For a meeting at 6:15 the morning is too late: the last reminder comes before the night begins."""
    await settled(world, when="6h15 sáng ngày 26/10")
    lan = await seated(world)
    await talk.comes(at(25, 6, 31))
    lan.new()
    await talk.comes(at(25, 20, 58))
    assert lan.new() == []
    await talk.comes(at(25, 20, 59))
    assert len(reminders(talk, lan.new())) == 1


async def test_a_late_service_sends_what_is_still_useful_but_not_at_night(talk: Talk, world: World) -> None:
    """Down from 13:00 to 23:00, the day-before reminder of 14:00 comes at 6:30, not in the night."""
    await settled(world)
    lan = await seated(world)
    await talk.comes(at(25, 13))
    lan.new()
    await talk.comes(at(25, 23))
    assert lan.new() == []
    await talk.comes(at(26, 6, 30))
    assert len(reminders(talk, lan.new())) == 1


async def test_missed_reminders_are_shown_to_the_lead(talk: Talk, world: World) -> None:
    """When the service slept over a meeting's beginning nobody is reminded late; the lead learns how many, once."""
    lead = await settled(world)
    lan = await seated(world)
    minh = await seated(world, "Lò Văn Minh")
    await talk.comes(BEGINS - timedelta(days=7))
    await talk.comes(at(25, 20))
    lan.new()
    await talk.comes(BEGINS)
    assert lan.new() == []
    [told] = lead.new()
    assert told.text.startswith("2 ")
    missed = await talk.finds(select(Outbox.person_id).where(Outbox.state == OutboxState.MISSED))
    assert sorted(missed) == sorted([await world.id_of(lan), await world.id_of(minh)])
    await talk.passes(minutes=1)
    assert lead.new() == []


async def test_when_it_has_ended_those_who_came_are_asked(talk: Talk, world: World) -> None:
    """At the end to the second: who came, and who had a seat and was not marked; not who was marked absent."""
    lead = await settled(world)
    came, absent, unmarked = [await seated(world, name) for name in ("Giàng Thị Hoa", "Lò Văn Minh", "Vàng Thị Lan")]
    await talk.comes(BEGINS)
    for somebody, mode in ((came, 0), (absent, 3)):
        await lead.forges(f"mark:{world.meeting}:{await world.expects(somebody)}:{mode}:0")
    await talk.comes(BEGINS + timedelta(hours=3) - A_SECOND)
    for one in (came, absent, unmarked):
        one.new()
    await talk.comes(BEGINS + timedelta(hours=3))
    assert [len(one.new()) for one in (came, absent, unmarked)] == [1, 0, 1]
    assert talk.said("Reflect") in came.last.labels


async def test_who_blocked_the_bot_is_not_written_to(talk: Talk, world: World) -> None:
    """A block is noted from the platform's own message, and lifted by the next one."""
    await settled(world)
    lan = await seated(world)
    await talk.app.router.handle(Incoming("talk", "b1", lan.address, Kind.BLOCKED))
    await talk.comes(BEGINS - timedelta(days=7))
    assert lan.new() == []
    theirs = Outbox.person_id == await world.id_of(lan)
    assert await talk.finds(select(Outbox.state).where(theirs)) == [OutboxState.BLOCKED]
    await talk.app.router.handle(Incoming("talk", "b2", lan.address, Kind.UNBLOCKED))
    await talk.comes(BEGINS - timedelta(days=1))
    assert len(lan.new()) == 1
