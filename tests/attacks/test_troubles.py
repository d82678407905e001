"""Channels in trouble: each letter is judged by what happened to it, and none holds the others back."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.models import Account, Outbox, OutboxState, Person, Purpose, Role
from bot.domain.outbox import outbox, retries
from bot.domain.outbox.outbox import LEASE
from bot.messages import Away, Blocked, Incoming, Kind, Leaving, NotTaken, Outgoing, RetryLater, SendError, Unclear
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
    await talk(LEAD).says(TEXT)
    await talk(LEAD).presses(f"Gửi cho {number} người")


async def states(talk: Talk, purpose: Purpose, *to: int) -> Counter[OutboxState]:
    """Count what became of some letters, of all of them or only of those to some people."""
    asked = select(Outbox.state).where(Outbox.purpose == purpose)
    return Counter(await talk.finds(asked.where(Outbox.person_id.in_(to)) if to else asked))


async def ids(world: World, people: Sequence[Somebody]) -> list[int]:
    return [await world.id_of(one) for one in people]


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
    assert "Đã nhận: 2/5. Người nhận đã chặn: 1. Không gửi được: 1. Chưa biết có đến không: 1." in talk(LEAD).last.text


async def test_a_429_waits_exactly_as_long_as_it_says(
    talk: Talk, people: list[Somebody], channel: WatchedChannel
) -> None:
    """It holds back only its own chat, and the waiting counts as no attempt, however often it comes."""
    slow, *others = people
    channel.meets[slow.address] += [RetryLater(100)] * 4
    await announces(talk)
    await talk.app.jobs.tick()
    assert {len(channel.heard(one.address)) for one in others} == {1}
    for left in range(3, -1, -1):
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
    assert await states(talk, Purpose.HOURS_BEFORE, await world.id_of(one)) == {OutboxState.MISSED: 1}
    assert OutboxState.MISSED not in await states(talk, Purpose.HOURS_BEFORE, *await ids(world, people[1:]))
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
    for _ in range(5):
        await talk.passes(seconds=LEASE.total_seconds() + 1)
    assert len(channel.meets[one.address]) == 50 - 2
    assert await states(talk, Purpose.WEEK_BEFORE, await world.id_of(one)) == {OutboxState.UNCLEAR: 1}
    assert {*await states(talk, Purpose.WEEK_BEFORE, *await ids(world, people[1:]))} == {OutboxState.SENT}


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
    assert ["đã đăng ký" in message.text for message in one.chat] == [True]
    assert (await world.stands()).taken == 1


async def test_seconds_of_502_lose_no_announcement(talk: Talk, people: list[Somebody], channel: WatchedChannel) -> None:
    """The platform took nothing, so everybody hears it a moment later, once, and the author's report says all."""
    for one in people:
        channel.meets[one.address] = [Away("502"), Away("502")]
    await announces(talk)
    await talk.app.jobs.tick()
    assert await states(talk, Purpose.ANNOUNCEMENT) == {OutboxState.WAITING: 5}
    for _ in range(4):
        await talk.passes(seconds=10)
    assert {len(channel.heard(one.address)) for one in people} == {1}
    assert "5/5" in talk(LEAD).last.text


async def test_an_hour_of_502_delays_a_reminder_and_the_report_of_what_was_lost(
    talk: Talk, world: World, people: list[Somebody], channel: WatchedChannel
) -> None:
    """It leaves once when the platform is back; what came too late is told to the lead, whose letter waited, too."""
    one, late = people[:2]
    for somebody in (one, late):
        await somebody.forges(f"take:{world.meeting}")
    await talk.comes(STARTS_AT - timedelta(days=8))
    await talk.comes(STARTS_AT - timedelta(days=7))
    channel.meets[one.address] = [Away("502")] * 9
    channel.meets[late.address] = [Away("502")] * 1000
    channel.meets[talk(LEAD).address] = [Away("502")] * 3
    before = len(channel.heard(one.address))
    await talk.comes(STARTS_AT - timedelta(days=1))
    for _ in range(26):
        await talk.passes(hours=1)
    assert len(channel.heard(one.address)) == before + 2, "the day before and two hours before"
    for somebody, state in ((one, OutboxState.SENT), (late, OutboxState.MISSED)):
        assert await states(talk, Purpose.DAY_BEFORE, await world.id_of(somebody)) == {state: 1}
    assert {*await states(talk, Purpose.DAY_BEFORE, *await ids(world, people[2:]))} == {OutboxState.SENT}
    assert any(text.startswith(("1 ", "2 ")) for text in channel.heard(talk(LEAD).address))


async def test_a_kill_between_claim_and_send_leaves_nothing_unclear(
    talk: Talk, people: list[Somebody], channel: WatchedChannel
) -> None:
    """Rows that were handed out, and whose turn had not come, wait again: none of them can have arrived."""
    await announces(talk)
    await talk.app.jobs.derive()
    async with talk.app.database.writing() as db:
        assert len(await outbox.claim(db, talk.clock.now(), 30)) == 5
    async with talk.killed():
        await talk.passes(seconds=LEASE.total_seconds() + 1)
        assert await states(talk, Purpose.ANNOUNCEMENT) == {OutboxState.SENT: 5}
    assert {len(channel.heard(one.address)) for one in people} == {1}


async def test_a_slow_upload_holds_back_nobody(
    talk: Talk, people: list[Somebody], channel: WatchedChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = people[0]
    plain, over = channel.send, asyncio.Event()

    async def send(address: str, message: Outgoing, *, reply: bool, leaving: Leaving | None = None) -> str:
        if address == slow.address and not reply:
            await over.wait()
        return await plain(address, message, reply=reply, leaving=leaving)

    monkeypatch.setattr(channel, "send", send)
    await announces(talk)
    await talk.app.jobs.derive()
    async with asyncio.TaskGroup() as together:
        together.create_task(talk.app.jobs.deliver())
        async with asyncio.timeout(10):
            while await states(talk, Purpose.ANNOUNCEMENT) != {OutboxState.SENT: 4, OutboxState.LEAVING: 1}:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.02)
        over.set()
    assert {len(channel.heard(one.address)) for one in people} == {1}


async def test_a_channel_that_is_not_set_any_more_takes_nobody_else_with_it(
    talk: Talk, world: World, people: list[Somebody], channel: WatchedChannel
) -> None:
    """Who is only there is tried again later and counted as missed in the end; who is on another one hears it there."""
    gone, both, *others = people
    async with talk.app.database.writing() as db:
        await db.execute(update(Account).where(Account.address == gone.address).values(channel="former"))
        db.add(Account(person_id=await world.id_of(both), channel="former", address="x"))
    await announces(talk)
    for _ in range(3):
        await talk.passes(minutes=1)
    assert await states(talk, Purpose.ANNOUNCEMENT) == {OutboxState.SENT: 4, OutboxState.WAITING: 1}
    assert {len(channel.heard(one.address)) for one in (both, *others)} == {1}


async def test_an_answer_that_may_not_have_arrived_is_said_once_more(
    talk: Talk, world: World, people: list[Somebody], channel: WatchedChannel
) -> None:
    """Whoever pressed and sees nothing presses again: a second copy does less harm than silence."""
    one = people[0]
    channel.troubles[one.address] = [Unclear()]
    assert "đã đăng ký" in (await one.forges(f"take:{world.meeting}")).text
    assert (await world.stands()).taken == 1


async def test_a_letter_whose_turn_cannot_be_noted_has_not_left_and_leaves_later(
    talk: Talk, people: list[Somebody], channel: WatchedChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tables are out of reach for a moment: nobody's letter is given up for that, and nobody hears it twice."""

    async def away(*_: object) -> None:
        raise OSError("the disk")

    await announces(talk)
    with monkeypatch.context() as broken:
        broken.setattr(outbox, "begin", away)
        await talk.app.jobs.tick()
    assert await states(talk, Purpose.ANNOUNCEMENT) == {OutboxState.WAITING: 5}
    await talk.passes(minutes=1)
    assert await states(talk, Purpose.ANNOUNCEMENT) == {OutboxState.SENT: 5}
    assert {len(channel.heard(one.address)) for one in people} == {1}


def test_the_last_try_is_made_before_the_latest_useful_hour() -> None:
    """A back-off that would pass it ends a minute before; one that ends sooner is kept, and so is one behind it."""
    late, wait = STARTS_AT, timedelta(minutes=20)
    tried = {before: retries.retry_at(8, late, late - before) for before in (wait, wait * 2, retries.LAST_CHANCE)}
    waits = retries.FIRST_RETRY * 2**8
    assert tried[wait] == late - retries.LAST_CHANCE
    assert tried[wait * 2] == late - wait * 2 + waits
    assert tried[retries.LAST_CHANCE] == late - retries.LAST_CHANCE + waits


async def test_who_has_paused_is_reached_by_no_letter(talk: Talk, world: World) -> None:
    lan = await world.id_of(await world.has("Vàng Thị Lan"))
    async with talk.app.database.writing() as db:
        assert (await outbox.reaches(db, [lan]))[lan]
        await db.execute(update(Person).where(Person.id == lan).values(paused_at=talk.clock.now()))
        assert (await outbox.reaches(db, [lan]))[lan] == ()
