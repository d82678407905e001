"""The web door under a crowd: one file of a link is read and decoded, and nobody keeps a place without asking."""

import asyncio
import contextlib
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import aiohttp
import pytest
from aiohttp import web
from PIL import Image
from sqlalchemy import select

from bot.domain.models import Evidence, UploadLink
from bot.front import door as doors
from bot.front import front
from bot.front.front import LINK_OVER, NO_FILE
from bot.pictures import TOO_MANY_DOTS
from tests.talk import World, photo
from tests.test_media import header, taken
from tests.zalo.browsing import Page, files, page_in
from tests.zalo.kit import PATIENCE, House, say, until
from tests.zalo.test_upload import PLAN, door, request

HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.docx"\r\n\r\n'
FORM = "multipart/form-data; boundary=x"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """What is being decoded is noted here."""
    noted: list[object] = []
    opens = Image.open

    def note(*what: object, **how: object) -> Image.Image:
        noted.append(what)
        return opens(*what, **how)

    monkeypatch.setattr(Image, "open", note)
    return noted


@pytest.fixture
async def photo_page(page: Page, world: World) -> Page:
    """The page in the hands of somebody who is to send photos of a meeting."""
    await page.house.meeting(world.meeting, starts=-timedelta(hours=1), ends=timedelta(hours=2))
    await page.phone.says("/minhchung")
    number = len(page.phone.said)
    page.house.emulator.zalo.send_unsupported(page.phone.id)
    page.address = page_in(await page.phone.hears(number, "/u/"))
    return page


async def test_twelve_at_once_are_one(photo_page: Page, opened: list[object]) -> None:
    """The link is used up before anything is decoded; for the others nothing is."""
    sent = await asyncio.gather(*(photo_page.sends(f"{n}.jpg", photo(size=(64 + n, 48))) for n in range(12)))
    assert sorted(status for status, _ in sent) == [200, *[404] * 11]
    assert sum(say(LINK_OVER) in text for _, text in sent) == 11
    # A small one is opened as it came, and once more without what came along with it.
    assert len(opened) == 2
    assert len(files(photo_page.house)) == 1


async def test_too_many_dots_are_told_and_the_link_still_works(photo_page: Page) -> None:
    """The header says 50,000 by 50,000, and nothing is decoded."""
    status, text = await photo_page.sends("a.png", header(50_000, 50_000))
    assert (status, say(TOO_MANY_DOTS).format(width=50_000, height=50_000) in text) == (422, True)
    assert [link.used_at for link in await photo_page.house.finds(select(UploadLink))] == [None]
    assert (await photo_page.sends("a.jpg", photo()))[0] == 200


async def test_a_picture_that_calls_itself_a_paper_loses_where_it_was_taken(photo_page: Page) -> None:
    assert (await photo_page.sends("ke-hoach.docx", taken("JPEG")))[0] == 200
    [sha] = await photo_page.house.finds(select(Evidence.sha))
    [path] = files(photo_page.house)
    assert path.name == sha
    with Image.open(BytesIO(await photo_page.house.app.media.read(sha))) as stored:
        assert not dict(stored.getexif())


async def test_who_waits_for_a_link_is_not_read(page: Page) -> None:
    """While one sends slowly, another to the same link waits, and finds it used up."""
    reader, writer = await asyncio.open_connection(*door(page.house))
    writer.write(request(page, FORM, len(HEAD) + 5 + len(b"\r\n--x--")) + HEAD)
    locks = page.house.app.front._of_one_link
    await until(lambda: any(lock.locked() for lock in locks.values()))
    second = asyncio.ensure_future(page.sends("b.docx", PLAN))
    await asyncio.sleep(0.05)
    assert not second.done()
    writer.write(b"first\r\n--x--")
    assert b" 200 " in await reader.readline()
    assert (await second)[0] == 404
    writer.close()


async def test_a_file_that_does_not_come_is_given_up(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """The link still works."""
    monkeypatch.setattr(front, "BODY_SECONDS", 0.05)
    reader, writer = await asyncio.open_connection(*door(page.house))
    writer.write(request(page, FORM, 10_000) + HEAD + PLAN)
    assert b" 422 " in await reader.readline()
    assert say(NO_FILE) in (await reader.read(100_000)).decode()
    writer.close()
    monkeypatch.setattr(front, "BODY_SECONDS", 60)
    assert (await page.sends("bai.docx", PLAN))[0] == 200


@pytest.mark.parametrize("head", [b"", b"GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: " + b"x" * 3000])
async def test_a_connection_that_asks_for_nothing_is_closed(monkeypatch: pytest.MonkeyPatch, head: bytes) -> None:
    """Whether it is silent, or says what it wants letter by letter."""
    monkeypatch.setattr(doors, "IDLE_SECONDS", 0.05)
    web_door = doors.Door(web.Application())
    reader, writer = await asyncio.open_connection("127.0.0.1", await web_door.open("127.0.0.1", 0))

    async def speaks_slowly() -> None:
        for letter in head:
            writer.write(bytes([letter]))
            await asyncio.sleep(0.01)

    speaking = asyncio.ensure_future(speaks_slowly())
    async with asyncio.timeout(PATIENCE):
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
    await until(lambda: not web_door.connections)
    speaking.cancel()
    writer.close()
    await web_door.close()


async def test_beyond_so_many_connections_nobody_is_heard(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one goes another may come."""
    monkeypatch.setattr(doors, "MOST_CONNECTIONS", 3)
    waiting = [await asyncio.open_connection(*door(house)) for _ in range(3)]
    reader, writer = await asyncio.open_connection(*door(house))
    assert (await reader.read()).startswith(b"HTTP/1.1 503 ")
    writer.close()
    for _, one in waiting:
        one.close()
    await until(lambda: house.app.front._door.connections < 3)
    async with aiohttp.ClientSession() as browser, browser.get(f"{house.web}/health") as answer:
        assert answer.status == 200
