"""How an answer leaves, after the commit: its papers are made, it is sent or put in place of a former one, noted."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace

import structlog
from sqlalchemy import null, tuple_, update

from bot.clock import Clock
from bot.db import Database
from bot.domain import files
from bot.domain.dialogues import shown_key
from bot.domain.models import Dialogue, Received
from bot.domain.organisation import people
from bot.errors import N_
from bot.i18n import DEFAULT, Translator
from bot.logs import trouble_number
from bot.media import Media
from bot.messages import (
    Attachment,
    Blocked,
    Channel,
    Incoming,
    NotTaken,
    Outgoing,
    Reply,
    Unclear,
    Upload,
)

log = structlog.get_logger()

UPLOAD_HERE = N_("To send a file, open this page (30 minutes, once): {link}")
NOT_MADE = N_("The file {name} could not be made. Report number: {number}.")

Papers = Callable[[Attachment], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class ReadyReply:
    """A reply that may leave, with what its leaving needs."""

    reply: Reply
    dialogue: str = ""
    """The key of the conversation it belongs to."""
    former: str = ""
    """The message of the reply's key that stands in the chat already."""
    letter: str = ""
    silent: bool = False
    """It says nothing new here, and is only noted as answered."""
    upload: str = ""
    """The address of a page to send a file through, where the channel carries none."""
    typed: bool = False
    language: str = DEFAULT
    to_erase: tuple[str, ...] = ()


class Replies:
    """Lets answers leave."""

    def __init__(self, *, database: Database, media: Media, papers: Papers, clock: Clock) -> None:
        self._database = database
        self._media = media
        self._papers = papers
        self._clock = clock
        self._answered = _Answered(database)

    async def leave(self, channel: Channel, incoming: Incoming, answer: ReadyReply) -> None:
        """Send an answer, and note that it left. Raises where the platform asks to come again."""
        if answer.to_erase:
            await self._erase(answer.to_erase)
        if answer.silent:
            await self._answered.note((incoming.channel, incoming.event_id))
            return
        reply, message_id = answer.reply, ""
        if answer.upload:
            said = Translator(answer.language)(UPLOAD_HERE).format(link=answer.upload)
            reply = replace(reply, text=f"{reply.text}\n\n{said}")
        try:
            outgoing = await self.outgoing(reply, answer.language, typed=answer.typed, letter=answer.letter)
            former = incoming.message if reply.edits else answer.former
            message_id = await _show_or_say(channel, incoming.address, outgoing, former, answer.language)
        except Blocked:
            async with self._database.writing() as db:
                await people.set_blocked(db, incoming.channel, incoming.address, self._clock.now())
        except (Unclear, NotTaken) as trouble:
            log.warning("answer not delivered", kind=type(trouble).__name__)
        if reply.key and message_id and answer.dialogue:
            async with self._database.writing() as db:
                dialogue = await db.get_one(Dialogue, answer.dialogue)
                key = shown_key(incoming.channel, reply.key)
                dialogue.shown = dialogue.shown | {key: message_id}
        await self._answered.note((incoming.channel, incoming.event_id))

    async def _erase(self, digests: Iterable[str]) -> None:
        """Erase files that still no row refers to: a message that came meanwhile may have brought the same one."""
        async with self._database.writing() as db:
            for sha in await files.unspoken(db, digests):
                await self._media.erase(sha)

    async def outgoing(self, reply: Reply, language: str, *, typed: bool = False, letter: str = "") -> Outgoing:
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
                uploads.append(Upload(part.kind, part.name, content))
        return Outgoing(text, reply.buttons, tuple(uploads), typed=typed, letter=letter)


async def show(channel: Channel, address: str, outgoing: Outgoing, former: str, *, reply: bool) -> str:
    """Put a message in place of a former one where the channel can, else send it; return its id."""
    if former and not outgoing.uploads and await channel.edit(address, former, outgoing):
        return former
    return await channel.send(address, outgoing, reply=reply)


async def _show_or_say(channel: Channel, address: str, outgoing: Outgoing, former: str, language: str) -> str:
    """Show a message; where its files are not taken, its words leave alone and say so."""
    try:
        return await show(channel, address, outgoing, former, reply=True)
    except NotTaken as trouble:
        if not outgoing.uploads:
            raise
        number = trouble_number(trouble, channel=channel.name)
        left = [Translator(language)(NOT_MADE).format(name=file.name, number=number) for file in outgoing.uploads]
        words = replace(outgoing, text="\n\n".join([outgoing.text, *left]), uploads=())
        return await show(channel, address, words, former, reply=True)


class _Answered:
    """Notes which updates were answered, many at once: under load one transaction serves all who wait for it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: set[tuple[str, str]] = set()
        self._turn = asyncio.Lock()

    async def note(self, event: tuple[str, str]) -> None:
        """Return when the update stands as answered."""
        self._waiting.add(event)
        async with self._turn:
            if event not in self._waiting:
                return  # whoever had the turn before took it along
            taken, self._waiting = self._waiting, set()
            which = tuple_(Received.channel, Received.event_id).in_(taken)
            async with self._database.writing() as db:
                # What was said may be personal, and is of no more use.
                await db.execute(update(Received).where(which).values(answered=True, reply=null()))
