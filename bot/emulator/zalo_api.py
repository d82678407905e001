"""The emulated Zalo Bot Platform over HTTP: tokens, faults on the way, and refusals that come with status 200."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from bot.emulator import texts
from bot.emulator.faults import Fault
from bot.emulator.web import LOCAL
from bot.emulator.wire import JSON, Params, TelegramRefused, read
from bot.emulator.zalo import PREFIX, ZaloControl

# Zalo's codes are not HTTP's: 403 is an internal error there, and nothing says that somebody has blocked the bot.
REASONS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Internal server error",
    404: "Invalid request",
    408: "Request timeout",
    429: "Quota exceeded",
}
TEXT_LIMIT = 2000
"""Of sendMessage; whether letters or UTF-16 units are counted is not documented."""
SECRET_LENGTHS = range(8, 257)
TYPING_SECONDS = 5
LONGEST_POLL = 60
PATIENCE = aiohttp.ClientTimeout(total=60)
LOOKS = 2
"""How often a photo is fetched: the real platform does it more than once, too."""

Method = Callable[[Params], Awaitable[object]]


class ZaloBotApi:
    """What answers under the bot's path; whatever it calls itself must be on this machine."""

    def __init__(self, control: ZaloControl) -> None:
        self.control = control
        self._session: aiohttp.ClientSession | None = None
        self._methods: dict[str, Method] = {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._get_webhook_info,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "sendSticker": self._send_sticker,
            "sendChatAction": self._send_chat_action,
        }

    def routes(self) -> list[web.RouteDef]:
        """Return the bot's path and that of the photos which people sent."""
        return [
            web.route("*", PREFIX + "/bot{token}/{method}", self.serve),
            web.get(PREFIX + "/photos/{file}", self.photo),
        ]

    async def running(self, _: web.Application) -> AsyncIterator[None]:
        """Post events to the webhook while the server runs."""
        async with aiohttp.ClientSession(timeout=PATIENCE) as self._session, asyncio.TaskGroup() as group:
            delivery = group.create_task(self.control.events.deliver(self._session))
            yield
            delivery.cancel()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one call of a method; names are told apart by case."""
        method, chat, fault, params = request.match_info["method"], 0, None, Params({}, {})
        body: JSON
        try:
            if request.match_info["token"] != self.control.token:
                raise refusal(401)
            params = await read(request)
            person = self.control.at(params.text("chat_id"))
            chat = person.id if person else 0
            fault = self.control.faults.take(method.lower(), chat)
            body = {"ok": True} | await self._result(method, params, chat, fault)
        except TelegramRefused as refused:
            body = refused.to_json()
        code = body.get("error_code", 200)
        self.control.log(method, chat, params.values, code)
        if fault:
            await asyncio.sleep(fault.seconds)
            if fault.cut and request.transport:
                request.transport.abort()
        # A wrong token was seen to come with HTTP 200 and `ok: false`: bots must read `ok`, not the status.
        return web.json_response(body, status=code if self.control.statuses else 200)

    async def _result(self, method: str, params: Params, chat: int, fault: Fault | None) -> JSON:
        if fault and (fault.code or fault.cut == "before"):
            raise refusal(fault.code or 403, fault.retry_after)
        if method not in self._methods:
            raise refusal(400)
        if method.startswith("send") and method != "sendChatAction":
            self._admit(chat)
        result = await self._methods[method](params)
        return {} if result is None else {"result": result}

    def _admit(self, chat: int) -> None:
        try:
            if self.control.faults.pace:
                self.control.faults.pace.admit(chat, 1)
        except TelegramRefused:
            raise refusal(429) from None  # unlike Telegram it does not say for how long

    async def photo(self, request: web.Request) -> web.StreamResponse:
        """Serve a picture that somebody sent; its kind is left for the bot to find out."""
        fault = self.control.faults.take("download", 0)
        if fault and (fault.code or fault.cut):
            raise web.HTTPBadGateway
        kept = self.control.world.files.get(request.match_info["file"])
        if kept is None:
            raise web.HTTPNotFound
        return web.Response(body=kept.content, content_type="application/octet-stream")

    async def _get_me(self, _: Params) -> JSON:
        number = self.control.token.partition(":")[0]
        return {"id": number, "account_name": self.control.account, "account_type": "BASIC", "can_join_groups": False}

    async def _get_updates(self, params: Params) -> object:
        return await self.control.events.poll(min(params.number("timeout", 30), LONGEST_POLL))

    async def _set_webhook(self, params: Params) -> JSON:
        url, secret = params.text("url"), params.text("secret_token")
        if urlsplit(url).hostname not in LOCAL or len(secret) not in SECRET_LENGTHS:
            raise refusal(400)
        self.control.events.set_webhook(url, secret)
        return self._webhook()

    async def _delete_webhook(self, _: Params) -> JSON:
        self.control.events.set_webhook("", "")
        return self._webhook()

    async def _get_webhook_info(self, _: Params) -> JSON:
        return self._webhook()

    def _webhook(self) -> JSON:
        return {"url": self.control.events.url, "updated_at": self.control.world.date() * 1000}

    async def _send_message(self, params: Params) -> JSON:
        if not 0 < texts.units(params.text("text")) <= TEXT_LIMIT:
            raise refusal(400)
        return self._sent(params, params.text("text"))

    async def _send_sticker(self, params: Params) -> JSON:
        return self._sent(params, "[Nhãn dán]")

    async def _send_photo(self, params: Params) -> JSON:
        url, caption = params.text("photo"), params.text("caption")
        if urlsplit(url).hostname not in LOCAL or texts.units(caption) > TEXT_LIMIT or self._session is None:
            raise refusal(400)
        try:
            for _ in range(LOOKS):
                async with self._session.get(url) as response:
                    response.raise_for_status()
                    content = await response.read()
            kept = self.control.world.keep_photo(content)[-1]
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise refusal(400) from None
        number = self._reached(params)
        return self._told(self.control.show(number, caption, kept))

    async def _send_chat_action(self, params: Params) -> None:
        person = self.control.person(self._reached(params))
        person.typing_until = asyncio.get_running_loop().time() + TYPING_SECONDS
        self.control.world.changed(person.id)

    def _sent(self, params: Params, text: str) -> JSON:
        return self._told(self.control.show(self._reached(params), text))

    def _reached(self, params: Params) -> int:
        person = self.control.at(params.text("chat_id"))
        if person is None:
            raise refusal(404)
        return person.id

    def _told(self, message_id: str) -> JSON:
        return {"message_id": message_id, "date": self.control.world.date() * 1000}


def refusal(code: int, retry_after: int = 0) -> TelegramRefused:
    """Return Zalo's no; `retry_after` only where it is asked for, since no document knows it."""
    return TelegramRefused(code, REASONS.get(code, "Internal server error"), retry_after)
