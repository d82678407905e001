"""One message: prepared, answered in one transaction, put on record, let leave; a refusal is an answer, too.

A message's way, read downwards:

1. `handle` takes what a channel hands over; a second delivery waits here for the first one.
2. `bot.preparing`, while no transaction is open for writing: the route is picked as the conversation stands now, the
   file is fetched, the route's slow work is done. Most messages need none of it, and nothing is read for them.
3. `_answer_with`, in one transaction: the route is picked again, the handler answers, `_keep` writes down where the
   conversation stands and puts the update on record with its answer. Where the conversation has moved since 2 in a way
   that makes the slow work worthless, it is 2 again; where the update is on record, nothing of this is kept; where
   another transaction was in its way, it is done once more.
4. `_say_no`: a refusal in 2 or 3 has rolled everything back, and becomes the answer in a transaction of its own.
5. `_from_the_record`: an update that was taken before is answered with the answer of then, if that has not left yet.
6. `Replies.leave` sends the answer after the commit and notes it as answered; then `handle` returns. The platform is
   told that the update was taken then, or as soon as it is stored (`bot.inbox`).

It is ours, and not python-telegram-bot's handlers, because one set of conversations serves several channels and
because its ConversationHandler keeps where people stand in one process's memory.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from enum import Enum
from functools import partial
from typing import Any, Literal
from weakref import WeakValueDictionary

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import at_a_step
from bot.at_a_step import WayBack
from bot.clock import Clock
from bot.db import Database, once_more
from bot.domain import dialogues, elsewhere, files, typed_texts
from bot.domain.dialogues import shown_key
from bot.domain.models import Dialogue, Received
from bot.domain.organisation import people
from bot.domain.organisation.people import Rights
from bot.domain.outbox import links, told
from bot.domain.typed_texts import Typed
from bot.errors import N_, NotAllowed, NotRegistered, Refusal, Unfound
from bot.logs import trouble_number
from bot.long_lists import tamed
from bot.messages import STAY, Channel, Incoming, Kind, Reply, SendError
from bot.picking import Picker, as_meant
from bot.preparing import Arrived, Prepared, Preparing
from bot.replies import ReadyReply, Replies, first_hint, put_on_record, tell_seen
from bot.routes import Chat, NotReady, Route, Rows, Surroundings, WayIn
from bot.settings import Settings
from bot.signing import sign
from bot.vietnamese import local, storable

log = structlog.get_logger()

TROUBLE = N_("Something went wrong in the system; nothing was changed. Please try again. Report number: {number}.")
ASK_NEAR = N_("Please ask the cluster lead or the principal.")
ASK_ABOVE = N_("Please ask the officer in charge.")
CORRECTED = N_("Corrected.")
SERIES = "series"
TRIES = 3
"""How often slow work is done for one message whose conversation keeps moving meanwhile."""


BelowRefusal = Callable[[Chat, Refusal, Rows], Awaitable[Rows]]
"""Returns what is to choose below a refusal, given the choices that it has of its own."""


class Unanswered(Enum):
    """Why an update got no answer in its transaction, of which nothing is kept then."""

    ON_RECORD = "it was taken before"
    MOVED = "another message has moved the conversation since the slow work was done"


class Router:
    """Takes what channels hand over and answers it."""

    def __init__(
        self,
        *,
        picker: Picker,
        preparing: Preparing,
        below_refusal: BelowRefusal,
        around: Surroundings,
        replies: Replies,
        database: Database,
        channels: Mapping[str, Channel],
        clock: Clock,
        settings: Settings,
    ) -> None:
        self._picker = picker
        self._preparing = preparing
        self._below_refusal = below_refusal
        self._around = around
        self._replies = replies
        self._database = database
        self._channels = channels
        self._clock = clock
        self._settings = settings
        self._in_hand: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def handle(self, incoming: Incoming) -> bool:
        """Answer one update, idempotently; say whether an answer has left now, and is noted.

        Raises OperationalError or SendError where it is to be delivered again.
        """
        channel, incoming = self._channels[incoming.channel], replace(incoming, text=storable(incoming.text))
        if incoming.kind in (Kind.BLOCKED, Kind.UNBLOCKED):
            await self._note_block(incoming)
            return False
        # A second delivery waits for the first one's answer to leave: it must not send what is on its way.
        async with self._in_hand.setdefault((incoming.channel, incoming.event_id), asyncio.Lock()):
            return await self._answer(channel, incoming)

    async def _answer(self, channel: Channel, incoming: Incoming) -> bool:
        """Answer, and beside it say that a press was seen: neither waits for the other."""
        async with asyncio.TaskGroup() as together:
            if incoming.press:
                together.create_task(tell_seen(channel, incoming.press))
            leaving = together.create_task(self._let_leave(channel, incoming))
        if isinstance(left := leaving.result(), Exception):
            raise left
        return left

    async def _let_leave(self, channel: Channel, incoming: Incoming) -> Exception | bool:
        """Return whether an answer has left, or what keeps it now: the database or the platform is away."""
        try:
            if answer := await self._answer_to(channel, incoming):
                await self._replies.leave(channel, incoming, answer)
        except (OperationalError, SendError) as away:
            return away
        return answer is not None

    async def _note_block(self, incoming: Incoming) -> None:
        at = self._clock.now() if incoming.kind is Kind.BLOCKED else None
        async with self._database.writing() as db:
            await people.set_blocked(db, incoming.channel, incoming.address, at)

    async def _answer_to(self, channel: Channel, incoming: Incoming) -> ReadyReply | None:
        """Return what is to leave; None where it has left before."""
        arrived = Arrived(incoming)
        try:
            answer = await self._prepare_and_answer(channel, arrived)
        except Refusal as refused:
            answer = await once_more(partial(self._say_no, arrived, refused))
        except (OperationalError, SendError):
            raise  # the database or the platform is away: the update is not confirmed and comes again
        except Exception as trouble:  # noqa: BLE001 - whatever it was, the person gets an answer and the log its number
            no = Refusal(TROUBLE, number=trouble_number(trouble, kind=incoming.kind))
            answer = await once_more(partial(self._say_no, arrived, no))
        return answer if isinstance(answer, ReadyReply) else await self._from_the_record(incoming)

    async def _prepare_and_answer(self, channel: Channel, arrived: Arrived) -> ReadyReply | Unanswered:
        for _ in range(TRIES):
            prepared = await self._preparing.prepare(channel, arrived)
            if prepared is None:
                return Unanswered.ON_RECORD
            try:
                answer = await once_more(partial(self._answer_with, arrived, prepared))
            except NotReady as later:
                await later.work(self._database.reading)
                continue
            if answer is not Unanswered.MOVED:
                return answer
        raise RuntimeError("each time the slow work was done what it was done for had moved")

    async def _answer_with(self, arrived: Arrived, prepared: Prepared) -> ReadyReply | Unanswered:
        """Answer in one transaction, which picks the route anew: the conversation may have moved in between."""
        async with self._database.writing() as db:
            chat, dialogue = await self._open(db, arrived)
            under = chat.under.purpose if chat.under else None
            route, arguments = self._picker.pick(
                arrived.incoming, dialogue, picture=arrived.picture, now=chat.now, under=under
            )
            chat.chose = self._picker.is_choice(route)
            if route.first:
                chat.must_have_joined()
                if not prepared.holds(route.first, chat.draft):
                    await db.rollback()
                    return Unanswered.MOVED
                chat.ready = prepared.ready
            reply = self._around.before(chat, route) or await self._handled(chat, route, arguments)
            # A stranger who has just agreed is a person now: from here on the conversation has the person's key.
            if chat.someone and dialogue.key != dialogues.key_of(chat.someone):
                dialogue = await dialogues.get(db, dialogues.key_of(chat.someone), chat.now)
                chat.draft = dialogue.draft | chat.draft
            reply = await self._around.after(chat, (route, arguments), reply)
            away = bool(dialogue.step) and self._picker.leads_away(chat.incoming, dialogue, route)
            back = at_a_step.set_aside(chat, dialogue, reply) if away else None
            return await self._keep(chat, dialogue, reply, back)

    async def _handled(self, chat: Chat, route: Route, arguments: dict[str, Any]) -> Reply:
        try:
            reply = await route.handler(chat, **arguments)
        except Unfound as nothing:
            chat.unfound = nothing
            return await self._picker.loose(chat.incoming.kind).handler(chat)
        former = chat.before_edit
        if former and former.step != chat.step and self._picker.corrects(chat.incoming, route):
            reply = replace(reply, text=f"{chat._(CORRECTED)}\n\n{reply.text}")
        return reply

    async def _say_no(self, arrived: Arrived, no: Refusal) -> ReadyReply | Unanswered:
        async with self._database.writing() as db:
            chat, dialogue = await self._open(db, arrived)
            # A stranger has no rights because they have not joined: that is what they are told to do.
            if chat.someone is None and isinstance(no, NotAllowed):
                no = NotRegistered()
            text = chat._.refusal(no)
            if isinstance(no, NotAllowed):
                text += " " + chat._(no.who or (ASK_ABOVE if chat.rights.runs_something else ASK_NEAR))
            buttons = await self._below_refusal(chat, no, at_a_step.choices_after(chat, dialogue, no))
            return await self._keep(chat, dialogue, Reply(text, buttons, step=STAY))

    async def _from_the_record(self, incoming: Incoming) -> ReadyReply | None:
        """Return an answer that was kept and has not left, as it was to look."""
        async with self._database.writing() as db:
            known = await db.get_one(Received, (incoming.channel, incoming.event_id))
            if not known.reply or known.answered:
                return None
            reply = Reply.from_json(known.reply)
            chat, dialogue = await self._open(db, Arrived(incoming))
            return await self._as_it_leaves(chat, dialogue, reply)

    async def _open(self, db: AsyncSession, arrived: Arrived) -> tuple[Chat, Dialogue]:
        incoming = arrived.incoming
        person, dialogue = await people.who_writes(db, incoming.channel, incoming.address)
        now = incoming.at or self._clock.now()
        if person:
            dialogue = dialogue or dialogues.new(db, dialogues.key_of(person), now)
        else:
            dialogue = await dialogues.get(db, self._stranger(incoming), now)
        chat = Chat(
            db=db,
            incoming=as_meant(incoming, dialogue),
            now=now,
            settings=self._settings,
            link=self._channels[incoming.channel].link,
            ways_in=self._ways_in,
            someone=person,
            rights=await people.rights(db, person.id, local(now).date()) if person else Rights(),
            # What was read stays as it was: SQLAlchemy sees a change only against that.
            draft=deepcopy(dialogue.draft),
            step=dialogue.step,
            kept=arrived.kept,
            under=await told.answered_by(db, person.id, incoming) if person else None,
            question=dialogues.question(dialogue),
            earlier=typed_texts.typed(dialogue),
            listing=dialogues.listing(dialogue),
            choices=at_a_step.as_rows(dialogues.asked(dialogue), dialogues.yes_of_step(dialogue)),
            newest=at_a_step.as_rows(elsewhere.menu_in(dialogue, incoming.channel)),
        )
        return chat, dialogue

    def _ways_in(self, start: str) -> list[WayIn]:
        return [WayIn(name, channel.called, channel.link(start)) for name, channel in self._channels.items()]

    def _stranger(self, incoming: Incoming) -> str:
        # Before somebody agrees nothing is stored that leads back to them: a digest needs the secret to be checked.
        secret = self._settings.secret.reveal()
        return "stranger:" + sign(f"{incoming.channel}:{incoming.address}", secret)

    async def _keep(
        self, chat: Chat, dialogue: Dialogue, reply: Reply, back: WayBack | None = None
    ) -> ReadyReply | Literal[Unanswered.ON_RECORD]:
        """Write down where the conversation stands and the answer itself, in the message's transaction.

        Where the update is on record already, all that its second coming did is rolled back.
        """
        if not reply.step:
            chat.forget()
        _note_typed(chat, dialogue)
        reply = self._tamed(chat, dialogue, reply)
        over = dialogues.over(chat.incoming, dialogue, reply)
        if reply.step != STAY:
            dialogues.forget_asked_in(dialogue)
            dialogues.ask(dialogue, reply.step, reply.menu(), reply.text, yes=reply.yes)
        asks = bool(dialogue.step) and bool(reply.menu()) and reply.menu() == dialogues.asked(dialogue)
        dialogue.draft = chat.draft
        reply = at_a_step.with_way_back(chat._, reply, back)
        if reply.menu():
            dialogues.remember(dialogue, reply, of_step=bool(dialogue.step) and reply.step != STAY)
        if not dialogue.step:
            dialogues.forget_steps(dialogue)
        dialogue.changed_at = chat.now
        silent = not (reply.text or reply.attachments) or self._says_nothing_new(chat, dialogue, reply)
        answer = await self._as_it_leaves(chat, dialogue, reply)
        await dialogues.write(chat.db, dialogue)
        if not await put_on_record(chat.db, chat.incoming, reply, chat.now):
            await chat.db.rollback()
            return Unanswered.ON_RECORD
        event = (chat.incoming.channel, chat.incoming.event_id)
        unwanted = await files.unspoken(chat.db, [chat.kept.sha] if chat.kept else [], answered=event)
        return replace(answer, silent=silent, over=over, asks=asks, to_erase=(*chat.to_erase, *unwanted))

    def _tamed(self, chat: Chat, dialogue: Dialogue, reply: Reply) -> Reply:
        """Return an answer with its long list paged; the list is kept until another answer takes its place."""
        step = dialogue.step if reply.step == STAY else reply.step
        reply, listing = tamed(
            reply,
            chat._,
            former=chat.listing,
            whole=chat.whole,
            source=chat.source,
            searched=not self._picker.takes_text(step),
        )
        listing = listing or (chat.listing if reply.step == STAY else None)
        dialogues.keep_listing(dialogue, listing)
        return reply

    async def _as_it_leaves(self, chat: Chat, dialogue: Dialogue, reply: Reply) -> ReadyReply:
        return ReadyReply(
            reply,
            dialogue=dialogue.key,
            former=dialogue.shown.get(shown_key(chat.incoming.channel, reply.key), ""),
            upload=await self._upload_page(chat, dialogue),
            hint=first_hint(chat._, dialogue, self._channels[chat.incoming.channel], reply),
            language=chat._.language,
        )

    def _says_nothing_new(self, chat: Chat, dialogue: Dialogue, reply: Reply) -> bool:
        # Each photo of an album is an update: a channel that cannot edit would be sent the count ten times.
        series = shown_key(chat.incoming.channel, reply.series)
        again = bool(series) and dialogue.shown.get(SERIES) == series
        if dialogue.shown.get(SERIES, "") != series:
            dialogue.shown = dialogue.shown | {SERIES: series}
        return again and not self._channels[chat.incoming.channel].edits

    async def _upload_page(self, chat: Chat, dialogue: Dialogue) -> str:
        """Return the address of a page to send a file through, where one is wanted and the channel carries none."""
        said = chat.incoming
        wanted = (said.kind is Kind.OTHER and said.what != "sticker") or self._picker.takes_file(dialogue.step)
        base, channel = self._settings.public_url, chat.incoming.channel
        if not (wanted and base and chat.someone) or self._channels[channel].carries_files:
            return ""
        secret = self._settings.secret.reveal()
        token = await links.ask_upload(chat.db, channel, chat.incoming.address, secret=secret, now=chat.now)
        return f"{base.rstrip('/')}/u/{token}"


def _note_typed(chat: Chat, dialogue: Dialogue) -> None:
    """Keep a text with where it went: a second part of it, or its edit, goes there as well."""
    said, former = chat.incoming, chat.before_edit
    if chat.someone and said.kind is Kind.TEXT and not said.text.startswith("/"):
        step = chat.became or (former.step if former else chat.step)
        typed_texts.note_typed(dialogue, Typed(typed_texts.message_key(said), step, said.text, chat.now, chat.chose))
