"""Two processes on one PostgreSQL share an announcement over real HTTP; one is killed in the middle of it.

Nobody waits for the leases of the one that is gone, and what the other has in hand is left to it.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sized
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import select, text

from bot import living
from bot.db import Database
from bot.dispatch_book import ON_ITS_WAY
from bot.domain.models import Account, Announcement, Outbox, OutboxState, Person, Purpose, Topic, Unit, UnitKind
from bot.domain.outbox import outbox
from bot.domain.outbox.outbox import LEASE
from bot.emulator import Emulator
from bot.living import Living
from tests.loop.conftest import START, TOKEN
from tests.loop.kit import Service, environment
from tests.loop.serve import HourInAFile
from tests.tables import SERVER

pytestmark = pytest.mark.skipif(not SERVER, reason="a second service on an SQLite file says so and stops")

PEOPLE = range(1001, 1201)
SLOW = PEOPLE[::20]
ANSWERS_AFTER = 12
"""Seconds: longer than it takes until somebody is gone, and shorter than whoever sends waits for an answer."""
TEXT = "Sáng thứ Hai nộp danh sách đăng ký về Phòng"


@pytest.fixture
async def replicas(emulator: Emulator, database_url: str, tmp_path: Path) -> AsyncIterator[list[Service]]:
    """Two of them, not started yet."""
    env = environment(
        telegram_token=TOKEN,
        telegram_api=f"http://127.0.0.1:{await emulator.start()}",
        database_url=database_url,
        media_dir=tmp_path / "media",
        secret="a secret of the tests",
    )
    hour = tmp_path / "hour"
    both = [Service(env, tmp_path / f"output-{number}.txt", HourInAFile(hour), hour) for number in (1, 2)]
    yield both
    for one in both:
        if one.process:
            await one.kill()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


async def test_whoever_is_gone_is_known_at_once_and_who_lives_keeps_what_it_has(
    emulator: Emulator, replicas: list[Service], database: Database
) -> None:
    """Two processes start, and some answers are late: no lease runs out meanwhile, which takes two minutes and more."""
    killed, lives = replicas
    for one in replicas:
        await one.start()
    await _until(lambda: _names(database), 2)
    await _announced(emulator, database)
    await _until(lambda: _holders(database), 2)
    await _until(lambda: _heard(emulator), 60)
    await killed.kill()
    in_hand, names = await _in_hand(database), await _names(database)
    gone = {person for person, holder, begun in in_hand if holder not in names and begun}
    assert {holder not in names for _, holder, _ in in_hand} == {True, False}

    fates = await _all_fates(database, within=LEASE.total_seconds() / 2)
    heard = await _heard(emulator)
    assert {number for number in PEOPLE if fates[number] is OutboxState.UNCLEAR} == gone
    assert {fates[number] for number in PEOPLE if number not in gone} == {OutboxState.SENT}
    assert {heard[number] for number in PEOPLE if number not in gone} == {1}
    assert {heard[number] for number in gone} <= {0, 1}
    assert await lives.terminate(within=15) == 0


async def test_a_name_whose_connection_breaks_is_taken_again_before_anybody_takes_it_for_gone(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who stops has let it go; whoever looks meanwhile sees only who is gone."""
    monkeypatch.setattr(living, "LOOK", 0.05)
    monkeypatch.setattr(living, "PAUSE", 0.05)
    monkeypatch.setattr(living, "GONE_AFTER", 0.5)
    judged = list[int]()

    async def judge(gone: Collection[int]) -> None:
        judged.extend(gone)

    one, other = Living(database, judge), Living(database, judge)
    async with other:
        async with one:
            await _until(lambda: _names(database), 2)
            name = one.name
            await _in_its_hand(database, name)
            await _break_the_connection(database, name)
            async with asyncio.timeout(10):
                while one.name is not None:  # noqa: ASYNC110 - nobody tells when it is lost
                    await asyncio.sleep(0.01)
            await _until(lambda: _names(database), 2)
            await asyncio.sleep(1)
            assert not judged
            assert one.name == name
        await asyncio.sleep(1)
    assert set(judged) == {name}


async def test_a_connection_that_never_comes_about_is_not_waited_for(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The driver would wait a minute for a server whose machine says nothing."""
    monkeypatch.setattr(living, "ANSWERS_WITHIN", 0.1)
    monkeypatch.setattr(living, "PAUSE", 0.05)
    connect, tried = asyncpg.connect, list[float]()

    async def connected(*where: Any, timeout: float = 60, **options: Any) -> asyncpg.Connection:  # noqa: ASYNC109
        tried.append(timeout)
        if len(tried) == 1:
            await asyncio.sleep(timeout)
            raise TimeoutError
        return await connect(*where, timeout=10, **options)

    async def judge(_gone: Collection[int]) -> None:
        """Nobody is."""

    monkeypatch.setattr(asyncpg, "connect", connected)
    async with Living(database, judge) as one, asyncio.timeout(living.GONE_AFTER):
        while one.name is None:  # noqa: ASYNC110 - nobody tells when it is taken
            await asyncio.sleep(0.01)
    assert tried == [0.1, 0.1]


async def _announced(emulator: Emulator, database: Database) -> None:
    """Queue an announcement to two hundred; each twentieth answer of the platform is late."""
    async with database.writing() as db:
        db.add(Unit(id=1, kind=UnitKind.SCHOOL, name="TH Hoa Ban", folded="th hoa ban"))
        await db.flush()
        for number in PEOPLE:
            emulator.add_person(number, "Lò Văn Sinh", started=True)
            db.add(Person(id=number, name="Lò Văn Sinh", folded="lo van sinh", unit_id=1, joined_at=START))
        await db.flush()
        db.add_all(Account(person_id=number, channel="telegram", address=str(number)) for number in PEOPLE)
        db.add(Announcement(id=1, author_id=PEOPLE[0], audience="all", text=TEXT, sent_at=START))
        await db.flush()
        hours = {"due_at": START, "not_after": START + timedelta(days=1)}
        row = {"purpose": Purpose.ANNOUNCEMENT, "topic": Topic.announcement(1), "facts": {}} | hours
        db.add_all(Outbox(person_id=number, **row) for number in PEOPLE)
    for number in SLOW:
        emulator.slow(ANSWERS_AFTER, chat=number, times=None)


async def _in_its_hand(database: Database, holder: int | None) -> None:
    """Let somebody have one letter in hand."""
    async with database.writing() as db:
        db.add(Unit(id=1, kind=UnitKind.SCHOOL, name="TH Hoa Ban", folded="th hoa ban"))
        await db.flush()
        db.add(Person(id=1, name="Lò Văn Sinh", folded="lo van sinh", unit_id=1, joined_at=START))
        await db.flush()
        hours = {"due_at": START, "not_after": START + timedelta(days=1)}
        db.add(Outbox(person_id=1, purpose=Purpose.ANNOUNCEMENT, topic=Topic.announcement(1), facts={}, **hours))
        await db.flush()
        assert len(await outbox.claim(db, START, 1, holder)) == 1


async def _break_the_connection(database: Database, name: int | None) -> None:
    async with database.session_of_its_own(10) as connection:
        cut = (
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = CAST(:name AS oid)"
        )
        await connection.execute(text(cut), {"name": name})


async def _names(database: Database) -> set[int]:
    async with database.session_of_its_own(10) as connection:
        return set(await connection.scalars(living.NAMES))


async def _in_hand(database: Database) -> list[tuple[int, int | None, bool]]:
    """Return whose letters are in hand, in whose, and whether their turn has come."""
    asked = select(Outbox.person_id, Outbox.holder, Outbox.begun).where(Outbox.state == OutboxState.LEAVING)
    async with database.reading() as db:
        return [(person, holder, begun) for person, holder, begun in await db.execute(asked)]


async def _holders(database: Database) -> set[int | None]:
    return {holder for _, holder, _ in await _in_hand(database)}


async def _all_fates(database: Database, within: float) -> dict[int, OutboxState]:
    """Return by person what became of their copy, once that is known of each."""
    asked = select(Outbox.person_id, Outbox.state).where(Outbox.state.not_in(ON_ITS_WAY))
    fates: dict[int, OutboxState] = {}
    async with asyncio.timeout(within):
        while len(fates) < len(PEOPLE):
            await asyncio.sleep(0.2)
            async with database.reading() as db:
                fates = dict((await db.execute(asked)).all())
    return fates


async def _heard(emulator: Emulator) -> Counter[int]:
    """Count how often each one heard it."""
    said = ((number, message.text) for number in PEOPLE for message in emulator.chat(number).said)
    return Counter(number for number, text in said if TEXT in text)


async def _until(asked: Callable[[], Awaitable[Sized]], number: int) -> None:
    """Wait until there are so many."""
    async with asyncio.timeout(30):
        while len(await asked()) < number:  # noqa: ASYNC110 - nobody tells when it is so
            await asyncio.sleep(0.05)
