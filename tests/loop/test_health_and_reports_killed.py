"""What is told of a trouble: by the health door while a platform refuses, and by a report that is refused itself.

Over real HTTP, with a kill in the middle.
"""

import asyncio
import json
from datetime import timedelta

import aiohttp
from sqlalchemy import update

from bot.channels.contact import DEAF_AFTER
from bot.domain.models import Account, OutboxState
from bot.emulator import Emulator
from tests.loop.conftest import START
from tests.loop.kit import Service, say
from tests.loop.test_faults_killed import BAD_GATEWAY, ELSEWHERE, NUMBERS, TEXT, Cluster, _until, cluster
from tests.zalo.kit import free_port

__all__ = ["cluster"]

DONE = "đã gửi xong"
"""What only the report at the end says."""
LONG = timedelta(seconds=DEAF_AFTER + 60)


async def test_a_report_that_is_refused_for_an_hour_reaches_who_asked(
    emulator: Emulator, service: Service, cluster: Cluster
) -> None:
    """The teachers are reached; the officer's answer and the report get 502 for an hour, with a kill in it."""
    officer = cluster.officer
    async with cluster.database.writing() as db:  # whom nothing reaches, so that all fates are known at once
        await db.execute(update(Account).where(Account.person_id == ELSEWHERE).values(channel="telegram"))
    await service.start()
    await officer.says("/thongbao")
    await officer.presses(say("Everybody"))
    await officer.says(TEXT)
    emulator.fail(BAD_GATEWAY, method="sendMessage", chat=officer.id, times=None)
    emulator.fail(BAD_GATEWAY, method="editMessageText", chat=officer.id, times=None)
    message, label = officer._button("Gửi cho")
    emulator.press(officer.id, message.id, label)
    for one in cluster.teachers:
        await one.hears(TEXT)
    await _until(lambda: _reports(emulator, officer.id) > 0)
    await service.kill()

    before = _reports(emulator, officer.id)
    service.hour.move_to(START + timedelta(minutes=20))
    await service.start()
    await _until(lambda: _reports(emulator, officer.id) > before)
    service.hour.move_to(START + timedelta(minutes=60))
    emulator.clear_faults()
    await officer.hears(DONE)
    assert sum(DONE in text for text in officer.texts) == 1
    assert "5/6" in next(text for text in officer.texts if DONE in text)
    assert cluster.heard(TEXT) == [1] * len(NUMBERS)
    fates = await cluster.fates()
    assert {fates[number] for number in NUMBERS} == {OutboxState.SENT}
    assert await service.terminate(within=15) == 0


async def test_health_says_no_while_a_platform_refuses_and_yes_once_it_is_heard(
    emulator: Emulator, service: Service, cluster: Cluster
) -> None:
    """A bad moment is no illness, two minutes of it are; neither 401, 404 nor odd JSON ends the process."""
    door = f"127.0.0.1:{free_port()}"
    service.env |= {"DUGIO_PUBLIC_URL": f"http://{door}", "DUGIO_LISTEN": door}
    teacher = cluster.teachers[0]
    await service.start()
    assert (await teacher.says("/start")).text
    assert await _health(door) == (200, True)
    for code in (401, 404):
        emulator.fail(code, method="getUpdates")
    emulator.fail(401, method="getUpdates", times=None)
    assert (await teacher.says("/trogiup")).text
    await _until(lambda: _refused_polls(emulator) >= 2)
    assert await _health(door) == (200, True)
    service.hour.move_to(START + LONG)
    assert await _health(door) == (503, False)
    await service.kill()

    emulator.clear_faults()
    emulator.garble(method="getUpdates", times=None)
    polls = _polls(emulator)
    await service.start()
    await _until(lambda: _polls(emulator) > polls + 1)
    service.hour.move_to(START + 2 * LONG)
    assert await _health(door) == (503, False)
    emulator.clear_faults()
    async with asyncio.timeout(40):
        while await _health(door) != (200, True):  # noqa: ASYNC110 - it can only be asked
            await asyncio.sleep(0.1)
    assert (await teacher.says("/trogiup")).text
    assert await service.terminate(within=15) == 0


async def _health(door: str) -> tuple[int, bool]:
    """Return what the health door answers: its status, and what it says of Telegram."""
    async with aiohttp.ClientSession() as session, session.get(f"http://{door}/health") as answer:
        said = json.loads(await answer.read())
        assert said["ok"] == (answer.status == 200)
        return answer.status, said["channels"]["telegram"]


def _reports(emulator: Emulator, officer: int) -> int:
    """Count the reports that were refused."""
    told = (call for call in emulator.world.calls if call.method == "sendMessage" and call.status == BAD_GATEWAY)
    return sum(str(call.params["chat_id"]) == str(officer) and DONE in call.params["text"] for call in told)


def _polls(emulator: Emulator) -> int:
    return sum(call.method == "getUpdates" for call in emulator.world.calls)


def _refused_polls(emulator: Emulator) -> int:
    return sum(call.method == "getUpdates" and call.status in (401, 404) for call in emulator.world.calls)
