"""A month that is sold by the message: counted to the piece, shown, warned of, asked about; and the fifty-first person.

Everything goes through the real channel, so what is counted is held against what the platform saw arriving.
"""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.domain.models import (
    Account,
    Appointment,
    Consent,
    Invite,
    Outbox,
    OutboxState,
    Person,
    Purpose,
    Role,
    SentCount,
)
from bot.domain.organisation import accounts, invites
from bot.domain.organisation.people import EVERYTHING
from bot.messages import Outgoing, Upload
from bot.settings import Settings
from bot.vietnamese import local
from tests.handlers.test_joining import stands_on_disk
from tests.talk import World, photo
from tests.zalo.kit import PATIENCE, House, Phone, say, until

LAST_OF_OCTOBER = datetime(2023, 10, 31, 8, tzinfo=UTC)
TOLD = say("{channel} this month: {number} of {most} messages used.")


async def counted(house: House) -> dict[str, int]:
    """Return what stands in the table, by month."""
    rows = await house.finds(select(SentCount))
    return {row.month: row.number for row in rows if row.channel == "zalo"}


def arrived(house: House) -> int:
    """Count the messages that the platform took from the bot."""
    calls = house.emulator.zalo.calls("sendMessage") + house.emulator.zalo.calls("sendPhoto")
    return len([call for call in calls if call.status == 200])


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A small plan: twenty messages a month, three people."""
    return replace(settings, zalo_messages=20, zalo_people=3)


@pytest.fixture
async def officer(world: World) -> Phone:
    return await world.has("Điêu Thị Phượng", Role.OFFICER)


async def settled(house: House) -> None:
    """Wait until everything that arrived is counted: that happens a moment after it arrived."""
    async with asyncio.timeout(PATIENCE):
        while sum((await counted(house)).values()) < arrived(house):  # noqa: ASYNC110 - the tables tell nobody
            await asyncio.sleep(0.01)


async def use_up(house: House, number: int) -> None:
    """Let the month stand at so many messages."""
    await settled(house)
    async with house.app.database.writing() as db:
        month = f"{house.clock.now() + timedelta(hours=7):%Y-%m}"
        found = await db.get(SentCount, ("zalo", month))
        if found:
            found.number = number
        else:
            db.add(SentCount(channel="zalo", month=month, number=number))


async def test_every_answer_counts_and_the_officer_sees_how_many(house: House, officer: Phone) -> None:
    for _ in range(3):
        await officer.says("/trogiup")
    assert TOLD.format(channel="Zalo", number=3, most=20) in await officer.says("/toi")
    await settled(house)
    assert await counted(house) == {"2023-10": arrived(house)} == {"2023-10": 4}


async def test_a_teacher_is_not_shown_the_month(world: World) -> None:
    lan = await world.has("Vàng Thị Lan")
    assert TOLD.format(channel="Zalo", number=0, most=20) not in await lan.says("/toi")


@pytest.mark.parametrize(
    ("message", "pieces"),
    [
        (Outgoing("x " * 1200), 2),
        (Outgoing("\n\n".join(["đoạn " * 300] * 4)), 4),
        (Outgoing("Một ảnh", uploads=(Upload("photo", "a.jpg", photo()),)), 1),
        (Outgoing("Ba ảnh", uploads=tuple(Upload("photo", f"{n}.jpg", photo(n)) for n in ("red", "blue", "green"))), 4),
        (Outgoing("x " * 1200, uploads=(Upload("photo", "a.jpg", photo()),)), 3),
        (Outgoing("Tệp", uploads=(Upload("document", "a.docx", b"PK"), Upload("document", "b.docx", b"PK2"))), 2),
    ],
)
async def test_every_piece_and_every_photo_counts(house: House, officer: Phone, message: Outgoing, pieces: int) -> None:
    await house.channel.send(officer.address, message, reply=True)
    assert arrived(house) == len(officer.said) == pieces
    assert await counted(house) == {"2023-10": pieces}


async def test_what_was_not_taken_does_not_count_and_what_may_have_been_does(house: House, officer: Phone) -> None:
    zalo = house.emulator.zalo
    zalo.fail(400, method="sendMessage", times=2)  # with its choices, and then without them
    zalo.say(officer.id, "/trogiup")
    await until(lambda: not zalo.faults.waiting)
    await officer.says("/trogiup")
    await settled(house)
    assert await counted(house) == {"2023-10": 1}
    zalo.drop(method="sendMessage")
    number = len(officer.said)
    await officer.says("/trogiup")  # it may have arrived and is sent once more: both count
    await until(lambda: len(officer.said) == number + 2)
    await officer.says("/trogiup")
    await settled(house)
    assert await counted(house) == {"2023-10": 4}


async def test_the_officers_are_warned_once_at_four_fifths(house: House, world: World, officer: Phone) -> None:
    lan = await world.has("Vàng Thị Lan")
    await use_up(house, 14)
    await lan.says("/trogiup")
    await house.app.jobs.tick()
    assert officer.said == []
    await lan.says("/trogiup")
    await house.app.jobs.tick()
    warning = TOLD.format(channel="Zalo", number=16, most=20)
    assert warning in await officer.hears(0)
    for _ in range(3):
        await lan.says("/trogiup")
        await house.app.jobs.tick()
    assert len(officer.said) == 1
    assert len(lan.said) == 5, "a teacher is told nothing of it"
    assert len(await house.finds(select(Outbox).where(Outbox.purpose == Purpose.QUOTA))) == 1


@pytest.mark.parametrize(("term", "warned"), [((-60, -1), False), ((-60, 10), True), ((1, 60), False)])
async def test_who_is_officer_today_is_warned_and_nobody_else(
    house: House, world: World, officer: Phone, term: tuple[int, int], warned: bool
) -> None:
    """A former officer is not; one whose term has a last day ahead is; one whose term begins later is not."""
    another = await world.has("Lò Văn Sinh", Role.OFFICER)
    first, last = (local(house.clock.now()).date() + timedelta(days) for days in term)
    person = await world.id_of(another)
    async with house.app.database.writing() as db:
        held = update(Appointment).where(Appointment.person_id == person)
        await db.execute(held.values(valid_from=first, valid_to=last))
    await use_up(house, 15)
    await house.channel.send(another.address, Outgoing("Chào thầy/cô"), reply=True)
    told = await house.finds(select(Outbox.person_id).where(Outbox.purpose == Purpose.QUOTA))
    assert sorted(told) == sorted([await world.id_of(officer), *[person] * warned])


async def test_a_broadcast_that_fits_is_not_asked_about(house: House, world: World, officer: Phone) -> None:
    await world.have(["Vàng Thị Lan", "Giàng A Dơ"])
    await officer.says("/thongbao")
    await officer.chooses(say("Everybody"))
    assert "Zalo" not in await officer.says("Nộp danh sách trước thứ Hai")
    assert say("Send to {number} people").format(number=2) in officer.last


@pytest.mark.parametrize(("text", "pieces"), [("Nộp danh sách", 1), ("Nộp danh sách. " * 180, 2)])
async def test_a_broadcast_past_the_month_is_asked_about_by_the_piece(
    house: House, world: World, officer: Phone, text: str, pieces: int
) -> None:
    await world.have(["Vàng Thị Lan", "Giàng A Dơ", "Lò Văn Sinh"])
    await officer.says("/thongbao")
    await officer.chooses(say("Everybody"))
    await use_up(house, 20 - 3 * pieces + 1)
    asked = say("This needs {needed} messages of {channel}, and only {left} are left this month.")
    house.emulator.zalo.say(officer.id, text)
    preview = await officer.hears(0, say("Send all the same to {number} people").format(number=3))
    assert asked.format(needed=3 * pieces, channel="Zalo", left=3 * pieces - 1) in preview
    announced = select(Outbox).where(Outbox.purpose == Purpose.ANNOUNCEMENT)
    assert await house.finds(announced) == [], "nothing leaves before the yes"


async def test_who_prefers_another_channel_costs_nothing(house: House, world: World, officer: Phone) -> None:
    await world.have(["Vàng Thị Lan", "Giàng A Dơ"])
    async with house.app.database.writing() as db:
        for person in await db.scalars(select(Person).where(Person.name == "Giàng A Dơ")):
            db.add(Account(person_id=person.id, channel="telegram", address="77"))
            person.preferred_channel = "telegram"
    await officer.says("/thongbao")
    await officer.chooses(say("Everybody"))
    await use_up(house, 19)
    assert say("Send to {number} people").format(number=2) in await officer.says("Nộp danh sách")


async def test_asked_and_told_to_go_on_it_leaves_all_the_same(house: House, world: World, officer: Phone) -> None:
    people = await world.have(["Vàng Thị Lan", "Giàng A Dơ"])
    await officer.says("/thongbao")
    await officer.chooses(say("Everybody"))
    await use_up(house, 19)
    await officer.says("Nộp danh sách")
    await officer.chooses(say("Send all the same to {number} people").format(number=2))
    await house.app.jobs.tick()
    for phone in people:
        assert "Nộp danh sách" in await phone.hears(0)
    announced = select(Outbox.state).where(Outbox.purpose == Purpose.ANNOUNCEMENT)
    assert await house.finds(announced) == [OutboxState.SENT] * 2
    assert (await counted(house))["2023-10"] > 20


async def test_a_month_begins_in_vietnam(house: House, officer: Phone) -> None:
    """At five in the afternoon UTC of the last day it is the next month there."""
    house.clock.move_to(LAST_OF_OCTOBER)
    await officer.says("/trogiup")
    house.clock.move_to(datetime(2023, 10, 31, 16, 59, tzinfo=UTC))
    await officer.says("/trogiup")
    await settled(house)
    house.clock.move_to(datetime(2023, 10, 31, 17, 1, tzinfo=UTC))
    assert TOLD.format(channel="Zalo", number=0, most=20) in await officer.says("/toi")
    await settled(house)
    assert await counted(house) == {"2023-10": 2, "2023-11": 1}


async def test_a_new_month_is_warned_of_anew(house: House, world: World, officer: Phone) -> None:
    lan = await world.has("Vàng Thị Lan")
    for day in (LAST_OF_OCTOBER, LAST_OF_OCTOBER + timedelta(days=1)):
        house.clock.move_to(day)
        await use_up(house, 15)
        await lan.says("/trogiup")
        await house.app.jobs.tick()
    await officer.hears(1)
    assert len(officer.said) == 2


async def invitation(house: House, world: World) -> str:
    """Make a link for the teachers of a school, and return what opens it."""
    async with house.app.database.writing() as db:
        made = await invites.create(db, EVERYTHING, Role.TEACHER, unit_id=world.school, now=house.clock.now())
    return f"/start {invites.token(made.id, house.settings.secret.reveal())}"


async def nothing_of(house: House, phone: Phone, folder: Path) -> None:
    """Hold that nobody but the three stands in the tables, each with three consents, and the address in no file."""
    assert [await house.counts(table) for table in (Person, Account, Consent)] == [3, 3, 9]
    assert not stands_on_disk(folder, phone.address)


async def test_who_is_beyond_the_plan_is_told_so_and_not_stored(house: House, world: World, tmp_path: Path) -> None:
    await world.have(["Vàng Thị Lan", "Giàng A Dơ", "Lò Văn Sinh"])
    stranger, link = house("Người thứ tư"), await invitation(house, world)
    await stranger.says(link)
    full = say(accounts.FULL).format(most=3)
    assert full in await stranger.chooses(say("I agree"))
    assert full in await stranger.says(link) or full in await stranger.chooses(say("I agree"))
    await nothing_of(house, stranger, tmp_path)
    assert await house.finds(select(Invite.uses)) == [0]


async def test_a_second_chat_counts_as_well(house: House, world: World, tmp_path: Path) -> None:
    """Whoever is tied by a code takes a place of the plan, too, and keeps the code where there is none."""
    lan, *_ = await world.have(["Vàng Thị Lan", "Giàng A Dơ", "Lò Văn Sinh"])
    await lan.says("/toi")
    await lan.chooses(say("My chats"))
    code = (await lan.chooses(say("Add a chat"))).split()[-1]
    second = house("Lan ở máy khác")
    assert say(accounts.FULL).format(most=3) in await second.says(f"lienket {code}")
    await nothing_of(house, second, tmp_path)
