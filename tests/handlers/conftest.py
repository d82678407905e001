"""The small world that every dialogue plays in."""

import pytest

from tests.talk import Talk, World


@pytest.fixture
async def world(talk: Talk) -> World:
    """Two schools of one cluster, an office, and a meeting in October with only a month."""
    return await talk.world()


@pytest.fixture
async def with_digests(world: World) -> None:
    """In this world the month's calendar and Monday's letter come."""
    await world.holds_digests()
