"""The Zalo side of the page and of the control interface over HTTP."""

import json

import aiohttp
import pytest

LAN, MINH, SON = 11, 12, 77


@pytest.fixture
async def ask(base, emulator):
    """A browser's requests to the control interface: the status and the body. Lan is on both channels."""
    emulator.zalo.add_person(LAN)

    async def send(path, body=None, *, method=None, **options):
        verb = method or ("GET" if body is None else "POST")
        options |= {"data": body} if isinstance(body, aiohttp.FormData) else {"json": body}
        async with session.request(verb, f"{base}/control/{path}", **options) as response:
            text = await response.text()
            return response.status, json.loads(text) if text.startswith(("{", "[")) else text

    async with aiohttp.ClientSession() as session:
        yield send


async def names(zalo):
    return [event["event_name"].split(".")[1] for event in zalo.events.pending]


async def test_the_list_shows_who_is_where_and_what_is_unread_there(ask, emulator):
    emulator.zalo.add_person(SON, "Hồ Văn Sơn", "hiệu trưởng")
    emulator.zalo.show(LAN, "Chào cô")
    _, state = await ask("state")
    lan, minh, son = state["people"]
    assert (lan["name"], lan["telegram"], lan["unread"], lan["zalo"]) == ("Nguyễn Thị Lan", True, 0, {"unread": 1})
    assert (minh["telegram"], minh["zalo"]) == (True, None)
    assert (son["name"], son["about"], son["telegram"], son["unread"]) == ("Hồ Văn Sơn", "hiệu trưởng", False, 0)
    await ask(f"people/{LAN}/zalo/read", {})
    assert (await ask("state"))[1]["people"][0]["zalo"] == {"unread": 0}


async def test_a_newcomer_is_on_both_once_zalo_is_in_use(ask, emulator):
    _, added = await ask("people", {"name": "Hồ Văn Sơn"})
    assert emulator.zalo.person(added["id"]).name == "Hồ Văn Sơn"


async def test_people_do_everything_over_http(ask, emulator, picture):
    await ask(f"people/{LAN}/zalo/say", {"text": "chào"})
    form = aiohttp.FormData({"caption": "Minh chứng"})
    for number in range(2):
        form.add_field("file", picture(), filename=f"{number}.jpg")
    _, sent = await ask(f"people/{LAN}/zalo/photos", form)
    assert len(sent["messages"]) == 2
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("file", b"x", filename="kế hoạch.docx")
    await ask(f"people/{LAN}/zalo/documents", form)
    await ask(f"people/{LAN}/zalo/sticker", {})
    await ask(f"people/{LAN}/zalo/unsupported", {"bare": True})
    assert await names(emulator.zalo) == ["text", "image", "image", "unsupported", "sticker", "unsupported"]
    pending = list(emulator.zalo.events.pending)
    assert [event["message"].get("caption") for event in pending[1:3]] == ["Minh chứng", None]
    assert "message" not in pending[-1]
    _, chat = await ask(f"people/{LAN}/zalo/chat")
    assert [message["text"] for message in chat["messages"]] == [
        "chào", "Minh chứng", "", "[Tệp] kế hoạch.docx", "[Nhãn dán]", "[Vị trí]",
    ]  # fmt: skip
    assert chat["messages"][1]["file"]["kind"] == "photo"


async def test_oddities_and_trouble_are_ordered_over_http(ask, emulator):
    zalo = emulator.zalo
    await ask("zalo/odd", {"flat": True, "photo_field": "photo", "statuses": True, "listed": True, "twice": 1})
    assert (zalo.events.flat, zalo.photo_field, zalo.statuses, zalo.events.listed) == (True, "photo", True, True)
    await ask(f"people/{LAN}/zalo/say", {"text": "chào"})
    await ask("zalo/events", {"event_name": "follow"})
    assert [event["event_name"] for event in zalo.events.pending] == ["message.text.received"] * 2 + ["follow"]
    await ask("zalo/faults", {"method": "getMe", "code": 429})
    await ask("zalo/pace", {"limit": 1})
    async with aiohttp.ClientSession() as session:
        codes = []
        for _ in range(2):
            async with session.post(f"{zalo.base}/bot2042:demo/getMe") as response:
                codes.append(response.status)
    assert codes == [429, 200]
    assert zalo.faults.pace
    await ask("zalo/faults", method="DELETE")
    assert not zalo.faults.pace
    _, calls = await ask("zalo/calls?method=getMe")
    assert [call["status"] for call in calls] == [429, 200]


async def test_accounts_are_added_over_http(ask, emulator):
    _, added = await ask("zalo/people", {"id": MINH})
    assert emulator.zalo.person(MINH).address == added["address"]
    assert emulator.zalo.person(MINH).name == "Trần Văn Minh"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (f"people/{MINH}/zalo/chat", None, 404),
        (f"people/{MINH}/zalo/say", {"text": "x"}, 404),
        ("zalo/odd", {"colour": "blue"}, 400),
        (f"people/{LAN}/zalo/photos", aiohttp.FormData({"caption": "không ảnh"}), 400),
    ],
)
async def test_unknown_things_are_told_apart_from_wrong_ones(ask, path, body, status):
    assert (await ask(path, body))[0] == status


async def test_other_pages_are_turned_away(ask):
    assert (await ask("zalo/calls", headers={"Origin": "http://evil.example"}))[0] == 403
