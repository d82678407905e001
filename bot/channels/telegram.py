"""Telegram as a channel: sending in its turn, and taking updates that are confirmed only once they are handled."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

import structlog
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, TelegramError

from bot.channels.pace import Held, Pace
from bot.channels.patience import pause_after
from bot.channels.pieces import units
from bot.channels.telegram_inbox import TelegramInbox
from bot.channels.telegram_parts import CAPTION_UNITS, TEXT_UNITS, TelegramCall, keyboard, parts, text_values
from bot.channels.telegram_request import READ_SECONDS, FloodWait, TelegramApi, TelegramNeverLeft
from bot.channels.telegram_updates import KINDS
from bot.messages import (
    Blocked,
    FileRef,
    Handler,
    NotTaken,
    Outgoing,
    RetryLater,
    SendError,
    TooBig,
    Unclear,
    UnknownBot,
)

_log = structlog.get_logger()

# Seconds: a poll waits so long for news, and so long for what is in hand before it looks for more; a reply waits
# out a flood of at most so long, and what never left may be tried again so soon.
_LONG_POLL = 25
_REST = 0.2
_PATIENCE = 30.0
_SOON = 2.0

_TRIES = 5
_NOTE_LETTERS = 200
_GONE = ("chat not found", "user is deactivated", "bot was blocked", "can't initiate conversation", "user not found")
_SAME = "message is not modified"
_NO_TEXT = "there is no text in the message to edit"
_FILE_TOO_BIG = "file is too big"


class Telegram:
    """A channel over the Bot API at `api` (`https://api.telegram.org` or a local stand-in).

    `commands` are (name, description) for the menu. `pause` is the first wait, in seconds, before what failed is
    tried again. `passed_over` counts updates that were not handed over, by reason.
    """

    name = "telegram"
    edits = True
    carries_files = True
    frugal = False

    def __init__(
        self,
        token: str,
        api: str,
        *,
        commands: Sequence[tuple[str, str]] = (),
        pause: float = 1.0,
        per_second: int = 30,
    ) -> None:
        self._api = TelegramApi(token, api)
        self._commands = commands
        self._pause = pause
        self._pace = Pace(per_second)
        self._username = ""
        self.passed_over: Counter[str] = Counter()

    async def start(self) -> None:
        """Learn the bot's name and set its menu, waiting as long as the network needs. Raises `UnknownBot`."""
        await self._api.open()
        failures = 0
        while True:
            try:
                self._username = (await self._api.call("getMe", {}))["username"]
                return await self._set_commands()
            except TelegramError as error:
                failures += 1
                await self._wait_out(error, failures)

    async def close(self) -> None:
        """Let go of every connection."""
        await self._api.close()

    def link(self, start: str) -> str:
        """Return the address that opens a chat with the bot and says `/start <start>`."""
        return f"https://t.me/{self._username}?start={start}"

    async def listen(self, handle: Handler) -> None:
        """Hand over updates until cancelled; `handle` gets one again, after a pause, for as long as it raises.

        Raises `UnknownBot`.
        """
        try:
            async with asyncio.TaskGroup() as chats:
                await self._poll(TelegramInbox(handle, chats, self.passed_over, self._pause))
        except ExceptionGroup as group:
            raise group.exceptions[0] from None

    async def send(self, address: str, message: Outgoing, *, reply: bool) -> str:
        """Send, in several messages where Telegram's limits ask for it, and return the last one's id."""
        sent = ""
        for part in parts(message):
            try:
                result = await self._deliver(address, part, reply=reply or bool(sent))
            except (RetryLater, NotTaken) as error:
                if sent:
                    raise Unclear("only the beginning was taken") from error
                raise
            sent = _message_id(result)
        return sent

    async def edit(self, address: str, message_id: str, message: Outgoing) -> bool:
        """Replace text (or caption) and buttons; False where that is not possible."""
        if message.uploads or units(message.text) > TEXT_UNITS or not message_id.isdecimal():
            return False
        target = {"message_id": int(message_id)}
        objection = await self._replace(address, "editMessageText", target | text_values(message))
        if _NO_TEXT in objection and units(message.text) <= CAPTION_UNITS:
            caption = {"caption": message.text} | keyboard(message.buttons)
            objection = await self._replace(address, "editMessageCaption", target | caption)
        return not objection

    async def seen(self, press: str, note: str = "") -> None:
        """Answer a press; that it comes too late or not at all harms nobody."""
        values = {"callback_query_id": press} | ({"text": note[:_NOTE_LETTERS]} if note else {})
        try:
            await self._api.call("answerCallbackQuery", values)
        except TelegramError as error:
            _log.debug("press not answered", reason=error.message)

    async def download(self, file: FileRef, *, limit: int) -> bytes:
        """Fetch a file's bytes and stop at the first one past `limit`. Raises `TooBig` or a `SendError`."""
        if file.size > limit:
            raise TooBig
        try:
            path = (await self._api.call("getFile", {"file_id": file.id})).get("file_path", "")
            return await self._api.download(path, limit)
        except BadRequest as error:
            if _FILE_TOO_BIG in error.message.lower():
                raise TooBig from None
            raise _send_error(error) from None
        except TelegramError as error:
            # Asking for a file again changes nothing, so no trouble on the way leaves anything unclear.
            told = _send_error(error)
            raise RetryLater(_SOON) if isinstance(told, Unclear) else told from None

    async def _deliver(self, address: str, part: TelegramCall, *, reply: bool) -> Any:
        for _ in range(_TRIES):
            try:
                async with self._pace.slot(address, reply=reply, messages=part.messages):
                    return await self._api.call(part.method, {"chat_id": address, **part.values}, part.files)
            except Held as held:
                wait = held.seconds
            except FloodWait as flood:
                wait = flood.seconds
                self._pace.hold(address, wait)
            except TelegramError as error:
                raise _send_error(error) from None
            if not reply or wait > _PATIENCE:
                break
            await asyncio.sleep(wait)
        raise RetryLater(wait)

    async def _replace(self, address: str, method: str, values: dict[str, Any]) -> str:
        """Return Telegram's objection in lower case, or nothing where the message reads as asked."""
        try:
            await self._deliver(address, TelegramCall(method, values), reply=True)
        except NotTaken as refused:
            objection = str(refused).lower()
            return "" if _SAME in objection else objection
        return ""

    async def _poll(self, inbox: TelegramInbox) -> None:
        failures = 0
        while True:
            values = {"offset": inbox.offset(), "timeout": _LONG_POLL, "allowed_updates": KINDS}
            try:
                updates = await self._api.call("getUpdates", values, seconds=_LONG_POLL + READ_SECONDS)
            except TelegramError as error:
                failures += 1
                await self._wait_out(error, failures)
                continue
            failures = 0
            if inbox.take(updates):
                await inbox.settled(_REST)
            elif updates:
                await asyncio.sleep(_REST)

    async def _wait_out(self, error: TelegramError, failures: int) -> None:
        """Pause as the trouble asks for; a wrong token is no trouble that passes."""
        if isinstance(error, InvalidToken):
            raise UnknownBot("Telegram does not know the bot's token: set DUGIO_TELEGRAM_TOKEN anew.") from None
        wait = error.seconds if isinstance(error, FloodWait) else pause_after(failures, self._pause)
        if isinstance(error, Conflict):
            await self._settle_conflict(error)
        else:
            _log.warning("Telegram is out of reach", reason=error.message, failures=failures, wait=round(wait, 1))
        await asyncio.sleep(wait)

    async def _settle_conflict(self, conflict: Conflict) -> None:
        if "webhook" not in conflict.message.lower():
            _log.error("Another process reads this bot's updates; only one can. Stop the other.")
            return
        _log.warning("A webhook was set for this bot; it is taken away so that updates can be read.")
        with contextlib.suppress(TelegramError):
            await self._api.call("deleteWebhook", {})

    async def _set_commands(self) -> None:
        if not self._commands:
            return
        menu = [{"command": name, "description": description} for name, description in self._commands]
        try:
            await self._api.call("setMyCommands", {"commands": menu})
        except TelegramError as error:
            _log.error("the menu was not set; the former one stays", reason=error.message)


def _message_id(result: Any) -> str:
    last = result[-1] if isinstance(result, list) else result
    return str(last["message_id"])


def _send_error(error: TelegramError) -> SendError:
    """Return what a caller needs to know of an error: gone, later, never or who knows."""
    said = error.message.lower()
    if isinstance(error, Forbidden) or (isinstance(error, BadRequest) and any(gone in said for gone in _GONE)):
        return Blocked(error.message)
    if isinstance(error, FloodWait):
        return RetryLater(error.seconds)
    if isinstance(error, TelegramNeverLeft):
        return RetryLater(_SOON)
    if isinstance(error, InvalidToken):
        return RetryLater(_PATIENCE)
    if isinstance(error, BadRequest | ChatMigrated):
        return NotTaken(error.message)
    return Unclear(error.message)
