"""Files out by signed links, over real HTTP: who has a link has the file, for two days, and nobody else."""

import hashlib
from datetime import timedelta
from urllib.parse import quote

import aiohttp

from bot.domain.outbox import links
from bot.front.front import LINK_OVER
from tests.talk import photo
from tests.zalo.browsing import Page, status
from tests.zalo.kit import House, say


async def kept(house: House, content: bytes = b"a paper", name: str = "Biên bản.docx", kind: str = "d") -> str:
    """Store a file and return the address that gives it out, as the channel gets it."""
    sha = await house.app.media.keep(content)
    secret = house.settings.secret.reveal()
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
                assert quote("Bien-ban.docx") in response.headers["Content-Disposition"]
                assert response.headers["X-Content-Type-Options"] == "nosniff"
                assert response.headers["X-Robots-Tag"] == "noindex"

    async def test_a_picture_is_shown(self, house: House, browser: aiohttp.ClientSession) -> None:
        async with browser.get(await kept(house, photo(), "a.jpg", "p")) as response:
            assert (response.content_type, await response.read()) == ("image/jpeg", photo())
            assert "Content-Disposition" not in response.headers

    async def test_it_lives_two_days(self, house: House, browser: aiohttp.ClientSession) -> None:
        link = await kept(house)
        house.clock.move_by(timedelta(days=2, seconds=-1))
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
        base, token, name = link.rsplit("/", 2)
        _, theirs, their_name = other.rsplit("/", 2)
        forged = [f"{token}/{their_name}", f"{theirs}/{name}", f"{theirs[:28]}{token[28:]}/{name}"]
        forged += [f"{token[:-1]}/{name}", f"{token}A/{name}", f"{token[:-2]}AA/{name}", f"{token.lower()}/{name}"]
        forged += [f"{wrong}/{name}" for wrong in ("x", "a.b", "%ff", "ế", "..%2f..%2fetc", "=", "A" * 42, "A" * 4000)]
        for number, one in enumerate(forged, start=1):
            async with browser.get(f"{base}/{one}") as response:
                assert response.status == 404, one
                assert say(LINK_OVER) in await response.text()
            assert house.app.front.refused == {"file link": number}

    async def test_an_upload_token_is_no_file_link_nor_the_other_way_round(
        self, house: House, browser: aiohttp.ClientSession, page: "Page"
    ) -> None:
        assert await status(browser, f"{house.web}/f/{page.token}/a.jpg") == 404
        assert await status(browser, f"{house.web}/u/{(await kept(house)).split('/')[-2]}") == 404

    async def test_an_erased_file_is_gone(self, house: House, browser: aiohttp.ClientSession) -> None:
        link = await kept(house)
        await house.app.media.erase(hashlib.sha256(b"a paper").hexdigest())
        assert await status(browser, link) == 404

    async def test_nothing_is_listed(self, house: House, browser: aiohttp.ClientSession) -> None:
        for path in ("", "f", "f/", "u", "u/", "hook/zalo", "robots.txt", "media"):
            assert await status(browser, f"{house.web}/{path}") in {404, 405}
