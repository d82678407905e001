"""An announcement to two hundred, over real HTTP, whose sender is killed on the way."""

import asyncio
from collections import Counter
from datetime import timedelta

from sqlalchemy import select

from bot.db import Database
from bot.domain.models import Account, Appointment, Outbox, OutboxState, Person, Purpose, Role, Unit, UnitKind
from bot.domain.outbox.outbox import LEASE
from bot.emulator import Emulator
from tests.loop.conftest import START
from tests.loop.kit import Phone, Service, say, used_up

PEOPLE = range(1001, 1201)
SLOW = PEOPLE[80:85]
TEXT = "Sáng thứ Hai nộp danh sách đăng ký về Phòng"


async def test_everybody_hears_it_once_but_those_in_flight(emulator: Emulator, service: Service) -> None:
    """Five answers never come: nobody else waits for them, and only they are unclear after the kill."""
    database = Database(service.env["DUGIO_DATABASE_URL"])
    officer = await _people(emulator, database)
    await service.start()
    await officer.says("/thongbao")
    await officer.presses(say("Everybody"))
    assert "200 người" in (await officer.says(TEXT)).text
    for number in SLOW:
        emulator.slow(60, chat=number)
    await officer.presses("Gửi cho 200 người")
    await used_up(emulator)
    async with asyncio.timeout(30):
        while len(_heard(emulator)) < len(PEOPLE):  # noqa: ASYNC110 - the emulator tells nobody how many have heard
            await asyncio.sleep(0.1)
    await asyncio.sleep(1)  # what has left is written down in groups, a fifth of a second apart
    await service.kill()

    service.hour.move_to(START + LEASE + timedelta(minutes=1))
    await service.start()
    await officer.hears("đã gửi xong")
    heard = _heard(emulator)
    fates = Counter(await _fates(database))
    await database.close()
    assert set(heard.values()) == {1}
    assert fates == {OutboxState.SENT: 195, OutboxState.UNCLEAR: 5}
    assert "195/200" in officer.texts[-1]
    assert "Chưa biết có đến không: 5" in officer.texts[-1]
    assert await service.terminate(within=15) == 0, "a round under way is waited for, five seconds at most"


async def _people(emulator: Emulator, database: Database) -> Phone:
    """Let two hundred teachers and an officer stand in the tables; nobody wants two hundred conversations here."""
    officer = Phone(emulator, 11, "Điêu Thị Phượng")
    async with database.writing() as db:
        office = await db.scalar(select(Unit.id).where(Unit.kind == UnitKind.OFFICE))
        for number in (officer.id, *PEOPLE):
            emulator.add_person(number, "Lò Văn Sinh", started=True)
            db.add(Person(id=number, name="Lò Văn Sinh", folded="lo van sinh", unit_id=4, joined_at=START))
        await db.flush()
        db.add_all(Account(person_id=n, channel="telegram", address=str(n)) for n in (officer.id, *PEOPLE))
        db.add(Appointment(role=Role.OFFICER, person_id=officer.id, unit_id=office, valid_from=START.date()))
    return officer


def _heard(emulator: Emulator) -> Counter[int]:
    """Count how often each one heard it."""
    said = ((number, message.text) for number in PEOPLE for message in emulator.chat(number).said)
    return Counter(number for number, text in said if TEXT in text)


async def _fates(database: Database) -> list[OutboxState]:
    async with database.reading() as db:
        return list(await db.scalars(select(Outbox.state).where(Outbox.purpose == Purpose.ANNOUNCEMENT)))
