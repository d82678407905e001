"""Zalo as a channel, over the Zalo Bot Platform: text, photos by address, no buttons, no edits, private chats only.

Two ways in, and they exclude each other. The webhook answers 200 only once an event is answered or stored, so a kill
loses nothing; it is the way for production. Polling has no offset and no confirmation: an event is gone from the
platform the moment it is read, so a kill in the fifth of a second before it is answered or stored loses it. It is not
stored at once, because a stranger's address stands nowhere before they have agreed.

What would change for the Official Account API (v3): real buttons (`oa.query.hide` in a template, so presses come
back as `user_send_text` with the payload, and `numbered` is not needed); files and stickers both ways; each body
signed in `X-ZEvent-Signature` (plain SHA-256 of app id, raw body, timestamp and the account's secret key) instead
of a shared header; an access token that lasts 25 hours and a refresh token good for one use, kept in a table under
a lock; and a window: outside seven days of a person's last message only paid templates arrive (-230 is "too late",
neither `Blocked` nor `NotTaken`). `Incoming`, `Outgoing` and the port stay as they are.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import count
from typing import Any

import structlog
from aiohttp import web
from aiohttp.abc import AbstractResolver

from bot.backoff import pause_after
from bot.channels.contact import Contact
from bot.channels.zalo_api import IDLE, READ_SECONDS, UNAUTHORIZED, NoAnswer, ZaloApi, ZaloNeverLeft, ZaloRefused
from bot.channels.zalo_events import CHANNEL, events, read
from bot.channels.zalo_images import IMAGE_HOSTS, Images
from bot.channels.zalo_parts import Publish, parts
from bot.channels.zalo_sender import ZaloSender
from bot.channels.zalo_webhook import Rejected, body_of, check_secret
from bot.messages import (
    Away,
    FileRef,
    Incoming,
    Leaving,
    NotTaken,
    Outgoing,
    PassedOver,
    RetryLater,
    Take,
    Unclear,
    UnknownBot,
)

_log = structlog.get_logger()

# Seconds: a poll waits so long for news, at least so long stands between two, "typing" is waited for so long.
_LONG_POLL = 25
_REST = 0.2
_TYPING_SECONDS = 3.0

LOOK_SECONDS = 60.0
"""How often Zalo is asked whether it still calls our webhook: who is called by nobody hears nothing of it."""

_PER_SECOND = 10

Trouble = ZaloRefused | ZaloNeverLeft | NoAnswer


class Zalo:
    """A channel over the API at `api` (`https://bot-api.zaloplatforms.com` or a local stand-in).

    With a `webhook` address `receive` must be served there, guarded by `secret`; without one it polls. `pause` is
    the first wait, in seconds, before what failed is tried again; `names` resolves the hosts of photos. `publish`
    and `counted` may be set until `start`.
    """

    name = CHANNEL
    carries_files = False
    frugal = True
    buttons = False
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
        self._contact = Contact()
        self.passed_over: Counter[str] = Counter()
        """What came and was not handed over, counted by reason."""
        self._sender = ZaloSender(self._api, per_second=per_second, pause=pause, count=self._count)
        self._secret = secret
        self._webhook = webhook
        self._pause = pause
        self._addressed = ""

    @property
    def healthy(self) -> bool:
        """Whether Zalo has been heard within the last minutes; by webhook it is Zalo that calls."""
        return self._contact.healthy

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

    @property
    def called(self) -> str:
        """The bot's name, which Zalo's search finds."""
        return self._addressed.removeprefix("Zalo ").rstrip(": ")

    def link(self, start: str) -> str:
        """Return the line to send to the bot, with its name before it: Zalo knows no address that would do it.

        The line works copied whole, or from `/start` on.
        """
        return f"{self._addressed}/start {start}"

    async def listen(self, take: Take) -> None:
        """Hand over events until cancelled; with a webhook they come through `receive`."""
        while self._webhook:
            await asyncio.sleep(LOOK_SECONDS)
            await self._keep_webhook()
        failures = 0
        while True:
            try:
                found = await self._news()
            except (ZaloRefused, ZaloNeverLeft, NoAnswer) as trouble:
                failures += 1
                await self._wait_out(trouble, failures, "getUpdates")
                continue
            failures = 0
            self._contact.made()
            await self._keep(self._read_all(found), take)
            await asyncio.sleep(_REST)

    async def _keep(self, found: Sequence[Incoming], take: Take) -> None:
        """Hand events over until they are stored: Zalo has forgotten them already."""
        for attempt in count(1):
            try:
                return await take(found)
            except Exception as error:  # noqa: BLE001 - whatever keeps them from being stored, it is tried again
                _log.error("events not taken", number=len(found), error=type(error).__name__)
                await asyncio.sleep(pause_after(attempt, self._pause))
        return None

    async def receive(self, request: web.Request, take: Take) -> web.Response:
        """Answer a request to the webhook: 200 once its events are answered or stored, 503 to get them again."""
        try:
            found = events(await body_of(request, self._secret))
        except Rejected as rejected:
            self.passed_over[rejected.reason] += 1
            return web.Response(status=rejected.status)
        if not found:
            self.passed_over["empty"] += 1
        try:
            await take(self._read_all(found))
        except Exception as error:  # noqa: BLE001 - whatever keeps them from being stored, Zalo brings them again
            _log.error("events not taken", number=len(found), error=type(error).__name__)
            return web.Response(status=503)
        return web.Response()

    async def send(self, address: str, message: Outgoing, *, reply: bool, leaving: Leaving | None = None) -> str:
        """Send, in several messages where Zalo's limits ask for it, and return the last one's id."""
        if reply and message.uploads:
            await self.typing(address)
        sent = False
        for part in await parts(message, self.publish):
            try:
                message_id = await self._sender.deliver(
                    address, part, reply=reply or sent, leaving=None if sent else leaving
                )
            except (RetryLater, Away, NotTaken) as error:
                # A retry would send the beginning a second time, and pay for it.
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

    async def _news(self) -> list[dict[str, Any]]:
        try:
            told = await self._api.call("getUpdates", {"timeout": str(_LONG_POLL)}, seconds=_LONG_POLL + READ_SECONDS)
        except ZaloRefused as refused:
            # A poll without news ends in an error of its own, which is none.
            if refused.code != IDLE:
                raise
            told = None
        return events(told)

    def _read_all(self, found: Sequence[dict[str, Any]]) -> list[Incoming]:
        return [incoming for event in found if (incoming := self._read(event))]

    def _read(self, event: dict[str, Any]) -> Incoming | None:
        """Return what an event says; None where there is nothing to hand over, which is counted."""
        try:
            incoming = read(event)
        except PassedOver as reason:
            self.passed_over[str(reason)] += 1
        except Exception as error:  # noqa: BLE001 - one event that nobody understands must not stop the others
            self.passed_over["unparsable"] += 1
            _log.error("event not understood", keys=sorted(event)[:9], error=type(error).__name__)
        else:
            # A copied invitation may have kept the name that `link` puts before it.
            return replace(incoming, text=incoming.text.removeprefix(self._addressed))
        return None

    async def _set_webhook(self) -> None:
        told = await self._ask("setWebhook", {"url": self._webhook, "secret_token": self._secret})
        check = told.get("verification") if isinstance(told, dict) else None
        if isinstance(check, dict) and check.get("ok") is False:
            _log.warning("Zalo keeps the webhook but could not reach it", outcome=str(check.get("outcome"))[:40])

    async def _keep_webhook(self) -> None:
        """Set the webhook again where it was taken away; a token that is refused from now on is seen by the health."""
        try:
            told = await self._ask("getWebhookInfo", {})
            # Another address than ours may be ours, as Zalo writes it.
            if isinstance(told, dict) and not told.get("url"):
                _log.error("Zalo's webhook was taken away; it is set again.")
                await self._set_webhook()
        except UnknownBot as unknown:
            # It may be the mistake of a moment.
            _log.error("the webhook could not be looked at", reason=str(unknown))
            self._contact.lost()

    async def _clear_webhook(self) -> None:
        # While a webhook is set every poll is refused.
        told = await self._ask("getWebhookInfo", {})
        if isinstance(told, dict) and told.get("url"):
            _log.warning("A webhook was set for this Zalo bot; it is taken away so that events can be read.")
            await self._ask("deleteWebhook", {})

    async def _ask(self, method: str, values: dict[str, str]) -> Any:
        failures = 0
        while True:
            try:
                told = await self._api.call(method, values)
            except (ZaloRefused, ZaloNeverLeft, NoAnswer) as trouble:
                if isinstance(trouble, ZaloRefused) and trouble.code == UNAUTHORIZED:
                    raise UnknownBot("Zalo does not know the bot's token: set DUGIO_ZALO_TOKEN anew.") from None
                failures += 1
                await self._wait_out(trouble, failures, method)
            else:
                self._contact.made()
                return told

    async def _wait_out(self, trouble: Trouble, failures: int, method: str) -> None:
        """Pause as the trouble asks for; a refused token may be the mistake of a moment and is waited out as well."""
        self._contact.lost()
        asked = trouble.retry_after if isinstance(trouble, ZaloRefused) else 0.0
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
