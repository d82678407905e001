"""The machine's clock is set while letters are on their way, over real HTTP with a kill in the middle of it.

Each start of the service costs more than a second, so these are a few tests with much in each.
"""

import asyncio
import time
from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot.dispatch_book import ON_ITS_WAY
from bot.domain.models import Announcement, Appointment, Meeting, Outbox, OutboxState, Purpose, Role, Topic
from bot.domain.programme.reminders import LOST, SHOWN
from bot.emulator import Emulator
from tests.loop.conftest import START
from tests.loop.kit import Phone, Service
from tests.loop.test_faults_killed import (
    BAD_GATEWAY,
    NUMBERS,
    STARTS_AT,
    TEXT,
    Cluster,
    _known_but_for,
    _refused,
    _until,
    cluster,
)
from tests.loop.test_letters_and_hours_killed import TOO_LATE

__all__ = ["cluster"]

REMINDED = "Nhắc lịch"
"""What only a reminder of a meeting says."""
MORE = "Mang theo sách giáo khoa lớp 3"
LAST = "Gửi giáo án về tổ chuyên môn"
DAY = timedelta(days=1)
ONCE = [1] * len(NUMBERS)


async def test_a_jump_of_three_days_says_once_what_was_missed_and_the_rest_leaves_once(
    emulator: Emulator, service: Service, cluster: Cluster
) -> None:
    """All are being tried when the clock jumps past the meeting and its reminders; an announcement is still of use."""
    lead, before, after = cluster.teachers[0], STARTS_AT - DAY, STARTS_AT + 2 * DAY
    await _leads(cluster, lead)
    await _announced(cluster, due_at=before + timedelta(minutes=2))
    service.hour.move_to(before - timedelta(seconds=20))
    emulator.fail(BAD_GATEWAY, after=3, method="sendMessage", times=None)
    await service.start()
    service.hour.move_to(before)
    await _until_begun(cluster, len(NUMBERS))
    began = _cpu(service)
    service.hour.move_to(after)
    refused = _refused(emulator)
    await _until(lambda: _refused(emulator) >= refused + len(NUMBERS))
    assert _cpu(service) - began < 15, "it does not walk through three days second by second"
    await _known_but_for(cluster)
    await service.kill()

    emulator.clear_faults()
    service.hour.move_to(after + timedelta(minutes=1))
    await service.start()
    for one in cluster.teachers:
        await one.hears(TEXT)
    await lead.hears(TOO_LATE)
    await _all_have_left(service, cluster)
    assert cluster.heard(TEXT) == ONCE
    assert cluster.heard(TOO_LATE) == cluster.heard(f"{await _lost(cluster)} tin về") == [1, 0, 0, 0, 0]
    assert cluster.heard(REMINDED) == [0] * len(NUMBERS)
    assert await service.terminate(within=15) == 0


async def test_a_clock_that_was_hours_ahead_holds_nothing_back_and_lets_nothing_leave_twice(
    emulator: Emulator, service: Service, cluster: Cluster
) -> None:
    """At boot by seven hours, with a kill before it is set; later by two, set while the service runs, then a kill.

    The tries that one is refused are put off by the wrong hour, and another's answer has not come when the kill does.
    """
    refused, unclear, *others = cluster.teachers
    hour = STARTS_AT - DAY - timedelta(hours=7)
    await _announced(cluster, due_at=hour)
    emulator.fail(BAD_GATEWAY, method="sendMessage", chat=refused.id, times=None)
    emulator.slow(60, method="sendMessage", chat=unclear.id, times=None)
    service.hour.move_to(hour + timedelta(hours=7))
    await service.start()
    for one in (unclear, *others):
        await one.hears(TEXT)
    for one in others:
        await one.hears(REMINDED)
    await _until(lambda: _refused(emulator) >= 2)
    await _known_but_for(cluster, unclear)
    await service.kill()

    emulator.clear_faults()
    service.hour.move_to(hour + timedelta(minutes=1))
    await service.start()
    await refused.hears(TEXT)
    await refused.hears(REMINDED)
    await _all_have_left(service, cluster)
    assert cluster.heard(TEXT) == ONCE
    assert cluster.heard(REMINDED) in ([1, seen, 1, 1, 1] for seen in (1, 2)), "it may not have arrived"

    emulator.fail(BAD_GATEWAY, method="sendMessage", chat=refused.id, times=None)
    service.hour.move_to(hour + timedelta(hours=2))
    tries, heard = _refused(emulator), cluster.heard(REMINDED)
    await _announced(cluster, MORE, due_at=hour)
    for one in (unclear, *others):
        await one.hears(MORE)
    await _until(lambda: _refused(emulator) > tries)
    emulator.clear_faults()
    service.hour.move_to(hour + timedelta(minutes=2))
    await refused.hears(MORE)
    await service.kill()

    await service.start()
    await _all_have_left(service, cluster)
    assert (cluster.heard(TEXT), cluster.heard(MORE), cluster.heard(REMINDED)) == (ONCE, ONCE, heard)
    assert await service.terminate(within=15) == 0


async def test_a_clock_that_ran_fast_leaves_no_wait_of_hours_and_the_quiet_keeps_what_a_429_moves_into_it(
    emulator: Emulator, service: Service, cluster: Cluster
) -> None:
    """A day and a half ahead at boot, evening there: one waits for a 429, others for the morning, a reminder is missed.

    The service is killed before the clock is set. Later a 429 ends in the real quiet, and a kill by night changes
    nothing about it.
    """
    refused, *others = cluster.teachers
    morning = STARTS_AT - DAY - timedelta(hours=4)
    evening = morning.replace(hour=20, minute=59)
    await _announced(cluster, due_at=morning)
    emulator.fail(429, retry_after=60, method="sendMessage", chat=refused.id, times=None)
    service.hour.move_to(evening + DAY)
    await service.start()
    for one in others:
        await one.hears(TEXT)
    await _known_but_for(cluster)
    service.hour.move_to(evening + DAY + timedelta(minutes=2))
    await _announced(cluster, MORE, due_at=morning)
    await _until_put_off(cluster, len(NUMBERS) + 1)
    await service.kill()

    emulator.clear_faults()
    service.hour.move_to(morning + timedelta(minutes=1))
    await service.start()
    await refused.hears(TEXT)
    for one in cluster.teachers:
        await one.hears(MORE)
    service.hour.move_to(STARTS_AT - DAY)
    for one in cluster.teachers:
        await one.hears(REMINDED)
    await _all_have_left(service, cluster)

    emulator.fail(429, retry_after=60, method="sendMessage", chat=refused.id, times=None)
    service.hour.move_to(evening + timedelta(seconds=30))
    await _announced(cluster, LAST, due_at=evening)
    for one in others:
        await one.hears(LAST)
    await _known_but_for(cluster)
    emulator.clear_faults()
    service.hour.move_to(evening + timedelta(minutes=3))
    await _until_put_off(cluster, 1)
    await service.kill()
    await service.start()
    await asyncio.sleep(5)
    assert cluster.heard(LAST) == [0, 1, 1, 1, 1]
    service.hour.move_to((evening + DAY).replace(hour=6, minute=31))
    await refused.hears(LAST)
    await _all_have_left(service, cluster)
    assert [cluster.heard(words) for words in (TEXT, MORE, REMINDED, LAST)] == [ONCE] * 4
    assert await service.terminate(within=15) == 0


async def _leads(cluster: Cluster, lead: Phone) -> None:
    async with cluster.database.writing() as db:
        october = select(Meeting.cluster_id).where(Meeting.starts_at == STARTS_AT)
        leads = {"role": Role.LEAD, "person_id": lead.id, "cluster_id": await db.scalar(october)}
        db.add(Appointment(**leads, valid_from=START.date()))


async def _announced(cluster: Cluster, text: str = TEXT, *, due_at: datetime) -> None:
    """Queue an announcement to the teachers that is of use for a week."""
    async with cluster.database.writing() as db:
        told = Announcement(author_id=cluster.officer.id, audience="all", text=text, sent_at=due_at)
        db.add(told)
        await db.flush()
        row = {"purpose": Purpose.ANNOUNCEMENT, "topic": Topic.announcement(told.id), "facts": {}}
        hours = {"due_at": due_at, "not_after": due_at + 7 * DAY}
        db.add_all(Outbox(person_id=number, **row, **hours) for number in NUMBERS)


async def _lost(cluster: Cluster) -> int:
    asked = select(func.count()).where(Outbox.state.in_(LOST), Outbox.purpose.in_(SHOWN))
    async with cluster.database.reading() as db:
        return await db.scalar(asked) or 0


async def _until_begun(cluster: Cluster, number: int) -> None:
    """Wait until so many reminders are being tried."""
    asked = select(func.count()).where(Outbox.begun, Outbox.state == OutboxState.LEAVING)
    found = 0
    async with asyncio.timeout(30):
        while found < number:
            await asyncio.sleep(0.05)
            async with cluster.database.reading() as db:
                found = await db.scalar(asked.where(Outbox.purpose == Purpose.DAY_BEFORE)) or 0


async def _until_put_off(cluster: Cluster, number: int) -> None:
    """Wait until so many announcements wait for another hour than their own."""
    asked = select(func.count()).where(Outbox.state == OutboxState.WAITING, Outbox.purpose == Purpose.ANNOUNCEMENT)
    found = 0
    async with asyncio.timeout(30):
        while found < number:
            await asyncio.sleep(0.05)
            async with cluster.database.reading() as db:
                found = await db.scalar(asked.where(Outbox.put_off_at.is_not(None))) or 0


async def _all_have_left(service: Service, cluster: Cluster) -> None:
    """Wait until nothing that is due is on its way; what was lost is judged by then, and told."""
    asked = select(func.count()).where(Outbox.state.in_(ON_ITS_WAY))
    async with asyncio.timeout(30):
        for _ in range(2):
            left = 1
            while left:
                await asyncio.sleep(2)
                async with cluster.database.reading() as db:
                    left = await db.scalar(asked.where(Outbox.due_at <= service.hour.now())) or 0


def _cpu(service: Service) -> float:
    """Return the seconds of CPU that the process has used."""
    assert service.process
    return time.clock_gettime((~service.process.pid << 3) | 2)  # what clock_getcpuclockid(3) gives for a process
