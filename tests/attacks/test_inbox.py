"""The inbox: nobody holds the others up, nothing that was taken is lost, and each act counts from its own hour."""

import asyncio
from collections.abc import Collection
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.away import TablesAway
from bot.domain.models import Mark, Presence, Received, Role
from bot.inbox import HOPELESS, TABLES_AWAY
from bot.messages import Away, Incoming, Kind, RetryLater
from bot.replies import Event, Left, note_answered
from tests.talk import Somebody, Talk, World

NUMBERS = count(1)
BRIEF = 0.01
"""Seconds in which nobody here waits for an answer that cannot leave."""
FAR = RetryLater(3600)


def says(talk: Talk, one: Somebody, text: str, **more: object) -> Incoming:
    return Incoming(talk.channel.name, f"in-{next(NUMBERS)}", one.address, Kind.TEXT, text=text, **more)


async def stored(talk: Talk) -> list[dict]:
    return await talk.finds(select(Received.payload).where(Received.payload.is_not(None)))


async def test_a_chat_that_cannot_be_answered_holds_nobody_up(talk: Talk, world: World) -> None:
    stuck, *others = await world.have(["Vàng Thị Sua", "Mùa A Chứ", "Quàng Thị Pó"])
    talk.channel.troubles[stuck.address] = [FAR]
    async with talk.app.inbox as inbox:
        await inbox.take([says(talk, one, "/lich") for one in (stuck, *others)], moment=BRIEF)
        await inbox.take([says(talk, one, "/toi") for one in others], moment=5)
        assert [len(one.chat) for one in (stuck, *others)] == [0, 2, 2]
        assert [payload["address"] for payload in await stored(talk)] == [stuck.address]


async def test_what_waits_behind_many_of_its_chat_is_stored_at_once(talk: Talk, world: World) -> None:
    """A platform that hands over one after the other would keep others' back, a moment for each line of one chat."""
    stuck, other = await world.have(["Vàng Thị Sua", "Mùa A Chứ"])
    talk.channel.troubles[stuck.address] = [FAR]
    async with talk.app.inbox as inbox, asyncio.timeout(4):
        for _ in range(HOPELESS):
            await inbox.take([says(talk, stuck, "dòng")], moment=BRIEF)
        for _ in range(20):
            await inbox.take([says(talk, stuck, "dòng")], moment=60)
        assert len(await stored(talk)) == HOPELESS + 20
        await inbox.take([says(talk, stuck, "dòng"), says(talk, other, "/lich")], moment=0.5)
        assert len(other.chat) == 1


async def test_what_was_stored_is_answered_in_its_order_after_a_kill(talk: Talk, world: World) -> None:
    """A platform has forgotten it by then. What was said may be personal and is erased with the answer."""
    one = await world.has("Vàng Thị Sua")
    talk.channel.troubles[one.address] = [FAR]
    async with talk.app.inbox as inbox:
        await inbox.take([says(talk, one, text) for text in ("/lich", "/toi", "/trogiup")], moment=BRIEF)
    assert len(await stored(talk)) == 3
    async with talk.killed(), talk.app.inbox:
        async with asyncio.timeout(10):
            while await stored(talk):  # noqa: ASYNC110 - it is answered by the inbox's own tasks
                await asyncio.sleep(BRIEF)
    assert len(one.chat) == 3
    assert one.chat[2].text == (await one.says("/trogiup")).text


async def test_a_clock_that_is_set_back_turns_no_order_round(talk: Talk, world: World) -> None:
    """One text before, one after it was set, and after a kill one more: they are answered as they were said."""
    one = await world.has("Vàng Thị Sua")
    talk.channel.troubles[one.address] = [FAR] * 2
    async with talk.app.inbox as inbox:
        await inbox.take([says(talk, one, "/toi")], moment=BRIEF)
        talk.clock.move_by(-timedelta(hours=7))
        await inbox.take([says(talk, one, "/lich")], moment=BRIEF)
    async with talk.killed(), talk.app.inbox as inbox:
        await inbox.take([says(talk, one, "/trogiup")], moment=BRIEF)
    said = select(Received.payload).where(Received.payload.is_not(None)).order_by(Received.at)
    assert [payload["text"] for payload in await talk.finds(said)] == ["/toi", "/lich", "/trogiup"]


async def test_what_comes_while_the_last_is_not_answered_is_told_as_such(talk: Talk, world: World) -> None:
    """So that the parts of one long text, which come together, can be one answer."""
    one, seen = await world.has("Vàng Thị Sua"), []

    async def handle(incoming: Incoming) -> bool:
        seen.append((incoming.text, incoming.hasty))
        await asyncio.sleep(BRIEF)
        return True

    talk.app.inbox._handle = handle
    async with talk.app.inbox as inbox:
        await inbox.take([says(talk, one, "a"), says(talk, one, "b")], moment=5)
        await inbox.take([says(talk, one, "c")], moment=5)
    assert seen == [("a", False), ("b", True), ("c", False)]


async def test_an_update_that_comes_again_while_it_is_in_hand_is_answered_once(talk: Talk, world: World) -> None:
    one = await world.has("Vàng Thị Sua")
    twice = says(talk, one, "/lich")
    talk.channel.troubles[one.address] = [RetryLater(BRIEF)]
    async with talk.app.inbox as inbox:
        await asyncio.gather(inbox.take([twice], moment=5), inbox.take([twice], moment=5))
        await inbox.take([twice], moment=5)
    assert len(one.chat) == 1


@pytest.mark.parametrize("trouble", [Away("502"), RetryLater(BRIEF)])
async def test_an_answer_that_a_platform_in_trouble_did_not_take_leaves_later(
    talk: Talk, world: World, trouble: Exception
) -> None:
    one = await world.has("Vàng Thị Sua")
    talk.app.inbox._pause = BRIEF
    talk.channel.troubles[one.address] = [trouble, trouble, trouble]
    async with talk.app.inbox as inbox:
        await inbox.take([says(talk, one, "/lich")], moment=5)
    assert len(one.chat) == 1


async def test_an_answer_is_given_up_after_a_day_and_the_chat_goes_on(talk: Talk, world: World) -> None:
    one = await world.has("Vàng Thị Sua")
    talk.channel.troubles[one.address] = [RetryLater(BRIEF)] * 2
    async with talk.app.inbox as inbox:
        first = says(talk, one, "/lich", at=talk.clock.now() - timedelta(days=1, minutes=1))
        await inbox.take([first, says(talk, one, "/toi")], moment=5)
    assert len(one.chat) == 1
    assert not await stored(talk)


async def test_an_act_counts_from_the_hour_at_which_it_was_done(talk: Talk, world: World) -> None:
    """The code was typed as the meeting began; that an hour passed until it arrived makes nobody late."""
    lead, one = await world.has("Lò Thị Cúc", Role.LEAD), await world.has("Vàng Thị Sua")
    await world.settles(lead)
    await one.forges(f"take:{world.meeting}")
    starts_at = (await world.stands()).starts_at
    await talk.comes(starts_at)
    await lead.forges(f"roll:{world.meeting}")
    code = (await world.stands()).code
    talk.clock.move_by(timedelta(hours=1))
    async with talk.app.inbox as inbox:
        await inbox.take([says(talk, one, "/diemdanh", at=starts_at), says(talk, one, code, at=starts_at)], moment=5)
    (mark,) = await talk.finds(select(Mark))
    assert (mark.presence, mark.at) == (Presence.PRESENT, starts_at)


@pytest.mark.parametrize("off", [timedelta(days=-3), timedelta(hours=1)])
async def test_an_hour_that_cannot_be_is_not_believed(talk: Talk, world: World, off: timedelta) -> None:
    """A platform that dates an act into the future, or further back than it keeps anything, is wrong about it."""
    one = await world.has("Vàng Thị Sua")
    async with talk.app.inbox as inbox:
        await inbox.take([says(talk, one, "/lich", at=talk.clock.now() + off)], moment=5)
    assert await talk.finds(select(Received.at).where(Received.event_id.startswith("in-"))) == [talk.clock.now()]


async def test_tables_out_of_reach_for_a_moment_end_nothing(
    talk: Talk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be noted of one chat's stored update is tried again; the other chats go on all the while."""
    one, other = await world.have(["Vàng Thị Sua", "Mùa A Chứ"])
    talk.app.inbox._pause = BRIEF
    talk.channel.troubles[one.address] = [RetryLater(0.3)]
    failing = iter([True, True])

    async def noted(db: AsyncSession, events: Collection[Event]) -> Collection[Event]:
        if next(failing, False):
            raise OperationalError("UPDATE", {}, Exception("disk I/O error"))
        return await note_answered(db, events)

    monkeypatch.setattr("bot.inbox.note_answered", noted)
    async with talk.app.inbox as inbox:
        await inbox.take([says(talk, one, "/lich")], moment=BRIEF)
        async with asyncio.timeout(10):
            while inbox._in_hand:  # noqa: ASYNC110 - it is answered by the inbox's own tasks
                await asyncio.sleep(BRIEF)
        await inbox.take([says(talk, other, "/lich")], moment=5)
    assert [len(somebody.chat) for somebody in (one, other)] == [1, 1]
    assert not await stored(talk)


async def test_tables_that_come_back_are_found_within_seconds(
    talk: Talk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is tried again less and less often: who wrote while they were away waits no longer than they were."""
    one, trouble = await world.has("Vàng Thị Sua"), [Exception("a mistake"), TablesAway("SELECT 1", None, OSError())]

    async def fails(_: object) -> bool:
        raise trouble.pop()

    monkeypatch.setattr(talk.app.inbox, "_handle", fails)
    assert 0 < await talk.app.inbox._failed(says(talk, one, "/lich"), attempt=20) <= TABLES_AWAY
    assert await talk.app.inbox._failed(says(talk, one, "/lich"), attempt=20) > TABLES_AWAY


async def test_an_answer_that_has_left_does_not_leave_again_because_that_could_not_be_noted(
    talk: Talk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tables go away between the two, and come back."""
    one, failing = await world.has("Vàng Thị Sua"), iter([True, True])
    answered = talk.app.router._replies._answered
    note = answered.note

    async def noted(left: Left) -> bool:
        if next(failing, False):
            raise TablesAway("UPDATE", None, OSError())
        return await note(left)

    monkeypatch.setattr(answered, "note", noted)
    talk.app.inbox._pause = BRIEF
    async with talk.app.inbox as inbox:
        await inbox.take([says(talk, one, "/lich")], moment=5)
    assert len(one.chat) == 1
    assert not talk.app.router._replies._left
    assert not await stored(talk)
    assert (await talk.finds(select(Received.answered))) == [True]
