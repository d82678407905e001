"""Whatever happens to people and clocks between a letter's claim and the writing down of what became of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.endings import privacy
from bot.domain.models import Dialogue, Outbox, OutboxState, Person, Purpose, Role
from bot.domain.outbox import outbox
from bot.messages import Away, Blocked, Leaving, Outgoing, Unclear
from tests.attacks.kit import WatchedChannel
from tests.attacks.test_time import STARTS_AT
from tests.attacks.test_troubles import LEAD, announces, states
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
