"""Seats: one tap takes one, one gives it up; the last goes to one person; who waits gets an offer with its time."""

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.domain.models import Role, Seat, SeatState
from bot.domain.programme.seats import BEGUN, CALLED_OFF, NOT_OPEN
from bot.errors import Gone
from bot.messages import Incoming, Kind
from bot.vietnamese import ZONE
from handlers.meeting.seats import NOTHING_OPEN
from tests.counting import counted
from tests.talk import EVENTS, Somebody, Talk, World

WAITING = "You are on the waiting list."
UNWANTED = "{number} seats were offered to everybody who waits, and nobody took them: {names}."
LAPSED = {"vi": "chưa nhận chỗ kịp", "en": "did not take the seat"}
HAS_ONE = "You come."


async def place_of(talk: Talk, world: World, somebody: Somebody) -> SeatState | None:
    person = await world.id_of(somebody)
    found = await talk.finds(select(Seat.state).where(Seat.person_id == person))
    return found[0] if found else None


async def settled(world: World, seats: str = "30") -> Somebody:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead, seats=seats)
    return lead


async def test_one_tap_takes_a_seat_and_one_gives_it_up(talk: Talk, world: World) -> None:
    """The list of open meetings offers each with one button, and says where one stands."""
    say = talk.said
    await settled(world)
    lan = await world.has("Vàng Thị Lan")
    assert say("You have not answered yet.") in (await lan.says("đăng ký")).text
    assert "7" in (await lan.presses("Cụm số 1")).text
    assert (await world.stands()).taken == 1
    assert say(HAS_ONE) in (await lan.says("dangky")).text
    await lan.presses("Cụm số 1")
    assert await place_of(talk, world, lan) is SeatState.GIVEN_UP
    assert (await world.stands()).taken == 0
    await lan.presses(say("I will come after all"))
    assert await place_of(talk, world, lan) is SeatState.HELD


async def test_a_second_tap_changes_nothing(talk: Talk, world: World) -> None:
    """The same button pressed twice takes one seat, and gives up one."""
    await settled(world)
    lan = await world.has("Vàng Thị Lan")
    first = await lan.forges(f"take:{world.meeting}")
    assert (await lan.forges(f"take:{world.meeting}")).text == first.text
    assert (await world.stands()).taken == 1
    gone = await lan.forges(f"leave:{world.meeting}")
    assert (await lan.forges(f"leave:{world.meeting}")).text == gone.text
    assert (await world.stands()).taken == 0
    assert await talk.counts(Seat) == 1


async def test_a_meeting_with_only_a_month_takes_nobody(talk: Talk, world: World) -> None:
    """Nothing is open before a lead settles the day, and a guessed button does not open it."""
    lan = await world.has("Vàng Thị Lan")
    assert talk.said(NOTHING_OPEN) in (await lan.says("dang ky")).text
    assert talk.said(NOT_OPEN) in (await lan.forges(f"take:{world.meeting}")).text
    assert await talk.counts(Seat) == 0


async def test_the_last_seat_goes_to_who_asks_first(talk: Talk, world: World) -> None:
    """Whoever presses second is on the waiting list, and is told so; waiting twice is waiting once."""
    say = talk.said
    await settled(world, seats="1")
    lan, minh = await world.have(["Vàng Thị Lan", "Lò Văn Minh"])
    await lan.forges(f"take:{world.meeting}")
    first = await minh.forges(f"take:{world.meeting}")
    assert say("I cannot come") in first.labels
    await minh.forges(f"take:{world.meeting}")
    assert (await world.stands()).taken == 1
    assert say(WAITING) in (await minh.says("/dangky")).text
    await minh.presses("Cụm số 1")
    assert await place_of(talk, world, minh) is SeatState.GIVEN_UP
    assert (await world.stands()).taken == 1


async def test_two_race_for_the_last_seat(talk: Talk, world: World) -> None:
    """Pressed at the same instant by ten, the last seat goes to exactly one; nine wait."""
    await settled(world, seats="1")
    people = await world.have([f"Người {letter}" for letter in "ABCDEGHIKL"])

    def press(somebody: Somebody) -> Incoming:
        return Incoming("talk", f"race{next(EVENTS)}", somebody.address, Kind.PRESS, text=f"take:{world.meeting}")

    await asyncio.gather(*(talk.app.router.handle(press(one)) for one in people))
    states = await talk.finds(select(Seat.state))
    assert sorted(states) == [SeatState.HELD] + [SeatState.WAITING] * 9
    assert (await world.stands()).taken == 1


async def _full_with_three_waiting(world: World) -> tuple[Somebody, Somebody, Somebody, Somebody]:
    await settled(world, seats="1")
    lan, minh, hoa, tung = await world.have(["Vàng Thị Lan", "Lò Văn Minh", "Giàng Thị Hoa", "Quàng Văn Tùng"])
    for one in (lan, minh, hoa, tung):
        await one.forges(f"take:{world.meeting}")
        await world.talk.passes(minutes=1)
        one.new()
    return lan, minh, hoa, tung


async def test_who_has_waited_longest_is_offered_the_free_seat(talk: Talk, world: World) -> None:
    """The offer names the hour it is kept until; taken in time it is a seat, and nobody else was asked."""
    lan, minh, hoa, tung = await _full_with_three_waiting(world)
    await lan.forges(f"leave:{world.meeting}")
    tomorrow = talk.clock.now() + timedelta(days=1)
    await talk.passes(seconds=1)
    [offer] = minh.new()
    assert tomorrow.astimezone(ZONE).strftime("%d/%m") in offer.text
    assert [hoa.new(), tung.new()] == [[], []]
    assert await place_of(talk, world, minh) is SeatState.OFFERED
    await minh.presses(talk.said("Take the seat"), on=offer)
    assert await place_of(talk, world, minh) is SeatState.HELD
    assert (await world.stands()).taken == 1


async def test_a_declined_offer_passes_on(talk: Talk, world: World) -> None:
    """A no goes to the next in the list at once."""
    lan, minh, hoa, tung = await _full_with_three_waiting(world)
    await lan.forges(f"leave:{world.meeting}")
    await talk.passes(seconds=1)
    await minh.presses(talk.said("I cannot come"))
    await talk.passes(seconds=1)
    assert await place_of(talk, world, minh) is SeatState.GIVEN_UP
    assert talk.said("Take the seat") in hoa.last.labels
    assert tung.new() == []


async def test_an_offer_that_runs_out_passes_on(talk: Talk, world: World) -> None:
    """Kept for a working day, to the last second; then the next is asked, and who let it lapse is told and waits on."""
    lan, minh, hoa, tung = await _full_with_three_waiting(world)
    await lan.forges(f"leave:{world.meeting}")
    ends = talk.clock.now() + timedelta(days=1)
    await talk.passes(seconds=1)
    await talk.comes(ends - timedelta(seconds=1))
    assert await place_of(talk, world, minh) is SeatState.OFFERED
    offer = minh.new()[-1]
    await talk.comes(ends)
    assert await place_of(talk, world, hoa) is SeatState.OFFERED
    assert (await world.stands()).taken == 1
    [told] = minh.new()
    assert LAPSED[talk.language] in told.text
    assert told.labels == [talk.said("I will come"), talk.said("I cannot come")]
    await minh.presses(talk.said("Take the seat"), on=offer)
    assert await place_of(talk, world, minh) is SeatState.WAITING
    await hoa.presses(talk.said("I cannot come"))
    assert [await place_of(talk, world, one) for one in (tung, minh)] == [SeatState.OFFERED, SeatState.WAITING]
    await tung.forges(f"leave:{world.meeting}")
    assert await place_of(talk, world, minh) is SeatState.OFFERED, "they are behind the others, and not out"


async def test_an_offer_stays_open_as_long_as_nobody_waits_behind(talk: Talk, world: World) -> None:
    """The lead sees a seat that nobody takes, on the card and in one letter; who wants it after all just presses."""
    lan, minh, hoa, tung = await _full_with_three_waiting(world)
    lead = talk("Sùng A Dơ")
    for one in (hoa, tung):
        await one.forges(f"leave:{world.meeting}")
    await lan.forges(f"leave:{world.meeting}")
    lead.new()
    await talk.passes(days=2)
    assert await place_of(talk, world, minh) is SeatState.OFFERED
    shown = talk.said(UNWANTED, number=1, names="Lò Văn Minh")
    assert len([one for one in lead.new() if shown in one.text]) == 1
    await talk.passes(days=2)
    assert [one for one in lead.new() if shown in one.text] == []
    assert shown in (await lead.forges(f"meeting:{world.meeting}")).text
    minh.new()
    await hoa.forges(f"take:{world.meeting}")
    assert await place_of(talk, world, hoa) is SeatState.HELD, "the offer's time is over, and now somebody wants it"
    await talk.passes(minutes=1)
    assert await place_of(talk, world, minh) is SeatState.WAITING
    assert [one for one in minh.new() if LAPSED[talk.language] in one.text]
    assert shown not in (await lead.forges(f"meeting:{world.meeting}")).text


async def test_a_near_meeting_leaves_time_for_the_next(talk: Talk, world: World) -> None:
    """Seven hours before it an offer is kept for half of them."""
    lan, minh, hoa, _ = await _full_with_three_waiting(world)
    begins = datetime(2023, 10, 26, 14, 0, tzinfo=ZONE)
    await talk.comes(begins - timedelta(hours=7))
    await lan.forges(f"leave:{world.meeting}")
    await talk.comes(begins - timedelta(hours=3, minutes=31))
    assert await place_of(talk, world, minh) is SeatState.OFFERED
    await talk.comes(begins - timedelta(hours=3, minutes=30))
    assert await place_of(talk, world, hoa) is SeatState.OFFERED


async def test_an_offer_over_a_sunday_is_kept_until_monday(talk: Talk, world: World) -> None:
    lan, minh, hoa, _ = await _full_with_three_waiting(world)
    await talk.comes(datetime(2023, 10, 14, 16, 0, tzinfo=ZONE))
    await lan.forges(f"leave:{world.meeting}")
    await talk.comes(datetime(2023, 10, 16, 15, 59, tzinfo=ZONE))
    assert await place_of(talk, world, minh) is SeatState.OFFERED
    await talk.comes(datetime(2023, 10, 16, 16, 0, tzinfo=ZONE))
    assert await place_of(talk, world, hoa) is SeatState.OFFERED


async def test_a_newcomer_cannot_take_the_seat_kept_for_another(talk: Talk, world: World) -> None:
    """While an offer runs, the freed seat is nobody else's."""
    lan, minh, _, _ = await _full_with_three_waiting(world)
    await lan.forges(f"leave:{world.meeting}")
    await lan.forges(f"take:{world.meeting}")
    assert await place_of(talk, world, lan) is SeatState.WAITING
    assert await place_of(talk, world, minh) is SeatState.OFFERED


async def test_no_offer_after_the_meeting_began(talk: Talk, world: World) -> None:
    """An offer made shortly before ends when the meeting begins, and nobody is asked from then on."""
    lan, minh, hoa, tung = await _full_with_three_waiting(world)
    begins = datetime(2023, 10, 26, 14, 0, tzinfo=ZONE)
    await talk.comes(begins - timedelta(minutes=30))
    await lan.forges(f"leave:{world.meeting}")
    await talk.passes(seconds=1)
    assert "14" in minh.last.text
    for one in (minh, hoa, tung):
        one.new()
    await talk.comes(begins)
    assert talk.said(BEGUN) in (await minh.forges(f"take:{world.meeting}")).text
    assert talk.said(BEGUN) in (await lan.forges(f"leave:{world.meeting}")).text
    await talk.passes(hours=1)
    assert [hoa.new(), tung.new()] == [[], []]
    assert await place_of(talk, world, hoa) is SeatState.WAITING


async def test_an_offer_at_night_is_kept_until_it_can_be_read(talk: Talk, world: World) -> None:
    """Freed at 23:00 on a Friday a seat is offered at 6:30 and kept until that hour on Monday."""
    lan, minh, _, _ = await _full_with_three_waiting(world)
    await talk.comes(datetime(2023, 10, 20, 23, 0, tzinfo=ZONE))
    minh.new()
    await lan.forges(f"leave:{world.meeting}")
    await talk.comes(datetime(2023, 10, 21, 6, 29, tzinfo=ZONE))
    assert minh.new() == []
    await talk.comes(datetime(2023, 10, 21, 6, 30, tzinfo=ZONE))
    assert talk.said("Take the seat") in minh.last.labels
    await talk.comes(datetime(2023, 10, 23, 6, 29, tzinfo=ZONE))
    await minh.presses(talk.said("Take the seat"))
    assert await place_of(talk, world, minh) is SeatState.HELD


async def test_more_seats_are_offered_to_who_waits(talk: Talk, world: World) -> None:
    """When a lead adds one seat, the one who waited longest is asked, before anybody who comes later."""
    lan, minh, hoa, _ = await _full_with_three_waiting(world)
    await world.settles(talk("Sùng A Dơ"), seats="2")
    late = await world.has("Mùa A Páo")
    await late.forges(f"take:{world.meeting}")
    await talk.passes(seconds=1)
    assert await place_of(talk, world, late) is SeatState.WAITING
    assert await place_of(talk, world, minh) is SeatState.OFFERED
    assert await place_of(talk, world, hoa) is SeatState.WAITING
    assert (await world.stands()).taken == 2
    assert await place_of(talk, world, lan) is SeatState.HELD


async def test_seats_of_other_clusters_are_not_given(talk: Talk, world: World) -> None:
    """A button forged with another school's meeting is no longer valid, and takes nothing."""
    school, _cluster, meeting = await world.elsewhere()
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER)
    await world.settles(officer, meeting=meeting)
    lan = await world.has("Vàng Thị Lan")
    theirs = await world.has("Hờ A Chu", school=school)
    assert talk.said(Gone.sentence) in (await lan.forges(f"take:{meeting}")).text
    assert talk.said(Gone.sentence) in (await lan.forges("take:999999")).text
    assert await talk.counts(Seat) == 0
    await theirs.forges(f"take:{meeting}")
    assert await place_of(talk, world, theirs) is SeatState.HELD


async def test_a_meeting_called_off_takes_nobody(talk: Talk, world: World) -> None:
    """An old button says that the meeting was called off."""
    lead = await settled(world)
    lan, minh = await world.have(["Vàng Thị Lan", "Lò Văn Minh"])
    await lan.forges(f"take:{world.meeting}")
    await lead.forges(f"cancelled:{world.meeting}")
    assert talk.said(CALLED_OFF) in (await minh.forges(f"take:{world.meeting}")).text
    assert talk.said(CALLED_OFF) in (await lan.forges(f"leave:{world.meeting}")).text
    assert talk.said(NOTHING_OPEN) in (await minh.says("/dangky")).text


async def test_signing_up_in_the_middle_of_something_else(talk: Talk, world: World) -> None:
    """A seat taken from an old message leaves the conversation where it was."""
    lead = await settled(world)
    other = await world.plans()
    await lead.forges(f"settle:{other}")
    await lead.forges(f"take:{world.meeting}")
    await lead.says("8h ngày 27/10")
    assert "08" in lead.last.text
    assert await place_of(talk, world, lead) is SeatState.HELD


async def test_what_a_press_costs_where_nobody_waits(talk: Talk, world: World) -> None:
    """A seat taken, and one given up: the waiting list is one look, and the quiet is read for nobody."""
    lan = await world.has("Vàng Thị Lan")
    await settled(world)
    await lan.says("/dangky")
    costs = []
    for press in ("take", "leave"):
        with counted(talk.app) as statements:
            await lan.forges(f"{press}:{world.meeting}")
        costs.append(statements.number)
    assert costs == [14, 20]
