"""Answers, updates and parameters are those of the Bot API: as the library reads them, and as it is described.

The library always has its say. The official description is asked as well where it lies beside the checkout.
"""

import inspect
import json
import re
from collections.abc import Iterator

import pytest
import telegram
from telegram import BotCommand, ChatFullInfo, File, Message, TelegramObject, Update, User, WebhookInfo

from bot.emulator.methods import Methods
from tests.beside import DESCRIPTION

LAN = 11
PLAIN = {"Integer": int, "String": str, "Boolean": bool, "Float": float}
KEYBOARD = {"inline_keyboard": [[{"text": "Có", "callback_data": "x"}, {"text": "Xem", "url": "https://a.vn"}]]}
READ_AS = {
    "getChat": ChatFullInfo,
    "getFile": File,
    "getMe": User,
    "getMyCommands": BotCommand,
    "getUpdates": Update,
    "getWebhookInfo": WebhookInfo,
}
"""What methods return that neither begin with "send" or "edit", which return messages, nor return True."""
SMALL = {
    "types": {
        "User": {
            "fields": [
                {"name": "id", "types": ["Integer"], "required": True},
                {"name": "is_bot", "types": ["Boolean"], "required": True},
                {"name": "first_name", "types": ["String"], "required": True},
                {"name": "last_name", "types": ["String"], "required": False},
            ]
        }
    }
}


@pytest.fixture(scope="session")
def described():
    return json.loads(DESCRIPTION.read_text()) if DESCRIPTION.exists() else None


def unknown(thing: object) -> Iterator[str]:
    """Give the fields that the library does not know of an object and of all inside it."""
    if isinstance(thing, TelegramObject):
        yield from thing.api_kwargs
        names = {name for kind in type(thing).__mro__ for name in getattr(kind, "__slots__", ())} - {"_bot"}
        yield from (one for name in names for one in unknown(getattr(thing, name, None)))
    elif isinstance(thing, tuple | list):
        yield from (one for part in thing for one in unknown(part))


def the_library_reads(method: str, params: set[str], result: object) -> None:
    """Let python-telegram-bot read an answer: it refuses what lacks a field, and tells what it does not know."""
    taken = inspect.signature(getattr(telegram.Bot, re.sub("([A-Z])", r"_\1", method).lower())).parameters
    assert params <= taken.keys()
    kind = Message if re.match("send(?!Chat)|edit", method) else READ_AS.get(method)
    if kind is None:
        assert result is True
        return
    for one in result if isinstance(result, list) else [result]:
        assert list(unknown(kind.de_json(one))) == []


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
    """Call a method and hold its parameters and its answer against the library, and against the description."""

    async def call(method: str, **params):
        named = {name for name in params if not name.startswith("part_")}
        status, body = await ask(method, **params)
        assert status == 200, body
        the_library_reads(method, named, body["result"])
        if described:
            assert named <= {field["name"] for field in described["methods"][method].get("fields", [])}
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
    ours = set(Methods(emulator.world, emulator.updates).names) | {"getupdates"}
    assert ours <= {name.lower() for name in dir(telegram.Bot)}
    assert not described or ours <= {name.lower() for name in described["methods"]}


async def test_the_checks_themselves_find_faults():
    """A wrong type, an unknown field and a missing one are all told."""
    user = {"id": "1", "is_bot": False, "shoe_size": 40}
    told = faults(SMALL, user, ["User"], "user")
    assert sorted(told) == [
        "user.first_name is missing",
        "user.id is '1', no Integer",
        "user.shoe_size is unknown to User",
    ]
    message = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private", "shoe_size": 40}, "shoes": "red"}
    assert set(unknown(Message.de_json(message))) == {"shoe_size", "shoes"}
    with pytest.raises(TypeError):
        User.de_json(user)
