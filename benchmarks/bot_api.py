"""A Bot API that only carries: what people do goes out by polling, and each step ends when its answer has come."""

import asyncio
import io
import itertools
import random
from collections import deque
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from aiohttp import web
from PIL import Image

TOKEN = "1:benchmark"
PLAN = "the-plan"
_ME = {"id": 1, "is_bot": True, "first_name": "Dự Giờ", "username": "dugio_bot"}
_SENDS = ("sendMessage", "sendDocument", "sendPhoto", "editMessageText", "editMessageCaption")
_LONGEST_POLL = 25


class BotApi:
    """Hands out updates to one bot and says when each chat was answered."""

    def __init__(self) -> None:
        self.address = ""
        self.plan = b""
        """The workbook that is sent as a file."""
        self.polled = asyncio.Event()
        """The bot has asked for news: it serves."""
        self._updates = itertools.count(1)
        self._waiting: deque[dict[str, Any]] = deque()
        self._news = asyncio.Event()
        self._answers: dict[int, asyncio.Future[str]] = {}

    async def step(self, chat: int, act: str) -> str:
        """Do something in a chat and return the answer.

        "+…" is a press, "*" a photo, "**" one of 12 million dots, `PLAN` a file, and all else is typed.
        """
        answer = self._answers[chat] = asyncio.get_running_loop().create_future()
        number = next(self._updates)
        self._waiting.append({"update_id": number} | _update(chat, act, number))
        self._news.set()
        async with asyncio.timeout(30):
            return await answer

    async def steps(self, acts: Iterable[tuple[int, str]], in_flight: int) -> list[str]:
        """Do many steps, some of them at once; return the answers."""
        left, answers = iter(acts), list[str]()

        async def one_after_another() -> None:
            for chat, act in left:
                answers.append(await self.step(chat, act))

        async with asyncio.TaskGroup() as together:
            for _ in range(in_flight):
                together.create_task(one_after_another())
        return answers

    async def call(self, request: web.Request) -> web.Response:
        """Answer one method."""
        method = request.match_info["method"]
        values = await read(request)
        if method == "getUpdates":
            return _ok(await self._poll(int(values.get("offset") or 0)))
        if method in _SENDS:
            chat = int(values["chat_id"])
            if (answer := self._answers.pop(chat, None)) and not answer.done():
                answer.set_result(str(values.get("text") or values.get("caption")))
            return _ok({"message_id": 7, "date": 1_790_000_000, "chat": _chat(chat), "from": _ME, "text": "…"})
        if method == "getFile":
            return _ok({"file_id": values["file_id"], "file_unique_id": "u", "file_path": f"{values['file_id']}.jpg"})
        return _ok(_ME if method == "getMe" else True)

    async def file(self, request: web.Request) -> web.Response:
        """Return a photo that nobody has sent before, or the plan."""
        if request.match_info["name"].startswith(PLAN):
            return web.Response(body=self.plan)
        return web.Response(body=_photo(request.match_info["name"]))

    async def _poll(self, offset: int) -> list[dict[str, Any]]:
        self.polled.set()
        while self._waiting and self._waiting[0]["update_id"] < offset:
            self._waiting.popleft()
        if not self._waiting:
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), _LONGEST_POLL)
            except TimeoutError:
                return []
        return [*self._waiting]


@asynccontextmanager
async def serving(api: BotApi | None = None) -> AsyncIterator[BotApi]:
    """Serve on some port of this machine."""
    api = api or BotApi()
    app = web.Application()
    app.router.add_post(f"/bot{TOKEN}/{{method}}", api.call)
    app.router.add_get(f"/file/bot{TOKEN}/{{name}}", api.file)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    api.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield api
    finally:
        await runner.cleanup()


async def read(request: web.Request) -> Any:
    """Return the parameters of a method, however they were sent; a request keeps them for a second reader."""
    if request.content_type == "application/json":
        return await request.json()
    return await request.post()


def _ok(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _chat(chat: int) -> dict[str, Any]:
    return {"id": chat, "type": "private", "first_name": "Mai"}


def _update(chat: int, act: str, number: int) -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": "Mai", "language_code": "vi"}
    message: dict[str, Any] = {"message_id": number, "date": 1_790_000_000, "chat": _chat(chat), "from": person}
    if act.startswith("+"):
        shown = message | {"from": _ME, "text": "Buổi sinh hoạt chuyên môn"}
        press = {"id": str(number), "from": person, "chat_instance": "1", "data": act[1:], "message": shown}
        return {"callback_query": press}
    if act == PLAN:
        return {
            "message": message | {"document": {"file_id": PLAN, "file_unique_id": PLAN, "file_name": "ke-hoach.xlsx"}}
        }
    if act in ("*", "**"):
        size = {
            "file_id": f"{'large' if act == '**' else 'photo'}{number}",
            "file_unique_id": str(number),
            "width": 1280,
            "height": 960,
        }
        return {"message": message | {"photo": [size]}}
    return {"message": message | {"text": act}}


def _photo(name: str) -> bytes:
    # Large ones are all the same: to draw one takes a second, in which nobody would be answered.
    return _large() if name.startswith("large") else _drawn(name, (1280, 960))


@cache
def _large() -> bytes:
    return _drawn("large", (4000, 3000))


def _drawn(name: str, size: tuple[int, int]) -> bytes:
    draw = random.Random(name)
    small = Image.frombytes("RGB", (16, 12), draw.randbytes(16 * 12 * 3))
    written = io.BytesIO()
    small.resize(size).save(written, "JPEG", quality=80)
    return written.getvalue()


def draw_ahead() -> None:
    """Draw the large photo before anything is measured."""
    _large()
