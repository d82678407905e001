"""The emulated Zalo Bot Platform says on the wire what the real one is known to say."""

import asyncio

import aiohttp
import pytest

TOKEN = "2042:demo"
LAN = 11


@pytest.fixture
async def zalo(emulator, base):
    emulator.zalo.add_person(LAN)
    return emulator.zalo


@pytest.fixture
async def call(zalo):
    """Call a method; returns the HTTP status and the body."""

    async def ask(method, token=TOKEN, **values):
        async with session.post(f"{zalo.base}/bot{token}/{method}", json=values) as response:
            return response.status, await response.json()

    async with aiohttp.ClientSession() as session:
        yield ask


@pytest.fixture
async def lan(zalo):
    return zalo.person(LAN).address


async def test_the_bot_is_told_who_it_is(call):
    account = {"id": "2042", "account_name": "bot.DuGioDemo", "account_type": "BASIC", "can_join_groups": False}
    assert await call("getMe") == (200, {"ok": True, "result": account})


async def test_refusals_come_with_status_200(call, lan, zalo):
    unauthorized = {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert await call("getMe", token="2042:other") == (200, unauthorized)
    for method, values, code in (
        ("getme", {}, 400),
        ("sendMessage", {"chat_id": "nobody", "text": "x"}, 404),
        ("sendMessage", {"chat_id": lan, "text": ""}, 400),
        ("sendMessage", {"chat_id": lan, "text": "x" * 2001}, 400),
        ("setWebhook", {"url": "http://127.0.0.1:1/", "secret_token": "short"}, 400),
        ("setWebhook", {"url": "https://elsewhere.example/", "secret_token": "long enough"}, 400),
        ("sendPhoto", {"chat_id": lan, "photo": "https://elsewhere.example/a.jpg"}, 400),
        ("sendPhoto", {"chat_id": lan, "photo": f"{zalo.base}/photos/none"}, 400),
    ):
        status, body = await call(method, **values)
        assert (status, body["ok"], body["error_code"]) == (200, False, code)
    zalo.statuses = True
    assert (await call("getMe", token="2042:other"))[0] == 401


@pytest.mark.parametrize("encode", ["json", "data", "params"])
async def test_any_encoding_is_taken_and_a_message_arrives(zalo, lan, encode):
    url = f"{zalo.base}/bot{TOKEN}/sendMessage"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, **{encode: {"chat_id": lan, "text": "Chào /lich https://a.example"}}) as response,
    ):
        result = (await response.json())["result"]
    assert len(result["message_id"]) == 20
    assert result["date"] > 1_600_000_000_000  # milliseconds
    shown = zalo.chat(LAN).last
    assert shown.text == "Chào /lich https://a.example"
    assert [entity["type"] for entity in shown.entities] == ["url"]


async def test_an_action_has_no_result(call, lan, zalo):
    assert await call("sendChatAction", chat_id=lan, action="typing") == (200, {"ok": True})
    assert zalo.chat(LAN).typing


async def test_a_poll_gives_one_event_once_and_times_out_as_a_refusal(call, zalo, lan):
    zalo.say(LAN, "một")
    zalo.say(LAN, "hai")
    texts = []
    for timeout in ("1", 1):
        _, body = await call("getUpdates", timeout=timeout)
        assert body["result"]["event_name"] == "message.text.received"
        message = body["result"]["message"]
        assert message["chat"] == {"id": lan, "chat_type": "PRIVATE"}
        assert message["from"] == {"id": lan, "display_name": "Nguyễn Thị Lan", "is_bot": False}
        assert message["date"] == zalo.world.date() * 1000
        texts.append(message["text"])
    assert texts == ["một", "hai"]
    idle = {"ok": False, "error_code": 408, "description": "Request timeout"}
    assert await call("getUpdates", timeout="0") == (200, idle)


async def test_a_poll_ends_with_the_news_or_with_the_server(call, zalo, emulator):
    async with asyncio.TaskGroup() as together:
        waiting = together.create_task(call("getUpdates", timeout="30"))
        await asyncio.sleep(0.05)
        zalo.send_sticker(LAN)
    assert waiting.result()[1]["result"]["event_name"] == "message.sticker.received"
    async with asyncio.timeout(20), asyncio.TaskGroup() as together:
        waiting = together.create_task(call("getUpdates", timeout="30"))
        await asyncio.sleep(0.05)
        await emulator.stop()
    assert waiting.result()[1]["error_code"] == 408


async def test_polls_are_refused_while_a_webhook_is_set(call):
    await call("setWebhook", url="http://127.0.0.1:1/zalo", secret_token="long enough")
    assert (await call("getWebhookInfo"))[1]["result"]["url"] == "http://127.0.0.1:1/zalo"
    assert (await call("getUpdates"))[1]["error_code"] == 400
    assert (await call("deleteWebhook"))[1]["result"]["url"] == ""


async def test_an_event_that_the_webhook_refuses_is_given_up_in_the_end(call, zalo):
    zalo.events.tries, zalo.events.pause = 2, 0.01
    await call("setWebhook", url="http://127.0.0.1:1/zalo", secret_token="long enough")
    zalo.say(LAN, "mất")
    async with asyncio.timeout(3):
        while not zalo.events.given_up:  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(0.01)


async def test_photos_have_an_address_that_says_nothing_of_their_kind(call, zalo, picture):
    content = picture()
    zalo.send_image(LAN, content, "Minh chứng")
    _, body = await call("getUpdates", timeout="1")
    message = body["result"]["message"]
    assert message["caption"] == "Minh chứng"
    async with aiohttp.ClientSession() as session, session.get(message["photo_url"]) as response:
        assert response.content_type == "application/octet-stream"
        assert await response.read() == content


async def test_a_pace_is_kept_without_saying_for_how_long(call, lan, zalo):
    zalo.keep_pace(1, 1)
    assert [(await call("sendMessage", chat_id=lan, text="x"))[1].get("error_code") for _ in range(2)] == [None, 429]
    body = (await call("sendSticker", chat_id=lan, sticker="x"))[1]
    assert body == {"ok": False, "error_code": 429, "description": "Quota exceeded"}


async def test_unknown_people_have_no_hands(zalo):
    with pytest.raises(LookupError, match="nobody on Zalo"):
        zalo.say(99, "x")
    zalo.add_person(99, "Hồ Văn Sơn")
    assert zalo.say(99, "x")
