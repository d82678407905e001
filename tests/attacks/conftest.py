"""Attacks are told in Vietnamese and with buttons: what a conversation says in other ways is tried elsewhere."""

import pytest

from bot.clock import MovableClock
from tests.attacks.kit import WatchedChannel
from tests.talk import Talk, World


@pytest.fixture
def channel(clock: MovableClock) -> WatchedChannel:
    return WatchedChannel(clock)


@pytest.fixture
def language() -> str:
    return "vi"


@pytest.fixture
async def world(talk: Talk) -> World:
    return await talk.world()
