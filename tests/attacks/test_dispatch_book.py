"""What is written down of letters on their way: together where it can be, apart where it must."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import delivery, dispatch_book
from bot.dispatch_book import FRESH, DispatchBook
from bot.domain.letters import announcements
from bot.domain.letters.kinds import Letter
from bot.domain.models import Outbox, OutboxState, Purpose, Role
from bot.domain.outbox import outbox
from bot.domain.outbox.outbox import Due, Reach
from bot.messages import Leaving, Outgoing
from bot.sender import Fate
from tests.attacks.kit import WatchedChannel
from tests.talk import Talk, World

LEAD = "Lò Thị Cúc"
PEOPLE = ["Vàng Thị Sua", "Mùa A Chứ", "Quàng Thị Pó", "Cà Văn Lử", "Tòng Văn Ân"]


@pytest.fixture
async def book(talk: Talk, world: World, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DispatchBook]:
    """Two at a time of five letters that are due."""
    await world.settles(await world.has(LEAD, Role.LEAD))
    await world.have(PEOPLE)
    await talk(LEAD).says("/thongbao")
    await talk(LEAD).says("Mai học ở phòng số 2")
    await talk(LEAD).presses("Gửi cho 5 người")
    await talk.app.jobs.derive()
    monkeypatch.setattr(dispatch_book, "BATCH", 2)
    return DispatchBook(database=talk.app.database, clock=talk.clock, frugal=())


def sent(rows: Sequence[Due]) -> list[Fate]:
    reaches = [(row, Reach("talk", str(row.person_id), "vi")) for row in rows]
    return [Fate(Letter(row, (to,), row), OutboxState.SENT, reach=to, message_id=str(row.id)) for row, to in reaches]


def ids(rows: Sequence[Due]) -> list[int]:
    return [row.id for row in rows]


async def stand(talk: Talk) -> Counter[tuple[OutboxState, bool]]:
    """Count where the letters stand, and whether their turn has come."""
    asked = select(Outbox.state, Outbox.begun).where(Outbox.purpose == Purpose.ANNOUNCEMENT)
    async with talk.app.database.reading() as db:
        return Counter((state, begun) for state, begun in await db.execute(asked))


@contextmanager
def commits(talk: Talk) -> Iterator[list[Any]]:
    engine, seen = talk.app.database._engine.sync_engine, list[Any]()
    note = seen.append
    event.listen(engine, "commit", note)
    yield seen
    event.remove(engine, "commit", note)


async def test_one_transaction_takes_what_landed_what_begins_and_the_next_claim(talk: Talk, book: DispatchBook) -> None:
    with commits(talk) as seen:
        first = await book.next()
        assert {*await book.begin(ids(first))} == {*ids(first)}
        book.note(sent(first))
        second = await book.next()
        await book.begin(ids(second))
    assert len(seen) == 3
    assert await stand(talk) == {
        (OutboxState.SENT, True): 2,
        (OutboxState.LEAVING, True): 2,
        (OutboxState.LEAVING, False): 1,
    }
    third = await book.next()
    await book.begin(ids(third))
    book.note(sent([*second, *third]))
    assert not await book.next()
    assert await stand(talk) == {(OutboxState.SENT, True): 5}


async def test_what_was_claimed_and_not_looked_at_waits_again_when_the_service_stops(
    talk: Talk, book: DispatchBook
) -> None:
    await book.begin(ids(await book.next()))
    await book.put_back()
    assert await stand(talk) == {(OutboxState.LEAVING, True): 2, (OutboxState.WAITING, False): 3}


async def test_what_was_claimed_before_the_quiet_began_does_not_leave_in_it(talk: Talk, book: DispatchBook) -> None:
    """It is claimed ahead of its need, and what was claimed a moment ago may not be let through now."""
    await book.begin(ids(await book.next()))
    assert (await stand(talk))[OutboxState.LEAVING, False] == 2
    talk.clock.move_to(talk.clock.now().replace(hour=15) + FRESH)
    assert not await book.next()
    assert (await stand(talk))[OutboxState.WAITING, False] == 3


async def test_fates_that_cannot_be_written_hold_back_nothing_and_are_written_later(
    talk: Talk, book: DispatchBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> None:
        raise OSError("the disk")

    first = await book.next()
    await book.begin(ids(first))
    book.note(sent(first))
    with monkeypatch.context() as broken:
        broken.setattr(outbox, "settle", fails)
        second = await book.next()
        assert {*await book.begin(ids(second))} == {*ids(second)}
        assert len(await book.next()) == 1
        await book.write()
        assert (await stand(talk))[OutboxState.SENT, True] == 0
    await book.write()
    assert (await stand(talk))[OutboxState.SENT, True] == 2


async def test_a_fate_that_cannot_be_written_holds_up_no_other(
    talk: Talk, book: DispatchBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own row keeps its lease, which judges it in time."""
    bad, good = await book.next()
    settle = outbox.settle

    async def fails(db: AsyncSession, fates: Mapping[int, OutboxState], *more: Any) -> None:
        if bad.id in fates:
            raise ValueError("odd")
        await settle(db, fates, *more)

    monkeypatch.setattr(outbox, "settle", fails)
    await book.begin([bad.id, good.id])
    book.note(sent([bad, good]))
    await book.write()
    assert (await stand(talk))[OutboxState.SENT, True] == 1
    assert (await stand(talk))[OutboxState.LEAVING, True] == 1
    assert book.in_hand == set()


async def test_fates_stay_apart_when_something_else_fails_meanwhile(
    talk: Talk, book: DispatchBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> None:
        raise OSError("the disk")

    book.note(sent(await book.next()))
    with monkeypatch.context() as broken:
        broken.setattr(outbox, "settle", fails)
        await book.write()
        broken.setattr(outbox, "claim", fails)
        assert not await book.next()
    assert book.apart
    await book.write()
    assert not book.apart
    assert (await stand(talk))[OutboxState.SENT, False] == 2


@pytest.mark.usefixtures("book")
async def test_fates_that_could_not_be_written_are_written_while_others_still_leave(
    talk: Talk, channel: WatchedChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill near the end of a long announcement must not make its beginning unclear."""
    plain, settle = channel.send, outbox.settle
    breaks, written = [OSError("the disk")], list[int]()

    async def settles(*what: Any) -> None:
        if breaks:
            raise breaks.pop()
        await settle(*what)

    async def send(address: str, message: Outgoing, *, reply: bool, leaving: Leaving | None = None) -> str:
        written.append((await stand(talk))[OutboxState.SENT, True])
        return await plain(address, message, reply=reply, leaving=leaving)

    monkeypatch.setattr(dispatch_book, "BATCH", 1)
    monkeypatch.setattr(outbox, "settle", settles)
    monkeypatch.setattr(channel, "send", send)
    await talk.app.jobs.deliver()
    assert not breaks
    assert written[-1] > 0
    assert await stand(talk) == {(OutboxState.SENT, True): len(PEOPLE)}


@pytest.mark.usefixtures("book")
async def test_what_fails_beside_them_calls_off_no_letter_that_is_under_way(
    talk: Talk, channel: WatchedChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tables go away while letters are on their way: nobody would know of those whether they have arrived."""
    plain, landing = channel.send, asyncio.Event()

    async def running(_: object) -> None:
        landing.set()
        raise OSError("the tables")

    async def send(address: str, message: Outgoing, *, reply: bool, leaving: Leaving | None = None) -> str:
        said = await plain(address, message, reply=reply, leaving=leaving)
        await landing.wait()
        return said

    monkeypatch.setattr(delivery, "EVERY", timedelta())
    monkeypatch.setattr(announcements, "running", running)
    monkeypatch.setattr(channel, "send", send)
    await talk.app.jobs.deliver()
    assert await stand(talk) == {(OutboxState.SENT, True): len(PEOPLE)}


@pytest.mark.usefixtures("book")
async def test_what_could_not_be_looked_at_leaves_once_it_can_be(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a lease because the tables went away between a claim and the look."""

    async def fails(*_: object) -> None:
        raise OSError("the tables")

    with monkeypatch.context() as broken:
        broken.setattr(delivery, "open_up", fails)
        await talk.app.jobs.deliver()
        talk.clock.move_to(talk.clock.now() + FRESH * 2)
        broken.setattr(outbox, "give_back", fails)
        await talk.app.jobs.deliver()
        assert await stand(talk) == {(OutboxState.WAITING, False): 3, (OutboxState.LEAVING, False): 2}
    await talk.app.jobs.deliver()
    assert await stand(talk) == {(OutboxState.SENT, True): len(PEOPLE)}


@pytest.mark.usefixtures("book")
async def test_what_is_called_off_under_way_is_in_nobodys_hand(
    talk: Talk, channel: WatchedChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a service that goes on would never have it judged."""
    leaves = asyncio.Event()

    async def send(address: str, message: Outgoing, *, reply: bool, leaving: Leaving | None = None) -> str:
        assert leaving
        await leaving()
        leaves.set()
        await asyncio.Event().wait()
        return address

    monkeypatch.setattr(channel, "send", send)
    async with asyncio.TaskGroup() as together:
        delivering = together.create_task(talk.app.jobs.deliver())
        await leaves.wait()
        assert talk.app.jobs._delivery.in_hand
        delivering.cancel()
    assert not talk.app.jobs._delivery.in_hand
