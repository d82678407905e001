"""The service on an emulated Zalo, in this process; the hour stands still until it is moved."""

from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest

from bot.clock import MovableClock
from bot.domain.models import Lesson, Meeting, Role, Stage
from bot.emulator import Emulator
from bot.settings import Secret, Settings
from tests.talk import World
from tests.zalo.browsing import Page, page_in
from tests.zalo.kit import TOKEN, House, free_port, say


@pytest.fixture
async def emulator(clock: MovableClock) -> AsyncIterator[Emulator]:
    emulator = Emulator("4242:test-token", "dugio_test_bot", clock, zalo_token=TOKEN)
    emulator.zalo.events.pause = 0.05
    await emulator.start()
    yield emulator
    await emulator.stop()


@pytest.fixture
async def house(settings: Settings, emulator: Emulator, clock: MovableClock) -> AsyncIterator[House]:
    door = f"127.0.0.1:{free_port()}"
    settings = replace(
        settings, zalo_token=Secret(TOKEN), zalo_api=emulator.zalo.base, listen=door, public_url=f"http://{door}"
    )
    house = House(settings, emulator, clock)
    await house.start()
    yield house
    await house.stop()


@pytest.fixture
async def world(house: House) -> World:
    """Two schools of one cluster, an office, and a meeting in October with only a month."""
    return await house.world()


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


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
    # That the meeting waits for its day is told now, and not in the middle of the conversation.
    await house.app.jobs.tick()
    assert lead.said
    await lead.says("/lich")
    await lead.says("1")
    await lead.chooses(say("Lesson"))
    asked = await lead.chooses(say("Send a lesson plan"))
    return Page(house, browser, lead, page_in(asked))
