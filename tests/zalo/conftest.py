"""The service on an emulated Zalo, in this process; the hour stands still until it is moved."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from bot.clock import MovableClock
from bot.emulator import Emulator
from bot.settings import Settings
from tests.talk import World
from tests.zalo.kit import TOKEN, House, free_port


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
    facts = {"zalo_token": SecretStr(TOKEN), "zalo_api": emulator.zalo.base}
    settings = settings.model_copy(update=facts | {"listen": door, "public_url": f"http://{door}"})
    house = House(settings, emulator, clock)
    await house.start()
    yield house
    await house.stop()


@pytest.fixture
async def world(house: House) -> World:
    """Two schools of one cluster, an office, and a meeting in October with only a month."""
    return await house.world()
