"""What people do in a browser at the service's web door."""

from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.zalo.kit import House, Phone


def files(house: House) -> list[Path]:
    """Return every file that is stored."""
    return [path for path in house.settings.media_dir.glob("*/*") if path.is_file()]


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


def page_in(text: str) -> str:
    """Return the address of the upload page that a message names."""
    return next(word for word in text.split() if "/u/" in word)
