"""Telegram as a channel: sending in its turn, and confirming updates once they are answered or stored."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Sequence
from itertools import count
from typing import Any

import structlog
from telegram.error import BadRequest, Conflict, InvalidToken, TelegramError

from bot.backoff import pause_after
from bot.channels.contact import Contact
from bot.channels.pace import Held, Pace
from bot.channels.pieces import units
from bot.channels.telegram_files import TelegramFiles, message_id_of
from bot.channels.telegram_menu import as_menu, show_commands
from bot.channels.telegram_parts import CAPTION_UNITS, TEXT_UNITS, TelegramCall, keyboard, parts, text_values
from bot.channels.telegram_request import (
    READ_SECONDS,
    WHOLE_SECONDS,
    FloodWait,
    TelegramApi,
    send_error,
)
from bot.channels.telegram_updates import KINDS, read
from bot.messages import (
    Away,
    Commands,
    FileRef,
    Incoming,
    Leaving,
    NotTaken,
    Outgoing,
    PassedOver,
    RetryLater,
    Take,
    TooBig,
    Unclear,
    UnknownBot,
)

_log = structlog.get_logger()

# Seconds: a poll waits so long for news; a reply waits out a flood of at most so long.
_LONG_POLL = 25
_PATIENCE = 30.0

_TRIES = 5
_DOWNLOADS = 4
_NOTE_LETTERS = 200
# Telegram has one error for many matters; only its words tell them apart.
_SAME = "message is not modified"
_NO_TEXT = "there is no text in the message to edit"
_FILE_TOO_BIG = "file is too big"


class Telegram:
    """A channel over the Bot API at `api` (`https://api.telegram.org` or a local stand-in).

    `commands` are the menu of who has none of their own; `about` is what stands in an empty chat, and in the bot's
    profile. `pause` is the first wait, in seconds, before what failed is
    tried again. `passed_over` counts updates that were not handed over, by reason.
    """

    name = "telegram"
    buttons = True
    edits = True
    carries_files = True
    frugal = False

    def __init__(
        self,
        token: str,
        api: str,
        *,
        commands: Commands = (),
        about: tuple[str, str] = ("", ""),
        pause: float = 1.0,
        per_second: int = 30,
    ) -> None:
        self._api = TelegramApi(token, api)
        self._commands = commands
        self._about = about
        self._pause = pause
        self._pace = Pace(per_second)
        self._username = ""
        self._contact = Contact()
        self._files = TelegramFiles()
        self.passed_over: Counter[str] = Counter()

    async def start(self) -> None:
        """Learn the bot's name, waiting as long as the network needs. Raises `UnknownBot`."""
        await self._api.open()
        failures = 0
        while not self._username:
            try:
                self._username = (await self._api.call("getMe", {}))["username"]
            except InvalidToken:
                raise UnknownBot("Telegram does not know the bot's token: set DUGIO_TELEGRAM_TOKEN anew.") from None
            except TelegramError as error:
                failures += 1
                await self._wait_out(error, failures)

    async def close(self) -> None:
        """Let go of every connection."""
        await self._api.close()

    @property
    def called(self) -> str:
        """The bot's user name."""
        return f"@{self._username}" if self._username else ""

    def link(self, start: str) -> str:
        """Return the address that opens a chat with the bot and says `/start <start>`."""
        return f"https://t.me/{self._username}?start={start}"

    @property
    def healthy(self) -> bool:
        """Whether Telegram has been heard within the last minutes."""
        return self._contact.healthy

    async def listen(self, take: Take) -> None:
        """Hand over updates until cancelled; whatever fails is retried with back-off, and none of it is raised."""
        async with asyncio.TaskGroup() as beside:
            # No news waits for a menu.
            beside.create_task(show_commands(self._api, self._commands, self._about, self._pause))
            await self._hand_over(take)

    async def _hand_over(self, take: Take) -> None:
        offset, failures = 0, 0
        while True:
            try:
                updates = await self._news(offset)
            except TelegramError as error:
                failures += 1
                await self._wait_out(error, failures)
                continue
            if not await self._taken(updates, take):
                continue
            self._contact.made()
            failures = 0
            # All is confirmed. After a week without updates Telegram may go on with any number, even a lower one.
            offset = max((update["update_id"] for update in updates), default=-1) + 1

    async def send(self, address: str, message: Outgoing, *, reply: bool, leaving: Leaving | None = None) -> str:
        """Send, in several messages where Telegram's limits ask for it, and return the last one's id."""
        sent = ""
        for part in parts(message):
            try:
                result = await self._deliver_file(address, part, reply or bool(sent), None if sent else leaving)
            except (RetryLater, Away, NotTaken) as error:
                # A retry would send the beginning a second time.
                if sent:
                    raise Unclear("only the beginning was taken") from error
                raise
            sent = message_id_of(result)
        return sent

    async def edit(self, address: str, message_id: str, message: Outgoing) -> bool:
        """Replace text (or caption) and buttons; False where that is not possible."""
        if message.uploads or units(message.text) > TEXT_UNITS or not message_id.isdecimal():
            return False
        try:
            return await self._edit(address, message_id, message)
        except Unclear as unclear:
            # It may be repeated without harm, as what was not taken.
            raise Away(str(unclear)) from None

    async def _edit(self, address: str, message_id: str, message: Outgoing) -> bool:
        target = {"message_id": int(message_id)}
        objection = await self._replace(address, "editMessageText", target | text_values(message))
        if _NO_TEXT in objection and units(message.text) <= CAPTION_UNITS:
            caption = {"caption": message.text} | keyboard(message.buttons)
            # What was sent with a file has a caption in place of a text; only the attempt tells.
            objection = await self._replace(address, "editMessageCaption", target | caption)
        return not objection

    async def set_menu(self, address: str, commands: Commands) -> None:
        """Show these commands in one chat, instead of those that everybody sees."""
        scope = {"type": "chat", "chat_id": int(address)}
        try:
            await self._api.call("setMyCommands", {"commands": as_menu(commands), "scope": scope})
        except FloodWait as flood:
            raise RetryLater(flood.seconds) from None
        except TelegramError as error:
            raise send_error(error) from None

    async def take_keyboard_off(self, address: str, message_id: str) -> None:
        """Take the choices off a message; beside the pace, since it is no message."""
        with contextlib.suppress(TelegramError):
            values = {"chat_id": address, "message_id": int(message_id)}
            await self._api.call("editMessageReplyMarkup", values)

    async def seen(self, press: str, note: str = "") -> None:
        """Answer a press. Raises nothing: one that is answered too late, or not at all, harms nobody."""
        values = {"callback_query_id": press} | ({"text": note[:_NOTE_LETTERS]} if note else {})
        try:
            await self._api.call("answerCallbackQuery", values)
        except TelegramError as error:
            _log.debug("press not answered", reason=error.message)

    async def download(self, file: FileRef, *, limit: int) -> bytes:
        """Fetch a file's bytes and stop at the first one past `limit`, trying a few times.

        Raises `TooBig`, or `NotTaken` where the file cannot be had.
        """
        if file.size > limit:
            raise TooBig
        try:
            async with asyncio.timeout(WHOLE_SECONDS):
                return await self._fetch_surely(file, limit)
        except TimeoutError:
            raise NotTaken("The file did not come in time") from None

    async def _fetch_surely(self, file: FileRef, limit: int) -> bytes:
        for attempt in count(1):
            try:
                content = await self._fetch(file, limit)
                # What stands before Telegram may answer with a page of its own; one that always comes is the file.
                if attempt == _DOWNLOADS or len(content) == (file.size or len(content)):
                    return content
                wait = pause_after(attempt, self._pause)
            except TelegramError as error:
                wait = error.seconds if isinstance(error, FloodWait) else pause_after(attempt, self._pause)
                if attempt == _DOWNLOADS or wait > _PATIENCE or isinstance(error, BadRequest):
                    raise NotTaken(error.message) from None
            await asyncio.sleep(wait)
        raise AssertionError("not reached")

    async def _fetch(self, file: FileRef, limit: int) -> bytes:
        try:
            told = await self._api.call("getFile", {"file_id": file.id})
        except BadRequest as error:
            if _FILE_TOO_BIG in error.message.lower():
                raise TooBig from None
            raise
        path = told.get("file_path") if isinstance(told, dict) else None
        if not isinstance(path, str) or not path:
            raise TelegramError("The answer names no file")
        return await self._api.download(path, limit)

    async def _deliver_file(self, address: str, call: TelegramCall, reply: bool, leaving: Leaving | None) -> Any:
        """Deliver a call; a file that Telegram has already goes by its id, and anew where that is not taken."""
        async with self._files.turn(call):
            known = self._files.known(call)
            try:
                result = await self._deliver(address, known, reply=reply, leaving=leaving)
            except NotTaken:
                if known is call:
                    raise
                self._files.forget(call)
                result = await self._deliver(address, call, reply=reply, leaving=leaving)
            message_id_of(result)
            self._files.learn(call, result)
            return result

    async def _deliver(self, address: str, part: TelegramCall, *, reply: bool, leaving: Leaving | None = None) -> Any:
        for _ in range(_TRIES):
            try:
                async with self._pace.slot(address, reply=reply, messages=part.messages, leaving=leaving):
                    return await self._api.call(part.method, {"chat_id": address, **part.values}, part.files)
            except Held as held:
                wait = held.seconds
            except FloodWait as flood:
                # It is about this chat. A limiter for the whole bot would silence everybody for it.
                wait = flood.seconds
                self._pace.hold(address, wait)
            except TelegramError as error:
                raise send_error(error) from None
            if not reply or wait > _PATIENCE:
                break
            await asyncio.sleep(wait)
        raise RetryLater(wait)

    async def _replace(self, address: str, method: str, values: dict[str, Any]) -> str:
        """Return Telegram's objection in lower case, or nothing where the message reads as asked."""
        try:
            message_id_of(await self._deliver(address, TelegramCall(method, values), reply=True))
        except NotTaken as refused:
            objection = str(refused).lower()
            return "" if _SAME in objection else objection
        return ""

    async def _news(self, offset: int) -> list[dict[str, Any]]:
        """Return the updates from `offset` on, which confirms those below it."""
        values = {"offset": offset, "timeout": _LONG_POLL, "allowed_updates": KINDS}
        found = await self._api.call("getUpdates", values, seconds=_LONG_POLL + READ_SECONDS)
        if not isinstance(found, list) or not all(isinstance(one, dict) and _number(one) for one in found):
            raise TelegramError("The answer holds no updates")
        return found

    async def _taken(self, updates: Sequence[dict[str, Any]], take: Take) -> bool:
        """Hand updates over; False where they could not be kept, so that they must not be confirmed."""
        try:
            await take([found for raw in updates if (found := self._read(raw))])
        except Exception as error:  # noqa: BLE001 - whatever keeps them from being stored, they come again
            _log.error("updates not taken", number=len(updates), error=type(error).__name__)
            await asyncio.sleep(self._pause)
            return False
        return True

    def _read(self, raw: dict[str, Any]) -> Incoming | None:
        try:
            return read(raw)
        except PassedOver as reason:
            self.passed_over[str(reason)] += 1
        except Exception as error:  # noqa: BLE001 - one update that nobody understands must not stop the others
            self.passed_over["unparsable"] += 1
            kinds = sorted(set(raw) - {"update_id"})
            _log.error("update not understood", update=raw["update_id"], kinds=kinds, error=type(error).__name__)
        return None

    async def _wait_out(self, error: TelegramError, failures: int) -> None:
        """Pause as the trouble asks for; a refused token may be the mistake of a moment and is waited out as well."""
        self._contact.lost()
        wait = error.seconds if isinstance(error, FloodWait) else pause_after(failures, self._pause)
        if isinstance(error, Conflict):
            await self._settle_conflict(error)
        else:
            _log.warning("Telegram is out of reach", reason=error.message, failures=failures, wait=round(wait, 1))
        await asyncio.sleep(wait)

    async def _settle_conflict(self, conflict: Conflict) -> None:
        # Telegram has one answer for both: another process that polls, and a webhook, which excludes polling.
        if "webhook" not in conflict.message.lower():
            _log.error("Another process reads this bot's updates; only one can. Stop the other.")
            return
        _log.warning("A webhook was set for this bot; it is taken away so that updates can be read.")
        with contextlib.suppress(TelegramError):
            await self._api.call("deleteWebhook", {})


def _number(update: dict[str, Any]) -> bool:
    return isinstance(update.get("update_id"), int)
