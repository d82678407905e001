"""Trouble with the platform over real HTTP, and a kill in it: nobody waits for others, and nothing is lost."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select

from bot.db import Database
from bot.domain.models import OutboxState, Received
from bot.domain.outbox.outbox import LEASE
from bot.emulator import Emulator
from tests.loop.conftest import START
from tests.loop.kit import Phone, Service, say
from tests.loop.test_broadcast_killed import PEOPLE, TEXT, _fates, _heard, _people

BAD_GATEWAY = 502
IN_FLIGHT = 12
"""Twice what leaves in the fifth of a second in which fates gather."""
LINES = 120
"""More than a platform hands over at once: it gives a hundred updates, and no more before some are confirmed."""


async def test_who_is_refused_with_a_hundred_lines_makes_nobody_else_wait(emulator: Emulator, service: Service) -> None:
    """A chat that gets 429 for minutes: others are answered before and after a kill, and then it is as well."""
    talker, before, after = (
        Phone(emulator, 2001 + n, name) for n, name in enumerate(("Lò Kẻ Nói", "Vàng A", "Sùng B"))
    )
    emulator.fail(429, retry_after=90, method="sendMessage", chat=talker.id, times=None)
    await service.start()
    for number in range(LINES):
        emulator.say(talker.id, f"dòng {number}")
    await _stored(service, LINES - 1)
    polls = _polls(emulator)
    assert (await before.says("/start")).text
    await asyncio.sleep(2)
    assert _polls(emulator) - polls < 10, "it is not asked over and over for what is unfinished"
    assert not talker.texts
    await service.kill()

    emulator.clear_faults()
    await service.start()
    assert (await after.says("/start")).text
    assert (await talker.hears()).text
    assert await service.terminate(within=15) == 0


async def test_an_outage_with_a_kill_in_it_loses_no_announcement(emulator: Emulator, service: Service) -> None:
    """The platform answers 502 and the sender is killed meanwhile: everybody is told once.

    Only of those whose refusal was not written down yet, in the fifth of a second before the kill, nobody knows.
    """
    database = Database(service.env["DUGIO_DATABASE_URL"])
    officer = await _people(emulator, database)
    await service.start()
    await officer.says("/thongbao")
    await officer.presses(say("Everybody"))
    await officer.says(TEXT)
    for number in PEOPLE:
        emulator.fail(BAD_GATEWAY, chat=number, times=None)
    await officer.presses("Gửi cho 200 người")
    await _reached(lambda: _refused(emulator), at_least=100)
    await service.kill()

    emulator.clear_faults()
    service.hour.move_to(START + LEASE + timedelta(minutes=1))
    await service.start()
    await officer.hears("đã gửi xong")
    heard, fates = _heard(emulator), Counter(await _fates(database))
    await database.close()
    assert set(heard.values()) == {1}
    assert len(heard) == fates[OutboxState.SENT] == len(PEOPLE) - fates[OutboxState.UNCLEAR]
    assert fates[OutboxState.UNCLEAR] <= IN_FLIGHT


async def _reached(number: Callable[[], int], *, at_least: int) -> None:
    async with asyncio.timeout(60):
        while number() < at_least:  # noqa: ASYNC110 - the emulator tells nobody how many calls there were
            await asyncio.sleep(0.05)


def _polls(emulator: Emulator) -> int:
    return sum(call.method.lower() == "getupdates" for call in emulator.world.calls)


def _refused(emulator: Emulator) -> int:
    return sum(call.status == BAD_GATEWAY for call in emulator.world.calls)


async def _stored(service: Service, number: int) -> None:
    """Wait until so many updates are stored that have no answer."""
    database = Database(service.env["DUGIO_DATABASE_URL"])
    waiting = select(func.count()).where(Received.payload.is_not(None), Received.answered.is_(False))
    found = 0
    async with asyncio.timeout(60):
        while found < number:
            async with database.reading() as db:
                found = await db.scalar(waiting) or 0
            await asyncio.sleep(0.1)
    await database.close()
