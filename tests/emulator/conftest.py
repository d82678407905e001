import io
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest
import telegram
from PIL import Image

from bot.clock import MovableClock
from bot.emulator import Emulator

TOKEN = "4242:test-token"
LAN = 11
MINH = 12


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(datetime(2023, 10, 26, 7, 0, tzinfo=UTC))


@pytest.fixture
async def emulator(clock) -> AsyncIterator[Emulator]:
    """Lan has started the bot, Minh has not."""
    emulator = Emulator(TOKEN, "du_gio_bot", clock)
    emulator.add_person(LAN, "Nguyễn Thị Lan", "giáo viên", started=True)
    emulator.add_person(MINH, "Trần Văn Minh")
    yield emulator
    await emulator.stop()


@pytest.fixture
async def base(emulator) -> str:
    return f"http://127.0.0.1:{await emulator.start()}"


@pytest.fixture
async def bot(base) -> AsyncIterator[telegram.Bot]:
    """The bot through python-telegram-bot's own client."""
    async with telegram.Bot(TOKEN, base_url=f"{base}/bot", base_file_url=f"{base}/file/bot") as bot:
        yield bot


@pytest.fixture
def picture():
    def make(width: int = 400, height: int = 300, kind: str = "JPEG", colour: str = "teal") -> bytes:
        buffer = io.BytesIO()
        Image.new("RGB", (width, height), colour).save(buffer, kind)
        return buffer.getvalue()

    return make


@pytest.fixture
async def ask(base):
    """Call a method without a library in between; bytes are uploads. Returns the status and the body."""

    async def call(method: str, *, token: str = TOKEN, **params):
        form = aiohttp.FormData()
        for name, value in params.items():
            if isinstance(value, bytes):
                form.add_field(name, io.BytesIO(value), filename=f"{name}.bin")
            else:
                form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        async with session.post(f"{base}/bot{token}/{method}", data=form if params else None) as response:
            return response.status, await response.json()

    async with aiohttp.ClientSession() as session:
        yield call
