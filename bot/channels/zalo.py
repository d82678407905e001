"""Zalo as a channel, over the Zalo Bot Platform: text, photos by address, no buttons, no edits, private chats only.

Two ways in, and they exclude each other. The webhook answers 200 only after `handle` returned, so a kill loses
nothing that the platform brings again; it is the way for production. Polling has no offset and no confirmation:
an event is gone from the platform the moment it is read, so one that was taken just before a kill is lost, and
nothing here can change that. Polling therefore reads on only as what it took is being finished.

What would change for the Official Account API (v3): real buttons (`oa.query.hide` in a template, so presses come
back as `user_send_text` with the payload, and `numbered` is not needed); files and stickers both ways; each body
signed in `X-ZEvent-Signature` (plain SHA-256 of app id, raw body, timestamp and the account's secret key) instead
of a shared header; an access token that lasts 25 hours and a refresh token good for one use, kept in a table under
a lock; and a window: outside seven days of a person's last message only paid templates arrive (-230 is "too late",
neither `Blocked` nor `NotTaken`). `Incoming`, `Outgoing` and the port stay as they are.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from dataclasses import replace
from typing import Any

import structlog
from aiohttp import web
from aiohttp.abc import AbstractResolver

from bot.channels.patience import pause_after
from bot.channels.zalo_api import IDLE, READ_SECONDS, UNAUTHORIZED, NoAnswer, ZaloApi, ZaloNeverLeft, ZaloRefused
from bot.channels.zalo_events import CHANNEL, events
from bot.channels.zalo_images import IMAGE_HOSTS, Images
from bot.channels.zalo_inbox import ZaloInbox
from bot.channels.zalo_parts import Publish, parts
from bot.channels.zalo_sender import ZaloSender
from bot.channels.zalo_webhook import Rejected, body_of, check_secret
from bot.messages import FileRef, Handler, NotTaken, Outgoing, RetryLater, Unclear, UnknownBot

_log = structlog.get_logger()

# Seconds: a poll waits so long for news, so long for what is in hand before it looks for more; "typing" so long.
_LONG_POLL = 25
_REST = 0.2
_TYPING_SECONDS = 3.0

_MOST_IN_HAND = 20
_WEBHOOK_TRIES = 5
_PER_SECOND = 10

Trouble = ZaloRefused | ZaloNeverLeft | NoAnswer


class Zalo:
    """A channel over the API at `api` (`https://bot-api.zaloplatforms.com` or a local stand-in).

    With a `webhook` address `receive` must be served there, guarded by `secret`; without one it polls. `pause` is
    the first wait, in seconds, before what failed is tried again; `names` resolves the hosts of photos. `publish`,
    `publish` and `counted` may be set until `start`.
    """

    name = CHANNEL
    carries_files = False
    frugal = True
    edits = False
    """An edit can only become a new message, so it is for the service to leave out what says nothing new."""

    def __init__(
        self,
        token: str,
        api: str,
        *,
        publish: Publish,
        secret: str = "",
        webhook: str = "",
        image_hosts: Collection[str] = IMAGE_HOSTS,
        counted: Callable[[int], Awaitable[None]] | None = None,
        pause: float = 1.0,
        per_second: int = _PER_SECOND,
        names: AbstractResolver | None = None,
    ) -> None:
        check_secret(webhook, secret)
        self.publish = publish
        self.counted = counted
        """Told how many messages of the quota were just used; every piece and every photo is one."""
        self._api = ZaloApi(token, api)
        self._images = Images(image_hosts, api, pause=pause, names=names)
        self._inbox = ZaloInbox(pause)
        self._sender = ZaloSender(self._api, per_second=per_second, pause=pause, count=self._count)
        self._secret = secret
        self._webhook = webhook
        self._pause = pause
        self._addressed = ""

    @property
    def passed_over(self) -> Counter[str]:
        """What came and was not handed over, counted by reason."""
        return self._inbox.passed_over

    async def start(self) -> None:
        """Learn the bot's name and set or take away the webhook, waiting as long as it needs. Raises `UnknownBot`.

        Zalo may try the webhook at once, so it should be served by then.
        """
        await self._api.open()
        await self._images.open()
        me = await self._ask("getMe", {})
        name = me.get("account_name") if isinstance(me, dict) else None
        self._addressed = f"Zalo {name}: " if name else ""
        await (self._set_webhook() if self._webhook else self._clear_webhook())

    async def close(self) -> None:
        """Let go of every connection."""
        await self._images.close()
        await self._api.close()

    def link(self, start: str) -> str:
        """Return the line to send to the bot, with its name before it: Zalo knows no address that would do it.

        The line works copied whole, or from `/start` on.
        """
        return f"{self._addressed}/start {start}"

    async def listen(self, handle: Handler) -> None:
        """Hand over events until cancelled; with a webhook they come through `receive`. Raises `UnknownBot`."""
        if self._webhook:
            await asyncio.Event().wait()
        try:
            async with asyncio.TaskGroup() as chats:
                await self._poll(handle, chats)
        except ExceptionGroup as group:
            raise group.exceptions[0] from None

    async def receive(self, request: web.Request, handle: Handler) -> web.Response:
        """Answer a request to the webhook: 200 once the event is handled or is none to handle, 503 to get it again."""
        try:
            found = events(await body_of(request, self._secret))
        except Rejected as rejected:
            self.passed_over[rejected.reason] += 1
            return web.Response(status=rejected.status)
        if not found:
            self.passed_over["empty"] += 1
        kept = [await self._take(event, handle, _WEBHOOK_TRIES) for event in found]
        return web.Response(status=200 if all(kept) else 503)

    async def send(self, address: str, message: Outgoing, *, reply: bool) -> str:
        """Send, in several messages where Zalo's limits ask for it, and return the last one's id."""
        if reply and message.uploads:
            await self.typing(address)
        sent = False
        for part in await parts(message, self.publish):
            try:
                message_id = await self._sender.deliver(address, part, reply=reply or sent)
            except (RetryLater, NotTaken) as error:
                if sent:
                    raise Unclear("only the beginning was taken") from error
                raise
            sent = True
        return message_id

    async def edit(self, address: str, message_id: str, message: Outgoing) -> bool:  # noqa: ARG002 - the port's words
        """Return False: what was sent stays as it is."""
        return False

    async def seen(self, press: str, note: str = "") -> None:
        """Do nothing: there are no presses."""

    async def typing(self, address: str) -> None:
        """Show that an answer is being made; that it is not shown harms nobody."""
        with suppress(ZaloRefused, ZaloNeverLeft, NoAnswer):
            await self._api.call("sendChatAction", {"chat_id": address, "action": "typing"}, seconds=_TYPING_SECONDS)

    async def download(self, file: FileRef, *, limit: int) -> bytes:
        """Fetch a photo's bytes from Zalo's own hosts. Raises `TooBig`, or `NotTaken` for any other reason."""
        return await self._images.fetch(file.id, limit)

    async def _poll(self, handle: Handler, chats: asyncio.TaskGroup) -> None:
        failures = 0
        in_hand: set[asyncio.Task[bool]] = set()
        while True:
            try:
                found = await self._news()
            except (ZaloRefused, ZaloNeverLeft, NoAnswer) as trouble:
                failures += 1
                await self._wait_out(trouble, failures, "getUpdates")
                continue
            failures = 0
            for event in found:
                task = chats.create_task(self._take(event, handle))
                in_hand.add(task)
                task.add_done_callback(in_hand.discard)
            await _settled(in_hand)

    async def _news(self) -> list[dict[str, Any]]:
        try:
            told = await self._api.call("getUpdates", {"timeout": str(_LONG_POLL)}, seconds=_LONG_POLL + READ_SECONDS)
        except ZaloRefused as refused:
            if refused.code != IDLE:
                raise
            told = None
        return events(told)

    async def _take(self, event: dict[str, Any], handle: Handler, tries: int = 0) -> bool:
        incoming = self._inbox.read(event)
        if incoming is None:
            return True
        incoming = replace(incoming, text=incoming.text.removeprefix(self._addressed))
        return await self._inbox.hand_over(incoming, handle, tries)

    async def _set_webhook(self) -> None:
        told = await self._ask("setWebhook", {"url": self._webhook, "secret_token": self._secret})
        check = told.get("verification") if isinstance(told, dict) else None
        if isinstance(check, dict) and check.get("ok") is False:
            _log.warning("Zalo keeps the webhook but could not reach it", outcome=str(check.get("outcome"))[:40])

    async def _clear_webhook(self) -> None:
        told = await self._ask("getWebhookInfo", {})
        if isinstance(told, dict) and told.get("url"):
            _log.warning("A webhook was set for this Zalo bot; it is taken away so that events can be read.")
            await self._ask("deleteWebhook", {})

    async def _ask(self, method: str, values: dict[str, str]) -> Any:
        failures = 0
        while True:
            try:
                return await self._api.call(method, values)
            except (ZaloRefused, ZaloNeverLeft, NoAnswer) as trouble:
                failures += 1
                await self._wait_out(trouble, failures, method)

    async def _wait_out(self, trouble: Trouble, failures: int, method: str) -> None:
        """Pause as the trouble asks for; a wrong token is no trouble that passes."""
        asked = 0.0
        if isinstance(trouble, ZaloRefused):
            if trouble.code == UNAUTHORIZED:
                raise UnknownBot("Zalo does not know the bot's token: set DUGIO_ZALO_TOKEN anew.") from None
            asked = trouble.retry_after
        wait = asked or pause_after(failures, self._pause)
        _log.warning("Zalo did not answer", method=method, reason=str(trouble), failures=failures, wait=round(wait, 1))
        await asyncio.sleep(wait)

    async def _count(self) -> None:
        if self.counted is None:
            return
        try:
            await self.counted(1)
        except Exception as error:  # noqa: BLE001 - the message has left; a count that fails must not send it twice
            _log.error("a message was not counted", error=type(error).__name__)


async def _settled(in_hand: set[asyncio.Task[bool]]) -> None:
    """Return when what was taken is finished, or after a rest if not too much of it is still in hand."""
    if not in_hand:
        await asyncio.sleep(_REST)
        return
    await asyncio.wait(in_hand, timeout=_REST)
    while len(in_hand) >= _MOST_IN_HAND:
        await asyncio.wait(in_hand, return_when=asyncio.FIRST_COMPLETED)
