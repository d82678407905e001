"""The channel and the emulated Zalo understand each other, by polling and by the webhook."""

import asyncio
from datetime import UTC, datetime

import pytest
from aiohttp import web
from odd_server import serving
from zalo_kit import channel_to, listening, one_by_one, picture, until

from bot.clock import MovableClock
from bot.emulator import Emulator
from bot.messages import Button, Channel, Kind, NotTaken, Outgoing, RetryLater, Unclear, Upload

TOKEN = "2042:zalo-test"
SECRET = "the-webhook's-secret"
LAN = 11


@pytest.fixture
async def emulator():
    clock = MovableClock(datetime(2026, 10, 26, 7, 0, tzinfo=UTC))
    emulator = Emulator("4242:test-token", "du_gio_bot", clock, zalo_token=TOKEN)
    emulator.add_person(LAN, "Nguyễn Thị Lan", started=True)
    emulator.zalo.add_person(LAN)
    await emulator.start()
    yield emulator
    await emulator.stop()


@pytest.fixture
async def zalo(emulator):
    return emulator.zalo


@pytest.fixture
async def lan(zalo):
    return zalo.person(LAN).address


@pytest.fixture
async def channel(zalo):
    async with channel_to(zalo.base, TOKEN) as channel:
        port: Channel = channel
        yield port


class Answering:
    """Answers everything with a menu and keeps what it heard, with the bytes of what came along."""

    def __init__(self, channel):
        self.channel = channel
        self.heard = []

    async def __call__(self, incoming):
        content = await self.channel.download(incoming.file, limit=1_000_000) if incoming.file else b""
        self.heard.append((incoming, content))
        menu = ((Button("Có", "yes:1"), Button("Không", "no:1")),)
        await self.channel.send(incoming.address, Outgoing(f"Nghe: {incoming.text}", menu), reply=True)

    @property
    def kinds(self):
        return [incoming.kind for incoming, _ in self.heard]


async def test_a_person_reads_a_numbered_menu_and_answers(zalo, channel):
    answer = Answering(channel)
    async with listening(channel, one_by_one(answer)):
        zalo.say(LAN, "/diemdanh")
        chat = await zalo.wait_for(LAN, lambda chat: chat.said)
        assert chat.last.text == "Nghe: /diemdanh\n\n1. Có\n2. Không"
        zalo.say(LAN, "1")
        await zalo.wait_for(LAN, lambda chat: len(chat.said) == 2)
    assert [incoming.text for incoming, _ in answer.heard] == ["/diemdanh", "1"]


@pytest.mark.parametrize("field", ["photo", "photo_url"])
async def test_photos_come_with_their_bytes_and_the_rest_as_other(zalo, channel, field):
    zalo.photo_field = field
    answer, photo = Answering(channel), picture()
    async with listening(channel, one_by_one(answer)):
        zalo.send_image(LAN, photo, "Tiết dạy")
        zalo.send_sticker(LAN)
        zalo.send_unsupported(LAN)
        zalo.send_unsupported(LAN, bare=True)
        zalo.say(LAN, "xong")
        await zalo.wait_for(LAN, lambda chat: chat.said and "xong" in chat.last.text)
    assert answer.kinds == [Kind.PHOTO, Kind.OTHER, Kind.OTHER, Kind.TEXT]
    assert (answer.heard[0][0].text, answer.heard[0][1]) == ("Tiết dạy", photo)
    assert channel.passed_over == {"no chat": 1}


async def test_doubled_and_listed_events_are_handed_over_as_they_come(zalo, channel):
    """That each is answered once is for the inbox and the record of updates to see to."""
    answer = Answering(channel)
    zalo.deliver_twice(2)
    zalo.events.listed = True
    async with listening(channel, one_by_one(answer)):
        zalo.say(LAN, "một")
        zalo.say(LAN, "hai")
        await until(lambda: len(answer.heard) == 4)
    assert [incoming.text for incoming, _ in answer.heard] == ["một", "một", "hai", "hai"]
    assert len({incoming.event_id for incoming, _ in answer.heard}) == 2


async def test_pictures_arrive_and_papers_are_links(zalo, channel, lan):
    counts, shelf = [], {"a.jpg": picture(), "b.jpg": picture("plum")}
    fetched = []

    async def shelve(request):
        fetched.append(request.match_info["name"])
        return web.Response(body=shelf[request.match_info["name"]])

    async def counted(messages):
        counts.append(messages)

    async with serving(web.get("/t/{name}", shelve)) as base:

        async def publish(upload):
            return f"{base}/t/{upload.name}"

        channel.publish, channel.counted = publish, counted
        uploads = [Upload("photo", name, content) for name, content in shelf.items()]
        await channel.send(
            lan, Outgoing("Hai ảnh", uploads=(*uploads, Upload("document", "a.docx", b"PK"))), reply=True
        )
        await channel.send(lan, Outgoing("Một ảnh", uploads=(uploads[0],)), reply=True)
    said = zalo.chat(LAN).said
    assert [message.text for message in said] == ["", "", f"Hai ảnh\n\nWord: {base}/t/a.docx", "Một ảnh"]
    assert [bool(message.file) for message in said] == [True, True, False, True]
    assert fetched == ["a.jpg"] * 2 + ["b.jpg"] * 2 + ["a.jpg"] * 2  # the platform looks more than once
    assert counts == [1] * 4
    assert [entity["type"] for entity in said[2].entities] == ["url"]


@pytest.mark.parametrize("statuses", [False, True])
async def test_every_trouble_is_told_apart(zalo, channel, lan, statuses):
    zalo.statuses = statuses
    channel._api.read_seconds = 0.1
    for order, error in (
        (lambda: zalo.fail(400), NotTaken),
        (lambda: zalo.fail(403), Unclear),
        (zalo.drop, Unclear),
        (zalo.silence, Unclear),
        (lambda: zalo.fail(429), RetryLater),
    ):
        order()
        with pytest.raises(error):
            await channel.send(lan, Outgoing("x"), reply=False)
    with pytest.raises(NotTaken):
        await channel.send("nobody", Outgoing("x"), reply=True)
    assert len(zalo.calls("sendMessage", LAN)) == 5
    assert [message.text for message in zalo.chat(LAN).said] == ["x", "x"]  # the dropped and the silent one were taken


async def test_a_slow_platform_and_an_outage_end_well(zalo, channel, lan):
    zalo.slow(0.2)
    await channel.send(lan, Outgoing("chậm"), reply=True)
    answer = Answering(channel)
    zalo.outage()
    async with listening(channel, one_by_one(answer)):
        zalo.say(LAN, "chào")
        await asyncio.sleep(0.3)
        assert answer.heard == []
        zalo.clear_faults()
        await zalo.wait_for(LAN, lambda chat: len(chat.said) == 2)


@pytest.mark.parametrize("flat", [False, True])
async def test_the_webhook_brings_everything_once_and_again_where_it_failed(zalo, flat):
    zalo.events.flat, zalo.events.pause = flat, 0.02
    failing, known = [3], set()

    async def handle(incoming):
        if incoming.event_id in known:
            return
        if incoming.text == "hai" and failing[0]:
            failing[0] -= 1
            raise RuntimeError
        known.add(incoming.event_id)
        await answer(incoming)

    async def receive(request):
        return await channel.receive(request, one_by_one(handle))

    async with (
        serving(web.post("/zalo", receive)) as base,
        channel_to(zalo.base, TOKEN, webhook=f"{base}/zalo", secret=SECRET, pause=0.01) as channel,
    ):
        answer = Answering(channel)
        zalo.deliver_twice()
        for text in ("một", "hai", "ba"):
            zalo.say(LAN, text)
        zalo.send_raw({"event_name": "message.reaction.received"})
        await zalo.wait_for(LAN, lambda chat: len(chat.said) == 3)
        await until(lambda: channel.passed_over["kind"])
    assert [incoming.text for incoming, _ in answer.heard] == ["một", "hai", "ba"]
    assert zalo.events.given_up == 0
    async with channel_to(zalo.base, TOKEN):
        assert zalo.events.url == ""
