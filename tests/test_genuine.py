"""The page that says whether a confirmation is genuine: only what the paper says, and not without end."""

from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest

from bot.app import App
from bot.clock import MovableClock
from bot.domain.papers import genuine
from bot.front.front import GENUINE, NOT_GENUINE, PROOFS_A_MINUTE, TOO_MANY
from bot.i18n import Translator

SAID = "Vàng Thị Lan\nPTDTBT TH số 1 Na Sang\nĐã tham gia <b>& kiểm tra</b>"
VI = Translator("vi")


@pytest.fixture
async def page(app: App) -> AsyncIterator[str]:
    yield f"http://127.0.0.1:{await app.front.start('127.0.0.1', 0)}"
    await app.front.stop()


async def get(address: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        return answer.status, await answer.text()


async def test_a_genuine_paper_is_said_to_be_and_told(app: App, page: str) -> None:
    token = genuine.token(SAID, app.settings.secret.get_secret_value())
    status, told = await get(f"{page}/p/{token}")
    assert status == 200
    assert VI(GENUINE) in told
    assert "Vàng Thị Lan" in told
    assert "&lt;b&gt;&amp; kiểm tra" in told


@pytest.mark.parametrize("change", ["{0}x", "x{0}", "", "a.b", "{1}", "." * 900, "%00%ff"])
async def test_whatever_else_is_not(app: App, page: str, change: str) -> None:
    """A letter changed, another deployment's secret, rubbish: the same page, and nothing of anybody."""
    real = genuine.token(SAID, app.settings.secret.get_secret_value())
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
    assert genuine.read(token, "secret") == said.split("\n")
