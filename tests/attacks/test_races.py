"""Many at once: the last seat, the same update twice, two replicas on the same tables."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.app import App, build
from bot.domain.models import Appointment, Invite, Outbox, Person, Purpose, Received, Role, Seat, SeatState
from bot.domain.organisation import invites
from bot.messages import Incoming, Kind
from tests.attacks.kit import WatchedChannel
from tests.talk import EVENTS, Somebody, Talk, World

CROWD = 50
SEAT, WAIT = "đã đăng ký", "danh sách chờ"


@pytest.fixture
async def replica(talk: Talk) -> AsyncIterator[App]:
    """A second service on the same tables, with connections of its own."""
    async with build(talk.app.settings, channels=[talk.channel], clock=talk.clock) as built:
        yield built


@pytest.fixture
async def crowd(talk: Talk, world: World) -> list[Somebody]:
    """Fifty people and a meeting with one seat left."""
    lead = await world.has("Lò Thị Cúc", Role.LEAD)
    await world.settles(lead, seats="1")
    return await world.have([f"Giàng A {number}" for number in range(CROWD)])


def presses(somebody: Somebody, data: str, event: str = "") -> Incoming:
    event = event or str(next(EVENTS))
    return Incoming(somebody.talk.channel.name, event, somebody.address, Kind.PRESS, text=data, press="p")


async def seats(talk: Talk) -> Counter[SeatState]:
    return Counter(await talk.finds(select(Seat.state)))


async def test_fifty_race_for_the_last_seat(talk: Talk, world: World, crowd: list[Somebody]) -> None:
    handle = talk.app.router.handle
    await asyncio.gather(*(handle(presses(one, f"take:{world.meeting}")) for one in crowd))
    await _one_has_it(talk, world, crowd)


async def test_fifty_race_for_the_last_seat_at_two_replicas(
    talk: Talk, world: World, crowd: list[Somebody], replica: App
) -> None:
    doors = (talk.app.router.handle, replica.router.handle)
    await asyncio.gather(
        *(doors[turn % 2](presses(one, f"take:{world.meeting}")) for turn, one in enumerate(crowd)),
    )
    await _one_has_it(talk, world, crowd)


async def _one_has_it(talk: Talk, world: World, crowd: list[Somebody]) -> None:
    told = Counter(SEAT if SEAT in one.last.text else WAIT if WAIT in one.last.text else "?" for one in crowd)
    assert told == {SEAT: 1, WAIT: CROWD - 1}
    assert await seats(talk) == {SeatState.HELD: 1, SeatState.WAITING: CROWD - 1}
    assert (await world.stands()).taken == 1


async def test_a_seat_that_two_hands_give_up_is_offered_once(
    talk: Talk, world: World, crowd: list[Somebody], replica: App
) -> None:
    """The holder's two phones and two ticks at two replicas: one seat becomes free, one person is asked."""
    holder, *others = crowd[:5]
    for one in (holder, *others):
        await one.forges(f"take:{world.meeting}")
    await asyncio.gather(
        talk.app.router.handle(presses(holder, f"leave:{world.meeting}")),
        replica.router.handle(presses(holder, f"leave:{world.meeting}")),
        talk.app.jobs.tick(),
        replica.jobs.tick(),
    )
    await asyncio.gather(talk.app.jobs.tick(), replica.jobs.tick())
    assert await seats(talk) == {SeatState.GIVEN_UP: 1, SeatState.OFFERED: 1, SeatState.WAITING: 3}
    assert (await world.stands()).taken == 1
    assert isinstance(talk.channel, WatchedChannel)
    assert [one.address for one in talk.channel.unasked] == [others[0].address]


async def test_an_update_that_comes_twice_at_once_is_answered_once(
    talk: Talk, world: World, crowd: list[Somebody]
) -> None:
    one = crowd[0]
    event = presses(one, f"take:{world.meeting}", event="the-same")
    await asyncio.gather(*(talk.app.router.handle(event) for _ in range(5)))
    assert len(one.chat) == 1
    assert len(await talk.finds(select(Received).where(Received.event_id == "the-same"))) == 1
    assert (await world.stands()).taken == 1


async def test_an_update_that_comes_to_both_replicas_at_once_is_done_once(
    talk: Talk, world: World, crowd: list[Somebody], replica: App
) -> None:
    """Neither knows whether the other lives to answer, so both may; the seat is taken and recorded once."""
    one = crowd[0]
    event = presses(one, f"take:{world.meeting}", event="the-same")
    await asyncio.gather(*(app.router.handle(event) for app in (talk.app, replica, talk.app, replica)))
    assert 1 <= len(one.chat) <= 2
    assert len(await talk.finds(select(Received).where(Received.event_id == "the-same"))) == 1
    assert (await world.stands()).taken == 1


async def test_two_replicas_deliver_each_letter_once(
    talk: Talk, world: World, crowd: list[Somebody], replica: App
) -> None:
    lead = talk("Lò Thị Cúc")
    await lead.says("/thongbao")
    await lead.says("Mai học ở phòng số 2")
    await lead.presses(f"Gửi cho {CROWD} người")
    await asyncio.gather(*(app.jobs.tick() for app in (talk.app, replica, talk.app, replica)))
    await asyncio.gather(talk.app.jobs.tick(), replica.jobs.tick())
    assert isinstance(talk.channel, WatchedChannel)
    assert {len(talk.channel.heard(one.address)) for one in crowd} == {1}
    reports = await talk.finds(select(Outbox).where(Outbox.purpose == Purpose.REPORT))
    assert [row.state for row in reports] == ["sent"]


async def test_the_last_use_of_a_link_goes_to_one(talk: Talk, world: World, replica: App) -> None:
    """A link for one principal: twenty strangers read the notice, and say yes at once, each at the other replica."""
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    await officer.forges(f"link:principal:{world.school}")
    token = officer.last.text.partition("?start=")[2].split()[0]
    strangers = [talk(f"Khách {number}") for number in range(20)]
    for one in strangers:
        await one.says(f"/start {token}")
    doors = (replica.router.handle, talk.app.router.handle)
    await asyncio.gather(*(doors[n % 2](presses(one, f"agree:{token}")) for n, one in enumerate(strangers)))
    used_up, asked = talk.said(invites.USED_UP), "họ và tên"
    told = Counter("in" if asked in one.last.text.lower() else one.last.text for one in strangers)
    assert told == {"in": 1, used_up: 19}
    assert len(await talk.finds(select(Person))) == 2
    assert await talk.finds(select(Invite.uses).where(Invite.role == Role.PRINCIPAL)) == [1]
    assert len(await talk.finds(select(Appointment).where(Appointment.role == Role.PRINCIPAL))) == 1


async def test_a_yes_to_a_notice_that_nobody_has_read_lets_nobody_in(talk: Talk, world: World, replica: App) -> None:
    """Twenty presses on a yes that was never shown: each is shown the notice, and the link is as good as before."""
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    await officer.forges(f"link:principal:{world.school}")
    token = officer.last.text.partition("?start=")[2].split()[0]
    strangers = [talk(f"Khách {number}") for number in range(20)]
    doors = (talk.app.router.handle, replica.router.handle)
    await asyncio.gather(*(doors[n % 2](presses(one, f"agree:{token}")) for n, one in enumerate(strangers)))
    assert all(talk.said("I agree") in one.last.labels for one in strangers)
    assert len(await talk.finds(select(Person))) == 1
    assert await talk.finds(select(Invite.uses)) == [0]
