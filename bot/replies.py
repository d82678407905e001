"""How an answer leaves, after the commit: its papers are made, it is sent or put in place of a former one, noted."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

import structlog
from sqlalchemy import bindparam, null, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.db import Database, insert, one_writer
from bot.domain import dialogues, files
from bot.domain.dialogues import shown_key
from bot.domain.models import Dialogue, Received
from bot.domain.organisation import people
from bot.errors import N_
from bot.group_commit import GroupCommit, by_itself
from bot.i18n import DEFAULT, Translator
from bot.logs import trouble_number
from bot.media import Media
from bot.messages import (
    Attachment,
    Blocked,
    Channel,
    Incoming,
    Leaving,
    NotTaken,
    Outgoing,
    Reply,
    RetryLater,
    SendError,
    TakesKeyboardsOff,
    Unclear,
    Upload,
)
from bot.plain import Plain

log = structlog.get_logger()

UPLOAD_HERE = N_("To send a file, open this page (30 minutes, once): {link}")
NOT_MADE = N_("The file {name} could not be made. Report number: {number}.")

BY_NUMBER = N_("Please answer with a number, for example: 1")
BY_LETTER = N_("(Answering later on? Then type {letter}1 instead of 1.)")

AGAIN_AFTER = (4.0, 30.0)
"""Seconds before an answer is said anew of which nobody knows after its second copy: a bad moment is over by then."""
SEEN_WITHIN = 5.0
"""Seconds in which a press may be said to be seen; later its button has stopped turning by itself."""
Event = tuple[str, str]
"""A channel and the id of its update."""


class Left(NamedTuple):
    """An answer that has left, and where its message stands now."""

    event: Event
    dialogue: str = ""
    keyed: str = ""
    """The name under which the message can be replaced, if there is one."""
    asks: bool = False
    message: str = ""


Papers = Callable[[Attachment], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class ReadyReply:
    """A reply that may leave, with what its leaving needs."""

    reply: Reply
    dialogue: str = ""
    """The key of the conversation it belongs to."""
    former: str = ""
    """The message of the reply's key that stands in the chat already."""
    silent: bool = False
    """It says nothing new here, and is only noted as answered."""
    upload: str = ""
    """The address of a page to send a file through, where the channel carries none."""
    hint: str = ""
    over: tuple[str, ...] = ()
    """The messages whose question is over, answered or left: their choices go."""
    asks: bool = False
    """It shows the choices of a question that waits."""
    language: str = DEFAULT
    to_erase: tuple[str, ...] = ()


class Replies:
    """Lets answers leave."""

    def __init__(self, *, database: Database, media: Media, papers: Papers, clock: Clock) -> None:
        self._database = database
        self._media = media
        self._papers = papers
        self._clock = clock
        self._answered = GroupCommit(by_itself(database, note_left))
        self._unclear: dict[Event, int] = {}
        """How often an answer that is tried again may have arrived already."""
        self._left: dict[Event, Left] = {}
        """Answers that have left, which is not noted yet."""

    async def leave(self, channel: Channel, incoming: Incoming, answer: ReadyReply) -> None:
        """Send an answer, and note that it left. Raises `RetryLater` or `Away` where it is to be tried again.

        Where only the note fails, since the tables went away meanwhile, it alone is tried again.
        """
        event = (incoming.channel, incoming.event_id)
        if event not in self._left:
            self._left[event] = await self._let_leave(channel, incoming, answer)
        await self._answered.note(self._left[event])
        del self._left[event]

    async def _let_leave(self, channel: Channel, incoming: Incoming, answer: ReadyReply) -> Left:
        """Send an answer, and return what is to be noted of it."""
        event = (incoming.channel, incoming.event_id)
        if answer.to_erase:
            await self._erase(answer.to_erase, incoming)
        if answer.silent:
            return Left(event)
        reply, message_id = answer.reply, ""
        if answer.upload:
            said = Translator(answer.language)(UPLOAD_HERE).format(link=answer.upload)
            reply = replace(reply, text=f"{reply.text}\n\n{said}")
        try:
            outgoing = await self.outgoing(reply, answer.language, hint=answer.hint)
            former = incoming.message if reply.edits else answer.former
            message_id = await self._say(channel, incoming, outgoing, former, answer.language)
        except Blocked:
            async with self._database.writing() as db:
                await people.set_blocked(db, incoming.channel, incoming.address, self._clock.now())
        except NotTaken as trouble:
            log.warning("answer not delivered", kind=type(trouble).__name__)
        if isinstance(channel, TakesKeyboardsOff):
            for over in answer.over:
                await channel.take_keyboard_off(incoming.address, over)
        left = Left(event)
        if message_id and answer.dialogue:
            asks = answer.asks and isinstance(channel, TakesKeyboardsOff)
            key = shown_key(incoming.channel, reply.key)
            left = left._replace(dialogue=answer.dialogue, keyed=key, asks=asks, message=message_id)
        return left

    async def _say(self, channel: Channel, incoming: Incoming, outgoing: Outgoing, former: str, language: str) -> str:
        """Say an answer, and again where nobody knows whether it arrived: two copies do less harm than none.

        Raises `RetryLater` where both are unclear, until there have been enough of them.
        """
        event = (incoming.channel, incoming.event_id)
        times = self._unclear.pop(event, 0)
        for _ in range(1 if times else 2):
            try:
                return await _show_or_say(channel, incoming.address, outgoing, former, language)
            except Unclear:
                log.info("answer may not have arrived", times=times)
        if times < len(AGAIN_AFTER):
            self._unclear[event] = times + 1
            raise RetryLater(AGAIN_AFTER[times])
        log.warning("answer not delivered", kind="Unclear")
        return ""

    async def _erase(self, digests: Iterable[str], answered: Incoming) -> None:
        """Erase files that still no row refers to: a message that came meanwhile may have brought the same one."""
        async with self._database.writing() as db:
            for sha in await files.unspoken(db, digests, answered=(answered.channel, answered.event_id)):
                await self._media.erase(sha)

    async def outgoing(self, reply: Reply, language: str, *, hint: str = "") -> Outgoing:
        """Return a reply with its pictures and papers made.

        What cannot be made is left out, and the text says so with the number that stands in the log.
        """
        text, uploads = reply.text, []
        for part in reply.attachments:
            try:
                content = await (self._papers(part) if part.paper else self._media.read(part.sha))
            except Exception as trouble:  # noqa: BLE001 - a chart that fails must not hold the figures back
                number = trouble_number(trouble, paper=part.paper)
                text += "\n\n" + Translator(language)(NOT_MADE).format(name=part.name, number=number)
            else:
                uploads.append(Upload(part.kind, part.name, content, part.sha))
        return Outgoing(text, reply.buttons, tuple(uploads), hint=hint)


def menu_hint(t: Translator, *, first: bool, letter: str = "") -> str:
    """Return how a menu is answered where it is numbered: the first one says it plainly.

    Of the others only a notice, which may be answered late, says how that is done then: by its letter.
    """
    if first:
        return t(BY_NUMBER)
    return t(BY_LETTER).format(letter=letter) if letter else ""


def first_hint(t: Translator, dialogue: Dialogue, channel: Channel, reply: Reply) -> str:
    """Return how choices are answered, where that is said for the first time on this channel, and note that it was."""
    if channel.buttons or not reply.menu() or dialogues.knows_numbers(dialogue, channel.name):
        return ""
    dialogues.note_numbers(dialogue, channel.name)
    return menu_hint(t, first=True)


async def tell_seen(channel: Channel, press: str) -> None:
    """Say that a press was seen, so that its button stops turning; that this fails harms nobody."""
    try:
        async with asyncio.timeout(SEEN_WITHIN):
            await channel.seen(press)
    except (SendError, TimeoutError):
        log.info("press not confirmed")


async def show(
    channel: Channel, address: str, outgoing: Outgoing, former: str, *, reply: bool, leaving: Leaving | None = None
) -> str:
    """Put a message in place of a former one where the channel can, else send it; return its id.

    `leaving` is awaited before a message leaves; an edit may be repeated without harm and needs it not.
    """
    if former and not outgoing.uploads and await channel.edit(address, former, outgoing):
        return former
    return await channel.send(address, outgoing, reply=reply, leaving=leaving)


async def _show_or_say(channel: Channel, address: str, outgoing: Outgoing, former: str, language: str) -> str:
    """Show a message; where it is not taken, its words leave alone and say which files did not."""
    while True:
        try:
            return await show(channel, address, outgoing, former, reply=True)
        except NotTaken as trouble:
            if not (outgoing.uploads or outgoing.buttons):
                raise
            number, t = trouble_number(trouble, channel=channel.name), Translator(language)
            left = [t(NOT_MADE).format(name=file.name, number=number) for file in outgoing.uploads]
            # First without its files; where that is not it, its choices are what is not taken.
            buttons = outgoing.buttons if outgoing.uploads else ()
            outgoing = Outgoing("\n\n".join([outgoing.text, *left]), buttons, hint=outgoing.hint)


_FRESH: dict[bool, Plain] = {}
"""What puts an update on record, built once for each engine."""
_PUT = ("channel", "event_id", "at", "place", "reply", "answered")


def _fresh(db: AsyncSession) -> Plain:
    if one_writer(db) not in _FRESH:
        columns = Received.__table__.c
        row, unanswered = insert(db, Received), columns.reply.is_(None) & columns.answered.is_(False)
        row = row.values({name: bindparam(name) for name in _PUT})
        said = {"reply": row.excluded.reply}
        _FRESH[one_writer(db)] = Plain(
            row.on_conflict_do_update(index_elements=["channel", "event_id"], set_=said, where=unanswered)
        )
    return _FRESH[one_writer(db)]


async def put_on_record(db: AsyncSession, incoming: Incoming, reply: Reply, now: datetime) -> bool:
    """Put an update on record with its answer; False where it is there already, so that nothing may come of this one.

    One that is only stored (`bot.inbox`) has no answer yet and is put on record now.
    """
    row = {"channel": incoming.channel, "event_id": incoming.event_id, "at": now, "reply": reply.to_json()}
    return bool(await _fresh(db).changed(db, **row, place=0, answered=False))


_ON_RECORD = Plain(
    select(Received.reply, Received.answered).where(
        Received.channel == bindparam("channel"), Received.event_id == bindparam("event_id")
    )
)


async def is_answered(db: AsyncSession, incoming: Incoming) -> bool:
    """Say whether an update is on record with its answer."""
    found = await _ON_RECORD.rows(db, channel=incoming.channel, event_id=incoming.event_id)
    return any(reply or answered for reply, answered in found)


# What was said may be personal, and is of no more use.
_ANSWERED = Plain(
    update(Received)
    .where(tuple_(Received.channel, Received.event_id).in_(bindparam("events", expanding=True)))
    .values(answered=True, reply=null(), payload=null())
    .execution_options(synchronize_session=False)
)


async def note_answered(db: AsyncSession, events: Collection[Event]) -> Collection[Event]:
    """Note that answers have left."""
    await _ANSWERED.changed(db, events=[*events])
    return events


async def note_left(db: AsyncSession, several: Collection[Left]) -> Collection[Left]:
    """Note that answers have left, and with their conversations in which messages they stand."""
    await note_answered(db, [one.event for one in several])
    stand = [one for one in several if one.keyed or one.asks]
    if not stand:
        return several
    known = {
        key: Dialogue(key=key, step=step, shown=shown)
        for key, step, shown in await _STAND.rows(db, keys=sorted({one.dialogue for one in stand}))
    }
    for one in stand:
        if dialogue := known.get(one.dialogue):
            _note_where(dialogue, one)
    for key in sorted(known):
        await _SHOWN.changed(db, of=key, new_shown=known[key].shown)
    return several


# In the order of their keys: whoever else waits for several conversations does so in that order as well.
_STAND = Plain(
    select(Dialogue.key, Dialogue.step, Dialogue.shown)
    .where(Dialogue.key.in_(bindparam("keys", expanding=True)))
    .order_by(Dialogue.key)
    .with_for_update(of=Dialogue, key_share=True)
)
_SHOWN = Plain(
    update(Dialogue)
    .where(Dialogue.key == bindparam("of"))
    .values(shown=bindparam("new_shown"))
    .execution_options(synchronize_session=False)
)


def _note_where(dialogue: Dialogue, left: Left) -> None:
    if left.keyed:
        dialogue.shown = dialogue.shown | {left.keyed: left.message}
    # Who has gone on meanwhile is asked something else by now.
    if left.asks and dialogue.step:
        dialogues.note_asked_in(dialogue, left.event[0], left.message)
