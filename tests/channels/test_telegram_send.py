import asyncio
import json
import logging
import socket
import traceback

import pytest
from fake_telegram import TOKEN, refusal
from structlog.testing import capture_logs

from bot.channels.telegram import Telegram
from bot.channels.telegram_request import TelegramApi, TelegramNeverLeft
from bot.messages import (
    Away,
    Blocked,
    Button,
    FileRef,
    NotTaken,
    Outgoing,
    RetryLater,
    SendError,
    TooBig,
    Unclear,
    Upload,
)

BUTTONS = ((Button("Có mặt", press="mark:1"), Button("Trang", url="https://example.org/a")),)
KEYS = {
    "inline_keyboard": [
        [{"text": "Có mặt", "callback_data": "mark:1"}, {"text": "Trang", "url": "https://example.org/a"}]
    ]
}


def photo(name="a.jpg", content=b"\xff\xd8jpeg"):
    return Upload("photo", name, content)


def unused_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


async def test_a_text_goes_with_its_buttons_and_without_previews(server, telegram):
    sent = await telegram.send("5", Outgoing("Mời dự giờ.", BUTTONS), reply=True)
    (call,) = server.to("sendMessage")
    assert call.values["chat_id"] == "5"
    assert call.values["text"] == "Mời dự giờ."
    assert call.values["reply_markup"] == KEYS
    assert call.values["link_preview_options"] == {"is_disabled": True}
    assert int(sent) == next(server.numbers) - 1


async def test_a_long_text_goes_in_pieces_with_the_buttons_on_the_last(server, telegram):
    text = "\n\n".join(f"Đoạn {number}. " + "🙂" * 400 for number in range(12))
    sent = await telegram.send("5", Outgoing(text, BUTTONS), reply=True)
    pieces = server.to("sendMessage")
    assert len(pieces) > 1
    assert all(len(call.values["text"].encode("utf-16-le")) // 2 <= 4096 for call in pieces)
    assert ["reply_markup" in call.values for call in pieces] == [False] * (len(pieces) - 1) + [True]
    assert int(sent) == next(server.numbers) - 1


async def test_one_photo_carries_the_text_and_the_buttons(server, telegram):
    await telegram.send("5", Outgoing("Biểu đồ", BUTTONS, (photo(),)), reply=True)
    (call,) = server.to("sendPhoto")
    assert call.files["photo"] == ("a.jpg", b"\xff\xd8jpeg")
    assert call.values["caption"] == "Biểu đồ"
    assert json.loads(call.values["reply_markup"]) == KEYS


async def test_a_text_too_long_for_a_caption_follows_the_file(server, telegram):
    document = Upload("document", "biên bản.docx", b"PK")
    await telegram.send("5", Outgoing("a" * 1025, BUTTONS, (document,)), reply=True)
    assert server.to("sendDocument")[0].files["document"] == ("biên bản.docx", b"PK")
    assert "caption" not in server.to("sendDocument")[0].values
    assert server.to("sendMessage")[0].values["reply_markup"] == KEYS


async def test_several_photos_go_as_one_album_and_the_text_after_it(server, telegram):
    message = Outgoing("Ba ảnh", BUTTONS, tuple(photo(f"{n}.jpg", bytes([n])) for n in range(3)))
    await telegram.send("5", message, reply=True)
    (album,) = server.to("sendMediaGroup")
    media = json.loads(album.values["media"])
    assert [entry["type"] for entry in media] == ["photo"] * 3
    attached = [album.files[entry["media"].removeprefix("attach://")] for entry in media]
    assert attached == [("0.jpg", b"\x00"), ("1.jpg", b"\x01"), ("2.jpg", b"\x02")]
    assert server.to("sendMessage")[0].values["text"] == "Ba ảnh"


async def test_eleven_photos_are_an_album_of_ten_and_one_more(server, telegram):
    await telegram.send("5", Outgoing("", uploads=(photo(),) * 11), reply=True)
    assert [call.method for call in server.calls[-2:]] == ["sendMediaGroup", "sendPhoto"]


@pytest.mark.parametrize(
    "answer",
    [
        refusal(403, "Forbidden: bot was blocked by the user"),
        refusal(403, "Forbidden: user is deactivated"),
        refusal(403, "Forbidden: bot can't initiate conversation with a user"),
        refusal(400, "Bad Request: chat not found"),
    ],
)
async def test_who_cannot_be_reached_is_blocked(server, telegram, answer):
    server.will("sendMessage", answer)
    with pytest.raises(Blocked):
        await telegram.send("5", Outgoing("a"), reply=False)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("cut", Unclear),
        (b"<html>bad gateway</html>", Away),
        (refusal(500, "Internal Server Error"), Away),
        (refusal(401, "Unauthorized"), Away),
        ({"ok": True}, Unclear),
        ({"ok": True, "result": {"odd": True}}, Unclear),
        (refusal(400, "Bad Request: BUTTON_DATA_INVALID"), NotTaken),
        (refusal(413, "Request Entity Too Large"), NotTaken),
    ],
)
async def test_what_became_of_a_message_is_told_apart(server, telegram, answer, expected):
    server.will("sendMessage", answer)
    with pytest.raises(expected):
        await telegram.send("5", Outgoing("a"), reply=True)
    assert len(server.to("sendMessage")) == 1


async def test_no_answer_in_time_is_unclear(server, telegram):
    telegram._api.read_seconds = 0.05
    server.will("sendMessage", "silent")
    with pytest.raises(Unclear):
        await telegram.send("5", Outgoing("a"), reply=True)


async def test_what_never_left_may_be_sent_later(server):
    channel = Telegram(TOKEN, f"http://127.0.0.1:{unused_port()}")
    await channel._api.open()
    with pytest.raises(Away):
        await channel.send("5", Outgoing("a"), reply=True)
    await channel.close()


async def test_a_reply_waits_out_the_flood_and_is_sent_once(server, telegram):
    server.will("sendMessage", refusal(429, "Too Many Requests: retry after 1", retry_after=1))
    await telegram.send("5", Outgoing("a"), reply=True)
    refused, taken = server.to("sendMessage")
    assert taken.at - refused.at >= 1


async def test_a_reply_does_not_wait_longer_than_a_person_would(server, telegram):
    server.will("sendMessage", refusal(429, "Too Many Requests: retry after 31", retry_after=31))
    with pytest.raises(RetryLater):
        await asyncio.wait_for(telegram.send("5", Outgoing("a"), reply=True), 20)


async def test_an_album_takes_a_slot_for_each_picture(server):
    channel = Telegram(TOKEN, server.base, per_second=3)
    await channel.start()
    await channel.send("5", Outgoing("", uploads=(photo(),) * 3), reply=True)
    await channel.send("6", Outgoing("a"), reply=True)
    await channel.close()
    assert server.to("sendMessage")[0].at - server.to("sendMediaGroup")[0].at >= 1


async def test_what_is_unasked_does_not_wait_here(server, telegram):
    server.will("sendMessage", refusal(429, "Too Many Requests: retry after 1", retry_after=1))
    with pytest.raises(RetryLater):
        await telegram.send("5", Outgoing("a"), reply=False)
    assert len(server.to("sendMessage")) == 1


async def test_what_is_unasked_goes_back_to_its_table_and_only_its_chat_waits(server, telegram):
    server.will("sendMessage", refusal(429, "Too Many Requests: retry after 45", retry_after=45))
    with pytest.raises(RetryLater) as told:
        await telegram.send("5", Outgoing("a"), reply=False)
    assert told.value.seconds == 45
    with pytest.raises(RetryLater) as told:
        await telegram.send("5", Outgoing("b"), reply=False)
    assert 30 < told.value.seconds <= 45
    await telegram.send("6", Outgoing("c"), reply=False)
    assert [call.values["text"] for call in server.to("sendMessage")] == ["a", "c"]


async def test_a_message_of_which_half_was_taken_is_unclear_not_sent_anew(server, telegram):
    server.will("sendMessage", {"ok": True, "result": {"message_id": 1}}, refusal(400, "Bad Request: wrong"))
    with pytest.raises(Unclear):
        await telegram.send("5", Outgoing("a " * 3000), reply=False)


async def test_an_edit_replaces_text_and_buttons(server, telegram):
    assert await telegram.edit("5", "77", Outgoing("mới", BUTTONS))
    (call,) = server.to("editMessageText")
    assert (call.values["message_id"], call.values["text"], call.values["reply_markup"]) == (77, "mới", KEYS)


async def test_the_text_of_a_photo_is_its_caption(server, telegram):
    server.will("editMessageText", refusal(400, "Bad Request: there is no text in the message to edit"))
    assert await telegram.edit("5", "77", Outgoing("mới", BUTTONS))
    assert server.to("editMessageCaption")[0].values["caption"] == "mới"


@pytest.mark.parametrize(
    ("description", "done"),
    [
        ("Bad Request: message is not modified: specified new message content is the same", True),
        ("Bad Request: message to edit not found", False),
        ("Bad Request: message can't be edited", False),
    ],
)
async def test_an_edit_tells_whether_the_message_reads_as_asked(server, telegram, description, done):
    server.will("editMessageText", refusal(400, description))
    assert await telegram.edit("5", "77", Outgoing("mới")) is done


async def test_what_an_edit_cannot_carry_must_be_sent_anew(server, telegram):
    for message in (Outgoing("a" * 5000), Outgoing("a", uploads=(photo(),))):
        assert not await telegram.edit("5", "77", message)
    assert not await telegram.edit("5", "", Outgoing("a"))
    assert server.to("editMessageText") == []


async def test_a_press_is_answered_and_one_too_old_is_no_trouble(server, telegram):
    server.will("answerCallbackQuery", refusal(400, "Bad Request: query is too old and response timeout expired"))
    await telegram.seen("q1")
    await telegram.seen("q2", "ghi " * 100)
    first, second = server.to("answerCallbackQuery")
    assert first.values == {"callback_query_id": "q1"}
    assert len(second.values["text"]) == 200


async def test_a_file_comes_whole_or_not_at_all(server, telegram):
    server.files["ảnh #1"] = b"x" * 300_000
    assert await telegram.download(FileRef("ảnh #1"), limit=300_000) == b"x" * 300_000
    with pytest.raises(TooBig):
        await telegram.download(FileRef("ảnh #1"), limit=299_999)
    with pytest.raises(TooBig):
        await telegram.download(FileRef("never asked for", size=300_001), limit=300_000)
    assert {call.values["file_id"] for call in server.to("getFile")} == {"ảnh #1"}
    server.will("getFile", refusal(400, "Bad Request: file is too big"))
    with pytest.raises(TooBig):
        await telegram.download(FileRef("ảnh #1"), limit=300_000)


async def test_a_file_is_asked_for_a_few_times_and_then_given_up(server, telegram):
    """One that never comes must end with a sentence and not be asked for for ever."""
    server.files["f"] = b"hay"
    server.will("getFile", "cut", refusal(502, "Bad Gateway"), refusal(429, "Too Many Requests", retry_after=0))
    assert await telegram.download(FileRef("f"), limit=10) == b"hay"
    with pytest.raises(NotTaken):
        await telegram.download(FileRef("none"), limit=10)
    assert len(server.to("getFile")) == 8
    server.will("getFile", refusal(400, "Bad Request: wrong file_id"))
    with pytest.raises(NotTaken):
        await telegram.download(FileRef("f"), limit=10)
    assert len(server.to("getFile")) == 9


async def test_before_its_turn_has_come_nothing_is_said_to_have_begun(server, telegram):
    """What a kill may leave unclear are only the requests that may have left."""
    begun, server_heard = [], []

    async def leaving():
        server_heard.append(len(server.to("sendMessage")))
        begun.append("now")

    telegram._pace.hold("5", 60)
    with pytest.raises(RetryLater):
        await telegram.send("5", Outgoing("a"), reply=False, leaving=leaving)
    assert begun == []
    await telegram.send("6", Outgoing("b"), reply=False, leaving=leaving)
    assert (begun, server_heard) == (["now"], [0])


async def test_an_address_that_is_none_is_not_repeated():
    api = TelegramApi(TOKEN, "http://[nowhere")
    await api.open()
    with pytest.raises(TelegramNeverLeft) as told:
        await api.call("getMe", {})
    await api.close()
    assert TOKEN not in "".join(traceback.format_exception(told.value))


@pytest.mark.parametrize("answer", ["cut", b"the proxy could not fetch /bot%s/x" % TOKEN.encode(), refusal(401, "no")])
async def test_the_token_is_in_no_log_and_no_error(server, telegram, caplog, answer):
    caplog.set_level(logging.DEBUG)
    asyncio.get_running_loop().set_debug(True)
    told = []
    with capture_logs() as logged:
        for method, act in {
            "sendMessage": lambda: telegram.send("5", Outgoing("lời riêng"), reply=True),
            "sendPhoto": lambda: telegram.send("5", Outgoing("lời riêng", uploads=(photo(),)), reply=True),
            "getFile": lambda: telegram.download(FileRef("f"), limit=9),
            "answerCallbackQuery": lambda: telegram.seen("q"),
            "editMessageText": lambda: telegram.edit("5", "7", Outgoing("lời riêng")),
        }.items():
            server.will(method, answer)
            try:
                await act()
            except SendError as error:
                told.append("".join(traceback.format_exception(error)) + repr(error.__context__))
    assert len(told) == 4
    told += [caplog.text, str(logged)]
    assert not [text for text in told if TOKEN in text or "SECRET" in text or "lời riêng" in text]


async def test_a_file_for_many_is_uploaded_once_and_then_sent_by_its_id(server, telegram):
    """Also where all of them are sent at once; an id that is not taken any more is forgotten and uploaded anew."""
    taken = {"ok": True, "result": {"message_id": 1, "photo": [{"file_id": "small"}, {"file_id": "large"}]}}
    server.will("sendPhoto", *[taken] * 5)
    photo = Outgoing("Mai họp", uploads=(Upload("photo", "a.jpg", b"JPEG", sha="5ha"),))
    await asyncio.gather(*(telegram.send(f"{number}", photo, reply=False) for number in range(5)))
    calls = server.to("sendPhoto")
    assert [len(call.files) for call in calls] == [1, 0, 0, 0, 0]
    assert {call.values["photo"] for call in calls[1:]} == {"large"}
    server.will("sendPhoto", refusal(400, "Bad Request: wrong file identifier/HTTP URL specified"), taken)
    await telegram.send("9", photo, reply=False)
    assert [len(call.files) for call in server.to("sendPhoto")[5:]] == [0, 1]
    paper = Outgoing("", uploads=(Upload("document", "a.docx", b"PK"),))
    for number in ("1", "2"):
        await telegram.send(number, paper, reply=False)
    assert [len(call.files) for call in server.to("sendDocument")] == [1, 1]
