"""The Bot API over HTTP: tokens, faults on the way, and the envelope around each answer."""

import asyncio
import re
from typing import Any

from aiohttp import web

from bot.emulator.faults import Fault, Faults
from bot.emulator.methods import DOWNLOAD_LIMIT, Methods
from bot.emulator.state import Call, World
from bot.emulator.updates import Updates
from bot.emulator.wire import JSON, Params, TelegramRefused, plain, read


class BotApi:
    """What answers under a bot's paths."""

    def __init__(self, world: World, updates: Updates, faults: Faults) -> None:
        self.world = world
        self.updates = updates
        self.faults = faults
        self.methods = Methods(world, updates)

    def routes(self) -> list[web.RouteDef]:
        """Return the two paths that a bot knows."""
        return [
            web.route("*", "/bot{token}/{method}", self.serve),
            web.get("/file/bot{token}/{path:.+}", self.download),
        ]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one call of a method."""
        method = request.match_info["method"].lower()
        chat, fault, params = 0, None, Params({}, {})
        body: JSON
        try:
            self._check_token(request)
            params = await read(request)
            chat = params.number("chat_id")
            fault = self.faults.take(method, chat)
            body = {"ok": True, "result": await self._result(method, params, fault)}
        except TelegramRefused as refused:
            body = refused.to_json()
        status = body.get("error_code", 200)
        self._log(request.match_info["method"], chat, params, status)
        if fault:
            await asyncio.sleep(fault.seconds)
            _cut(request, fault)
        return web.json_response(body, status=status)

    async def _result(self, method: str, params: Params, fault: Fault | None) -> Any:
        if fault and (fault.code or fault.cut == "before"):
            raise plain(fault.code or 500, fault.retry_after)
        if fault and fault.odd:
            return {"odd": True}
        if method == "getupdates":
            return await self.methods.get_updates(params)
        if self.faults.pace and method.startswith("send") and method != "sendchataction":
            self.faults.pace.admit(params.number("chat_id"), len(params.data("media") or [0]))
        return self.methods.call(method, params)

    async def answered(self, reply: JSON) -> None:
        """Carry out a method that came in a webhook's answer; nobody hears of its result."""
        method = str(reply.pop("method"))
        params = Params(reply, {})
        try:
            await self._result(method.lower(), params, None)
            status = 200
        except TelegramRefused as refused:
            status = refused.code
        self._log(method, params.number("chat_id"), params, status)

    def _check_token(self, request: web.Request) -> None:
        token = request.match_info["token"]
        if token != self.world.token:
            raise plain(401 if re.fullmatch(r"\d+:[\w-]+", token) else 404)

    def _log(self, method: str, chat: int, params: Params, status: int) -> None:
        seconds = asyncio.get_running_loop().time()
        self.world.calls.append(Call(method, chat, self.world.clock.now(), seconds, params.values, status))

    async def download(self, request: web.Request) -> web.StreamResponse:
        """Serve a file under the path that getFile gave."""
        fault = self.faults.take("download", 0)
        try:
            self._check_token(request)
            if fault and (fault.code or fault.cut):
                _cut(request, fault)
                raise plain(fault.code or 500, fault.retry_after)
        except TelegramRefused as refused:
            return web.json_response(refused.to_json(), status=refused.code)
        await asyncio.sleep(fault.seconds if fault else 0)
        kept = self.world.paths.get(request.match_info["path"])
        if kept is None or len(kept.content) > DOWNLOAD_LIMIT:
            return web.json_response(plain(404).to_json(), status=404)
        return web.Response(body=kept.content, content_type="application/octet-stream")


def _cut(request: web.Request, fault: Fault) -> None:
    if fault.cut and request.transport:
        request.transport.abort()
