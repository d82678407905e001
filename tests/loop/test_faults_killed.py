"""What else goes wrong with a platform, a letter or the clock, over real HTTP with a kill in the middle of it.

Each start of the service costs more than a second, so what can go wrong side by side does.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from bot.db import Database
from bot.domain.models import (
    Account,
    Announcement,
    Appointment,
    Coming,
    Invitee,
    Meeting,
    Outbox,
    OutboxState,
    Person,
    Purpose,
    Role,
    Round,
    Topic,
    Unit,
    UnitKind,
)
from bot.domain.organisation.people import EVERYTHING
from bot.domain.programme import meetings
from bot.emulator import Emulator
from bot.preparing import NOT_FETCHED
from bot.vietnamese import ZONE
from tests.loop.conftest import START
from tests.loop.kit import Phone, Service, say
from tests.talk import photo

STARTS_AT = datetime(2023, 10, 26, 14, tzinfo=ZONE)
NUMBERS = range(1001, 1006)
ELSEWHERE = 1006
"""Somebody whose only chat is on a channel that this service has no token for."""
TEXT = "Sáng thứ Hai nộp danh sách đăng ký về Phòng"
BAD_GATEWAY = 502
GOOD, BAD = Topic.announcement(1), Topic("announcement", "none")


@dataclass
class Cluster:
    """An officer and five teachers of the school that holds October's meeting, and the tables they stand in."""

    database: Database
    officer: Phone
    teachers: list[Phone]

    async def fates(self, topic: Topic = GOOD) -> dict[int, OutboxState]:
        """Return by person what became of their copy of an announcement."""
        asked = select(Outbox.person_id, Outbox.state)
        asked = asked.where(Outbox.purpose == Purpose.ANNOUNCEMENT, Outbox.topic == topic)
        async with self.database.reading() as db:
            return dict((await db.execute(asked)).all())

    def heard(self, words: str) -> list[int]:
        """Count how often each teacher heard this."""
        return [sum(words in text for text in one.texts) for one in self.teachers]


@pytest.fixture
async def cluster(emulator: Emulator, service: Service) -> AsyncIterator[Cluster]:
    database = Database(service.env["DUGIO_DATABASE_URL"])
    officer, *teachers = (Phone(emulator, number, "Lò Văn Sinh") for number in (11, *NUMBERS))
    for one in (officer, *teachers):
        emulator.add_person(one.id, one.name, started=True)
    async with database.writing() as db:
        october = select(Meeting).join(Round).where(Round.month == date(2023, 10, 1)).order_by(Meeting.id)
        meeting = (await db.scalars(october.limit(1))).one()
        office = await db.scalar(select(Unit.id).where(Unit.kind == UnitKind.OFFICE))
        for number in (officer.id, *NUMBERS, ELSEWHERE):
            school = {"unit_id": meeting.host_id, "joined_at": START, "name": "Lò Văn Sinh", "folded": "lo van sinh"}
            db.add(Person(id=number, **school))
        await db.flush()
        for number in (officer.id, *NUMBERS, ELSEWHERE):
            channel = "zalo" if number == ELSEWHERE else "telegram"
            db.add(Account(person_id=number, channel=channel, address=str(number)))
        db.add(Appointment(role=Role.OFFICER, person_id=officer.id, unit_id=office, valid_from=START.date()))
        await db.flush()
        await meetings.settle(db, meeting, EVERYTHING, starts_at=STARTS_AT, room="P2", capacity=None, now=START)
        await db.execute(update(Invitee).where(Invitee.person_id.in_(NUMBERS)).values(answer=Coming.YES))
    yield Cluster(database, officer, teachers)
    await database.close()


async def test_an_hour_of_502_costs_no_reminder_and_no_report(
    emulator: Emulator, service: Service, cluster: Cluster
) -> None:
    """The hours of the reminders are still ahead when the platform is well again: each comes once, and so do reports.

    The answer to the press, the announcement, its report and the day's reminders are all refused for an hour, and the
    sender is killed in it.
    """
    outage = STARTS_AT - timedelta(days=1)
    service.hour.move_to(outage - timedelta(minutes=2))
    await service.start()
    await cluster.officer.says("/thongbao")
    await cluster.officer.presses(say("Everybody"))
    await cluster.officer.says(TEXT)
    emulator.fail(BAD_GATEWAY, method="sendMessage", times=None)
    message, label = cluster.officer._button("Gửi cho")
    emulator.press(cluster.officer.id, message.id, label)
    await _until(lambda: _refused(emulator) >= len(NUMBERS))
    service.hour.move_to(outage)
    await _until(lambda: _refused(emulator) >= 3 * len(NUMBERS))
    await service.kill()

    before = _refused(emulator)
    service.hour.move_to(outage + timedelta(minutes=20))
    await service.start()
    await _until(lambda: _refused(emulator) > before)
    service.hour.move_to(outage + timedelta(minutes=60))
    emulator.clear_faults()
    for one in cluster.teachers:
        await one.hears(TEXT)
        await one.hears("Nhắc lịch")
    await cluster.officer.hears("5/6 người đã nhận")
    assert cluster.heard(TEXT) == cluster.heard("Nhắc lịch") == [1] * len(NUMBERS)
    assert {state for person, state in (await cluster.fates()).items() if person in NUMBERS} == {OutboxState.SENT}
    assert await service.terminate(within=15) == 0


async def test_a_bad_letter_a_slow_upload_and_a_clock_set_back_hold_nobody_up(
    emulator: Emulator, service: Service, cluster: Cluster
) -> None:
    """Letters leave by the ticker alone, set back or not, beside one that nobody can read and one to nowhere."""
    slow, *others = cluster.teachers
    async with cluster.database.writing() as db:
        await db.execute(update(Invitee).where(Invitee.person_id == slow.id).values(answer=None))
    service.hour.move_to(START + timedelta(hours=4))
    await service.start()
    await slow.says("/dangky")
    service.hour.move_to(START + timedelta(hours=2))
    emulator.slow(60, method="sendDocument", chat=slow.id)
    emulator.slow(60, method="answerCallbackQuery", times=2)
    message, label = slow._button("Tham dự ·")
    emulator.press(slow.id, message.id, label)
    await asyncio.sleep(6)  # the ticker has gone to sleep by the hour that was, unless it follows the clock
    await _queue(cluster, START + timedelta(hours=2))
    for one in others:
        await one.hears(TEXT)
    await _until(lambda: "sendDocument" in {call.method for call in emulator.world.calls})
    await asyncio.sleep(1)
    await service.kill()

    emulator.clear_faults()
    service.hour.move_to(START + timedelta(hours=3))
    await service.start()
    await slow.hears("Đã ghi: thầy/cô tham dự")
    assert (await others[0].says("/start")).text
    fates = await cluster.fates()
    assert cluster.heard(TEXT) == [1] * len(NUMBERS)
    assert {fates[number] for number in NUMBERS} == {OutboxState.SENT}
    assert fates[ELSEWHERE] is not OutboxState.SENT
    assert (await cluster.fates(BAD))[slow.id] is OutboxState.FAILED
    assert await service.terminate(within=15) == 0


async def test_odd_answers_a_file_that_never_comes_and_a_menu_that_is_refused(
    emulator: Emulator, service: Service, cluster: Cluster
) -> None:
    """Listening goes on after 401, 404 and odd JSON, the file is given up with a sentence, the menu is set later."""
    sender, other, *_ = cluster.teachers
    emulator.fail(BAD_GATEWAY, method="setMyCommands", times=None)
    emulator.fail(BAD_GATEWAY, method="download", times=None)
    await service.start()
    emulator.send_photo(sender.id, photo())
    assert (await other.says("/start")).text, "a download that fails is waited for by nobody else"
    await service.kill()

    for code in (401, 404):
        emulator.fail(code, method="getUpdates")
    emulator.garble(method="getUpdates")
    await service.start()
    await sender.hears(say(NOT_FETCHED))
    assert sum(say(NOT_FETCHED) in text for text in sender.texts) == 1
    assert _set_menus(emulator) == 0
    await service.kill()

    emulator.fail(401, method="getUpdates")
    emulator.garble(method="getUpdates")
    await service.start()
    await _until(lambda: not any(fault.method == "getUpdates" for fault in emulator.faults.waiting))
    emulator.clear_faults()
    assert (await other.says("/trogiup")).text
    await _until(lambda: _set_menus(emulator) == 1)
    assert await service.terminate(within=15) == 0


async def _queue(cluster: Cluster, now: datetime) -> None:
    """Queue an announcement past the service, and before it what cannot be read."""
    async with cluster.database.writing() as db:
        told = Announcement(author_id=cluster.officer.id, audience="all", text=TEXT, sent_at=now)
        db.add(told)
        await db.flush()
        hours = {"due_at": now, "not_after": now + timedelta(days=1)}
        same = {"purpose": Purpose.ANNOUNCEMENT, "facts": {}} | hours
        db.add(Outbox(person_id=cluster.teachers[0].id, topic=BAD, **same))
        await db.flush()
        db.add_all(Outbox(person_id=number, topic=GOOD, **same) for number in (ELSEWHERE, *NUMBERS))


async def _known_but_for(cluster: Cluster, *waiting: Phone) -> None:
    """Wait until only letters to these are under way: of one whose refusal is not written down yet nobody knows."""
    under_way = select(func.count()).where(Outbox.state == OutboxState.LEAVING)
    others = under_way.where(Outbox.person_id.not_in([one.id for one in waiting]))
    left = 1
    async with asyncio.timeout(30):
        while left:
            await asyncio.sleep(0.05)
            async with cluster.database.reading() as db:
                left = await db.scalar(others) or 0


async def _until(so: Callable[[], bool]) -> None:
    async with asyncio.timeout(40):
        while not so():  # noqa: ASYNC110 - the emulator tells nobody how many calls there were
            await asyncio.sleep(0.05)


def _refused(emulator: Emulator) -> int:
    return sum(call.status == BAD_GATEWAY and call.method == "sendMessage" for call in emulator.world.calls)


def _set_menus(emulator: Emulator) -> int:
    """Count the menus for everybody that were taken."""
    taken = (call for call in emulator.world.calls if call.method == "setMyCommands" and call.status == 200)
    return Counter("scope" in call.params for call in taken)[False]
