"""The worlds of the demo: each has its hour, its keeper of data, its papers and its invented people."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot import demo_tra_lam
from bot.app import App
from bot.demo_people import enter
from bot.documents.plan import read
from bot.domain import plan
from bot.domain.duties import orders, rules
from bot.domain.organisation import consents
from bot.domain.organisation.people import EVERYTHING
from bot.emulator import Emulator
from bot.vietnamese import ZONE

PLAN = Path(__file__).parent.parent / "demo" / "ke-hoach-muong-cha-2023-2024.docx"
YEAR = "2023-2024"
OWN_PAPER = "001"
"""The sample paper (`catalogue.papers`) that the plan is."""


@dataclass(frozen=True, slots=True)
class DemoWorld:
    """A world; `prepare` puts its papers and people into fresh tables, the people on a channel of that name."""

    key: str
    name: str
    """What the page calls it."""
    start: datetime
    keeper: str
    keeper_address: str
    contact: str
    data_officer: str
    prepare: Callable[[App, Emulator, str], Awaitable[None]]


async def _muong_cha(app: App, emulator: Emulator, channel: str) -> None:
    draft = await asyncio.to_thread(lambda: read(PLAN.read_bytes(), PLAN.name))
    async with app.database.writing() as db:
        proposal = await plan.propose(db, draft, YEAR)
        await plan.accept(db, EVERYTHING, proposal, now=app.clock.now())
        await rules.ensure(db, app.clock.now())
        # The demo's plan is the sample paper itself, so its own office cites it as it stands.
        asked = await orders.choose(db, OWN_PAPER, app.clock.now())
        its = [one.rule.id for one in asked.effects]
        await orders.switch_on(db, its, EVERYTHING, office_id=None, by_id=None, now=app.clock.now())
        await enter(db, emulator, channel, app.clock.now(), consents.edition(app.settings))


MUONG_CHA = DemoWorld(
    "muong-cha",
    "Mường Chà, 2023-2024",
    start=datetime(2023, 10, 9, 8, tzinfo=ZONE),
    keeper="Phòng GD&ĐT Mường Chà",
    keeper_address="Mường Chà, Điện Biên",
    contact="0215 3842 000 (số của bản thử)",
    data_officer="Điêu Thị Phượng, chuyên viên",
    prepare=_muong_cha,
)
TRA_LAM = DemoWorld(
    "tra-lam",
    "Trà Lam, 2026-2027",
    start=demo_tra_lam.START,
    keeper="Sở GD&ĐT Trà Lam",
    keeper_address="phường Sông Trăng, tỉnh Trà Lam (tên của bản thử)",
    contact="0200 000 000 (số của bản thử)",
    data_officer="Vi Thị Thanh Nhạn, chuyên viên",
    prepare=demo_tra_lam.prepare,
)
WORLDS = {world.key: world for world in (MUONG_CHA, TRA_LAM)}
