"""Which handler answers; one transaction a message; refusals become replies.

A message's way, top to bottom: `handle` → fetch its file, slow work → `_converse` in one transaction (what is expected
next, then buttons, commands, free text) → the update is put on record with its answer; one that is there already undoes
what its second coming did and is answered from there → commit → the answer leaves → it is noted as answered.
The platform is told that the update was taken only after `handle` returned.

It is ours, and not python-telegram-bot's handlers, because one set of conversations serves several channels and
because its ConversationHandler keeps where people stand in one process's memory.
"""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any
from weakref import WeakValueDictionary

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.db import Database, insert
from bot.domain import dialogues
from bot.domain.dialogues import shown_key
from bot.domain.models import Dialogue, Received
from bot.domain.organisation import people
from bot.domain.organisation.people import Rights
from bot.domain.outbox import links
from bot.errors import N_, BadInput, Gone, NotAllowed, NotRegistered, Refusal
from bot.logs import trouble_number
from bot.media import LARGEST_FILE, LARGEST_PHOTO, TOO_BIG, KeptFile, Media
from bot.messages import (
    STAY,
    Button,
    Channel,
    Incoming,
    Kind,
    NotTaken,
    Reply,
    SendError,
    TooBig,
)
from bot.replies import ReadyReply, Replies
from bot.routes import Before, Chat, First, Found, Routes, Rows, match
from bot.settings import Settings
from bot.vietnamese import fold, local, storable

log = structlog.get_logger()

WANTS_TEXT = N_("The system is waiting for an answer in letters. Please type it, or choose:")
WANTS_PHOTO = N_("The system is waiting for a photo. Please send it, or choose:")
TROUBLE = N_("Something went wrong in the system; nothing was changed. Please try again. Report number: {number}.")
NOT_FETCHED = N_("The file could not be fetched. Please send it once more.")
LEAVE = "huy"
NOTHING_OF_THIS = "0"
SERIES = "series"

Home = Callable[[Chat], Awaitable[Rows]]
Done = tuple[First, Any]
"""Slow work and its result."""


class Router:
    """Takes what channels hand over and answers it."""

    def __init__(
        self,
        *,
        routes: Routes,
        home: Home,
        replies: Replies,
        database: Database,
        media: Media,
        channels: Mapping[str, Channel],
        clock: Clock,
        settings: Settings,
        changed: Callable[[], None],
    ) -> None:
        self._routes = routes
        self._home = home
        self._replies = replies
        self._database = database
        self._media = media
        self._channels = channels
        self._clock = clock
        self._settings = settings
        self._changed = changed
        self._in_hand: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def handle(self, incoming: Incoming) -> None:
        """Answer one update; when this returns, all of it is kept. Raises where the answer could not leave yet."""
        channel, incoming = self._channels[incoming.channel], replace(incoming, text=storable(incoming.text))
        if incoming.kind in (Kind.BLOCKED, Kind.UNBLOCKED):
            await self._note_block(incoming)
            return
        # A second delivery waits for the first one's answer to leave: it must not send what is on its way.
        async with self._in_hand.setdefault((incoming.channel, incoming.event_id), asyncio.Lock()):
            await self._answer(channel, incoming)

    async def _answer(self, channel: Channel, incoming: Incoming) -> None:
        async with asyncio.TaskGroup() as together:
            if incoming.press:
                together.create_task(_tell_seen(channel, incoming.press))
            answer = together.create_task(self._answer_to(channel, incoming))
        if found := answer.result():
            await self._replies.leave(channel, incoming, found)

    async def _note_block(self, incoming: Incoming) -> None:
        at = self._clock.now() if incoming.kind is Kind.BLOCKED else None
        async with self._database.writing() as db:
            await people.set_blocked(db, incoming.channel, incoming.address, at)

    async def _answer_to(self, channel: Channel, incoming: Incoming) -> ReadyReply | None:
        try:
            return await self._first_time(channel, incoming)
        except _OnRecordError:
            async with self._database.writing() as db:
                known = await db.get_one(Received, (incoming.channel, incoming.event_id))
                if not known.reply or known.answered:
                    return None
                chat, dialogue = await self._open(db, incoming, None)
                return await self._again(chat, dialogue, Reply.from_json(known.reply))

    async def _first_time(self, channel: Channel, incoming: Incoming) -> ReadyReply:
        try:
            kept = await self._fetch(channel, incoming)
            try:
                return await self._in_one_go(incoming, kept)
            except _FirstError as work:
                return await self._in_one_go(incoming, kept, (work.first, await work.first(work.before)))
        except _OnRecordError:
            raise
        except Refusal as no:
            return await self._say_no(incoming, no)
        except (OperationalError, SendError):
            raise  # the database or the platform is away: the update is not confirmed and comes again
        except Exception as trouble:  # noqa: BLE001 - whatever it was, the person gets an answer and the log its number
            return await self._say_no(incoming, Refusal(TROUBLE, number=trouble_number(trouble, kind=incoming.kind)))

    async def _in_one_go(self, incoming: Incoming, kept: KeptFile | None, done: Done | None = None) -> ReadyReply:
        async with self._database.writing() as db:
            answer = await self._converse(db, incoming, kept, done)
        self._changed()
        return answer

    async def _fetch(self, channel: Channel, incoming: Incoming) -> KeptFile | None:
        if incoming.file is None or not await self._is_known(incoming):
            return None
        if incoming.file.kept:
            return KeptFile(incoming.file.kept, incoming.file.name, picture=incoming.kind is Kind.PHOTO)
        limit = LARGEST_PHOTO if incoming.kind is Kind.PHOTO else LARGEST_FILE
        try:
            content = await channel.download(incoming.file, limit=limit)
        except TooBig:
            raise BadInput(TOO_BIG, most=limit // 1024**2) from None
        except NotTaken:
            raise BadInput(NOT_FETCHED) from None
        keep = self._media.keep_photo if incoming.kind is Kind.PHOTO else self._media.keep_file
        return await keep(content, incoming.file.name)

    async def _is_known(self, incoming: Incoming) -> bool:
        async with self._database.reading() as db:
            return await people.find(db, incoming.channel, incoming.address) is not None

    async def _converse(
        self, db: AsyncSession, incoming: Incoming, kept: KeptFile | None, done: Done | None
    ) -> ReadyReply:
        chat, dialogue = await self._open(db, incoming, kept)
        route, arguments = self._pick(incoming, dialogue)
        if route.first:
            if done is None or done[0] is not route.first:
                if await db.get(Received, (incoming.channel, incoming.event_id)):
                    raise _OnRecordError
                raise _FirstError(route.first, Before(chat.draft, kept, self._media.read))
            chat.ready = done[1]
        reply = await route.handler(chat, **arguments)
        # Somebody who has just agreed goes on under their own name.
        if chat.someone and dialogue.key != dialogues.key_of(chat.someone):
            dialogue = await dialogues.get(db, dialogues.key_of(chat.someone), chat.now)
            chat.draft = dialogue.draft | chat.draft
        return await self._keep(chat, dialogue, reply)

    async def _keep(self, chat: Chat, dialogue: Dialogue, reply: Reply) -> ReadyReply:
        """Write down where the conversation stands and the answer itself, in the message's transaction."""
        if not reply.step:
            chat.forget()
        if reply.step != STAY:
            dialogues.ask(dialogue, reply.step, reply.menu())
        dialogue.draft = chat.draft
        letter = dialogues.next_letter(dialogue)
        if menu := reply.menu():
            dialogues.remember(dialogue, menu, letter)
        dialogue.changed_at = chat.now
        await self._record(chat, reply)
        silent = self._says_nothing_new(chat, dialogue, reply)
        answer = await self._as_it_leaves(chat, dialogue, reply, letter)
        return replace(answer, silent=silent, to_erase=tuple(chat.to_erase))

    async def _again(self, chat: Chat, dialogue: Dialogue, reply: Reply) -> ReadyReply:
        """Return an answer that was kept and has not left, as it was to look."""
        letter = next((letter for letter, menu in reversed(dialogue.older.items()) if menu == reply.menu()), "")
        return await self._as_it_leaves(chat, dialogue, reply, letter)

    async def _as_it_leaves(self, chat: Chat, dialogue: Dialogue, reply: Reply, letter: str) -> ReadyReply:
        return ReadyReply(
            reply,
            dialogue=dialogue.key,
            former=dialogue.shown.get(shown_key(chat.incoming.channel, reply.key), ""),
            letter=letter,
            upload=await self._upload_page(chat, dialogue),
            typed=self.takes_text(dialogue.step),
            language=chat._.language,
        )

    def _says_nothing_new(self, chat: Chat, dialogue: Dialogue, reply: Reply) -> bool:
        series = shown_key(chat.incoming.channel, reply.series)
        again = bool(series) and dialogue.shown.get(SERIES) == series
        if dialogue.shown.get(SERIES, "") != series:
            dialogue.shown = dialogue.shown | {SERIES: series}
        return again and not self._channels[chat.incoming.channel].edits

    async def _upload_page(self, chat: Chat, dialogue: Dialogue) -> str:
        """Return the address of a page to send a file through, where one is wanted and the channel carries none."""
        expected = match(self._routes.steps, dialogue.step) if dialogue.step else None
        wanted = chat.incoming.kind is Kind.OTHER or (expected and Kind.FILE in expected[0].kinds)
        base, channel = self._settings.public_url, chat.incoming.channel
        if not (wanted and base and chat.someone) or self._channels[channel].carries_files:
            return ""
        secret = self._settings.secret.get_secret_value()
        token = await links.ask_upload(chat.db, channel, chat.incoming.address, secret=secret, now=chat.now)
        return f"{base.rstrip('/')}/u/{token}"

    async def _record(self, chat: Chat, reply: Reply) -> None:
        """Put the update on record with its answer. One that is there already undoes what its second coming did."""
        update = {"channel": chat.incoming.channel, "event_id": chat.incoming.event_id, "at": chat.now}
        row = insert(chat.db, Received).values(**update, reply=reply.to_json(), answered=False)
        if not (await chat.db.execute(row.on_conflict_do_nothing())).rowcount:  # type: ignore[attr-defined] # an INSERT has it
            raise _OnRecordError

    async def _open(self, db: AsyncSession, incoming: Incoming, kept: KeptFile | None) -> tuple[Chat, Dialogue]:
        person = await people.who_writes(db, incoming.channel, incoming.address)
        now = self._clock.now()
        dialogue = await dialogues.get(db, dialogues.key_of(person) if person else self._stranger(incoming), now)
        chat = Chat(
            db=db,
            incoming=incoming,
            now=now,
            settings=self._settings,
            link=self._channels[incoming.channel].link,
            someone=person,
            rights=await people.rights(db, person.id, local(now).date()) if person else Rights(),
            # What was read stays as it was: SQLAlchemy sees a change only against that.
            draft=deepcopy(dialogue.draft),
            step=dialogue.step,
            kept=kept,
        )
        return chat, dialogue

    def _stranger(self, incoming: Incoming) -> str:
        chat = f"{incoming.channel}:{incoming.address}".encode()
        return "stranger:" + hmac.new(self._settings.secret.get_secret_value().encode(), chat, "sha256").hexdigest()

    def _pick(self, incoming: Incoming, dialogue: Dialogue) -> Found:
        """What is expected next, then buttons, commands, free text. Refuses what fits nothing."""
        expected = match(self._routes.steps, dialogue.step) if dialogue.step else None
        if incoming.kind is Kind.PRESS:
            return self._press(incoming.text)
        if incoming.kind is Kind.TEXT:
            waiting = bool(expected and Kind.TEXT in expected[0].kinds)
            if found := self._command(incoming.text) or self._typed(incoming.text, dialogue, waiting=waiting):
                return found
        # A step that takes presses answers everything else itself, and numbers stay choices.
        if expected and not expected[0].kinds.isdisjoint({incoming.kind, Kind.PRESS}):
            return expected
        if expected and incoming.kind not in (Kind.PHOTO, Kind.FILE):
            raise BadInput(WANTS_TEXT if Kind.TEXT in expected[0].kinds else WANTS_PHOTO)
        if not expected and (found := self._bare_command(incoming.text)):
            return found
        return next((route, {}) for route in self._routes.loose if incoming.kind in route.kinds)

    def _press(self, data: str) -> Found:
        found = match(self._routes.buttons, data)
        if found is None:
            raise Gone
        return found

    def _command(self, text: str) -> Found | None:
        first, *_ = text.split(maxsplit=1) or [""]
        if first.startswith("/"):
            return self._routes.commands.get(fold(first[1:].partition("@")[0]), self._routes.loose[-1]), {}
        return (self._routes.commands[LEAVE], {}) if fold(text) == LEAVE else None

    def _typed(self, text: str, dialogue: Dialogue, *, waiting: bool) -> Found | None:
        """Take a typed choice for its press; while text is expected numbers are just text."""
        if press := dialogues.press_for(dialogue, text, numbers=not waiting):
            return self._press(press)
        return (self._routes.commands[LEAVE], {}) if not waiting and text.strip() == NOTHING_OF_THIS else None

    def _bare_command(self, text: str) -> Found | None:
        """Take a command without its slash, alone or with a code behind it ("lienket 12345678")."""
        words = fold(text).split()
        coded = len(words) > 1 and any(letter.isdigit() for letter in words[-1])
        route = self._routes.commands.get("".join(words[:-1] if coded else words))
        return (route, {}) if route else None

    async def _say_no(self, incoming: Incoming, no: Refusal) -> ReadyReply:
        async with self._database.writing() as db:
            chat, dialogue = await self._open(db, incoming, None)
            if chat.someone is None and isinstance(no, NotAllowed):
                no = NotRegistered()
            text = chat._.refusal(no)
            # In the middle of something its own choices are shown again, so that nobody is left without a next step.
            buttons = _rows_of(dialogues.asked(dialogue)) or await self._home(chat)
            return await self._keep(chat, dialogue, Reply(text, buttons, step=STAY))

    def takes_text(self, step: str) -> bool:
        """Say whether free text is expected at a step, so that numbers are no choices."""
        found = match(self._routes.steps, step) if step else None
        return bool(found and Kind.TEXT in found[0].kinds)


class _OnRecordError(Exception):
    """This update was taken before."""


class _FirstError(Exception):
    """The route wants slow work done before; the transaction that found this out ends without a trace."""

    def __init__(self, first: First, before: Before) -> None:
        self.first = first
        self.before = before
        super().__init__()


async def _tell_seen(channel: Channel, press: str) -> None:
    try:
        await channel.seen(press)
    except SendError:
        log.info("press not confirmed")


def _rows_of(menu: list[Any]) -> Rows:
    return tuple((Button(label, press),) for label, press in menu)
