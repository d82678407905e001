"""The loop over Zalo: the service is its own process behind a webhook, is killed in mid-reflection, and goes on.

And one who began on Telegram goes on at the same step on Zalo.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import aiohttp
import pytest
from sqlalchemy import select

from bot.clock import MovableClock
from bot.db import Database
from bot.domain.models import Account, Answer, Evidence, Presence, Reflection, Role, SentCount
from bot.domain.organisation import invites
from bot.domain.organisation.people import EVERYTHING
from bot.domain.programme.reflections import QUESTIONS
from bot.emulator import Emulator
from bot.front.front import TAKEN
from bot.settings import Settings
from bot.vietnamese import ZONE
from tests.loop.kit import KEEPER, Service, environment
from tests.loop.kit import Phone as Telephone
from tests.loop.serve import HourInAFile
from tests.talk import Talk, World, photo
from tests.zalo.browsing import page_in
from tests.zalo.kit import TOKEN, House, Phone, free_port, say

START = datetime(2023, 10, 20, 8, tzinfo=ZONE)
OVER = datetime(2023, 10, 26, 17, tzinfo=ZONE)
KEY = "a secret of the tests"
SCHOOL = "PTDTBT TH số 1 Na Sang"
ANSWERS = [f"Em A của nhóm {number} nói với bạn về phép chia" for number in range(1, 6)]


class OverZalo(Service):
    """The service with its webhook on this machine."""

    async def start(self) -> None:
        self.process = await self._spawn("tests.zalo.serve", str(self.hour_file), "run")


@dataclass
class Scene:
    """The process, its tables, and the two who talk to it."""

    service: OverZalo
    database: Database
    lead: Phone
    teacher: Phone
    link: str

    async def finds(self, asked: object) -> list[object]:
        async with self.database.reading() as db:
            return list(await db.scalars(asked))


@pytest.fixture
async def scene(emulator: Emulator, template: Path, tmp_path: Path) -> AsyncIterator[Scene]:
    """A lead and a newcomer on Zalo, a small world in the tables, and a process that is not started yet."""
    shutil.copy(template, tmp_path / "loop.sqlite3")
    hour, door = HourInAFile(tmp_path / "hour"), f"127.0.0.1:{free_port()}"
    hour.move_to(START)
    env = environment(
        zalo_token=TOKEN,
        zalo_api=emulator.zalo.base,
        public_url=f"http://{door}",
        listen=door,
        database_url=f"sqlite+aiosqlite:///{tmp_path}/loop.sqlite3",
        media_dir=tmp_path / "files",
        secret=KEY,
        log_level="DEBUG",
    )
    emulator.zalo.events.pause, emulator.zalo.events.tries = 0.5, 7
    service, database = (
        OverZalo(env, tmp_path / "output.txt", hour, tmp_path / "hour"),
        Database(env["DUGIO_DATABASE_URL"]),
    )
    people = enumerate(["Lò Văn Sinh", "Sùng A Dơ"], 11)
    lead, teacher = (Phone(emulator, number, name, machine_s_hour=True) for number, name in people)
    yield Scene(service, database, lead, teacher, await _world(database, lead))
    await database.close()
    if service.process:
        await service.kill()
    assert TOKEN.partition(":")[2] not in service.output.read_text()


async def _world(database: Database, lead: Phone) -> str:
    """Make a small world with its lead, and return the line that invites to its school, as Zalo's people get it."""
    # As the service itself is started: its people have answered its notice.
    parts = SimpleNamespace(database=database, settings=Settings(**KEEPER))
    talk = Talk(parts, SimpleNamespace(name="zalo"), MovableClock(START), "vi", {lead.name: lead})
    world = await talk.world()
    await world.has(lead.name, Role.LEAD)
    async with database.writing() as db:
        made = await invites.create(db, EVERYTHING, Role.TEACHER, unit_id=world.school, now=START)
    return f"Zalo bot.DuGioDemo: /start {invites.token(made.id, KEY)}"


async def test_join_sign_up_reflect_with_a_kill_and_a_file(emulator: Emulator, scene: Scene) -> None:
    await scene.service.start()
    await _settle(scene.lead)
    await _join(scene.teacher, scene.link)
    await _sign_up(emulator, scene.teacher)
    scene.service.hour.move_to(OVER)
    await scene.teacher.hears(0, "đã kết thúc")
    await _reflect(emulator, scene)
    assert await scene.service.terminate(within=8) == 0
    await _nothing_lost_and_nothing_twice(emulator, scene)


async def _settle(lead: Phone) -> None:
    await lead.hears(0, "10/2023")  # asked for the day, unasked: in the middle of what follows it would be the newest
    await asyncio.sleep(0.5)  # nobody reads it sooner
    await lead.says("/trogiup")
    await lead.chooses("Chốt ngày giờ")
    await lead.chooses("10/2023 · Cụm số 1")
    await lead.says("14h ngày 26/10")
    await lead.says("Phòng họp")
    await lead.says("12")
    assert "mở đăng ký" in await lead.chooses("Chốt")


async def _join(teacher: Phone, link: str) -> None:
    """The line is pasted whole; everything else is typed."""
    assert "1. " + say("I agree") in await teacher.says(link)
    await teacher.says("1")
    assert teacher.name in await teacher.says(teacher.name)
    await teacher.says("1")
    assert SCHOOL in await teacher.says("Nhiều môn")


async def _sign_up(emulator: Emulator, teacher: Phone) -> None:
    await teacher.says("/dangky")
    emulator.zalo.deliver_twice()
    assert "đã đăng ký" in await teacher.says("1")


async def _reflect(emulator: Emulator, scene: Scene) -> None:
    """Killed once after a commit and before its answer; and what comes while it is away waits at the platform."""
    teacher, service = scene.teacher, scene.service
    await asyncio.sleep(0.5)  # nobody reads the invitation sooner
    await teacher.chooses(say("Reflect"))
    await teacher.chooses(say("I observed"))
    assert "Câu hỏi 2/5" in await teacher.says(ANSWERS[0])

    number = len(teacher.said)
    emulator.zalo.fail(429, retry_after=25, method="sendMessage", chat=teacher.id)
    emulator.zalo.say(teacher.id, ANSWERS[1])
    async with asyncio.timeout(20):
        while emulator.zalo.faults.waiting or len(await scene.finds(select(Answer.text))) < 2:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.02)
    await service.kill()
    emulator.zalo.say(teacher.id, ANSWERS[2])
    await service.start()
    asked = await teacher.hears(number, "Câu hỏi 3/5")
    assert "3. " + say("To the end") in asked, "choices are numbered here too, also after the kill"
    await teacher.hears(number, "Câu hỏi 4/5")

    assert "Đã lưu 1 ảnh" in await teacher.sends_photo(photo())
    await _upload(emulator, teacher)
    assert "Câu hỏi 5/5" in await teacher.says(ANSWERS[3])
    look = await teacher.says(ANSWERS[4])
    assert [answer for answer in ANSWERS if look.count(answer) != 1] == []
    assert "Đã nộp" in await teacher.says("1")


async def _upload(emulator: Emulator, teacher: Phone) -> None:
    """What Zalo does not carry is asked for on a page; the conversation stays where it was."""
    number = len(teacher.said)
    emulator.zalo.send_unsupported(teacher.id, "[Tệp] anh.jpg")
    page = page_in(await teacher.hears(number, "/u/"))
    form = aiohttp.FormData()
    form.add_field("file", photo("blue"), filename="anh.jpg")
    async with aiohttp.ClientSession() as browser, browser.post(page, data=form) as response:
        assert say(TAKEN) in await response.text()
    await teacher.hears(number, "Đã lưu 2 ảnh")


async def _nothing_lost_and_nothing_twice(emulator: Emulator, scene: Scene) -> None:
    # Below the link of the page the question is asked once more.
    said = [text for text in scene.teacher.texts if "/u/" not in text]
    asked = (f"Câu hỏi {n}/5" for n in range(1, 6))
    for words in ("đã đăng ký", "đã kết thúc", "Đã lưu 1 ảnh", "Đã lưu 2 ảnh", *asked):
        assert len([text for text in said if words in text]) == 1, words
    assert await scene.finds(select(Answer.text).order_by(Answer.question)) == ANSWERS
    assert len(await scene.finds(select(Evidence))) == 2
    taken = [call for call in emulator.zalo.calls("sendMessage") if call.status == 200]
    assert sum(await scene.finds(select(SentCount.number))) == len(taken)
    assert emulator.zalo.events.given_up == 0
    written = scene.service.output.read_text()
    assert [words for words in ("Sùng A Dơ", *ANSWERS, "/u/", "/start k") if words in written] == []


@pytest.fixture
def house(house: House) -> House:
    house.telegram = True
    return house


async def test_moved_in_mid_reflection_a_person_goes_on_at_the_same_step(emulator: Emulator, house: House) -> None:
    await house.restart()
    world = await house.world()
    phone = Telephone(emulator, 21, "Vàng Thị Lan")
    await _reflects_on_telegram(house, world, phone)
    praised = await phone.says("Cô dạy rất hay")
    assert say(QUESTIONS["observer"][1]) not in praised.text
    code = await _code(phone)

    lan = house("Lan ở Zalo")
    assert "Lan" in await lan.says(f"lienket {code}")
    await house.restart()
    assert "Câu hỏi 3/5" in await lan.says("Cô dạy rất hay"), "that praise was asked about once is not forgotten"
    assert "Câu hỏi 4/5" in await lan.chooses(say("Skip"))
    assert "Câu hỏi 3/5" in await lan.says("quay lai")
    assert "Câu hỏi 4/5" in (await phone.says("Em B giúp bạn xếp que tính")).text
    assert await house.finds(select(Answer.text).order_by(Answer.question)) == [
        ANSWERS[0],
        "Cô dạy rất hay",
        "Em B giúp bạn xếp que tính",
    ]
    assert await house.counts(Reflection) == 1


async def _reflects_on_telegram(house: House, world: World, phone: Telephone) -> None:
    person = await world.has(phone.name)
    await world.marks(person, Presence.PRESENT)
    async with house.app.database.writing() as db:
        for account in await db.scalars(select(Account).where(Account.address == person.address)):
            account.channel, account.address = "telegram", str(phone.id)
    await house.meeting(world.meeting, starts=-timedelta(hours=3), ends=-timedelta(hours=1))
    await phone.says("/suyngam")
    await phone.presses(say("I observed"))
    assert "Câu hỏi 2/5" in (await phone.says(ANSWERS[0])).text


async def _code(phone: Telephone) -> str:
    """Ask for the code in the middle of the question, which stays open."""
    await phone.says("/toi")
    await phone.presses(say("My chats"))
    return (await phone.presses(say("Add a chat"))).text.split()[-1]
