"""The web door over real HTTP: files out by signed links, one page for a file in, webhooks, health.

Whatever is refused is answered with a sentence, is counted, and leaves nothing in the tables or the folder of files.
"""

import asyncio
import contextlib
import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, urlsplit

import aiohttp
import pytest
from PIL import Image
from sqlalchemy import select

from bot.domain import links
from bot.domain.models import Evidence, Lesson, LessonFile, Meeting, Received, Role, Stage, UploadLink
from bot.front.front import LINK_OVER, NO_FILE, PAPERS, PICTURES, TAKEN, WRONG_KIND
from bot.media import EMPTY, LARGEST_FILE, NO_PICTURE, TOO_BIG
from handlers.lesson import WANTS_FILE
from tests.talk import World, photo
from tests.zalo.kit import SECRET, House, Phone, say, until

MB = 1024 * 1024
HEADER = {"X-Bot-Api-Secret-Token": SECRET}
PLAN = b"PK\x03\x04 a lesson plan"


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def files(house: House) -> list[Path]:
    """Return every file that is stored."""
    return [path for path in house.settings.media_dir.glob("*/*") if path.is_file()]


async def kept(house: House, content: bytes = b"a paper", name: str = "Biên bản.docx", kind: str = "d") -> str:
    """Store a file and return the address that gives it out, as the channel gets it."""
    sha = await house.app.media.keep(content)
    secret = house.settings.secret.get_secret_value()
    return f"{house.web}/f/{links.share(sha, name, kind, secret=secret, now=house.clock.now())}"


class TestLinks:
    """Files that go out."""

    async def test_a_paper_is_given_out_by_its_name_as_often_as_asked(
        self, house: House, browser: aiohttp.ClientSession
    ) -> None:
        link = await kept(house)
        for _ in range(3):
            async with browser.get(link) as response:
                assert (response.status, await response.read()) == (200, b"a paper")
                assert response.content_type == "application/octet-stream"
                assert quote("Biên bản.docx") in response.headers["Content-Disposition"]
                assert response.headers["X-Content-Type-Options"] == "nosniff"
                assert response.headers["X-Robots-Tag"] == "noindex"

    async def test_a_picture_is_shown(self, house: House, browser: aiohttp.ClientSession) -> None:
        async with browser.get(await kept(house, photo(), "a.jpg", "p")) as response:
            assert (response.content_type, await response.read()) == ("image/jpeg", photo())
            assert "Content-Disposition" not in response.headers

    async def test_it_lives_two_days(self, house: House, browser: aiohttp.ClientSession) -> None:
        link = await kept(house)
        house.clock.move_by(links.FILE_LIVES - timedelta(seconds=1))
        assert await status(browser, link) == 200
        house.clock.move_by(timedelta(seconds=2))
        assert await status(browser, link) == 404
        assert house.app.front.refused == {"file link": 1}

    async def test_it_outlives_the_process(self, house: House, browser: aiohttp.ClientSession) -> None:
        link = await kept(house)
        await house.restart()
        assert await status(browser, link) == 200

    async def test_a_forged_one_opens_nothing(self, house: House, browser: aiohttp.ClientSession) -> None:
        link, other = await kept(house), await kept(house, b"another", "b.docx")
        base, _, token = link.rpartition("/")
        facts, _, signature = token.partition(".")
        theirs = other.rpartition("/")[2].partition(".")
        forged = [facts, f"{facts}.", f"{facts}.{signature[:-1]}", f"{facts}.{theirs[2]}", f"{theirs[0]}.{signature}"]
        forged += [
            f"{facts}A.{signature}",
            f"{facts}.{signature.upper()}x",
            "x",
            "a.b",
            "%ff.%ff",
            "ế.ế",
            "..%2f..%2fetc",
        ]
        for number, one in enumerate(forged, start=1):
            async with browser.get(f"{base}/{one}") as response:
                assert response.status == 404, one
                assert say(LINK_OVER) in await response.text()
            assert house.app.front.refused == {"file link": number}

    async def test_an_upload_token_is_no_file_link_nor_the_other_way_round(
        self, house: House, browser: aiohttp.ClientSession, page: "Page"
    ) -> None:
        assert await status(browser, f"{house.web}/f/{page.token}") == 404
        assert await status(browser, f"{house.web}/u/{(await kept(house)).rpartition('/')[2]}") == 404

    async def test_an_erased_file_is_gone(self, house: House, browser: aiohttp.ClientSession) -> None:
        link = await kept(house)
        await house.app.media.erase(hashlib.sha256(b"a paper").hexdigest())
        assert await status(browser, link) == 404

    async def test_nothing_is_listed(self, house: House, browser: aiohttp.ClientSession) -> None:
        for path in ("", "f", "f/", "u", "u/", "hook/zalo", "robots.txt", "media"):
            assert await status(browser, f"{house.web}/{path}") in {404, 405}


async def status(browser: aiohttp.ClientSession, link: str) -> int:
    """Return how a look at an address ends."""
    async with browser.get(link) as response:
        return response.status


@dataclass
class Page:
    """The page that one person was sent, and her chat."""

    house: House
    browser: aiohttp.ClientSession
    phone: Phone
    address: str

    @property
    def token(self) -> str:
        return self.address.rpartition("/")[2]

    async def shown(self) -> tuple[int, str]:
        async with self.browser.get(self.address) as response:
            return response.status, await response.text()

    async def sends(self, name: str, content: object) -> tuple[int, str]:
        """Send the form as a browser does."""
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("file", content, filename=name)
        return await self.posts(form)

    async def posts(self, data: object, **headers: str) -> tuple[int, str]:
        async with self.browser.post(self.address, data=data, headers=headers) as response:
            return response.status, await response.text()


@pytest.fixture
async def page(house: House, world: World, browser: aiohttp.ClientSession) -> Page:
    """The page to send the plan of a lesson, in the hands of the lead who was asked for it."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    async with house.app.database.writing() as db:
        lesson = Lesson(cluster_id=world.cluster, title="Phép chia", created_by_id=1, created_at=house.clock.now())
        db.add(lesson)
        await db.flush()
        (await db.get_one(Meeting, world.meeting)).lesson_id = lesson.id
        (await db.get_one(Meeting, world.meeting)).stage = Stage.PREPARE
    await lead.says("/lich")
    await lead.says("1")
    await lead.chooses(say("Lesson"))
    asked = await lead.chooses(say("Send a lesson plan"))
    return Page(house, browser, lead, page_in(asked))


def page_in(text: str) -> str:
    """Return the address of the upload page that a message names."""
    return next(word for word in text.split() if "/u/" in word)


class TestPage:
    """One file that comes in."""

    async def test_it_works_without_a_script_and_says_what_it_takes(self, page: Page) -> None:
        status, text = await page.shown()
        assert status == 200
        assert 'method="post" enctype="multipart/form-data"' in text
        assert '<html lang="vi">' in text
        assert all(kind in text for kind in (*PAPERS, *PICTURES))
        assert "http" not in text.replace(page.house.web, ""), "the page fetches nothing from anywhere"
        async with page.browser.get(page.address) as response:
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
            assert response.headers["Referrer-Policy"] == "no-referrer"
            assert response.headers["Cache-Control"] == "no-store"

    async def test_a_paper_reaches_the_step_and_the_chat_answers(self, page: Page) -> None:
        number = len(page.phone.said)
        status, text = await page.sends("Kế hoạch bài dạy.docx", PLAN)
        assert (status, say(TAKEN) in text) == (200, True)
        assert "Kế hoạch bài dạy.docx" in await page.phone.hears(number)
        [file] = await page.house.finds(select(LessonFile))
        assert (file.name, await page.house.app.media.read(file.sha)) == ("Kế hoạch bài dạy.docx", PLAN)
        assert not page.house.app.front.refused

    async def test_a_picture_loses_where_it_was_taken(self, page: Page, world: World) -> None:
        await page.house.meeting(world.meeting, starts=-timedelta(hours=1), ends=timedelta(hours=2))
        taken = BytesIO()
        exif = Image.Exif()
        exif[0x010F], exif[0x8825] = "A phone", {1: "N", 2: (21.0, 45.0, 0.0)}
        Image.new("RGB", (64, 48), "teal").save(taken, "JPEG", exif=exif)
        await page.phone.says("/minhchung")
        number = len(page.phone.said)
        page.house.emulator.zalo.send_unsupported(page.phone.id)
        page.address = page_in(await page.phone.hears(number, "/u/"))
        status, _ = await page.sends("IMG_1.JPG", taken.getvalue())
        assert status == 200
        await page.phone.hears(number + 1, "1")
        [sha] = await page.house.finds(select(Evidence.sha))
        with Image.open(BytesIO(await page.house.app.media.read(sha))) as stored:
            assert not dict(stored.getexif())
        assert b"A phone" not in b"".join(path.read_bytes() for path in files(page.house))

    @pytest.mark.parametrize(
        ("name", "content", "sentence"),
        [
            ("virus.exe", b"MZ", WRONG_KIND),
            ("trang.html", b"<script>", WRONG_KIND),
            ("khong-duoi", b"x", WRONG_KIND),
            ("trong.docx", b"", EMPTY),
            ("trong.jpg", b"", EMPTY),
            ("khong-phai-anh.jpg", b"not a picture", NO_PICTURE),
            ("", b"x", NO_FILE),
        ],
    )
    async def test_what_is_not_taken_leaves_no_trace_and_may_be_tried_again(
        self, page: Page, name: str, content: bytes, sentence: str
    ) -> None:
        before = await traces(page.house)
        status, text = await page.sends(name, content)
        assert status == 422
        assert say(sentence).partition("{")[0] in text
        assert await traces(page.house) == before
        assert page.house.app.front.refused == {"upload": 1}
        assert (await page.sends("bai.docx", PLAN))[0] == 200

    @pytest.mark.parametrize(
        ("kind", "body"),
        [
            ("application/x-www-form-urlencoded", b"file=x"),
            ("application/json", b"{}"),
            ("multipart/form-data", b"no boundary"),
            ("multipart/form-data; boundary=x", b""),
            ("multipart/form-data; boundary=x", b"no part at all"),
            ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
            (
                "multipart/form-data; boundary=x",
                b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--x--',
            ),
            (
                "multipart/form-data; boundary=x",
                b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y--\r\n--x--",
            ),
            ("multipart/form-data; boundary=" + "x" * 100, b"--x"),
            ("multipart/mixed; boundary=x", b"--x--\r\n"),
        ],
    )
    async def test_a_form_without_a_file_is_refused_however_broken(self, page: Page, kind: str, body: bytes) -> None:
        before = await traces(page.house)
        status, text = await page.posts(body, **{"Content-Type": kind})
        assert (status, say(NO_FILE) in text) == (422, True)
        assert await traces(page.house) == before
        assert page.house.app.front.refused == {"upload": 1}

    async def test_half_a_file_is_none(self, page: Page) -> None:
        """The line breaks in the middle of the upload: nothing is kept, and the link still works."""
        before = await traces(page.house)
        head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.docx"\r\n\r\n'
        _, writer = await asyncio.open_connection(*door(page.house))
        writer.write(request(page, "multipart/form-data; boundary=x", 10_000) + head + PLAN)
        await writer.drain()
        await asyncio.sleep(0.1)
        writer.close()
        await asyncio.sleep(0.2)
        assert await traces(page.house) == before
        assert (await page.sends("bai.docx", PLAN))[0] == 200

    @pytest.mark.parametrize("told", [True, False])
    async def test_fifty_megabytes_are_refused_long_before_their_end(self, page: Page, *, told: bool) -> None:
        before, sent = await traces(page.house), 0
        reader, writer = await asyncio.open_connection(*door(page.house))
        head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.docx"\r\n\r\n'
        writer.write(request(page, "multipart/form-data; boundary=x", 50 * MB if told else None))
        answered = asyncio.ensure_future(reader.readline())
        try:
            for piece in (head, *[b" " * MB] * 50):
                writer.write(piece if told else b"%x\r\n%b\r\n" % (len(piece), piece))
                await writer.drain()
                sent += len(piece)
                await asyncio.sleep(0)
                if answered.done():
                    break
        except ConnectionError:
            pass
        assert b" 422 " in await answered
        assert sent < LARGEST_FILE + 10 * MB
        rest = (await reader.read(100_000)).decode()
        assert say(TOO_BIG).format(most=20) in rest
        writer.close()
        assert await traces(page.house) == before
        assert page.house.app.front.refused == {"upload": 1}

    async def test_twice_is_once(self, page: Page) -> None:
        assert (await page.sends("bai.docx", PLAN))[0] == 200
        before = await traces(page.house)
        status, text = await page.sends("khac.docx", PLAN + b"2")
        assert (status, say(LINK_OVER) in text) == (404, True)
        assert (await page.shown())[0] == 404
        assert await traces(page.house) == before
        assert page.house.app.front.refused == {"upload link": 2}

    async def test_after_its_time_it_is_over(self, page: Page) -> None:
        page.house.clock.move_by(links.UPLOAD_LIVES - timedelta(seconds=1))
        assert (await page.shown())[0] == 200
        page.house.clock.move_by(timedelta(seconds=1))
        before = await traces(page.house)
        assert (await page.shown())[0] == 404
        assert (await page.sends("bai.docx", PLAN))[0] == 404
        assert await traces(page.house) == before

    async def test_a_newer_page_of_the_same_chat_takes_its_place(self, page: Page) -> None:
        newer = page_in(await page.phone.says("chưa có tệp"))
        assert say(WANTS_FILE) in page.phone.last
        assert newer != page.address
        assert (await page.sends("bai.docx", PLAN))[0] == 404
        page.address = newer
        assert (await page.sends("bai.docx", PLAN))[0] == 200

    async def test_of_two_at_once_one_wins(self, page: Page) -> None:
        answers = await asyncio.gather(*(page.sends(f"{n}.docx", PLAN + b"%d" % n) for n in range(4)))
        assert sorted(status for status, _ in answers) == [200, 404, 404, 404]
        [file] = await page.house.finds(select(LessonFile))
        assert [path.name for path in files(page.house)] == [file.sha], "the losers leave nothing"

    async def test_the_same_file_sent_twice_at_once_stays(self, page: Page) -> None:
        """An impatient second tap must not take the first one's file away."""
        answers = await asyncio.gather(*(page.sends("bai.docx", PLAN) for _ in range(3)))
        assert sorted(status for status, _ in answers) == [200, 404, 404]
        [file] = await page.house.finds(select(LessonFile))
        assert await page.house.app.media.read(file.sha) == PLAN

    @pytest.mark.parametrize("name", ["../../etc/passwd.docx", "..\\..\\a.docx", "a" * 400 + ".docx", "a\tb<b>.docx"])
    async def test_a_name_is_only_a_name(self, page: Page, name: str) -> None:
        assert (await page.sends(name, PLAN))[0] == 200
        [file] = await page.house.finds(select(LessonFile))
        assert not {"/", "\\"} & set(file.name)
        assert len(file.name) <= 120
        assert len(files(page.house)) == 1

    async def test_the_chat_is_answered_even_when_zalo_is_busy_for_a_while(self, page: Page) -> None:
        number = len(page.phone.said)
        page.house.emulator.zalo.fail(429, method="sendMessage", times=3)
        assert (await page.sends("bai.docx", PLAN))[0] == 200
        await page.phone.hears(number, "bai.docx")


async def traces(house: House) -> tuple[int, ...]:
    """Count whatever an upload could leave behind."""
    tables = [await house.counts(table) for table in (LessonFile, Evidence, Received)]
    used = [link for link in await house.finds(select(UploadLink)) if link.used_at]
    return (*tables, len(used), len(files(house)))


def door(house: House) -> tuple[str, int]:
    """Return host and port of the web door."""
    where = urlsplit(house.web)
    return str(where.hostname), int(where.port or 0)


def request(page: Page, kind: str, length: int | None) -> bytes:
    """Return the head of an upload's request; without a length it comes in chunks."""
    size = f"Content-Length: {length}" if length is not None else "Transfer-Encoding: chunked"
    return f"POST {urlsplit(page.address).path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\n{size}\r\n\r\n".encode()


def event(phone: Phone, text: str = "/trogiup", number: str = "e1") -> dict[str, object]:
    """Return an event as the documents show it."""
    person = {"id": phone.address}
    message = {"from": person, "chat": person | {"chat_type": "PRIVATE"}, "text": text, "message_id": number}
    return {"ok": True, "result": {"event_name": "message.text.received", "message": message | {"date": 1}}}


class TestWebhook:
    """What stands at the service's own hook, and not only before the channel."""

    @pytest.fixture
    async def lan(self, world: World) -> Phone:
        return await world.has("Vàng Thị Lan")

    async def posts(self, house: House, browser: aiohttp.ClientSession, body: object, **more: object) -> int:
        sent = {"headers": HEADER, "data": body if isinstance(body, bytes) else json.dumps(body)} | more
        async with browser.post(f"{house.web}/hook/zalo", **sent) as response:
            return response.status

    async def test_a_forged_secret_changes_nothing(
        self, house: House, lan: Phone, browser: aiohttp.ClientSession
    ) -> None:
        for headers in ({}, {"X-Bot-Api-Secret-Token": SECRET[:-1]}, {"X-Bot-Api-Secret-Token": ""}):
            assert await self.posts(house, browser, event(lan), headers=headers) == 403
        assert house.channel.passed_over == {"forged": 3}
        assert (await house.counts(Received), lan.said) == (0, [])

    async def test_fifty_megabytes_are_not_read(self, house: House, lan: Phone, browser: aiohttp.ClientSession) -> None:
        async def pour() -> AsyncIterator[bytes]:
            for _ in range(50):
                yield b" " * MB

        with contextlib.suppress(aiohttp.ClientError):  # the door may be shut while the body is on its way
            assert await self.posts(house, browser, b"", data=pour()) == 413
        assert house.channel.passed_over == {"too big": 1}
        assert await house.counts(Received) == 0
        assert await lan.says("/trogiup")

    async def test_a_replay_is_answered_once_even_after_a_kill(
        self, house: House, lan: Phone, browser: aiohttp.ClientSession
    ) -> None:
        replays = await asyncio.gather(*(self.posts(house, browser, event(lan)) for _ in range(4)))
        assert replays == [200] * 4
        await house.restart()
        assert await self.posts(house, browser, event(lan)) == 200
        assert (await house.counts(Received), len(lan.said)) == (1, 1)

    @pytest.mark.parametrize(
        "body",
        [
            {"ok": True, "result": {"event_name": "message.text.received"}},
            {"ok": True, "result": {"event_name": "message.unsupported.received"}},
            {"event_name": "message.unsupported.received", "message": None},
            {"ok": True},
            {},
            [],
            7,
        ],
    )
    async def test_an_event_without_a_message_is_confirmed_and_left(
        self, house: House, lan: Phone, browser: aiohttp.ClientSession, body: object
    ) -> None:
        assert await self.posts(house, browser, body) == 200
        assert house.channel.passed_over.total() == 1
        assert (await house.counts(Received), lan.said) == (0, [])

    async def test_the_hook_takes_no_get_and_no_other_path(self, house: House, browser: aiohttp.ClientSession) -> None:
        assert await status(browser, f"{house.web}/hook/zalo") == 405
        async with browser.post(f"{house.web}/hook/telegram", headers=HEADER, data=b"{}") as response:
            assert response.status == 404


async def test_health_asks_the_tables(house: House, browser: aiohttp.ClientSession) -> None:
    async with browser.get(f"{house.web}/health") as response:
        assert (response.status, await response.json()) == (200, {"ok": True})
    await until(lambda: house.emulator.zalo.events.url.endswith("/hook/zalo"))
