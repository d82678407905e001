"""An announcement to two hundred, over real HTTP, whose sender is killed on the way: nobody waits for its leases."""

import asyncio
from collections import Counter

from sqlalchemy import select

from bot.db import Database
from bot.domain.models import Account, Appointment, Outbox, OutboxState, Person, Purpose, Role, Unit, UnitKind
from bot.emulator import Emulator
from tests.loop.conftest import START
from tests.loop.kit import Phone, Service, say, used_up

PEOPLE = range(1001, 1201)
SLOW = PEOPLE[80:85]
TEXT = "Sáng thứ Hai nộp danh sách đăng ký về Phòng"


async def test_everybody_hears_it_once_but_those_in_flight(emulator: Emulator, service: Service) -> None:
    """Five answers never come: nobody else waits for them, and only they are unclear after the kill."""
    database = Database(service.env["DUGIO_DATABASE_URL"])
    officer = await _announcing(emulator, service, database)
    await used_up(emulator)
    await _hear(emulator, len(PEOPLE))
    await asyncio.sleep(1)  # what has left is written down in groups, a fifth of a second apart
    await service.kill()

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


async def test_what_was_claimed_leaves_seconds_after_the_restart_and_nothing_twice(
    emulator: Emulator, service: Service
) -> None:
    """Killed in the middle: whose turn had come is unclear, and who was claimed with them hears it at once."""
    database = Database(service.env["DUGIO_DATABASE_URL"])
    officer = await _announcing(emulator, service, database)
    await _hear(emulator, 60)
    await service.kill()
    held = Counter(await _held(database))
    assert held[False] > 0

    emulator.clear_faults()
    await service.start()
    await officer.hears("đã gửi xong")
    heard, fates = _heard(emulator), Counter(await _fates(database))
    await database.close()
    assert set(heard.values()) == {1}
    assert fates == {OutboxState.SENT: len(PEOPLE) - held[True], OutboxState.UNCLEAR: held[True]}


async def _announcing(emulator: Emulator, service: Service, database: Database) -> Phone:
    """Let an officer send it to everybody; five of the platform's answers take a minute."""
    officer = await _people(emulator, database)
    await service.start()
    await officer.says("/thongbao")
    await officer.presses(say("Everybody"))
    assert "200 người" in (await officer.says(TEXT)).text
    for number in SLOW:
        emulator.slow(60, chat=number)
    await officer.presses("Gửi cho 200 người")
    return officer


async def _hear(emulator: Emulator, number: int) -> None:
    """Wait until so many have heard it."""
    async with asyncio.timeout(30):
        while len(_heard(emulator)) < number:  # noqa: ASYNC110 - the emulator tells nobody how many have heard
            await asyncio.sleep(0.1)


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


async def _held(database: Database) -> list[bool]:
    """Return of each letter on its way whether its turn had come."""
    async with database.reading() as db:
        return list(await db.scalars(select(Outbox.begun).where(Outbox.state == OutboxState.LEAVING)))
