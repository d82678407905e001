"""Slow work before a message's transaction: others go on meanwhile, its result comes, and its refusal is an answer."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import count

import pytest

from bot.errors import N_, BadInput, NotRegistered
from bot.i18n import DEFAULT, Translator
from bot.messages import Incoming, Kind, Reply
from bot.picking import Picker
from bot.preparing import Preparing
from bot.router import Router
from bot.routes import Before, Chat, Routes
from handlers.organisation import consents
from handlers.sayings import at_a_question
from tests.talk import Talk, World

BROKEN = N_("Please choose one of the following:")


class Slow:
    """Doors with slow work behind them that ends when the test lets it."""

    def __init__(self) -> None:
        self.routes = Routes()
        self.may_end = asyncio.Event()
        self.begun = asyncio.Event()
        self.calls = 0
        self.meanwhile: Callable[[], Awaitable[object]]
        self.routes.button("slow", first=self.work)(self.answer)
        self.routes.button("broken", first=self.fails)(self.answer)
        self.routes.button("quick")(self.quick)
        self.routes.button("wait")(self.wait)
        self.routes.button("moves", first=self.fetches)(self.answer)
        self.routes.button("note:{word}")(self.note)
        self.routes.step("waiting", Kind.FILE, Kind.TEXT, first=self.reads)(self.answer)

    async def work(self, before: Before) -> str:
        self.calls += 1
        self.begun.set()
        await self.may_end.wait()
        return f"read {before.draft.get('paper', 'nothing')}"

    async def fails(self, before: Before) -> str:
        raise BadInput(BROKEN)

    async def reads(self, before: Before) -> str:
        return (await before.file(before.kept.sha)).decode() if before.kept else "no file"

    async def fetches(self, before: Before) -> str:
        """Work during which the same person says something else, each time."""
        self.calls += 1
        await self.meanwhile()
        return "too late"

    async def answer(self, chat: Chat) -> Reply:
        chat.draft["paper"] = "more"
        return Reply(chat.ready, step="waiting")

    async def quick(self, chat: Chat) -> Reply:
        chat.person.subject = "Toán"
        return Reply("quick")

    async def note(self, chat: Chat, word: str) -> Reply:
        chat.draft["paper"] = word
        return Reply("noted", step="waiting")

    async def wait(self, chat: Chat) -> Reply:
        return Reply("waiting", step="waiting")


@pytest.fixture
def slow(talk: Talk) -> Slow:
    doors, app = Slow(), talk.app
    picker = Picker(doors.routes)
    router = Router(
        picker=picker,
        preparing=Preparing(picker=picker, database=app.database, media=app.media, clock=app.clock),
        below_refusal=at_a_question.choices,
        around=consents.Around(),
        replies=app.router._replies,
        database=app.database,
        channels=app.channels,
        clock=app.clock,
        settings=app.settings,
    )
    object.__setattr__(app, "router", router)
    return doors


async def test_others_write_while_a_file_is_read(talk: Talk, world: World, slow: Slow) -> None:
    """The one write lock is free while the slow work goes on."""
    one, two = await world.has("Vàng Thị Lan"), await world.has("Lù A Chớ")
    async with asyncio.timeout(20), asyncio.TaskGroup() as together:
        reading = together.create_task(one.forges("slow"))
        await slow.begun.wait()
        assert (await two.forges("quick")).text == "quick"
        assert not reading.done()
        slow.may_end.set()
    assert reading.result().text == "read nothing"


async def test_it_sees_the_draft_and_the_file(talk: Talk, world: World, slow: Slow) -> None:
    """What the conversation has gathered, and what has just come, with its bytes."""
    lan = await world.has("Vàng Thị Lan")
    slow.may_end.set()
    await lan.forges("slow")
    assert (await lan.forges("slow")).text == "read more"
    assert (await lan.sends_file("a.txt", "chữ".encode())).text == "chữ"
    assert (await lan.says("nothing to read")).text == "no file"


async def test_its_refusal_is_the_answer_and_the_step_waits_on(talk: Talk, world: World, slow: Slow) -> None:
    """Nothing was changed; the conversation is where it was."""
    lan = await world.has("Vàng Thị Lan")
    await lan.forges("wait")
    assert talk.said(BROKEN) in (await lan.forges("broken")).text
    assert (await lan.says("still here")).text == "no file"


async def test_a_second_delivery_does_no_slow_work_again(talk: Talk, world: World, slow: Slow) -> None:
    """Nor is it answered twice."""
    lan = await world.has("Vàng Thị Lan")
    slow.may_end.set()
    event = Incoming(talk.channel.name, "the same", lan.address, Kind.PRESS, text="slow", press="p")
    await talk.app.router.handle(event)
    await talk.app.router.handle(event)
    assert (len(lan.chat), slow.calls) == (1, 1)


async def test_what_the_conversation_has_moved_away_from_is_done_anew(talk: Talk, world: World, slow: Slow) -> None:
    """What was read by the draft of before is of no use: the handler is given what fits the draft it sees."""
    lan = await world.has("Vàng Thị Lan")
    await lan.forges("note:one")
    async with asyncio.timeout(20), asyncio.TaskGroup() as together:
        reading = together.create_task(lan.forges("slow"))
        await slow.begun.wait()
        await talk.app.router.handle(
            Incoming(talk.channel.name, "meanwhile", lan.address, Kind.PRESS, text="note:two", press="p")
        )
        slow.may_end.set()
    assert (reading.result().text, slow.calls) == ("read two", 2)


async def test_a_conversation_that_never_rests_gets_an_answer(talk: Talk, world: World, slow: Slow) -> None:
    """Slow work is not begun for ever: after some times it is said that nothing was changed."""
    lan, words = await world.has("Vàng Thị Lan"), count()

    async def says_more() -> None:
        await lan.forges(f"note:{next(words)}")

    slow.meanwhile = says_more
    await talk.app.router.handle(Incoming(talk.channel.name, "it", lan.address, Kind.PRESS, text="moves", press="p"))
    assert slow.calls == 3
    assert talk.trouble in lan.last.text


async def test_slow_work_is_done_for_nobody_unknown(talk: Talk, slow: Slow) -> None:
    """Whoever has not joined is asked to, and no paper is read for them."""
    stranger = talk("Không Quen")
    assert Translator(DEFAULT)(NotRegistered.sentence) in (await stranger.forges("slow")).text
    assert slow.calls == 0
