"""A tiny Zalo that these tests script, and a channel that talks to it over real HTTP."""

import asyncio
import contextlib
import io
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from odd_server import drip, serving
from PIL import Image

from bot.channels.zalo import Zalo

TOKEN = "1459232241454765289:THIS-IS-THE-SECRET"
SECRET = "the-webhook's-secret"
LAN = "6ede9afa66b88fe6d6a9"
IDLE = {"ok": False, "error_code": 408, "description": "Request timeout"}
DEFAULTS: dict[str, Any] = {
    "getMe": {"id": "1459232241454765289", "account_name": "bot.VDKyGxQvc", "account_type": "BASIC"},
    "getWebhookInfo": {"url": "", "updated_at": 1},
    "deleteWebhook": {"url": "", "updated_at": 2},
    "setWebhook": {"url": "x", "updated_at": 3},
    "sendMessage": {"message_id": "82599fa32f56d00e8941", "date": 1750316131602},
    "sendPhoto": {"message_id": "82599fa32f56d00e8942", "date": 1750316131602},
}


def event(text="Xin chào", number="2d758cb5e222177a4e35", chat=LAN, name="message.text.received", **more):
    """A webhook's event as the documents show it."""
    message = {
        "from": {"id": chat, "display_name": "Ted", "is_bot": False},
        "chat": {"id": chat, "chat_type": "PRIVATE"},
        "message_id": number,
        "date": 1750316131602,
    }
    content = {"text": text} if text else {}
    return {"event_name": name, "message": message | content | more}


def refusal(code, description="no", **more):
    return {"ok": False, "error_code": code, "description": description} | more


@dataclass
class FakeZalo:
    """Answers as scripted, else as documented: a dict is JSON, bytes go as they are, a tuple has its status first."""

    base: str = ""
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    scripted: dict[str, deque[Any]] = field(default_factory=lambda: defaultdict(deque))

    def will(self, method, *answers):
        self.scripted[method].extend(answers)

    def to(self, method):
        return [values for name, values in self.calls if name == method]

    async def serve(self, request):
        method = request.match_info["method"]
        if request.match_info["token"] != TOKEN:
            return web.json_response(refusal(401, "Unauthorized"))
        self.calls.append((method, await request.json()))
        script = self.scripted[method]
        told = script.popleft() if script else await self.usual(method)
        status, body = told if isinstance(told, tuple) else (200, told)
        if body == "cut":
            request.transport.close()
            return web.Response()
        if body == "silent":
            await asyncio.sleep(60)
        if body == "drip":
            return await drip(request)
        return (
            web.Response(status=status, body=body)
            if isinstance(body, bytes)
            else web.json_response(body, status=status)
        )

    async def usual(self, method):
        if method == "getUpdates":
            await asyncio.sleep(0.03)
            return IDLE
        return {"ok": True} | ({"result": DEFAULTS[method]} if method in DEFAULTS else {})


@contextlib.asynccontextmanager
async def fake_zalo():
    fake = FakeZalo()
    async with serving(web.post("/bot{token}/{method}", fake.serve)) as fake.base:
        yield fake


async def publish(upload):
    return f"https://truong.example/t/{upload.name.replace(' ', '%20')}"


@contextlib.asynccontextmanager
async def channel_to(base, token=TOKEN, **options):
    channel = Zalo(token, base, **{"publish": publish, "pause": 0.02, "per_second": 100} | options)
    try:
        await channel.start()
        yield channel
    finally:
        await channel.close()


@contextlib.asynccontextmanager
async def listening(channel, handle):
    task = asyncio.ensure_future(channel.listen(handle))
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def until(true, seconds=3):
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - what is waited for lies in several places
            await asyncio.sleep(0.005)


class Listener:
    """Keeps what it was handed; can be broken for some batches, as where the tables are out of reach."""

    def __init__(self):
        self.heard = defaultdict(list)
        self.all = []
        self.failures = 0

    async def __call__(self, batch):
        if batch and self.failures:
            self.failures -= 1
            raise RuntimeError("lời riêng")
        for incoming in batch:
            self.heard[incoming.address].append(incoming.text)
            self.all.append(incoming)


def one_by_one(answer):
    """Return what takes a batch by answering each of it."""

    async def take(batch, *, moment=0.2):
        for incoming in batch:
            await answer(incoming)

    return take


def picture(colour="teal"):
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(buffer, "JPEG")
    return buffer.getvalue()
