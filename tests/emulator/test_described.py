"""Answers, updates and parameters are those of the official description of the Bot API, where it lies beside."""

import json
from pathlib import Path

import pytest

from bot.emulator.methods import Methods

LAN = 11
DESCRIPTION = Path(__file__).parents[3] / "shared" / "data" / "telegram-bot-api.json"
PLAIN = {"Integer": int, "String": str, "Boolean": bool, "Float": float}
KEYBOARD = {"inline_keyboard": [[{"text": "Có", "callback_data": "x"}, {"text": "Xem", "url": "https://a.vn"}]]}

pytestmark = pytest.mark.skipif(not DESCRIPTION.exists(), reason="the official description is not beside the project")


@pytest.fixture(scope="session")
def described():
    return json.loads(DESCRIPTION.read_text())


def faults(described, value, kinds: list[str], where: str) -> list[str]:
    """What in `value` is not as one of `kinds` describes it; empty where one fits."""
    tries = [list(_faults(described, value, kind, where)) for kind in kinds]
    return min(tries, key=len)


def _faults(described, value, kind: str, where: str):
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            yield f"{where} is no array"
            return
        for position, item in enumerate(value):
            yield from faults(described, item, [kind.removeprefix("Array of ")], f"{where}[{position}]")
    elif kind in PLAIN:
        if type(value) is not PLAIN[kind]:
            yield f"{where} is {value!r}, no {kind}"
    elif subtypes := described["types"][kind].get("subtypes"):
        yield from faults(described, value, subtypes, where)
    else:
        yield from _object_faults(described, value, kind, where)


def _object_faults(described, value, kind: str, where: str):
    fields = {field["name"]: field for field in described["types"][kind].get("fields", [])}
    yield from (f"{where}.{name} is unknown to {kind}" for name in value.keys() - fields.keys())
    for name, field in fields.items():
        if name in value:
            yield from faults(described, value[name], field["types"], f"{where}.{name}")
        elif field["required"]:
            yield f"{where}.{name} is missing"


@pytest.fixture
def check(described, ask):
    """Call a method and hold its parameters and its answer against the description."""

    async def call(method: str, **params):
        known = {field["name"] for field in described["methods"][method].get("fields", [])}
        assert {name for name in params if not name.startswith("part_")} <= known
        status, body = await ask(method, **params)
        assert status == 200, body
        assert faults(described, body["result"], described["methods"][method]["returns"], method) == []
        return body["result"]

    return call


async def test_every_answer_is_as_described(check, emulator, picture):
    sent = await check(
        "sendMessage", chat_id=LAN, text="Chào <b>cô</b> /lich", parse_mode="HTML", reply_markup=KEYBOARD
    )
    photo = await check("sendPhoto", chat_id=LAN, photo=picture(), caption="Lớp", reply_markup=KEYBOARD)
    document = await check("sendDocument", chat_id=LAN, document=b"x", caption="Giấy")
    album = [{"type": "photo", "media": "attach://part_a", "caption": "Hai ảnh"}] * 2
    await check("sendMediaGroup", chat_id=LAN, media=album, part_a=picture())
    await check("sendChatAction", chat_id=LAN, action="typing")
    await check("editMessageText", chat_id=LAN, message_id=sent["message_id"], text="y", reply_markup=KEYBOARD)
    await check("editMessageCaption", chat_id=LAN, message_id=photo["message_id"], caption="y")
    await check("editMessageReplyMarkup", chat_id=LAN, message_id=photo["message_id"], reply_markup=KEYBOARD)
    await check("answerCallbackQuery", callback_query_id=emulator.press(LAN, sent["message_id"], "Có"), text="Đã nhận")
    await check("deleteMessage", chat_id=LAN, message_id=document["message_id"])
    await check("getFile", file_id=photo["photo"][0]["file_id"])
    await check("getChat", chat_id=LAN)
    await check("getMe")


async def test_the_bots_settings_are_as_described(check, emulator):
    await check("setMyCommands", commands=[{"command": "lich", "description": "Lịch"}], language_code="vi")
    assert await check("getMyCommands", language_code="vi") == [{"command": "lich", "description": "Lịch"}]
    await check("getWebhookInfo")
    await check("setWebhook", url="http://127.0.0.1:9/hook", allowed_updates=["message"], secret_token="x")
    emulator.say(LAN, "chào")
    for _ in range(500):
        if "last_error_message" in await check("getWebhookInfo"):
            break
    else:
        pytest.fail("the refused webhook was never told")
    await check("deleteWebhook", drop_pending_updates=True)


async def test_every_update_is_as_described(check, emulator, picture):
    sent = await check("sendMessage", chat_id=LAN, text="x", reply_markup=KEYBOARD)
    emulator.open_link(LAN, "A1")
    emulator.send_photo(LAN, picture(), "Lớp /lich")
    emulator.send_album(LAN, [picture(), picture()], "Hai ảnh")
    emulator.send_document(LAN, "a.docx", b"x", "Giấy")
    emulator.send_sticker(LAN)
    emulator.send_location(LAN, 16.05, 108.2)
    emulator.press(LAN, sent["message_id"], "Có")
    await check("deleteMessage", chat_id=LAN, message_id=sent["message_id"])
    emulator.press(LAN, sent["message_id"], data="gone")
    emulator.block(LAN)
    emulator.unblock(LAN)
    updates = await check("getUpdates", limit=100, timeout=0, allowed_updates=[])
    assert len(updates) == 11


def test_every_method_is_one_of_telegrams(described, emulator):
    known = {name.lower() for name in described["methods"]}
    assert set(Methods(emulator.world, emulator.updates).names) | {"getupdates"} <= known


async def test_the_check_itself_finds_faults(described, emulator):
    """A wrong type, an unknown field and a missing one are all told."""
    user = {"id": "1", "is_bot": False, "shoe_size": 40}
    told = faults(described, user, ["User"], "user")
    assert sorted(told) == [
        "user.first_name is missing",
        "user.id is '1', no Integer",
        "user.shoe_size is unknown to User",
    ]
