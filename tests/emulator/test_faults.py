"""Trouble on demand, and the pace."""

import asyncio

import pytest
from telegram.error import BadRequest, NetworkError, TimedOut

from bot.emulator import TelegramRefused
from bot.emulator.faults import RateLimit

LAN, MINH = 11, 12


async def test_a_429_names_its_seconds_and_passes(emulator, ask):
    emulator.fail(429, retry_after=7, method="sendMessage", chat=LAN)
    emulator.open_link(MINH)
    assert (await ask("sendMessage", chat_id=MINH, text="không vướng"))[0] == 200
    status, body = await ask("sendMessage", chat_id=LAN, text="x")
    assert (status, body["parameters"]) == (429, {"retry_after": 7})
    assert body["description"] == "Too Many Requests: retry after 7"
    assert (await ask("sendMessage", chat_id=LAN, text="x"))[0] == 200
    assert len(emulator.chat(LAN).said) == 1


@pytest.mark.parametrize(("code", "words"), [(500, "Internal Server Error"), (502, "Bad Gateway")])
async def test_server_errors_come_as_often_as_asked(emulator, bot, code, words):
    emulator.fail(code, times=2)
    for _ in range(2):
        with pytest.raises(NetworkError, match=words):
            await bot.send_message(LAN, "x")
    await bot.send_message(LAN, "x")


async def test_a_poll_does_not_use_up_a_fault_for_any_method(emulator, bot):
    emulator.fail(500)
    await bot.get_updates()
    with pytest.raises(NetworkError):
        await bot.get_me()


async def test_a_dropped_answer_leaves_the_message_taken(emulator, bot):
    emulator.drop(method="sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(LAN, "có đến không?")
    assert [shown.text for shown in emulator.chat(LAN).said] == ["có đến không?"]


async def test_a_connection_cut_before_takes_nothing(emulator, bot):
    emulator.drop(method="sendMessage", taken=False)
    with pytest.raises(NetworkError):
        await bot.send_message(LAN, "x")
    assert emulator.chat(LAN).said == []


async def test_a_slow_answer_times_out_after_the_taking(emulator, bot):
    emulator.slow(2, method="sendMessage")
    with pytest.raises(TimedOut):
        await bot.send_message(LAN, "chậm", read_timeout=0.1)
    assert len(emulator.chat(LAN).said) == 1


async def test_an_outage_lasts_until_it_is_cleared(emulator, bot):
    emulator.outage()
    for call in (bot.get_me, bot.get_updates, bot.get_me):
        with pytest.raises(NetworkError):
            await call()
    emulator.clear_faults()
    await bot.get_me()


async def test_downloads_can_fail_too(emulator, bot):
    emulator.send_document(LAN, "a.txt", b"abc")
    [update] = await bot.get_updates()
    file = await update.message.document.get_file()
    emulator.fail(502, method="download")
    with pytest.raises(NetworkError):
        await file.download_as_bytearray()
    assert await file.download_as_bytearray() == b"abc"


async def test_the_strict_pace_counts_album_messages(emulator, ask, picture):
    emulator.keep_pace(limit=3, penalty=2)
    album = [{"type": "photo", "media": "attach://a"}] * 2
    statuses = [
        (await ask("sendMessage", chat_id=LAN, text="x"))[0],
        (await ask("sendChatAction", chat_id=LAN, action="typing"))[0],
        (await ask("sendMessage", chat_id=LAN, text="x"))[0],
        (await ask("sendMediaGroup", chat_id=LAN, media=album, a=picture()))[0],
        (await ask("sendMessage", chat_id=LAN, text="x"))[0],
        (await ask("getMe"))[0],
    ]
    assert statuses == [200, 200, 200, 429, 429, 200]


def refused(pace: RateLimit, chat: int, moment: float) -> int:
    """The seconds to wait, 0 where the message is taken."""
    try:
        pace.admit(chat, 1, lambda: moment)
    except TelegramRefused as refusal:
        return refusal.retry_after
    return 0


def test_thirty_in_any_second_pass_and_the_next_is_refused_for_a_while():
    pace = RateLimit(30, 3)
    assert not any(refused(pace, chat, 10 + chat / 40) for chat in range(30))
    assert refused(pace, 99, 10.9) == 3
    assert refused(pace, 99, 13.8) == 1
    assert refused(pace, 99, 13.91) == 0


def test_the_second_that_counts_goes_along():
    pace = RateLimit(2, 3)
    assert [refused(pace, 1, moment) for moment in (10.0, 10.9, 11.0, 11.5)] == [0, 0, 0, 3]


def test_one_chat_takes_a_short_burst_and_then_one_a_second():
    pace = RateLimit(per_chat=True)
    assert [refused(pace, 1, 10.0) for _ in range(7)] == [0, 0, 0, 0, 0, 1, 1]
    assert refused(pace, 2, 10.0) == 0
    assert [refused(pace, 1, moment) for moment in (11.0, 11.5, 12.0)] == [0, 1, 0]


async def test_waiting_for_what_does_not_come_says_what_was_said(emulator, bot):
    await bot.send_message(LAN, "điều khác")
    with pytest.raises(TimeoutError, match="điều khác"):
        await emulator.wait_for(LAN, lambda chat: len(chat.said) > 1, within=0.05)


async def test_unknown_people_and_buttons_are_lookup_errors(emulator, bot):
    sent = await bot.send_message(LAN, "x")
    for wrong in (
        lambda: emulator.say(999, "x"),
        lambda: emulator.press(LAN, sent.message_id, "Có"),
        lambda: emulator.press(LAN, 999, "Có"),
        lambda: emulator.file("none"),
    ):
        with pytest.raises(LookupError):
            wrong()
    await asyncio.sleep(0)
    with pytest.raises(BadRequest):
        await bot.edit_message_text("x", LAN, 999)
