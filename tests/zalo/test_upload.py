"""One page for a file in, over real HTTP.

Whatever is refused is answered with a sentence, is counted, and leaves nothing in the tables or the folder of files.
"""

import asyncio
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from PIL import Image
from sqlalchemy import select

from bot.domain.models import Evidence, LessonFile, Received, UploadLink
from bot.front.front import LINK_OVER, NO_FILE, TAKEN, WRONG_KIND
from bot.media import EMPTY, TOO_BIG
from bot.pictures import NO_PICTURE
from handlers.meeting.lesson import WANTS_FILE
from tests.talk import World
from tests.zalo.browsing import Page, files, page_in
from tests.zalo.kit import House, say

MB = 1024 * 1024
PAPERS = (".docx", ".doc", ".odt", ".xlsx", ".xls", ".ods", ".csv", ".pdf", ".txt", ".pptx")
PICTURES = (".jpg", ".jpeg", ".png", ".webp")
PLAN = b"PK\x03\x04 a lesson plan"


async def traces(house: House) -> tuple[int, ...]:
    """Count whatever an upload could leave behind."""
    tables = [await house.counts(table) for table in (LessonFile, Evidence, Received)]
    used = [link for link in await house.finds(select(UploadLink)) if link.used_at]
    return (*tables, len(used), len(files(house)))


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

    @pytest.mark.parametrize("name", ["Kế hoạch bài dạy.docx", "Kế hoạch.ODT", "Kế hoạch.doc"])
    async def test_a_paper_reaches_the_step_and_the_chat_answers(self, page: Page, name: str) -> None:
        number = len(page.phone.said)
        status, text = await page.sends(name, PLAN)
        assert (status, say(TAKEN) in text) == (200, True)
        assert name in await page.phone.hears(number)
        [file] = await page.house.finds(select(LessonFile))
        assert (file.name, await page.house.app.media.read(file.sha)) == (name, PLAN)
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
        assert sent < (20 + 10) * MB
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
        page.house.clock.move_by(timedelta(minutes=30, seconds=-1))
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

    async def test_a_file_is_kept_even_when_its_answer_cannot_leave(self, page: Page) -> None:
        page.house.emulator.zalo.fail(429, retry_after=60, method="sendMessage")
        status, text = await page.sends("bai.docx", PLAN)
        assert (status, say(TAKEN) in text) == (200, True)
        assert await page.house.counts(LessonFile) == 1


def door(house: House) -> tuple[str, int]:
    """Return host and port of the web door."""
    where = urlsplit(house.web)
    return str(where.hostname), int(where.port or 0)


def request(page: Page, kind: str, length: int | None) -> bytes:
    """Return the head of an upload's request; without a length it comes in chunks."""
    size = f"Content-Length: {length}" if length is not None else "Transfer-Encoding: chunked"
    return f"POST {urlsplit(page.address).path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\n{size}\r\n\r\n".encode()
