"""One plan put in by the command for the whole run; each test gets its copy, a bot API and a service of its own."""

import asyncio
import json
import shutil
import sqlite3
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.emulator import Emulator
from bot.vietnamese import ZONE
from tests.loop.kit import ROOT, Service, environment
from tests.loop.serve import HourInAFile

TOKEN = "4242:a-token-that-no-line-may-show"
START = datetime(2023, 10, 20, 8, tzinfo=ZONE)
PLAN = ROOT / "demo" / "ke-hoach-muong-cha-2023-2024.docx"


@pytest.fixture
async def emulator(tmp_path: Path) -> AsyncIterator[Emulator]:
    """Telegram goes by the same hour as the service: what it dates counts from then."""
    hour = HourInAFile(tmp_path / "hour")
    hour.move_to(START)
    emulator = Emulator(TOKEN, "dugio_loop_bot", hour)
    yield emulator
    await emulator.stop()


@pytest.fixture(scope="session")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tables with the plan stand once some test has put it in."""
    return tmp_path_factory.mktemp("planned") / "dugio.sqlite3"


@pytest.fixture
async def service(emulator: Emulator, template: Path, planned: Path, tmp_path: Path) -> AsyncIterator[Service]:
    """Give the service with the plan in its tables, not started yet; it writes JSON only, never the token."""
    port = await emulator.start()
    hour = HourInAFile(tmp_path / "hour")
    hour.move_to(START)
    env = environment(
        telegram_token=TOKEN,
        telegram_api=f"http://127.0.0.1:{port}",
        database_url=f"sqlite+aiosqlite:///{tmp_path}/dugio.sqlite3",
        media_dir=tmp_path / "media",
        secret="a secret of the tests",
        log_level="DEBUG",
    )
    service = Service(env, tmp_path / "output.txt", hour, tmp_path / "hour")
    await _put_plan_in(service, template, planned, tmp_path / "dugio.sqlite3")
    yield service
    if service.process:
        await service.kill()
    written = service.output.read_text()
    assert TOKEN.partition(":")[2] not in written
    assert all(isinstance(json.loads(line), dict) for line in written.splitlines())


async def _put_plan_in(service: Service, template: Path, planned: Path, here: Path) -> None:
    if await asyncio.to_thread(planned.exists):
        shutil.copy(planned, here)
        return
    shutil.copy(template, here)
    kept = await service.command("import-plan", str(PLAN), "--year", "2023-2024", "--yes")
    assert "32 buổi" in kept
    with sqlite3.connect(here) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    shutil.copy(here, planned)
