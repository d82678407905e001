"""Every refusal, word for word as Telegram says it."""

from datetime import timedelta

import aiohttp
import pytest
from telegram.error import InvalidToken

LAN, MINH, NOBODY, TOKEN = 11, 12, 999, "4242:test-token"
MEGABYTE = 1024 * 1024
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def button(**fields):
    return {"inline_keyboard": [[fields]]}


async def refusal(ask, method: str, **params) -> str:
    status, body = await ask(method, **params)
    assert body["ok"] is False
    assert body["error_code"] == status
    if status == 400:
        return body["description"].removeprefix("Bad Request: ")
    return f"{status} {body['description']}"


TEXTS = [
    ("   ", "message text is empty"),
    ("x" * 4097, "message is too long"),
    ("🌱" * 2049, "message is too long"),
    ("<b>" + "x" * 4097 + "</b>", "message is too long"),
    ("a < b", 'can\'t parse entities: Unsupported start tag "" at byte offset 2'),
    ("ệ<x>y</x>", 'can\'t parse entities: Unsupported start tag "x" at byte offset 3'),
    ("x</b>", "can't parse entities: Unexpected end tag at byte offset 1"),
    ("<b>x", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
]


@pytest.mark.parametrize(("text", "reason"), TEXTS, ids=range(len(TEXTS)))
async def test_texts(ask, text, reason):
    assert await refusal(ask, "sendMessage", chat_id=LAN, text=text, parse_mode="HTML") == reason


async def test_texts_at_the_limit_are_taken(ask):
    for text in ("<b>" + "ệ" * 4096 + "</b>", "🌱" * 2048):
        assert (await ask("sendMessage", chat_id=LAN, text=text, parse_mode="HTML"))[0] == 200


BUTTONS = [
    (button(text="Có", callback_data=""), "BUTTON_DATA_INVALID"),
    (button(text="Có", callback_data="ệ" * 22), "BUTTON_DATA_INVALID"),
    (button(text="Có", url="javascript:0"), "BUTTON_URL_INVALID"),
    (button(text="", callback_data="x"), "inline keyboard button text must be non-empty"),
    (
        button(text="Có"),
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    ("{", "can't parse reply_markup JSON object"),
]


@pytest.mark.parametrize(("markup", "reason"), BUTTONS, ids=range(len(BUTTONS)))
async def test_buttons(ask, markup, reason):
    assert await refusal(ask, "sendMessage", chat_id=LAN, text="x", reply_markup=markup) == reason


async def test_callback_data_of_64_bytes_is_taken(ask):
    markup = button(text="Có", callback_data="ệ" * 21 + "x")
    assert (await ask("sendMessage", chat_id=LAN, text="x", reply_markup=markup))[0] == 200


async def test_photos(ask, picture):
    say = dict.fromkeys(["chat_id"], LAN)
    large = picture().ljust(10 * MEGABYTE + 1)
    assert await refusal(ask, "sendPhoto", **say, photo=picture(), caption="x" * 1025) == "message caption is too long"
    assert await refusal(ask, "sendPhoto", **say, photo=b"no picture") == "IMAGE_PROCESS_FAILED"
    assert await refusal(ask, "sendPhoto", **say, photo=picture(2100, 100)) == "PHOTO_INVALID_DIMENSIONS"
    assert await refusal(ask, "sendPhoto", **say, photo=large) == (
        "file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes"
    )
    assert await refusal(ask, "sendPhoto", **say) == "there is no photo in the request"
    assert await refusal(ask, "sendPhoto", **say, photo="x") == "wrong file identifier/HTTP URL specified"


async def test_documents(ask):
    assert await refusal(ask, "sendDocument", chat_id=LAN) == "there is no document in the request"
    assert await refusal(ask, "sendDocument", chat_id=LAN, document=b"") == "file must be non-empty"
    large = bytes(50 * MEGABYTE + 1)
    assert await refusal(ask, "sendDocument", chat_id=LAN, document=large) == "413 Request Entity Too Large"
    _, sent = await ask("sendDocument", chat_id=LAN, document=b"x")
    again = sent["result"]["document"]["file_id"]
    assert await refusal(ask, "sendPhoto", chat_id=LAN, photo=again) == "can't use file of type Document as Photo"


async def test_albums(ask, picture):
    photo, document = [{"type": kind, "media": "attach://a"} for kind in ("photo", "document")]
    for media, reason in (
        ([], "there are no messages to send"),
        ([photo] * 11, "too many messages to send as an album"),
        ([photo, document], "document can't be mixed with other media types"),
        ([{"type": "dance"}], 'can\'t parse InputMedia: type "dance" is unsupported'),
        ([{"type": "photo"}], "can't parse InputMedia: media not found"),
    ):
        assert await refusal(ask, "sendMediaGroup", chat_id=LAN, media=media, a=picture()) == reason


async def test_an_album_with_one_bad_picture_sends_nothing(ask, emulator, picture):
    media = [{"type": "photo", "media": "attach://a"}, {"type": "photo", "media": "attach://b"}]
    assert await refusal(ask, "sendMediaGroup", chat_id=LAN, media=media, a=picture(), b=b"x") == "IMAGE_PROCESS_FAILED"
    assert emulator.chat(LAN).messages == ()


async def test_people_out_of_reach(ask, emulator):
    assert await refusal(ask, "sendMessage", text="x") == "chat_id is empty"
    assert await refusal(ask, "sendMessage", chat_id=NOBODY, text="x") == "chat not found"
    assert await refusal(ask, "getChat", chat_id="@someone") == "chat not found"
    assert await refusal(ask, "sendMessage", chat_id=MINH, text="x") == (
        "403 Forbidden: bot can't initiate conversation with a user"
    )
    emulator.block(LAN)
    assert await refusal(ask, "sendMessage", chat_id=LAN, text="x") == "403 Forbidden: bot was blocked by the user"


async def test_edits(ask, emulator, picture):
    markup = button(text="Có", callback_data="x")
    text = (await ask("sendMessage", chat_id=LAN, text="x", reply_markup=markup))[1]["result"]["message_id"]
    photo = (await ask("sendPhoto", chat_id=LAN, photo=picture()))[1]["result"]["message_id"]
    said = emulator.say(LAN, "xin chào")
    for method, params, reason in (
        ("editMessageText", {"text": "x", "message_id": NOBODY}, "message to edit not found"),
        ("editMessageText", {"text": "x"}, "message identifier is not specified"),
        ("editMessageText", {"text": "y", "message_id": photo}, "there is no text in the message to edit"),
        ("editMessageCaption", {"caption": "y", "message_id": text}, "there is no caption in the message to edit"),
        ("editMessageText", {"text": "y", "message_id": said}, "message can't be edited"),
        (
            "editMessageText",
            {"text": "x", "message_id": text, "reply_markup": markup},
            NOT_MODIFIED,
        ),
    ):
        assert await refusal(ask, method, chat_id=LAN, **params) == reason
    assert (await ask("editMessageText", chat_id=LAN, message_id=text, text="x"))[0] == 200


async def test_deleting_is_for_two_days(ask, clock):
    first, second = [
        (await ask("sendMessage", chat_id=LAN, text=text))[1]["result"]["message_id"] for text in ("một", "hai")
    ]
    assert (await ask("deleteMessage", chat_id=LAN, message_id=first))[0] == 200
    assert await refusal(ask, "deleteMessage", chat_id=LAN, message_id=first) == "message to delete not found"
    clock.move_by(timedelta(hours=49))
    assert await refusal(ask, "deleteMessage", chat_id=LAN, message_id=second) == (
        "message can't be deleted for everyone"
    )


async def test_a_query_is_answered_once_and_in_time(ask, emulator):
    markup = button(text="Có", callback_data="x")
    sent = (await ask("sendMessage", chat_id=LAN, text="?", reply_markup=markup))[1]["result"]["message_id"]
    query = emulator.press(LAN, sent, at=(0, 0))
    long = await refusal(ask, "answerCallbackQuery", callback_query_id=query, text="x" * 201)
    assert long == "MESSAGE_TOO_LONG"
    assert (await ask("answerCallbackQuery", callback_query_id=query))[0] == 200
    late = emulator.press(LAN, sent, "Có")
    emulator.expire_presses()
    for old in (query, late, "none"):
        assert await refusal(ask, "answerCallbackQuery", callback_query_id=old) == (
            "query is too old and response timeout expired or query ID is invalid"
        )


async def test_files(ask, emulator):
    emulator.send_document(LAN, "phim.mp4", bytes(20 * MEGABYTE + 1))
    _, body = await ask("getUpdates")
    document = body["result"][0]["message"]["document"]
    assert document["file_size"] == 20 * MEGABYTE + 1
    assert await refusal(ask, "getFile", file_id=document["file_id"]) == "file is too big"
    assert await refusal(ask, "getFile", file_id="x") == "wrong file_id or the file is temporarily unavailable"


async def test_commands_and_actions(ask):
    for commands, reason in (
        ([{"command": "Lịch", "description": "Lịch"}], "BOT_COMMAND_INVALID"),
        ([{"command": "lich", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": f"c{number}", "description": "x"} for number in range(101)], "BOT_COMMANDS_TOO_MUCH"),
    ):
        assert await refusal(ask, "setMyCommands", commands=commands) == reason
    assert await refusal(ask, "sendChatAction", chat_id=LAN, action="singing") == "wrong parameter action in request"


async def test_tokens_and_methods(ask):
    assert await refusal(ask, "getMe", token="4242:other") == "401 Unauthorized"
    assert await refusal(ask, "getMe", token="nonsense") == "404 Not Found"
    assert await refusal(ask, "sendTelepathy") == "404 Not Found"


async def test_python_telegram_bot_calls_a_wrong_token_invalid(bot):
    bot._base_url = bot._base_url.replace("test-token", "other")
    with pytest.raises(InvalidToken):
        await bot.get_me()


async def test_json_forms_and_queries_read_the_same(emulator, base):
    message = {"chat_id": str(LAN), "text": "như nhau"}
    url = f"{base}/bot{TOKEN}/sendMessage"
    async with aiohttp.ClientSession() as session:
        for body in ({"json": message | {"chat_id": LAN}}, {"data": message}, {"params": message}):
            async with session.post(url, **body) as response:
                assert response.status == 200
        broken = {"data": b"{", "headers": {"Content-Type": "application/json"}}
        async with session.post(url, **broken) as response:
            assert response.status == 400
    assert [shown.text for shown in emulator.chat(LAN).said] == ["như nhau"] * 3
