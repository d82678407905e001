"""The channel and the emulator, each written without the other, understand each other."""

import asyncio
import contextlib
import io
from datetime import UTC, datetime

import pytest
from PIL import Image
from zalo_kit import one_by_one

from bot.channels.telegram import Telegram
from bot.clock import MovableClock
from bot.emulator import Emulator
from bot.messages import Blocked, Button, Channel, Kind, Outgoing, Unclear, Upload

TOKEN = "4242:test-token"
LAN = 11


@pytest.fixture
async def emulator():
    emulator = Emulator(TOKEN, "du_gio_bot", MovableClock(datetime(2026, 10, 26, 7, 0, tzinfo=UTC)))
    emulator.add_person(LAN, "Nguyễn Thị Lan", started=True)
    yield emulator
    await emulator.stop()


@pytest.fixture
async def channel(emulator):
    base = f"http://127.0.0.1:{await emulator.start()}"
    telegram: Channel = Telegram(TOKEN, base, commands=[("lich", "Lịch sinh hoạt")], pause=0.02)
    await telegram.start()
    yield telegram
    await telegram.close()


def picture():
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(buffer, "JPEG")
    return buffer.getvalue()


@contextlib.asynccontextmanager
async def answering(channel, answer):
    task = asyncio.ensure_future(channel.listen(one_by_one(answer)))
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def test_a_menu_is_offered_pressed_and_replaced(emulator, channel):
    async def answer(incoming):
        if incoming.kind is Kind.PRESS:
            await channel.seen(incoming.press)
            assert await channel.edit(incoming.address, incoming.message, Outgoing("Đã ghi."))
        else:
            await channel.send(incoming.address, Outgoing("Có mặt không?", ((Button("Có", "yes:1"),),)), reply=True)

    async with answering(channel, answer):
        emulator.say(LAN, "/diemdanh")
        asked = (await emulator.wait_for(LAN, lambda chat: chat.said)).said[-1]
        emulator.press(LAN, asked.id, "Có")
        chat = await emulator.wait_for(LAN, lambda chat: chat.said[-1].text == "Đã ghi.")
    assert chat.said[-1].id == asked.id
    assert chat.said[-1].labels == []


async def test_an_album_and_a_file_come_with_their_bytes(emulator, channel):
    heard, done = [], asyncio.Event()

    async def answer(incoming):
        heard.append((incoming, await channel.download(incoming.file, limit=1_000_000)))
        if len(heard) == 4:
            done.set()

    async with answering(channel, answer):
        emulator.send_album(LAN, [picture()] * 3, "Tiết dạy")
        emulator.send_document(LAN, "kế hoạch.docx", b"PK")
        await asyncio.wait_for(done.wait(), 5)
    assert [incoming.kind for incoming, _ in heard] == [Kind.PHOTO] * 3 + [Kind.FILE]
    assert len({incoming.album for incoming, _ in heard[:3]}) == 1
    assert (heard[3][0].file.name, heard[3][1]) == ("kế hoạch.docx", b"PK")


async def test_pictures_papers_and_a_caption_to_edit_arrive(emulator, channel):
    uploads = (Upload("photo", "a.jpg", picture()), Upload("photo", "b.jpg", picture()))
    await channel.send(f"{LAN}", Outgoing("Hai ảnh", uploads=uploads), reply=True)
    paper = await channel.send(
        f"{LAN}", Outgoing("Biên bản", uploads=(Upload("document", "biên bản.docx", b"PK"),)), reply=True
    )
    assert await channel.edit(f"{LAN}", paper, Outgoing("Biên bản mới"))
    said = emulator.chat(LAN).said
    assert [message.text for message in said] == ["", "", "Hai ảnh", "Biên bản mới"]
    assert said[3].file.name == "biên bản.docx"


async def test_a_bulk_keeps_the_strict_pace_and_an_answer_does_not_wait_for_it(emulator, channel):
    emulator.keep_pace(30, 3)
    for number in range(100, 190):
        emulator.add_person(number, "Trần Văn Minh", started=True)
    async with asyncio.TaskGroup() as sends:
        for number in range(100, 190):
            sends.create_task(channel.send(f"{number}", Outgoing("Thông báo"), reply=False))
        await asyncio.sleep(0.2)
        await channel.send(f"{LAN}", Outgoing("Trả lời"), reply=True)
        before = len(emulator.calls("sendMessage"))
    # Of three seconds' worth of messages at most those of the first two have left before the answer.
    assert before <= 61
    assert [call.status for call in emulator.calls("sendMessage")] == [200] * 91


async def test_a_cut_answer_is_unclear_and_a_blocked_person_is_blocked(emulator, channel):
    emulator.drop(method="sendMessage", taken=True)
    with pytest.raises(Unclear):
        await channel.send(f"{LAN}", Outgoing("a"), reply=True)
    emulator.block(LAN)
    with pytest.raises(Blocked):
        await channel.send(f"{LAN}", Outgoing("b"), reply=True)
    assert len(emulator.calls("sendMessage")) == 2
