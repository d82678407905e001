"""The webhook at the service's own web door, over real HTTP, and the health check beside it."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.away import TablesAway
from bot.domain.models import Received
from bot.front import front
from tests.talk import World
from tests.zalo.browsing import status
from tests.zalo.kit import SECRET, House, Phone, until

MB = 1024 * 1024
HEADER = {"X-Bot-Api-Secret-Token": SECRET}


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


WELL = {"ok": True, "channels": {"zalo": True}, "tables": True}


async def test_health_asks_the_tables(
    house: House, browser: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that the pool keeps says nothing of a server that has gone since, nor of one that is silent."""

    async def silent(*_: object, **__: object) -> None:
        await asyncio.sleep(60)

    async def gone(*_: object, **__: object) -> None:
        raise TablesAway("SELECT 1", None, OSError("refused"))

    async with browser.get(f"{house.web}/health") as response:
        assert (response.status, await response.json()) == (200, WELL)
    monkeypatch.setattr(front, "HEALTH_SECONDS", 0.01)
    for trouble in (silent, gone):
        monkeypatch.setattr(AsyncSession, "execute", trouble)
        async with browser.get(f"{house.web}/health") as response:
            assert (response.status, await response.json()) == (503, WELL | {"ok": False, "tables": False})
    monkeypatch.undo()
    await until(lambda: not house.app.database.refused.lately(0.1))
    with contextlib.suppress(TablesAway), house.app.database.refused:
        raise TablesAway("UPDATE", None, OSError("no room"))
    async with browser.get(f"{house.web}/health") as response:
        assert response.status == 503
    monkeypatch.setattr(front, "ILL_FOR", 0)
    async with browser.get(f"{house.web}/health") as response:
        assert response.status == 200
    await until(lambda: house.emulator.zalo.events.url.endswith("/hook/zalo"))
