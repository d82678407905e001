"""A tiny Telegram that these tests script: it confirms by offset, keeps what it was sent, and fails on request."""

import asyncio
import itertools
import json
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

TOKEN = "987654321:THIS-IS-THE-SECRET"


@dataclass
class Call:
    method: str
    values: dict[str, Any]
    files: dict[str, tuple[str, bytes]]
    at: float


@dataclass
class FakeTelegram:
    calls: list[Call] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    scripted: dict[str, deque[Any]] = field(default_factory=lambda: defaultdict(deque))
    files: dict[str, bytes] = field(default_factory=dict)
    in_place: deque[bytes] = field(default_factory=deque)
    """What comes in place of the next files."""
    numbers: Any = field(default_factory=lambda: itertools.count(100))
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def will(self, method: str, *answers: Any) -> None:
        """Answer the next calls so: "cut" and "silent" give none, a dict is refused with its error_code."""
        self.scripted[method].extend(answers)

    def add(self, **update: Any) -> int:
        number = next(self.numbers)
        self.updates.append({"update_id": number, **update})
        self.arrived.set()
        return number

    def says(self, chat: int, text: str | None = None, **more: Any) -> int:
        content = ({} if text is None else {"text": text}) | more
        return self.add(message={"message_id": next(self.numbers), "date": 1, "chat": private(chat), **content})

    def to(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != TOKEN:
            return answer(refusal(401, "Unauthorized"))
        call = await read(request)
        self.calls.append(call)
        script = self.scripted[call.method]
        planned = script.popleft() if script else None
        if planned == "cut":
            request.transport.close()
            return web.Response()
        if planned == "silent":
            await asyncio.sleep(60)
        if isinstance(planned, bytes):
            return web.Response(status=502, body=planned)
        if planned is not None:
            return answer(planned)
        return answer({"ok": True, "result": await self.result(call)})

    async def result(self, call: Call) -> Any:
        if call.method == "getUpdates":
            return await self.poll(call.values["offset"], call.values["timeout"])
        if call.method == "getMe":
            return {"id": 1, "is_bot": True, "first_name": "Dự Giờ", "username": "dugio_bot"}
        if call.method == "getFile":
            return {"file_id": "f", "file_unique_id": "u", "file_path": f"documents/{call.values['file_id']}"}
        if call.method == "sendMediaGroup":
            return [{"message_id": next(self.numbers)} for _ in json.loads(call.values["media"])]
        return {"message_id": next(self.numbers)} if call.method.startswith(("send", "edit")) else True

    async def poll(self, offset: int, seconds: float) -> list[dict[str, Any]]:
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        if not self.updates:
            self.arrived.clear()
            try:
                await asyncio.wait_for(self.arrived.wait(), seconds)
            except TimeoutError:
                return []
        return [update for update in self.updates if update["update_id"] >= offset][:100]

    async def file(self, request: web.Request) -> web.Response:
        if self.in_place:
            return web.Response(body=self.in_place.popleft())
        return web.Response(body=self.files[request.match_info["path"].removeprefix("documents/")])


async def read(request: web.Request) -> Call:
    values: dict[str, Any] = {}
    files = {}
    if request.content_type == "application/json":
        values = await request.json()
    else:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = (value.filename, value.file.read())
            else:
                values[name] = value
    return Call(request.match_info["method"], values, files, asyncio.get_running_loop().time())


def answer(body: dict[str, Any]) -> web.Response:
    return web.json_response(body, status=body.get("status") or body.get("error_code", 200))


def refusal(code: int, description: str, **parameters: int) -> dict[str, Any]:
    told = {"ok": False, "error_code": code, "description": description}
    return told | ({"parameters": parameters} if parameters else {})


def private(chat: int) -> dict[str, Any]:
    return {"id": chat, "type": "private", "first_name": "Lan"}
