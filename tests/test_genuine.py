"""The page that says whether a confirmation is genuine: only what the paper says, and not without end."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest
from sqlalchemy import update

from bot.app import App
from bot.clock import MovableClock
from bot.domain.models import Invitee, Person, Presence
from bot.domain.papers import genuine
from bot.front.front import GENUINE, NOT_GENUINE, PROOFS_A_MINUTE, TOO_MANY, UNKNOWN_NOW, WITHDRAWN
from bot.i18n import Translator
from bot.settings import Settings
from tests.handlers.test_papers import held
from tests.talk import Talk, World

SAID = "Vàng Thị Lan\nPTDTBT TH số 1 Na Sang\nĐã tham gia <b>& kiểm tra</b>"
VI = Translator("vi")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, public_url="http://127.0.0.1")  # without one there is no web door


@pytest.fixture
async def page(app: App) -> AsyncIterator[str]:
    yield f"http://127.0.0.1:{await app.front.start('127.0.0.1', 0)}"
    await app.front.stop()


@pytest.fixture
async def world(talk: Talk) -> World:
    return await talk.world()


async def get(address: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        return answer.status, await answer.text()


async def test_a_genuine_paper_is_said_to_be_and_told(app: App, page: str) -> None:
    token = genuine.token(SAID, app.settings.secret.reveal())
    status, told = await get(f"{page}/p/{token}")
    assert status == 200
    assert VI(GENUINE) in told
    assert "Vàng Thị Lan" in told
    assert "&lt;b&gt;&amp; kiểm tra" in told


@pytest.mark.parametrize("change", ["{0}x", "x{0}", "", "a.b", "{1}", "." * 900, "%00%ff"])
async def test_whatever_else_is_not(app: App, page: str, change: str) -> None:
    """A letter changed, another deployment's secret, rubbish: the same page, and nothing of anybody."""
    real = genuine.token(SAID, app.settings.secret.reveal())
    status, told = await get(f"{page}/p/{change.format(real, genuine.token(SAID, 'another secret'))}")
    assert status == 404
    assert "Vàng Thị Lan" not in told
    if change:
        assert VI(NOT_GENUINE) in told


async def test_nobody_may_try_for_ever(page: str, app: App, clock: MovableClock) -> None:
    for _turn in range(PROOFS_A_MINUTE):
        assert app.front._proofs.may(clock.now())
    status, told = await get(f"{page}/p/x.y")
    assert (status, VI(TOO_MANY) in told) == (429, True)
    clock.move_by(timedelta(minutes=1))
    assert (await get(f"{page}/p/x.y"))[0] == 404


def test_a_long_name_still_makes_a_code_that_can_be_scanned() -> None:
    said = "\n".join(
        ("Hờ " * 26, "PTDTBT TH và THCS " * 4, "Đã tham gia sinh hoạt chuyên môn môn Tin học và Công nghệ")
    )
    token = genuine.token(said, "secret")
    assert len(token) <= genuine.LONGEST
    assert genuine.read(token, "secret") == genuine.ProvenPaper(tuple(said.split("\n")))


@pytest.mark.parametrize(
    ("presence", "sentence"),
    [(Presence.LATE, GENUINE), (Presence.ABSENT, WITHDRAWN), (None, WITHDRAWN)],
)
async def test_a_paper_holds_as_long_as_the_roll_says_it(
    talk: Talk, world: World, page: str, presence: Presence | None, sentence: str
) -> None:
    """A mark that was put right since withdraws the paper, of one meeting as of a year; the row is shown nowhere."""
    lead, _head = await held(world)
    row, person = await world.expects(talk("Vàng Thị Lan")), await world.id_of(talk("Vàng Thị Lan"))
    async with talk.app.database.writing() as db:
        await db.execute(update(Invitee).where(Invitee.id == row).values(presence=presence))
    secret = talk.app.settings.secret.reveal()
    for said in (f"{SAID}\n#{row}", f"{SAID}\n#{person}.2023.1"):
        status, told = await get(f"{page}/p/{genuine.token(said, secret)}")
        assert (status, VI(sentence) in told) == (200, True)
        assert f"#{row}" not in told.replace("#said", "")
    assert lead


async def test_a_paper_about_somebody_erased_cannot_be_compared(talk: Talk, world: World, page: str) -> None:
    await held(world)
    person = await world.id_of(talk("Vàng Thị Lan"))
    async with talk.app.database.writing() as db:
        await db.execute(update(Person).where(Person.id == person).values(erased_at=talk.clock.now()))
    secret = talk.app.settings.secret.reveal()
    row = await world.expects(talk("Lò Văn Minh"))
    for said, sentence in ((f"{SAID}\n#{person}.2023.1", UNKNOWN_NOW), (f"{SAID}\n#{row + 999}", UNKNOWN_NOW)):
        assert VI(sentence) in (await get(f"{page}/p/{genuine.token(said, secret)}"))[1]
