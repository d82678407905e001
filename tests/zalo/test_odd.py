"""Odd payloads and troubles of the platform, through the whole service: what stands in the tables afterwards."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy import select

from bot.domain.models import Evidence, Outbox, OutboxState, Received, Role, Seat, SeatState
from bot.preparing import NOT_FETCHED
from handlers.sayings.other_things import ANSWERS
from tests.talk import World, photo
from tests.zalo.kit import PATIENCE, House, Phone, say, until


@pytest.fixture
async def lan(house: House, world: World) -> Phone:
    """A teacher with a seat at a meeting that is going on."""
    lan = await world.has("Vàng Thị Lan")
    await house.meeting(world.meeting, starts=-timedelta(hours=1), ends=timedelta(hours=1))
    await house.seats(lan, world.meeting)
    return lan


@pytest.fixture(params=["webhook", "polling"])
async def either(request: pytest.FixtureRequest, house: House, lan: Phone) -> House:
    """The service by either way in."""
    if request.param == "polling":
        house.webhook = False
        await house.restart()
    return house


def stored(house: House) -> list[Path]:
    """Return every file that is stored."""
    return [path for path in house.settings.media_dir.glob("*/*") if path.is_file()]


def image(lan: Phone, number: str = "i1", **photo_fields: object) -> dict[str, object]:
    """Return a photo's event, with its address under whatever name."""
    person = {"id": lan.address}
    chat = {"from": person, "chat": person | {"chat_type": "PRIVATE"}, "message_id": number, "date": 1}
    return {"event_name": "message.image.received", "message": chat | photo_fields}


@pytest.mark.parametrize("flat", [True, False])
@pytest.mark.parametrize("field", ["photo", "photo_url"])
async def test_photos_are_kept_by_either_name_in_either_envelope(
    either: House, lan: Phone, field: str, *, flat: bool
) -> None:
    zalo = either.emulator.zalo
    zalo.photo_field, zalo.events.flat, zalo.events.listed = field, flat, flat
    assert "1 ảnh" in await lan.sends_photo(photo(), "Nhóm 2 làm việc")
    assert [one.caption for one in await either.finds(select(Evidence))] == ["Nhóm 2 làm việc"]
    assert len(stored(either)) == 1


async def test_an_album_is_photos_in_a_row_closed_by_done(either: House, lan: Phone) -> None:
    """The first is answered, the others are kept in silence: every message is paid for."""
    await lan.says("/minhchung")
    before = len(lan.said)
    for colour in ("red", "blue", "green", "red"):
        either.emulator.zalo.send_image(lan.id, photo(colour))
    await lan.hears(before)
    assert "3 ảnh" in await lan.says("xong")
    assert len(lan.said) == before + 2
    assert await either.counts(Evidence) == 3


async def test_a_doubled_event_is_done_once(either: House, lan: Phone) -> None:
    either.emulator.zalo.deliver_twice(3)
    await lan.sends_photo(photo())
    await lan.says("/trogiup")
    await lan.says("lich")
    await asyncio.sleep(0.5)  # the second copy of the last one is on its way
    assert len(lan.said) == 3
    assert (await either.counts(Evidence), await either.counts(Received)) == (1, 3)


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:{port}/photos/a.jpg",
        "http://127.0.0.1:{port}/a.jpg",
        "http://[::1]:{port}/a.jpg",
        "http://169.254.169.254/latest/meta-data",
        "https://photo.zdn.vn.example.com/a.jpg",
        "file:///etc/passwd",
        "//etc/passwd",
        "x",
    ],
)
async def test_no_request_goes_anywhere_but_to_zalo(house: House, lan: Phone, address: str) -> None:
    async with listening_inside() as (port, asked):
        number = len(lan.said)
        house.emulator.zalo.send_raw(image(lan, photo_url=address.format(port=port)))
        assert say(NOT_FETCHED) in await lan.hears(number)
        assert asked == []
    assert (await house.counts(Evidence), stored(house)) == (0, [])


@asynccontextmanager
async def listening_inside() -> AsyncIterator[tuple[int, list[str]]]:
    """Listen on this machine as something inside would, and note who asks."""
    asked: list[str] = []

    async def give(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(body=photo())

    app = web.Application()
    app.add_routes([web.get("/{path:.*}", give)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner.addresses[0][1], asked
    await runner.cleanup()


@pytest.mark.parametrize("more", [{}, {"photo": None}, {"photo_url": ""}, {"photo": ["a"]}, {"photo": 7}])
async def test_a_photo_without_an_address_is_answered_and_leaves_nothing(
    house: House, lan: Phone, more: dict[str, object]
) -> None:
    number = len(lan.said)
    house.emulator.zalo.send_raw(image(lan, **more))
    assert say(ANSWERS["image"]) in await lan.hears(number)
    assert (await house.counts(Evidence), stored(house)) == (0, [])


async def test_an_address_cannot_name_a_file_that_lies_here(house: House, lan: Phone, tmp_path: Path) -> None:
    """What stands for an uploaded file within the service means nothing in an event."""
    sha = await house.app.media.keep(photo("plum"))
    (tmp_path / "private.txt").write_text("riêng")
    for number, address in enumerate((sha, f"kept:{sha}", "kept:../../private.txt"), start=1):
        before = len(lan.said)
        house.emulator.zalo.send_raw(image(lan, f"k{number}", photo_url=address))
        await lan.hears(before)
        assert await house.counts(Evidence) == 0


async def test_what_zalo_does_not_carry_is_answered_with_a_page_and_a_stranger_with_none(
    house: House, lan: Phone
) -> None:
    """A sticker is carried: nobody is asked for a file because of it."""
    for send, page in ((house.emulator.zalo.send_sticker, False), (house.emulator.zalo.send_unsupported, True)):
        number = len(lan.said)
        send(lan.id)
        assert ("/u/" in await lan.hears(number)) is page
    stranger = house("Người lạ")
    house.emulator.zalo.send_unsupported(stranger.id)
    assert "/u/" not in await stranger.hears(0)


async def test_groups_bots_and_protected_senders_are_left_in_peace(house: House, lan: Phone) -> None:
    group = image(lan, "g1", photo="x")
    group["message"]["chat"]["chat_type"] = "GROUP"
    robot = image(lan, "b1", photo="x")
    robot["message"]["from"] = {"id": "7", "is_bot": True}
    for event in (
        group,
        robot,
        {"event_name": "message.unsupported.received"},
        {"event_name": "message.reaction.received"},
    ):
        house.emulator.zalo.send_raw(event)
    await until(lambda: house.channel.passed_over.total() == 4)
    assert (lan.said, await house.counts(Received)) == ([], 0)


async def test_a_busy_platform_gets_the_answer_once_and_later(either: House, lan: Phone) -> None:
    either.emulator.zalo.fail(429, method="sendMessage", times=3)
    assert say("Calendar") in await lan.says("/trogiup")
    await lan.says("/lich")
    assert len(lan.said) == 2


async def test_a_busy_platform_gets_the_notice_once_and_later(house: House, lan: Phone, world: World) -> None:
    house.emulator.zalo.fail(429, retry_after=60, method="sendMessage")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(3):
            await house.notice(lan, world.meeting)
    await until(lambda: not house.emulator.zalo.faults.waiting)
    assert await house.finds(select(Outbox.state)) == [OutboxState.WAITING]
    await house.restart()  # forgets how long the chat was to wait
    house.clock.move_by(timedelta(seconds=61))
    await house.app.jobs.tick()
    assert "Đã hủy" in await lan.hears(0)
    assert await house.finds(select(Outbox.state)) == [OutboxState.SENT]
    assert len(lan.said) == 1


@pytest.mark.parametrize("trouble", ["silence", "drop"])
async def test_an_answer_into_silence_is_said_once_more_and_the_conversation_goes_on(
    house: House, lan: Phone, world: World, trouble: str
) -> None:
    """The seat is given up, once; two copies of what is said of it do less harm than none."""
    await house.meeting(world.meeting, starts=timedelta(hours=3), ends=timedelta(hours=5))
    await lan.says("/dangky")
    house.channel._api.read_seconds = 0.2
    getattr(house.emulator.zalo, trouble)(method="sendMessage")
    await lan.says("1")
    await until(lambda: len(lan.said) == 3)
    assert await lan.says("/trogiup")
    assert len(lan.said) == 4
    assert await house.finds(select(Seat.state)) == [SeatState.GIVEN_UP]
    async with asyncio.timeout(PATIENCE):
        while await house.finds(select(Received.answered)) != [True] * 3:  # noqa: ASYNC110 - the tables tell nobody
            await asyncio.sleep(0.01)


async def test_a_notice_into_silence_is_unclear_and_not_repeated(house: House, lan: Phone, world: World) -> None:
    house.channel._api.read_seconds = 0.2
    house.emulator.zalo.silence(method="sendMessage")
    await house.notice(lan, world.meeting)
    for _ in range(3):
        await house.app.jobs.tick()
    assert await house.finds(select(Outbox.state)) == [OutboxState.UNCLEAR]
    assert len(lan.said) == 1


async def test_without_a_public_address_the_words_still_arrive(house: House, lan: Phone, world: World) -> None:
    """A picture needs an address to be fetched from; the code beside it does not."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    house.settings = replace(house.settings, public_url="")
    house.webhook = False
    await house.restart()
    await lead.says("/diemdanh")
    assert "Mã: " in await lead.chooses("Điểm danh ·")
