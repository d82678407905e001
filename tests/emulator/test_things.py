"""What people do beside typing: replying, changing, passing on, sending what is no text, writing in groups."""

import json
from datetime import timedelta

import pytest

from bot.channels.telegram_updates import KINDS, read
from bot.messages import Incoming, Kind, PassedOver

LAN, GROUP = 11, -77


async def heard(emulator, ask) -> list[Incoming]:
    """Return what our channel reads of what has come; what it passes over is left out."""
    _, body = await ask("getUpdates", allowed_updates=[*KINDS], timeout=0)
    found = []
    for update in body["result"]:
        try:
            found.append(read(update))
        except PassedOver:
            continue
    if body["result"]:
        await ask("getUpdates", offset=body["result"][-1]["update_id"] + 1, timeout=0)
    return found


async def test_a_reply_names_the_message_it_is_to(emulator, ask, bot):
    sent = await bot.send_message(LAN, "Mời thầy/cô")
    emulator.say(LAN, "em đi", reply_to=sent.message_id)
    [said] = await heard(emulator, ask)
    assert (said.text, said.answers) == ("em đi", str(sent.message_id))
    assert emulator.chat(LAN).messages[-1].quoted == "Mời thầy/cô"
    with pytest.raises(LookupError):
        emulator.say(LAN, "x", reply_to=999)


async def test_an_edit_is_an_update_of_its_own(emulator, ask, clock):
    number = emulator.say(LAN, "lihc")
    emulator.edit(LAN, number, "lịch")
    first, second = await heard(emulator, ask)
    assert (first.text, first.edited, first.sent) == ("lihc", False, str(number))
    assert (second.text, second.edited, second.sent) == ("lịch", True, str(number))
    assert emulator.chat(LAN).messages[-1].edits == 1
    clock.move_by(timedelta(hours=49))
    with pytest.raises(LookupError):
        emulator.edit(LAN, number, "quá muộn")


async def test_an_edit_that_was_not_asked_for_is_not_told(emulator, ask):
    await ask("getUpdates", allowed_updates=["message"], timeout=0)
    emulator.edit(LAN, emulator.say(LAN, "a"), "b")
    _, body = await ask("getUpdates", allowed_updates=["message"], timeout=0)
    assert len(body["result"]) == 1


async def test_a_film_and_a_picture_sent_as_a_file_are_files(emulator, ask, picture):
    emulator.send_video(LAN, b"film", caption="Tiết dạy")
    emulator.send_document(LAN, "anh.jpg", picture(), mime="image/jpeg")
    film, shot = await heard(emulator, ask)
    assert (film.kind, film.text, film.file.name, film.file.size) == (Kind.FILE, "Tiết dạy", "video.mp4", 4)
    assert (shot.kind, shot.file.name) == (Kind.FILE, "anh.jpg")


async def test_all_the_rest_says_what_it_is(emulator, ask):
    emulator.send_voice(LAN)
    emulator.send_contact(LAN, "+84912345678", "Lò Văn Minh")
    emulator.send_location(LAN, 21.4, 103.0)
    emulator.send_poll(LAN, "Thứ mấy?", ("Hai", "Ba"))
    emulator.send_sticker(LAN, "👍")
    found = await heard(emulator, ask)
    assert [one.what for one in found] == ["voice", "contact", "location", "poll", "sticker"]
    assert {one.kind for one in found} == {Kind.OTHER}
    assert found[-1].emoji == "👍"
    assert "912345678" not in str(found)


async def test_what_is_passed_on_reads_as_it_did(emulator, ask, bot):
    sent = await bot.send_message(LAN, "Kính mời: k1-aaa")
    emulator.forward(LAN, sent.message_id)
    [said] = await heard(emulator, ask)
    assert (said.text, said.answers) == ("Kính mời: k1-aaa", "")


async def test_a_group_is_heard_only_where_it_speaks_to_the_bot_and_gets_no_answer(emulator, ask):
    emulator.add_group(GROUP, "Tổ 4", by=LAN)
    emulator.say_in_group(LAN, GROUP, "hôm nay họp mấy giờ")
    emulator.say_in_group(LAN, GROUP, "@du_gio_bot lịch")
    emulator.say_in_group(LAN, GROUP, "/lich@du_gio_bot")
    _, body = await ask("getUpdates", allowed_updates=[*KINDS], timeout=0)
    assert [next(kind for kind in update if kind != "update_id") for update in body["result"]] == [
        "my_chat_member",
        "message",
        "message",
    ]
    assert await heard(emulator, ask) == []
    assert emulator.in_group(GROUP) == []


KEYBOARDS = [(101, "x", 200), (100, "x", 0), (90, "ệ" * 60, 200), (1, "x" * 10_300, 200)]


@pytest.mark.parametrize(("number", "label", "refused"), KEYBOARDS, ids=range(len(KEYBOARDS)))
async def test_a_keyboard_has_bounds(ask, number, label, refused):
    rows = [[{"text": label, "callback_data": f"b:{place}"}] for place in range(number)]
    status, body = await ask(
        "sendMessage", chat_id=LAN, text="Chọn:", reply_markup=json.dumps({"inline_keyboard": rows})
    )
    assert (status == 200) is (refused == 0)
    assert status == 200 or body["description"] == "Bad Request: reply markup is too long"
