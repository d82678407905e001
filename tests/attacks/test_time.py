"""Time that misbehaves: ticks missed, doubled and slept over, clocks that jump. Everybody hears the same, once."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.models import Outbox, OutboxState, Purpose, Role
from bot.domain.programme.reminders import LOST, SHOWN
from bot.messages import Away, Leaving, Outgoing
from bot.vietnamese import ZONE, local
from tests.attacks.kit import WatchedChannel
from tests.talk import Somebody, Talk, World

STARTS_AT = datetime(2023, 10, 26, 14, tzinfo=ZONE)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
USUAL = Counter({Purpose.WEEK_BEFORE: 4, Purpose.DAY_BEFORE: 4, Purpose.HOURS_BEFORE: 4, Purpose.HOST: 1})
"""Three with a seat and the principal, who is expected as well and has not answered; the host's letter is theirs."""
PRINCIPAL = "Lò Văn Sinh"


@pytest.fixture
async def seated(talk: Talk, world: World) -> list[Somebody]:
    """Three people with a seat at a meeting, and the host school's principal, who leads its cluster."""
    await world.settles(await world.has(PRINCIPAL, Role.PRINCIPAL))
    people = await world.have(["Vàng Thị Sua", "Mùa A Chứ", "Quàng Thị Pó"])
    for one in people:
        await one.forges(f"take:{world.meeting}")
    return people


async def sent(talk: Talk) -> Counter[Purpose]:
    """Count what left of the reminders; whatever else comes unasked is counted elsewhere."""
    left = select(Outbox.purpose).where(Outbox.state == OutboxState.SENT, Outbox.purpose.in_(USUAL))
    return Counter(await talk.finds(left))


async def open_rows(talk: Talk) -> list[Outbox]:
    return await talk.finds(select(Outbox).where(Outbox.state.in_((OutboxState.WAITING, OutboxState.LEAVING))))


async def _lives_through(talk: Talk, step: timedelta = 10 * MINUTE, ticks: int = 1) -> None:
    """Go through the hours around each reminder, as far as they lie ahead, and once more just before the meeting."""
    for before in (7 * 24 * HOUR, 24 * HOUR, 2 * HOUR, 10 * MINUTE):
        for turn in range(-2, 3):
            moment = STARTS_AT - before + turn * step + step / 3
            if talk.clock.now() < moment < STARTS_AT:
                talk.clock.move_to(moment)
                for _ in range(ticks):
                    await talk.app.jobs.tick()


def _once_each(channel: WatchedChannel) -> None:
    """Nobody heard two messages for one row, at night, or after the meeting began."""
    for one in channel.unasked:
        assert (6, 30) <= (local(one.at).hour, local(one.at).minute) < (21, 0)
        assert one.at < STARTS_AT


@pytest.mark.parametrize(
    ("step", "ticks"),
    [(HOUR, 1), (7 * MINUTE, 1), (HOUR, 3), (1.9 * HOUR, 1)],
    ids=["by the hour", "every seven minutes", "each tick three times", "with long gaps"],
)
async def test_the_same_is_heard_whatever_the_ticks(
    talk: Talk, seated: list[Somebody], channel: WatchedChannel, step: timedelta, ticks: int
) -> None:
    await _lives_through(talk, step, ticks)
    assert await sent(talk) == USUAL
    assert {len(channel.heard(one.address)) for one in seated} == {3}
    _once_each(channel)


async def test_a_machine_that_slept_a_day_sends_late_what_is_still_of_use(
    talk: Talk, seated: list[Somebody], channel: WatchedChannel
) -> None:
    """It sleeps from two days before until a day after; the reminder a day before leaves when it wakes."""
    talk.clock.move_to(STARTS_AT - 7 * 24 * HOUR)
    await talk.app.jobs.tick()
    talk.clock.move_to(STARTS_AT - 24 * HOUR - MINUTE)
    await talk.app.jobs.tick()
    talk.clock.move_by(21 * HOUR)
    await _lives_through(talk)
    assert await sent(talk) == USUAL
    assert await open_rows(talk) == []
    _once_each(channel)


async def test_a_machine_that_slept_over_the_meeting_says_what_was_missed(
    talk: Talk, seated: list[Somebody], channel: WatchedChannel
) -> None:
    """Twelve reminders, the host's and more are recorded as missed and shown to the lead; none is sent."""
    talk.clock.move_to(STARTS_AT + 20 * HOUR)
    await talk.app.jobs.tick()
    await talk.app.jobs.tick()
    missed = Counter(await talk.finds(select(Outbox.purpose).where(Outbox.state == OutboxState.MISSED)))
    assert missed >= USUAL
    # The roll to be closed, the minutes to be written, and what was missed.
    told = channel.heard(talk(PRINCIPAL).address)
    [shown] = [one for one in told if "tin về" in one]
    assert len([one for one in told if "đã kết thúc" in one]) == len(told) - 1 == 2
    assert shown.split()[0] == str(missed.total())
    assert {len(channel.heard(one.address)) for one in seated} == {1}, "only the invitation to reflect is of use still"


async def test_a_machine_that_wakes_at_night_waits_for_the_morning(
    talk: Talk, seated: list[Somebody], channel: WatchedChannel
) -> None:
    talk.clock.move_to(STARTS_AT - 24 * HOUR - MINUTE)
    await talk.app.jobs.tick()
    heard = len(channel.unasked)
    talk.clock.move_to(STARTS_AT.replace(day=25, hour=23))
    await talk.app.jobs.tick()
    assert len(channel.unasked) == heard, "somebody was woken"
    talk.clock.move_to(STARTS_AT.replace(hour=6, minute=31))
    await talk.app.jobs.tick()
    assert {one.address for one in channel.unasked[heard:]} >= {one.address for one in seated}
    _once_each(channel)


@pytest.mark.parametrize("jump", [HOUR, -5 * MINUTE, -HOUR], ids=["an hour on", "five minutes back", "an hour back"])
@pytest.mark.parametrize("before", [24 * HOUR, 2 * HOUR], ids=["a day before", "two hours before"])
async def test_a_clock_that_jumps_around_a_due_hour(
    talk: Talk, seated: list[Somebody], channel: WatchedChannel, jump: timedelta, before: timedelta
) -> None:
    """The clock is set just as the reminders have left, and goes on from there."""
    for due in (7 * 24 * HOUR, 24 * HOUR, 2 * HOUR):
        if due >= before:
            await talk.comes(STARTS_AT - due)
    await talk.passes(seconds=jump.total_seconds())
    await _lives_through(talk)
    assert await sent(talk) == USUAL
    assert {len(channel.heard(one.address)) for one in seated} == {3}
    _once_each(channel)


async def test_a_clock_that_jumps_while_letters_are_leaving(
    talk: Talk, seated: list[Somebody], channel: WatchedChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An hour on in the middle of a batch: its lease seems to have run out, and still nobody hears it twice."""
    plain = channel.send
    # Not so often that the night begins, which would put the rest of the batch off.
    jumps = [HOUR] * 4

    async def send(address: str, message: Outgoing, *, reply: bool, leaving: Leaving | None = None) -> str:
        if jumps:
            talk.clock.move_by(jumps.pop())
        await talk.app.jobs.derive()
        return await plain(address, message, reply=reply, leaving=leaving)

    talk.clock.move_to(STARTS_AT - 7 * 24 * HOUR)
    monkeypatch.setattr(channel, "send", send)
    await talk.app.jobs.tick()
    monkeypatch.setattr(channel, "send", plain)
    await talk.app.jobs.tick()
    assert {len(channel.heard(one.address)) for one in seated} == {1}
    assert await sent(talk) == {Purpose.WEEK_BEFORE: 4}


async def test_what_is_being_tried_when_the_clock_jumps_past_its_use_is_reported_once(
    talk: Talk, world: World, seated: list[Somebody], channel: WatchedChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A platform in trouble takes nothing of a cancellation; that no lease of it holds any more says nothing of it."""
    plain = channel.send
    jumps = [8 * 24 * HOUR]

    async def send(address: str, message: Outgoing, *, reply: bool, leaving: Leaving | None = None) -> str:
        assert leaving
        await leaving()
        if jumps:
            talk.clock.move_by(jumps.pop())
        await talk.app.jobs.derive()
        raise Away

    talk.clock.move_to(STARTS_AT - 7 * 24 * HOUR)
    await talk.app.jobs.tick()
    await talk(PRINCIPAL).forges(f"cancelled:{world.meeting}")
    monkeypatch.setattr(channel, "send", send)
    await talk.app.jobs.tick()
    monkeypatch.setattr(channel, "send", plain)
    await talk.passes(minutes=10)
    await talk.passes(hours=10)
    lost = Counter(await talk.finds(select(Outbox.purpose).where(Outbox.state.in_(LOST), Outbox.purpose.in_(SHOWN))))
    reports = [one.text for one in channel.unasked if "tin về" in one.text]
    assert lost[Purpose.CANCELLED] == 4
    assert [one.split()[0] for one in reports] == [str(lost.total())]


async def test_an_offer_runs_out_once_whatever_the_clock(talk: Talk, world: World, channel: WatchedChannel) -> None:
    """The clock goes back after an offer ran out: who was asked next keeps the offer, nobody is asked twice."""
    await world.settles(await world.has(PRINCIPAL, Role.PRINCIPAL), seats="1")
    first, second, third = await world.have(["Vàng Thị Sua", "Mùa A Chứ", "Quàng Thị Pó"])
    for one in (first, second, third):
        await one.forges(f"take:{world.meeting}")
    await first.forges(f"leave:{world.meeting}")
    await talk.passes(minutes=1)
    await talk.passes(days=1)
    await talk.passes(minutes=-30)
    await talk.app.jobs.tick()
    await talk.passes(minutes=31)
    to_them = [one for one in channel.unasked if one.address != talk(PRINCIPAL).address]
    assert [one.address for one in to_them if "chỗ trống" in one.text] == [second.address, third.address]
    assert [one.address for one in to_them if "chưa nhận chỗ kịp" in one.text] == [second.address]
    assert "đã đăng ký" in (await third.forges(f"take:{world.meeting}")).text
    assert (await world.stands()).taken == 1
