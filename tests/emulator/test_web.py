"""The control interface over HTTP, and what keeps it and the page to this machine."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bot.emulator import Emulator, Landmark

LAN, MINH = 11, 12


class Demo:
    """Time that moves the clock and nothing else, in one of two worlds."""

    world = "here"

    def __init__(self, clock) -> None:
        self.clock = clock

    def now(self) -> datetime:
        return self.clock.now()

    async def moments(self):
        return [Landmark("Một ngày trước buổi 1", datetime(2023, 10, 25, 7, tzinfo=UTC))]

    async def move_to(self, at: datetime) -> None:
        self.clock.move_to(at)

    def worlds(self):
        return (("here", "Hoa Ban"), ("there", "Hoa Mai"))

    async def open(self, world: str) -> str:
        if world != "there":
            raise LookupError(world)
        return "http://127.0.0.1:2/"


@pytest.fixture
async def web(base):
    """A browser's requests to the control interface: the status and the body."""

    async def ask(path: str, body=None, *, method: str | None = None, **options):
        verb = method or ("GET" if body is None else "POST")
        options |= {"data": body} if isinstance(body, aiohttp.FormData) else {"json": body}
        async with session.request(verb, f"{base}{path}", **options) as response:
            text = await response.text()
            return response.status, json.loads(text) if text.startswith(("{", "[")) else text

    async with aiohttp.ClientSession() as session:
        yield ask


async def test_people_talk_and_press_over_http(emulator, bot, web):
    await web(f"/control/people/{MINH}/say", {"text": "/start A1"})
    markup = {"inline_keyboard": [[{"text": "Có", "callback_data": "yes"}]]}
    sent = await bot.send_message(MINH, "Dự không?", reply_markup=markup)
    for how in ({"label": "Có"}, {"at": [0, 0]}, {"data": "forged"}):
        assert (await web(f"/control/people/{MINH}/press", {"message": sent.message_id} | how))[0] == 200
    queries = [update.callback_query.data for update in await bot.get_updates() if update.callback_query]
    assert queries == ["yes", "yes", "forged"]
    _, chat = await web(f"/control/people/{MINH}/chat")
    assert [message["text"] for message in chat["messages"]] == ["/start A1", "Dự không?"]
    assert chat["messages"][1]["buttons"][0][0]["waiting"]


async def test_forms_carry_photos_and_files(emulator, bot, web, picture):
    for count in (1, 3):
        form = aiohttp.FormData({"caption": "Minh chứng"})
        for number in range(count):
            form.add_field("file", picture(), filename=f"{number}.jpg")
        _, sent = await web(f"/control/people/{LAN}/photos", form)
        assert len(sent["messages"]) == count
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("file", b"x", filename="kế hoạch.docx")
    await web(f"/control/people/{LAN}/documents", form)
    messages = [update.message for update in await bot.get_updates()]
    assert [bool(message.media_group_id) for message in messages] == [False, True, True, True, False]
    assert messages[-1].document.file_name == "kế hoạch.docx"
    assert (await web(f"/control/people/{LAN}/photos", aiohttp.FormData({"caption": "không ảnh"})))[0] == 400


async def test_the_list_shows_who_waits_to_be_read(bot, web):
    await bot.send_message(LAN, "x")
    await bot.set_my_commands([("lich", "Lịch")])
    _, state = await web("/control/state")
    lan, minh = state["people"]
    assert (lan["name"], lan["about"], lan["unread"], lan["newcomer"]) == ("Nguyễn Thị Lan", "giáo viên", 1, False)
    assert (minh["unread"], minh["newcomer"]) == (0, True)
    assert state["commands"] == [{"command": "lich", "description": "Lịch"}]
    await web(f"/control/people/{LAN}/read", {})
    assert (await web("/control/state"))[1]["people"][0]["unread"] == 0


async def test_a_newcomer_can_be_added(emulator, web):
    _, added = await web("/control/people", {"name": "Hồ Văn Sơn"})
    assert emulator.person(added["id"]).name == "Hồ Văn Sơn"


async def test_stickers_places_and_blocks_go_over_http(bot, web):
    await web(f"/control/people/{LAN}/sticker", {})
    await web(f"/control/people/{LAN}/location", {"latitude": 16.05, "longitude": 108.2})
    await web(f"/control/people/{LAN}/block", {})
    await web(f"/control/people/{LAN}/unblock", {})
    sticker, place, blocked, back = await bot.get_updates()
    assert sticker.message.sticker.width == 512
    assert place.message.location.longitude == 108.2
    assert (blocked.my_chat_member.new_chat_member.status, back.my_chat_member.new_chat_member.status) == (
        "kicked",
        "member",
    )


async def test_trouble_can_be_ordered_and_calls_read_over_http(emulator, ask, web):
    await web("/control/faults", {"method": "sendMessage", "code": 429, "retry_after": 5})
    await web("/control/pace", {"limit": 1})
    await web("/control/twice", {"updates": 1})
    assert [(await ask("sendMessage", chat_id=LAN, text="x"))[0] for _ in range(3)] == [429, 200, 429]
    await web("/control/faults", method="DELETE")
    assert (await ask("sendMessage", chat_id=LAN, text="x"))[0] == 200
    _, calls = await web("/control/calls?method=sendMessage&chat=11")
    assert [call["status"] for call in calls] == [429, 200, 429, 200]


async def test_the_stream_tells_whose_chat_changed(emulator, base):
    async with aiohttp.ClientSession() as session, session.get(f"{base}/control/events") as stream:
        assert await stream.content.readline() == b": open\n"
        emulator.say(LAN, "chào")
        await stream.content.readline()
        assert await stream.content.readline() == b"data: %d\n" % LAN


async def test_an_open_stream_does_not_hold_up_the_stop(emulator, base):
    emulator._runner._shutdown_timeout = 60
    async with aiohttp.ClientSession() as session, session.get(f"{base}/control/events") as stream:
        await stream.content.readline()
        async with asyncio.timeout(20):
            await emulator.stop()


async def test_without_a_demo_time_stands_aside(web):
    assert (await web("/control/time"))[1] == {"now": None, "moments": []}
    assert (await web("/control/time", {"hours": 1}))[0] == 404


async def test_a_demo_moves_time(clock):
    emulator = Emulator("1:x", "du_gio_bot", clock, Demo(clock))
    base = f"http://127.0.0.1:{await emulator.start()}"
    start = clock.now()
    try:
        async with aiohttp.ClientSession(base) as session:
            async with session.post("/control/time", json={"hours": 24}) as response:
                assert datetime.fromisoformat((await response.json())["now"]) == start + timedelta(days=1)
            async with session.get("/control/time") as response:
                [moment] = (await response.json())["moments"]
            await session.post("/control/time", json={"at": moment["at"]})
    finally:
        await emulator.stop()
    assert (moment["label"], clock.now()) == ("Một ngày trước buổi 1", datetime(2023, 10, 25, 7, tzinfo=UTC))


async def test_a_demo_leads_to_its_other_world(clock, web):
    assert (await web("/control/worlds"))[1] == {"here": "", "worlds": []}
    assert (await web("/control/worlds", {"world": "there"}))[0] == 404
    emulator = Emulator("1:x", "du_gio_bot", clock, Demo(clock))
    base = f"http://127.0.0.1:{await emulator.start()}"
    try:
        async with aiohttp.ClientSession(base) as session:
            async with session.get("/control/worlds") as response:
                named = await response.json()
            async with session.post("/control/worlds", json={"world": "there"}) as response:
                led = await response.json()
            async with session.post("/control/worlds", json={"world": "nowhere"}) as response:
                assert response.status == 404
    finally:
        await emulator.stop()
    worlds = [{"key": "here", "name": "Hoa Ban"}, {"key": "there", "name": "Hoa Mai"}]
    assert (named, led) == ({"here": "here", "worlds": worlds}, {"address": "http://127.0.0.1:2/"})


async def test_files_of_people_are_saved_not_opened(emulator, bot, base, picture):
    emulator.send_document(LAN, "trang.html", b"<script>", mime="text/html")
    emulator.send_photo(LAN, picture())
    page, photo = [message.file.id for message in emulator.chat(LAN).messages]
    async with aiohttp.ClientSession(base) as session:
        async with session.get(f"/control/files/{page}") as response:
            assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''trang.html"
            assert response.content_type == "application/octet-stream"
        async with session.get(f"/control/files/{photo}") as response:
            assert response.content_type == "image/jpeg"
            assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/page/app.js", "/control/state", "/control/people/11/chat"])
@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}])
async def test_other_names_and_other_pages_are_turned_away(web, path, headers):
    assert (await web(path, headers=headers))[0] == 403
    assert (await web(path))[0] == 200


async def test_the_page_may_load_nothing_from_elsewhere(base):
    async with aiohttp.ClientSession(base) as session, session.get("/") as response:
        assert response.headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert "://" not in (await response.text()).replace("http://www.w3.org", "")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/control/people/999/chat", None, 404),
        ("/control/people/999/say", {"text": "x"}, 404),
        ("/control/people/11/press", {"message": 5, "label": "Có"}, 404),
        ("/control/files/none", None, 404),
        ("/page/secret", None, 404),
        ("/control/pace", {"speed": 1}, 400),
        ("/control/time", {"hours": 1}, 404),
    ],
)
async def test_unknown_things_are_told_apart_from_wrong_ones(web, path, body, status):
    assert (await web(path, body))[0] == status
