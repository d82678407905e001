"""What Telegram, or what stands before it, answers against every description: it is waited out, and for no longer."""

import asyncio
import contextlib
import gzip

import pytest
from aiohttp import web
from fake_telegram import TOKEN, refusal
from odd_server import drip, serving
from telegram.error import TelegramError

from bot.channels import telegram_request
from bot.channels.answers import LONGEST_WAIT, seconds_in
from bot.channels.telegram import Telegram
from bot.channels.telegram_request import TelegramApi
from bot.messages import Away, FileRef, NotTaken, Outgoing, RetryLater

PAGE = b"<html>Please sign in to the school's network</html>"
TAKEN = {"ok": True, "result": {"message_id": 1}}


async def test_a_refusal_under_status_200_is_a_refusal(server, telegram):
    for chat, (told, expected) in enumerate(
        (
            (refusal(429, "Too Many Requests", retry_after=40), RetryLater),
            (refusal(400, "Bad Request: wrong"), NotTaken),
            (refusal(502, "Bad Gateway"), Away),
        )
    ):
        server.will("sendMessage", {"status": 200, **told})
        with pytest.raises(expected):
            await telegram.send(f"{chat}", Outgoing("a"), reply=False)


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [("40", 40), (90, 90), (0, 0), (-5, 1), ("soon", 1), (None, 1), ([], 1), (10**400, 1), (10**9, LONGEST_WAIT)],
)
def test_whatever_a_flood_asks_for_is_a_time_that_can_be_waited(asked, seconds):
    assert seconds_in(asked) == seconds
    assert seconds_in(float("nan")) == seconds_in(float("inf")) == 1


async def test_odd_parameters_neither_end_the_listening_nor_lose_an_answer(server, telegram):
    server.will("getUpdates", {**refusal(429, "Too Many"), "parameters": "soon"}, refusal(409, "Conflict: other"))
    server.will("sendMessage", refusal(409, "Conflict: terminated by other"))
    server.says(1, "hay")
    heard = asyncio.Event()

    async def take(batch):
        heard.set() if batch else None

    listening = asyncio.ensure_future(telegram.listen(take))
    await asyncio.wait_for(heard.wait(), 5)
    listening.cancel()
    with pytest.raises(Away):
        await telegram.send("5", Outgoing("a"), reply=True)


@pytest.mark.parametrize("odd", [{"ok": True, "result": {"odd": True}}, "cut", {"hello": 1}])
async def test_an_edit_of_which_nobody_knows_may_be_repeated(server, telegram, odd):
    server.will("editMessageText", odd)
    with pytest.raises(Away):
        await telegram.edit("5", "77", Outgoing("mới"))
    assert await telegram.edit("5", "77", Outgoing("mới"))


@pytest.mark.parametrize("odd", [{"odd": True}, [], None, "x", {"file_path": None}, {"file_path": ["a"]}])
async def test_an_answer_that_names_no_file_is_asked_for_again(server, telegram, odd):
    server.files["f"] = b"hay"
    server.will("getFile", {"ok": True, "result": odd})
    assert await telegram.download(FileRef("f", size=3), limit=10) == b"hay"


async def test_a_page_in_place_of_a_file_is_not_taken_for_it(server, telegram):
    """One that comes each time is what there is: who sent it is told what it is."""
    server.files["f"] = b"hay"
    server.in_place.extend([PAGE, b"", PAGE])
    assert await telegram.download(FileRef("f", size=3), limit=99) == b"hay"
    server.in_place.extend([PAGE] * 4)
    assert await telegram.download(FileRef("f", size=3), limit=99) == PAGE


async def test_a_file_is_not_waited_for_longer_than_a_person_would(server, telegram, monkeypatch):
    """However often it was begun anew: who sent it is told to send it once more."""
    monkeypatch.setattr("bot.channels.telegram.WHOLE_SECONDS", 0.2)
    server.will("getFile", "cut", "silent")
    with pytest.raises(NotTaken):
        await asyncio.wait_for(telegram.download(FileRef("f"), limit=9), 3)


@contextlib.asynccontextmanager
async def strange(answer):
    """Give the API where each request is answered by this."""
    async with serving(web.route("*", "/{path:.*}", answer)) as base:
        api = TelegramApi(TOKEN, base)
        await api.open()
        yield api
        await api.close()


async def test_what_comes_byte_by_byte_is_given_up(monkeypatch):
    """Else one answer to a poll would make the bot deaf, and one file keep its chat waiting, for days."""
    monkeypatch.setattr(telegram_request, "WHOLE_SECONDS", 0.3)
    async with strange(drip) as api, asyncio.timeout(3):
        with pytest.raises(TelegramError):
            await api.call("getUpdates", {}, seconds=0.3)
        with pytest.raises(TelegramError):
            await api.download("f", 1000)


async def test_an_answer_that_unfolds_without_end_is_not_held(monkeypatch):
    monkeypatch.setattr(telegram_request, "LARGEST_ANSWER", 1000)

    async def bomb(_request):
        body = gzip.compress(b'{"ok": true, "result": 1}' + b" " * 10**7)
        return web.Response(body=body, headers={"Content-Encoding": "gzip"})

    async with strange(bomb) as api:
        with pytest.raises(TelegramError, match="too long"):
            await api.call("getMe", {})


async def test_who_is_sent_elsewhere_was_not_heard(server):
    async def elsewhere(_request):
        raise web.HTTPFound("http://127.0.0.1:9/login")

    async with strange(elsewhere) as api:
        channel = Telegram(TOKEN, api._methods.partition("/bot")[0])
        await channel._api.open()
        with pytest.raises(Away):
            await channel.send("5", Outgoing("a"), reply=True)
        await channel.close()


async def test_a_hundred_files_that_do_not_come_keep_no_answer_waiting(server, telegram):
    server.will("getFile", *["silent"] * 110)
    fetching = [asyncio.ensure_future(telegram.download(FileRef(f"{n}"), limit=9)) for n in range(110)]
    async with asyncio.timeout(5):
        while len(server.to("getFile")) < 110:  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.01)
    await asyncio.wait_for(telegram.send("5", Outgoing("a"), reply=True), 2)
    for one in fetching:
        one.cancel()
