"""Channels in trouble: each letter is judged by what happened to it, and none holds the others back."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.models import Account, Outbox, OutboxState, Purpose, Role
from bot.domain.outbox.outbox import LEASE, MOST_ATTEMPTS
from bot.messages import Blocked, Incoming, Kind, NotTaken, RetryLater, SendError, Unclear
from tests.attacks.kit import WatchedChannel
from tests.attacks.test_time import STARTS_AT
from tests.talk import Somebody, Talk, World

LEAD = "Lò Thị Cúc"
TEXT = "Mai học ở phòng số 2"


@pytest.fixture
async def people(talk: Talk, world: World) -> list[Somebody]:
    """Five people, and a lead who has settled the meeting."""
    await world.settles(await world.has(LEAD, Role.LEAD))
    return await world.have(["Vàng Thị Sua", "Mùa A Chứ", "Quàng Thị Pó", "Cà Văn Lử", "Tòng Văn Ân"])


async def announces(talk: Talk, number: int = 5) -> None:
    await talk(LEAD).says("/thongbao")
    await talk(LEAD).presses("Cụm số 1")
    await talk(LEAD).says(TEXT)
    await talk(LEAD).presses(f"Gửi cho {number} người")


async def states(talk: Talk, purpose: Purpose) -> Counter[OutboxState]:
    return Counter(await talk.finds(select(Outbox.state).where(Outbox.purpose == purpose)))


async def test_each_letter_has_its_own_fate(talk: Talk, people: list[Somebody], channel: WatchedChannel) -> None:
    for one, trouble in zip(people, (Blocked(), Unclear(), NotTaken(), RetryLater(120)), strict=False):
        channel.meets[one.address].append(trouble)
    await announces(talk)
    await talk.app.jobs.tick()
    assert await states(talk, Purpose.ANNOUNCEMENT) == {
        OutboxState.BLOCKED: 1,
        OutboxState.UNCLEAR: 1,
        OutboxState.FAILED: 1,
        OutboxState.WAITING: 1,
        OutboxState.SENT: 1,
    }
    await talk.passes(minutes=3)
    assert [len(channel.heard(one.address)) for one in people] == [0, 0, 0, 1, 1]
    assert "Đã nhận: 2/5. Đã chặn hệ thống: 1. Không gửi được: 1. Chưa rõ: 1." in talk(LEAD).last.text


async def test_a_429_waits_exactly_as_long_as_it_says(
    talk: Talk, people: list[Somebody], channel: WatchedChannel
) -> None:
    """It holds back only its own chat, and the waiting counts as no attempt, however often it comes."""
    slow, *others = people
    channel.meets[slow.address] += [RetryLater(100)] * (MOST_ATTEMPTS + 2)
    await announces(talk)
    await talk.app.jobs.tick()
    assert {len(channel.heard(one.address)) for one in others} == {1}
    for left in range(MOST_ATTEMPTS + 1, -1, -1):
        await talk.passes(seconds=99)
        assert len(channel.meets[slow.address]) == left
        await talk.passes(seconds=1)
    assert channel.heard(slow.address) == [others[0].last.text]
    row = (await talk.finds(select(Outbox).order_by(Outbox.settled_at.desc()).where(Outbox.purpose == "announcement")))[
        0
    ]
    assert (row.state, row.attempts) == (OutboxState.SENT, 1)


async def test_a_429_past_the_last_useful_hour_is_recorded_as_missed(
    talk: Talk, world: World, people: list[Somebody], channel: WatchedChannel
) -> None:
    one = people[0]
    await one.forges(f"take:{world.meeting}")
    await talk.comes(STARTS_AT - timedelta(days=8))
    await talk.comes(STARTS_AT - timedelta(days=7))
    await talk.comes(STARTS_AT - timedelta(days=1))
    channel.meets[one.address].append(RetryLater(3 * 3600))
    await talk.comes(STARTS_AT - timedelta(hours=2))
    await talk.comes(STARTS_AT + timedelta(hours=1, minutes=1))
    assert await states(talk, Purpose.HOURS_BEFORE) == {OutboxState.MISSED: 1}
    assert channel.heard(talk(LEAD).address)[-1].startswith("1 ")


@pytest.mark.parametrize("trouble", [Unclear, NotTaken, Blocked])
async def test_a_reminder_is_repeated_only_where_it_may_not_have_arrived(
    talk: Talk, world: World, people: list[Somebody], channel: WatchedChannel, trouble: type[SendError]
) -> None:
    """An unclear reminder leaves again when its lease has run out; a refused one never does."""
    one = people[0]
    await one.forges(f"take:{world.meeting}")
    channel.meets[one.address].append(trouble())
    await talk.comes(STARTS_AT - timedelta(days=7))
    for _ in range(3):
        await talk.passes(seconds=LEASE.total_seconds() + 1)
    assert len(channel.heard(one.address)) == (trouble is Unclear)


async def test_a_reminder_that_stays_unclear_is_given_up_and_counted(
    talk: Talk, world: World, people: list[Somebody], channel: WatchedChannel
) -> None:
    one = people[0]
    await one.forges(f"take:{world.meeting}")
    channel.meets[one.address] += [Unclear() for _ in range(50)]
    await talk.comes(STARTS_AT - timedelta(days=7))
    for _ in range(MOST_ATTEMPTS + 3):
        await talk.passes(seconds=LEASE.total_seconds() + 1)
    assert len(channel.meets[one.address]) == 50 - MOST_ATTEMPTS
    assert await states(talk, Purpose.WEEK_BEFORE) == {OutboxState.UNCLEAR: 1}


async def test_who_blocked_is_marked_and_back_again_on_the_first_word(
    talk: Talk, people: list[Somebody], channel: WatchedChannel
) -> None:
    gone, *others = people
    channel.meets[gone.address].append(Blocked())
    await announces(talk)
    await talk.app.jobs.tick()
    blocked = select(Account.address).where(Account.blocked_at.is_not(None))
    assert await talk.finds(blocked) == [gone.address]
    await announces(talk)
    await talk.app.jobs.tick()
    assert len(channel.heard(gone.address)) == 0
    assert {len(channel.heard(one.address)) for one in others} == {2}
    await gone.says("/lich")
    await announces(talk)
    await talk.app.jobs.tick()
    assert len(channel.heard(gone.address)) == 1


@pytest.mark.parametrize("purpose", [Purpose.MISSED, Purpose.HANDOVER, Purpose.ASK_PART])
async def test_a_letter_that_cannot_be_written_holds_nobody_back(
    talk: Talk, people: list[Somebody], channel: WatchedChannel, purpose: Purpose
) -> None:
    """A fault of our own, in one letter's words or in what it keeps, is that letter's fate alone."""
    await announces(talk)
    async with talk.app.database.writing() as db:
        row = (await db.scalars(select(Outbox).limit(1))).one()
        row.purpose = purpose
    await talk.app.jobs.tick()
    assert await states(talk, purpose) == {OutboxState.FAILED: 1}
    assert await states(talk, Purpose.ANNOUNCEMENT) == {OutboxState.SENT: 4}


async def test_an_answer_that_the_platform_puts_off_leaves_when_the_update_comes_again(
    talk: Talk, world: World, people: list[Somebody], channel: WatchedChannel
) -> None:
    """The seat is taken once; the update is not confirmed until its answer has left."""
    one = people[0]
    channel.troubles[one.address] = [RetryLater(5), RetryLater(5)]
    update = Incoming(channel.name, "once", one.address, Kind.PRESS, text=f"take:{world.meeting}", press="p")
    for _ in range(2):
        with pytest.raises(RetryLater):
            await talk.app.router.handle(update)
    for _ in range(2):
        await talk.app.router.handle(update)
    assert ["đã có chỗ" in message.text for message in one.chat] == [True]
    assert (await world.stands()).taken == 1
