"""Whatever happens to people, clocks and senders between a letter's claim and the writing down of its fate."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import delivery
from bot.domain.endings import privacy
from bot.domain.models import Dialogue, Outbox, OutboxState, Person, Purpose, Role
from bot.domain.outbox import outbox
from bot.domain.outbox.outbox import LEASE
from bot.messages import Away, Blocked, Leaving, Outgoing, RetryLater, Unclear
from tests.attacks.kit import WatchedChannel
from tests.attacks.test_time import STARTS_AT
from tests.attacks.test_troubles import LEAD, announces, ids, states
from tests.talk import Somebody, Talk, World


@pytest.fixture
async def people(talk: Talk, world: World) -> list[Somebody]:
    """Five people, and a lead who has settled the meeting."""
    await world.settles(await world.has(LEAD, Role.LEAD))
    return await world.have(["Vàng Thị Sua", "Mùa A Chứ", "Quàng Thị Pó", "Cà Văn Lử", "Tòng Văn Ân"])


@pytest.mark.parametrize("trouble", [None, Blocked(), Unclear(), Away()])
async def test_nothing_is_kept_of_who_is_erased_while_their_letters_leave(
    talk: Talk,
    world: World,
    people: list[Somebody],
    channel: WatchedChannel,
    *,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Blocked | Unclear | Away | None,
) -> None:
    """One with buttons, whose choices are kept, and one that replies are kept for."""
    gone, plain = people[0], channel.send
    number = await world.id_of(gone)

    async def send(address: str, message: Outgoing, *, reply: bool, leaving: Leaving | None = None) -> str:
        try:
            return await plain(address, message, reply=reply, leaving=leaving)
        finally:
            if address == gone.address and not reply:
                async with talk.app.database.writing() as db:
                    await privacy.erase(db, await db.get_one(Person, number), talk.clock.now())

    await gone.forges(f"take:{world.meeting}")
    await talk.comes(STARTS_AT - timedelta(days=1, hours=1))
    channel.meets[gone.address] += [trouble] * 2 if trouble else []
    monkeypatch.setattr(channel, "send", send)
    await announces(talk)
    await talk.comes(STARTS_AT - timedelta(days=1))
    await talk.passes(hours=1)
    kept = await talk.finds(select(Outbox).where(Outbox.person_id == number))
    assert {(row.message, *row.facts) for row in kept} == {(None,)}
    assert {row.state for row in kept}.isdisjoint({OutboxState.WAITING, OutboxState.LEAVING})
    assert not await talk.finds(select(Dialogue.key).where(Dialogue.key == f"person:{number}"))


async def test_a_lease_of_a_clock_that_was_set_back_since_is_over(
    talk: Talk, people: list[Somebody], channel: WatchedChannel
) -> None:
    """A hardware clock in local time is seven hours ahead at boot; who claimed then was killed before it was set."""
    await announces(talk)
    await talk.app.jobs.derive()
    async with talk.app.database.writing() as db:
        assert len(await outbox.claim(db, talk.clock.now() + timedelta(hours=7), 30)) == 5
    async with talk.killed():
        await talk.passes(minutes=1)
        assert await states(talk, Purpose.ANNOUNCEMENT) == {OutboxState.SENT: 5}
    assert {len(channel.heard(one.address)) for one in people} == {1}


async def test_a_try_that_was_put_off_by_a_clock_that_was_set_back_is_not_waited_for(
    talk: Talk, people: list[Somebody], channel: WatchedChannel
) -> None:
    """At boot the clock is hours ahead and nothing is reached; what waits for a better hour of its own goes on so."""
    refused = people[0]
    channel.meets[refused.address] = [Away("502"), RetryLater(60)]
    now = talk.clock.now()
    talk.clock.move_to(now + timedelta(hours=3))
    await announces(talk)
    await talk.app.jobs.tick()
    talk.clock.move_to(now)
    await talk.passes(minutes=1)
    assert counted(channel, people) == [0, 1, 1, 1, 1]
    await talk.app.jobs.try_again()
    await talk.passes(seconds=1)
    assert counted(channel, people) == [0, 1, 1, 1, 1]
    assert not channel.meets[refused.address]
    await talk.passes(minutes=1)
    assert counted(channel, people) == [1] * 5


async def claim(talk: Talk, *, begun: Collection[int] = ()) -> None:
    """Hand out what is due; the turn of these people's letters comes before their sender is killed."""
    now = talk.clock.now()
    async with talk.app.database.writing() as db:
        rows = await outbox.claim(db, now, 30)
        turn = [row.id for row in rows if row.person_id in begun]
        assert await outbox.begin(db, turn, now) == set(turn)


def counted(channel: WatchedChannel, people: Sequence[Somebody]) -> list[int]:
    return [len(channel.heard(one.address)) for one in people]


async def test_what_a_killed_process_held_is_judged_when_the_next_one_starts(
    talk: Talk, world: World, people: list[Somebody], channel: WatchedChannel
) -> None:
    """No lease is waited for where nobody else can be sending; where a replica may be, one that names nobody stands."""
    alone = talk.app.database.alone
    await announces(talk)
    await talk.app.jobs.derive()
    await claim(talk, begun=await ids(world, people[:2]))
    async with talk.killed():
        await talk.app.jobs.take_over()
        await talk.passes(seconds=2)
        assert counted(channel, people) == ([0, 0, 1, 1, 1] if alone else [0] * 5)
        await talk.passes(seconds=LEASE.total_seconds())
        assert counted(channel, people) == [0, 0, 1, 1, 1]
        assert await states(talk, Purpose.ANNOUNCEMENT) == {OutboxState.SENT: 3, OutboxState.UNCLEAR: 2}
    assert "Chưa biết có đến không: 2" in talk(LEAD).last.text


async def test_a_reminder_whose_sender_was_killed_leaves_once_more_and_not_again_and_again(
    talk: Talk, world: World, people: list[Somebody], channel: WatchedChannel
) -> None:
    """It may have arrived: a second copy does less harm than none, a third is not tried."""
    for one in people:
        await one.forges(f"take:{world.meeting}")
    channel.unasked.clear()
    talk.clock.move_to(STARTS_AT - timedelta(days=7))
    for goes in (1, 2):
        await talk.app.jobs.derive()
        await claim(talk, begun=await ids(world, people[goes - 1 :]))
        talk.clock.move_by(LEASE)
    await talk.passes(seconds=1)
    assert counted(channel, people) == [1, 0, 0, 0, 0]
    assert await states(talk, Purpose.WEEK_BEFORE, *await ids(world, people)) == {
        OutboxState.SENT: 1,
        OutboxState.UNCLEAR: 4,
    }


async def test_whose_turn_has_come_is_neither_begun_twice_nor_given_back(talk: Talk, people: list[Somebody]) -> None:
    await announces(talk)
    await talk.app.jobs.derive()
    now = talk.clock.now()
    async with talk.app.database.writing() as db:
        first, second, *others = [row.id for row in await outbox.claim(db, now, 30)]
        assert await outbox.begin(db, [first, second], now) == {first, second}
        assert await outbox.begin(db, [second, *others], now) == set(others)
        await outbox.give_back(db, [first, second])
    assert await states(talk, Purpose.ANNOUNCEMENT) == {OutboxState.LEAVING: 5}


async def test_what_was_refused_waits_at_once_and_is_not_unclear_after_a_kill(
    talk: Talk, people: list[Somebody], channel: WatchedChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another's answer takes long, and no other fate gathers meanwhile."""
    refused, slow, plain, answered = people[0], people[1], channel.send, asyncio.Event()

    async def send(address: str, message: Outgoing, *, reply: bool, leaving: Leaving | None = None) -> str:
        if address == slow.address and not reply:
            await answered.wait()
        return await plain(address, message, reply=reply, leaving=leaving)

    await announces(talk)
    await talk.app.jobs.derive()
    monkeypatch.setattr(channel, "send", send)
    monkeypatch.setattr(delivery, "GATHER", 60)
    channel.meets[refused.address] = [Away("502")]
    delivering = asyncio.create_task(talk.app.jobs.deliver())  # noqa: TID251 - looked at while it runs
    async with asyncio.timeout(5):
        while not await talk.finds(select(Outbox.id).where(Outbox.retries > 0)):  # noqa: ASYNC110 - tables tell nobody
            await asyncio.sleep(0.01)
    answered.set()
    await delivering
