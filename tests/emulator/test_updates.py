"""The queue of updates: polling, confirming, conflicts, webhooks and second deliveries."""

import asyncio

import pytest
from aiohttp import web
from telegram.error import BadRequest, Conflict

LAN, MINH = 11, 12


def texts(updates) -> list[str]:
    return [update.message.text for update in updates]


async def test_updates_stay_until_an_offset_confirms_them(emulator, bot):
    for text in ("một", "hai", "ba"):
        emulator.say(LAN, text)
    first = await bot.get_updates(limit=2)
    assert texts(first) == ["một", "hai"]
    assert texts(await bot.get_updates()) == ["một", "hai", "ba"]
    assert texts(await bot.get_updates(offset=first[-1].update_id + 1)) == ["ba"]
    assert texts(await bot.get_updates()) == ["ba"]


async def test_a_negative_offset_forgets_what_is_older(emulator, bot):
    for text in ("một", "hai", "ba"):
        emulator.say(LAN, text)
    assert texts(await bot.get_updates(offset=-1)) == ["ba"]
    assert texts(await bot.get_updates()) == ["ba"]


async def test_a_long_poll_ends_with_the_news(emulator, bot):
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(bot.get_updates(timeout=20))
        await asyncio.sleep(0.1)
        assert not poll.done()
        emulator.say(LAN, "chào")
    assert texts(poll.result()) == ["chào"]


async def test_a_second_poller_ends_the_first(emulator, ask):
    async with asyncio.TaskGroup() as group:
        older = group.create_task(ask("getUpdates", timeout=20))
        await asyncio.sleep(0.1)
        newer = group.create_task(ask("getUpdates", timeout=20))
        status, body = await older
        emulator.say(LAN, "chào")
    assert (status, body["description"]) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    assert newer.result()[1]["result"][0]["message"]["text"] == "chào"


async def test_stopping_ends_a_long_poll_and_forgets_nothing(emulator, bot, base):
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(bot.get_updates(timeout=30))
        await asyncio.sleep(0.1)
        await emulator.stop()
    assert poll.result() == ()
    emulator.say(LAN, "vẫn còn")
    await emulator.start(port=int(base.rpartition(":")[2]))
    assert texts(await bot.get_updates()) == ["vẫn còn"]


async def test_a_confirmed_update_can_come_twice(emulator, bot):
    emulator.deliver_twice()
    emulator.say(LAN, "một")
    emulator.say(LAN, "hai")
    first = await bot.get_updates(limit=1)
    again = await bot.get_updates(offset=first[0].update_id + 1)
    assert texts(again) == ["một", "hai"]
    assert again[0].update_id == first[0].update_id
    assert await bot.get_updates(offset=again[-1].update_id + 1) == ()


async def test_only_the_wanted_kinds_are_queued(emulator, bot):
    await bot.get_updates(allowed_updates=["callback_query"])
    emulator.say(LAN, "chào")
    assert await bot.get_updates() == ()


async def test_an_album_is_several_updates_in_any_order(emulator, bot, picture):
    photos = [picture(colour=colour) for colour in ("red", "green", "blue")]
    emulator.send_album(LAN, photos, "Minh chứng", order=[2, 0, 1])
    messages = [update.message for update in await bot.get_updates()]
    assert [message.caption for message in messages] == [None, "Minh chứng", None]
    assert len({message.media_group_id for message in messages}) == 1
    assert messages[0].message_id > messages[2].message_id > messages[1].message_id


async def test_start_links_stickers_places_and_long_texts_arrive(emulator, bot):
    emulator.open_link(MINH, "moi_A1")
    emulator.send_sticker(MINH)
    emulator.send_location(MINH, 16.05, 108.2)
    emulator.say(MINH, "dài " * 2000)
    start, sticker, place, *parts = [update.message for update in await bot.get_updates()]
    assert (start.text, start.parse_entity(start.entities[0])) == ("/start moi_A1", "/start")
    assert (sticker.sticker.emoji, place.location.latitude) == ("👍", 16.05)
    assert "".join(part.text for part in parts) == "dài " * 2000
    await bot.send_message(MINH, "Chào thầy")


@pytest.fixture
async def hook():
    """An address that takes updates; it answers with what is put into `answers`, else with 200."""
    taken, answers = [], []

    async def take(request: web.Request) -> web.Response:
        taken.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        return answers.pop(0) if answers else web.Response()

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook", taken, answers
    await runner.cleanup()


async def until(true) -> None:
    for _ in range(500):
        if true():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


async def test_a_webhook_gets_each_update_with_the_secret_and_is_retried(emulator, bot, hook):
    url, taken, answers = hook
    emulator.updates.pause = 0.05
    answers.append(web.Response(status=500))
    await bot.set_webhook(url, secret_token="kin-mit")
    emulator.say(LAN, "một")
    emulator.say(LAN, "hai")
    await until(lambda: len(taken) == 3)
    assert [(secret, update["message"]["text"]) for secret, update in taken] == [
        ("kin-mit", "một"),
        ("kin-mit", "một"),
        ("kin-mit", "hai"),
    ]
    await until(lambda: not emulator.updates.pending)
    info = await bot.get_webhook_info()
    assert "Wrong response from the webhook: 500" in info.last_error_message
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_a_webhook_may_answer_with_a_method(emulator, bot, hook):
    url, _, answers = hook
    answers.append(web.json_response({"method": "sendMessage", "chat_id": LAN, "text": "đáp ngay"}))
    await bot.set_webhook(url)
    emulator.say(LAN, "chào")
    assert (await emulator.wait_for(LAN, lambda chat: chat.said)).last.text == "đáp ngay"


async def test_a_webhook_gets_a_doubled_update_twice(emulator, bot, hook):
    url, taken, _ = hook
    await bot.set_webhook(url)
    emulator.deliver_twice()
    emulator.say(LAN, "một")
    await until(lambda: not emulator.updates.pending)
    assert [update["message"]["text"] for _, update in taken] == ["một", "một"]


async def test_a_webhook_elsewhere_is_refused(bot):
    with pytest.raises(BadRequest, match="Bad webhook"):
        await bot.set_webhook("https://example.org/hook")
