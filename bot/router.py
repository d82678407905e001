"""Which handler answers; one transaction a message; refusals become replies.

A message's way, top to bottom: `handle` → is it on record? → fetch its file → `_converse` in one transaction
(what is expected next, then buttons, commands, free text) → commit → the answer leaves → it is noted as answered.
The platform is told that the update was taken only after `handle` returned.

It is ours, and not python-telegram-bot's handlers, because one set of conversations serves several channels and
because its ConversationHandler keeps where people stand in one process's memory.
"""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.answers import Answer, Answers
from bot.clock import Clock
from bot.db import Database, insert
from bot.domain import people
from bot.domain.models import Dialogue, Person, Received
from bot.domain.people import Rights
from bot.errors import N_, BadInput, Gone, NotAllowed, NotRegistered, Refusal
from bot.logs import trouble_number
from bot.media import LARGEST_FILE, LARGEST_PHOTO, TOO_BIG, Kept, Media
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
from bot.routes import Chat, Found, Routes, Rows, match
from bot.settings import Settings
from bot.vietnamese import fold, local

log = structlog.get_logger()

WANTS_TEXT = N_("The system is waiting for an answer in letters. Please type it, or choose:")
WANTS_PHOTO = N_("The system is waiting for a photo. Please send it, or choose:")
TROUBLE = N_("Something went wrong in the system; nothing was changed. Please try again. Report number: {number}.")
NOT_FETCHED = N_("The file could not be fetched. Please send it once more.")
LEAVE = "huy"

Home = Callable[[Chat], Awaitable[Rows]]


class Router:
    """Takes what channels hand over and answers it."""

    def __init__(
        self,
        *,
        routes: Routes,
        home: Home,
        answers: Answers,
        database: Database,
        media: Media,
        channels: Mapping[str, Channel],
        clock: Clock,
        settings: Settings,
    ) -> None:
        self._routes = routes
        self._home = home
        self._answers = answers
        self._database = database
        self._media = media
        self._channels = channels
        self._clock = clock
        self._settings = settings

    async def handle(self, incoming: Incoming) -> None:
        """Answer one update; when this returns, all of it is kept. Raises where the answer could not leave yet."""
        channel = self._channels[incoming.channel]
        if incoming.kind in (Kind.BLOCKED, Kind.UNBLOCKED):
            await self._note_block(incoming)
            return
        async with asyncio.TaskGroup() as together:
            if incoming.press:
                together.create_task(_tell_seen(channel, incoming.press))
            answer = together.create_task(self._answer_to(channel, incoming))
        if found := answer.result():
            await self._answers.leave(channel, incoming, found)

    async def _note_block(self, incoming: Incoming) -> None:
        at = self._clock.now() if incoming.kind is Kind.BLOCKED else None
        async with self._database.writing() as db:
            await people.set_blocked(db, incoming.channel, incoming.address, at)

    async def _answer_to(self, channel: Channel, incoming: Incoming) -> Answer | None:
        try:
            return await self._first_time(channel, incoming)
        except _OnRecordError:
            async with self._database.reading() as db:
                known = await db.get_one(Received, (incoming.channel, incoming.event_id))
            return Answer(Reply.from_json(known.reply)) if known.reply and not known.answered else None

    async def _first_time(self, channel: Channel, incoming: Incoming) -> Answer:
        try:
            kept = await self._fetch(channel, incoming)
            async with self._database.writing() as db:
                return await self._converse(db, incoming, kept)
        except _OnRecordError:
            raise
        except Refusal as no:
            return await self._say_no(incoming, no)
        except (OperationalError, SendError):
            raise  # the database or the platform is away: the update is not confirmed and comes again
        except Exception as trouble:  # noqa: BLE001 - whatever it was, the person gets an answer and the log its number
            return await self._say_no(incoming, Refusal(TROUBLE, number=trouble_number(trouble, kind=incoming.kind)))

    async def _fetch(self, channel: Channel, incoming: Incoming) -> Kept | None:
        if incoming.file is None or not await self._is_known(incoming):
            return None
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

    async def _converse(self, db: AsyncSession, incoming: Incoming, kept: Kept | None) -> Answer:
        chat, dialogue = await self._open(db, incoming, kept)
        route, arguments = self._pick(incoming, dialogue)
        reply = await route.handler(chat, **arguments)
        # Somebody who has just agreed goes on under their own name.
        if chat.someone and dialogue.key != _key_of(chat.someone):
            dialogue = await self._dialogue(db, _key_of(chat.someone))
        return await self._keep(chat, dialogue, reply)

    async def _keep(self, chat: Chat, dialogue: Dialogue, reply: Reply) -> Answer:
        """Write down where the conversation stands and the answer itself, in the message's transaction."""
        if reply.step != STAY:
            dialogue.step = reply.step
            dialogue.draft = chat.draft if reply.step else {}
        else:
            dialogue.draft = chat.draft
        if menu := reply.menu():
            dialogue.menu = menu
        dialogue.changed_at = chat.now
        await self._record(chat, reply)
        former, typed = dialogue.shown.get(reply.key, ""), self._takes_text(dialogue.step)
        return Answer(reply, dialogue.key, former, typed=typed, to_erase=tuple(chat.to_erase), language=chat._.language)

    async def _record(self, chat: Chat, reply: Reply) -> None:
        """Put the update on record with its answer. One that is there already undoes what its second coming did."""
        update = {"channel": chat.incoming.channel, "event_id": chat.incoming.event_id, "at": chat.now}
        row = insert(chat.db, Received).values(**update, reply=reply.to_json(), answered=False)
        if not (await chat.db.execute(row.on_conflict_do_nothing())).rowcount:  # type: ignore[attr-defined] # an INSERT has it
            raise _OnRecordError

    async def _open(self, db: AsyncSession, incoming: Incoming, kept: Kept | None) -> tuple[Chat, Dialogue]:
        person = await people.find(db, incoming.channel, incoming.address)
        now = self._clock.now()
        dialogue = await self._dialogue(db, _key_of(person) if person else self._stranger(incoming))
        chat = Chat(
            db=db,
            incoming=incoming,
            now=now,
            settings=self._settings,
            link=self._channels[incoming.channel].link,
            someone=person,
            rights=await people.rights(db, person.id, local(now).date()) if person else Rights(),
            draft=dict(dialogue.draft),
            step=dialogue.step,
            kept=kept,
        )
        return chat, dialogue

    def _stranger(self, incoming: Incoming) -> str:
        chat = f"{incoming.channel}:{incoming.address}".encode()
        return "stranger:" + hmac.new(self._settings.secret.get_secret_value().encode(), chat, "sha256").hexdigest()

    async def _dialogue(self, db: AsyncSession, key: str) -> Dialogue:
        dialogue = await db.get(Dialogue, key)
        if dialogue is None:
            dialogue = Dialogue(key=key, step="", draft={}, menu=[], shown={}, changed_at=self._clock.now())
            db.add(dialogue)
        return dialogue

    def _pick(self, incoming: Incoming, dialogue: Dialogue) -> Found:
        """What is expected next, then buttons, commands, free text. Refuses what fits nothing."""
        expected = match(self._routes.steps, dialogue.step) if dialogue.step else None
        if incoming.kind is Kind.PRESS:
            return self._press(incoming.text)
        if incoming.kind is Kind.TEXT:
            waiting = bool(expected and Kind.TEXT in expected[0].kinds)
            found = self._command(incoming.text) or self._typed_press(incoming.text, dialogue, waiting=waiting)
            if found:
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
            return self._routes.commands.get(fold(first[1:]), self._routes.loose[-1]), {}
        return (self._routes.commands[LEAVE], {}) if fold(text) == LEAVE else None

    def _typed_press(self, text: str, dialogue: Dialogue, *, waiting: bool) -> Found | None:
        """Take a button's number or label for its press; while text is expected a number is just text."""
        typed = fold(text).rstrip(".")
        for number, (label, press) in enumerate(dialogue.menu, start=1):
            if typed == fold(label) or (not waiting and typed == str(number)):
                return self._press(press)
        return None

    def _bare_command(self, text: str) -> Found | None:
        route = self._routes.commands.get(fold(text).replace(" ", ""))
        return (route, {}) if route else None

    async def _say_no(self, incoming: Incoming, no: Refusal) -> Answer:
        async with self._database.writing() as db:
            chat, dialogue = await self._open(db, incoming, None)
            if chat.someone is None and isinstance(no, NotAllowed):
                no = NotRegistered()
            text = chat._.refusal(no)
            # In the middle of something its own choices are shown again, so that nobody is left without a next step.
            buttons = _rows_of(dialogue.menu) if dialogue.step else await self._home(chat)
            return await self._keep(chat, dialogue, Reply(text, buttons, step=STAY))

    def _takes_text(self, step: str) -> bool:
        found = match(self._routes.steps, step) if step else None
        return bool(found and Kind.TEXT in found[0].kinds)


class _OnRecordError(Exception):
    """This update was taken before."""


async def _tell_seen(channel: Channel, press: str) -> None:
    try:
        await channel.seen(press)
    except SendError:
        log.info("press not confirmed")


def _key_of(person: Person) -> str:
    return f"person:{person.id}"


def _rows_of(menu: list[Any]) -> Rows:
    return tuple((Button(label, press),) for label, press in menu)
