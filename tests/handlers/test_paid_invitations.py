"""Where every message is paid for: an invitation goes with what else is due, and its lead sees first what it costs."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.app import build
from bot.domain.models import Meeting, Outbox, OutboxState, Purpose, Role, SentCount, Topic
from bot.domain.outbox import outbox, quota
from bot.domain.outbox.facts import PlanChanged
from bot.domain.programme import invitations
from bot.settings import Secret
from tests.talk import Talk, TalkChannel, World


@pytest.fixture
async def talk(settings, clock, language):
    """One channel, without buttons, whose messages are sold: a hundred a month."""
    channel = TalkChannel(buttons=False, name="zalo")
    channel.frugal = True
    sold = replace(settings, zalo_token=Secret("1:a"), zalo_messages=100)
    async with build(sold, channels=[channel], clock=clock) as app:
        yield Talk(app, channel, clock, language)


@pytest.fixture(autouse=True)
def heard(world: World) -> None:
    world.invites = True


async def plan_letter(talk: Talk, person: int, *, hours: int) -> None:
    """Queue for somebody what can come a day early: a plan that has changed."""
    due = talk.clock.now() + timedelta(hours=hours)
    async with talk.app.database.writing() as db:
        facts, until = PlanChanged("2023-2024", ()), due + timedelta(days=7)
        about = (Purpose.PLAN_CHANGED, Topic.plan(1))
        await outbox.put(db, [person], *about, due_at=due, not_after=until, facts=facts)


async def test_the_card_that_settles_says_what_inviting_costs(talk: Talk, world: World) -> None:
    """One message for each who is reached there and was not invited yet; who is reached by nothing costs nothing."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.have(["Vàng Thị Lan", "Lò Văn Minh"])
    async with talk.app.database.writing() as db:
        await quota.count(db, "zalo", 40, talk.clock.now())
    await lead.forges(f"settle:{world.meeting}")
    for typed in ("14h ngày 26/10", "Phòng họp"):
        await lead.says(typed)
    card = await lead.answers("30")
    [used] = await talk.finds(select(SentCount.number))
    costs = "Inviting takes {needed} messages of {channel}; {left} are left this month."
    shown = [line for line in card.text.splitlines() if "Zalo" in line]
    assert shown == [talk.said(costs, needed=3, channel="Zalo", left=100 - 40)]
    assert used >= 40
    await lead.presses(talk.said("Settle it"))
    await talk.passes(minutes=1)
    again = await lead.forges(f"settle:{world.meeting}")
    assert "Zalo" not in (await lead.says("15h ngày 26/10")).text, "they were invited already"
    assert again


async def test_an_invitation_takes_along_what_can_come_early(talk: Talk, world: World) -> None:
    """What is due in the evening, and not what is due the day after tomorrow."""
    lead, lan, minh = await world.has("Sùng A Dơ", Role.LEAD), *await world.have(["Vàng Thị Lan", "Lò Văn Minh"])
    await plan_letter(talk, await world.id_of(lan), hours=9)
    await plan_letter(talk, await world.id_of(minh), hours=48)
    await world.settles(lead)
    for one in (lan, minh):
        one.new()
    await talk.passes(minutes=1)
    assert [len(one.new()) for one in (lan, minh)] == [1, 1]
    left = select(Outbox.person_id).where(Outbox.purpose == Purpose.PLAN_CHANGED, Outbox.state == OutboxState.WAITING)
    assert await talk.finds(left) == [await world.id_of(minh)]


async def test_an_invitation_that_waits_goes_with_whatever_leaves(talk: Talk, world: World) -> None:
    """As over a night: the first message of the morning brings it along."""
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    await world.settles(lead)
    async with talk.app.database.writing() as db:
        await invites_later(db, talk)
    lan.new()
    await plan_letter(talk, await world.id_of(lan), hours=0)
    await talk.passes(seconds=10)
    assert len(lan.new()) == 1
    states = select(Outbox.state).where(Outbox.person_id == await world.id_of(lan))
    assert set(await talk.finds(states)) == {OutboxState.SENT}
    assert await talk.finds(select(Meeting.id))


async def invites_later(db, talk: Talk) -> None:
    """Let the invitations wait for two hours."""
    await invitations.invite(db, talk.clock.now())
    later = talk.clock.now() + timedelta(hours=2)
    await db.execute(update(Outbox).where(Outbox.purpose == Purpose.INVITE).values(due_at=later))


async def test_of_letters_that_go_together_one_that_somebody_else_has_leaves_the_others_certain(
    talk: Talk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another sender took it while they waited for their turn: the rest goes without it, and nothing is unclear."""
    lan = await world.has("Vàng Thị Lan")
    person = await world.id_of(lan)
    for _ in range(2):
        await plan_letter(talk, person, hours=0)
        talk.clock.move_to(talk.clock.now() + timedelta(seconds=1))
    async with talk.app.database.writing() as db:
        about = (Purpose.PLAN_CHANGED, Topic.plan(2))
        until = talk.clock.now() + timedelta(days=7)
        await outbox.put(db, [person], *about, due_at=talk.clock.now(), not_after=until, facts=PlanChanged("", ()))
    channel, plain = talk.channel, talk.channel.send

    async def send(address, message, *, reply, leaving=None):
        monkeypatch.setattr(channel, "send", plain)
        async with talk.app.database.writing() as db:
            last = update(Outbox).where(Outbox.topic == Topic.plan(2))
            await db.execute(last.values(state=OutboxState.SENT, lease_until=None))
        return await plain(address, message, reply=reply, leaving=leaving)

    monkeypatch.setattr(channel, "send", send)
    lan.new()
    await talk.app.jobs.tick()
    assert len(lan.new()) == 1
    states = select(Outbox.state, Outbox.attempts).where(Outbox.topic == Topic.plan(1))
    async with talk.app.database.reading() as db:
        assert [tuple(row) for row in await db.execute(states)] == [(OutboxState.SENT, 1)]
