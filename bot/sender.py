"""How letters leave: one message to one person, by the chat they prefer, else by another; and what became of it.

Where every message is paid for, several letters that one person is due within ten minutes go as one message.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import dialogues
from bot.domain.letters.kinds import Letter
from bot.domain.models import Dialogue, OutboxState
from bot.domain.outbox import outbox
from bot.domain.outbox.outbox import Due, Reach
from bot.i18n import Translator
from bot.logs import trouble_number
from bot.messages import STAY, Away, Blocked, Channel, Leaving, NotTaken, Outgoing, Reply, RetryLater, Unclear
from bot.replies import menu_hint, show

log = structlog.get_logger()

Words = Callable[[Letter, Translator], Reply]
Begin = Callable[[Collection[int]], Awaitable[Collection[int]]]
"""Notes that the turn of some rows has come; returns those that were not handed out again meanwhile."""
MakeReady = Callable[..., Awaitable[Outgoing]]
Dialogues = Mapping[int, Dialogue]
BETWEEN = "\n\n———\n\n"


class HandedOutAgain(Exception):
    """The lease of a row ran out before its turn came: another sender has it. Carries those that are ours still."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one letter on its way."""

    letter: Letter
    state: OutboxState
    reply: Reply | None = None
    reach: Reach | None = None
    message_id: str = ""
    again_in: timedelta | None = None
    away: bool = False
    """The platform took nothing; it is tried again by the outbox's back-off."""
    blocked: tuple[Reach, ...] = ()
    """Chats that turned out to take nothing any more."""


class Sender:
    """Takes letters to people."""

    def __init__(
        self,
        *,
        channels: Mapping[str, Channel],
        words: Words,
        make_ready: MakeReady,
        begin: Begin,
    ) -> None:
        self._channels = channels
        self._words = words
        self._make_ready = make_ready
        self._begin = begin

    def frugal(self, reach: Reach | None) -> bool:
        """Say whether every message to this chat is paid for."""
        return reach is not None and reach.channel in self._channels and self._channels[reach.channel].frugal

    def bundles(self, letters: Sequence[Letter]) -> list[list[Letter]]:
        """Put letters together that go as one message: those to one person where every message is paid for."""
        apart = [[letter] for letter in letters if not letter.wanted or not self.frugal(letter.reach)]
        together: dict[int, list[Letter]] = {}
        for letter in letters:
            if letter.wanted and self.frugal(letter.reach):
                together.setdefault(letter.row.person_id, []).append(letter)
        return apart + list(together.values())

    async def send(self, bundle: Sequence[Letter], known: Dialogues) -> list[Fate]:
        """Send one bundle; whatever happens to it becomes its own fate and never another's."""
        first = bundle[0]
        if not first.wanted or not first.reaches:
            state = OutboxState.BLOCKED if first.wanted else OutboxState.VOID
            return [Fate(letter, state) for letter in bundle]
        reaches = [reach for reach in first.reaches if reach.channel in self._channels]
        leaving = self._once([letter.row.id for letter in bundle])
        blocked: list[Reach] = []
        for reach in reaches:
            try:
                return await self._send_to(reach, bundle, known.get(first.row.person_id), tuple(blocked), leaving)
            except Blocked:
                blocked.append(reach)
            except Exception as trouble:  # noqa: BLE001 - one letter that cannot be written must not hold the others back
                if not isinstance(trouble, NotTaken) or reach is reaches[-1]:
                    return self._judged(bundle, trouble, tuple(blocked))
        if not reaches:
            # A channel whose token is not set now may have one again after the next start.
            log.error("channel unknown", channel=first.reaches[0].channel, row=first.row.id)
            return [Fate(letter, OutboxState.WAITING, away=True) for letter in bundle]
        return [Fate(letter, OutboxState.BLOCKED, blocked=tuple(blocked)) for letter in bundle]

    def _judged(self, bundle: Sequence[Letter], trouble: Exception, blocked: tuple[Reach, ...]) -> list[Fate]:
        """Return what trouble on the way makes of a bundle."""
        if isinstance(trouble, RetryLater):
            wait = timedelta(seconds=trouble.seconds)
            return [Fate(letter, OutboxState.WAITING, again_in=wait, blocked=blocked) for letter in bundle]
        if isinstance(trouble, Away):
            return [Fate(letter, OutboxState.WAITING, away=True, blocked=blocked) for letter in bundle]
        if isinstance(trouble, HandedOutAgain):
            # What was to go with it has not left: it must not look as if it might have.
            ours = trouble.args[0]
            return [
                Fate(letter, OutboxState.WAITING, again_in=timedelta())
                if letter.row.id in ours
                else Fate(letter, OutboxState.LEAVING)
                for letter in bundle
            ]
        log.warning("letter not sent", row=bundle[0].row.id, exc_info=None if isinstance(trouble, Unclear) else trouble)
        return [Fate(letter, _judge(letter.row, trouble), blocked=blocked) for letter in bundle]

    async def _send_to(
        self,
        reach: Reach,
        bundle: Sequence[Letter],
        dialogue: Dialogue | None,
        blocked: tuple[Reach, ...],
        leaving: Leaving,
    ) -> list[Fate]:
        t = Translator(reach.language)
        reply = _as_one([self._words(letter, t) for letter in bundle])
        letter = dialogues.next_letter(dialogue)
        hint = menu_hint(t, first=not dialogues.knows_numbers(dialogue, reach.channel), letter=letter)
        outgoing = await self._make_ready(reply, reach.language, hint=hint)
        former = dialogue.shown.get(dialogues.shown_key(reach.channel, reply.key), "") if dialogue else ""
        message_id = await _show_or_say(self._channels[reach.channel], reach.address, outgoing, former, leaving)
        told = [Fate(bundle[0], OutboxState.SENT, reply, reach, message_id, blocked=blocked)]
        return told + [Fate(letter, OutboxState.SENT) for letter in bundle[1:]]

    def _once(self, rows: Sequence[int]) -> Leaving:
        """Return what notes that the turn of some rows has come, the first time it is awaited.

        That raises `HandedOutAgain` where one is another sender's by now, and `Away` where it cannot be noted: nothing
        has left then.
        """
        begun: set[int] = set()

        async def leaving() -> None:
            if len(begun) == len(rows):
                return
            try:
                begun.update(await self._begin(rows))
            except Exception as trouble:  # noqa: BLE001 - whatever it was, nothing has left
                trouble_number(trouble, step="begin", row=str(rows[0]))
                raise Away("Its turn could not be noted") from None
            if len(begun) < len(rows):
                raise HandedOutAgain(begun)

        return leaving

    async def change(self, letter: Letter, dialogue: Dialogue) -> bool:
        """Change what a letter of this kind once said, where the channel can; False where it does not stand yet."""
        reach = letter.reach
        if reach is None or not self._channels[reach.channel].edits:
            return True
        reply = self._words(letter, Translator(reach.language))
        if former := dialogue.shown.get(dialogues.shown_key(reach.channel, reply.key)):
            outgoing = await self._make_ready(reply, reach.language)
            await self._channels[reach.channel].edit(reach.address, former, outgoing)
        return bool(former)


async def _show_or_say(channel: Channel, address: str, outgoing: Outgoing, former: str, leaving: Leaving) -> str:
    """Show a message; where its files are not taken its words leave alone: they must not be lost with them."""
    try:
        return await show(channel, address, outgoing, former, reply=False, leaving=leaving)
    except NotTaken:
        if not outgoing.uploads:
            raise
        return await show(channel, address, replace(outgoing, uploads=()), former, reply=False, leaving=leaving)


def _as_one(replies: Sequence[Reply]) -> Reply:
    if len(replies) == 1:
        return replies[0]
    return Reply(
        BETWEEN.join(reply.text for reply in replies),
        tuple(row for reply in replies for row in reply.buttons),
        step=STAY,
        attachments=tuple(part for reply in replies for part in reply.attachments),
    )


def _judge(row: Due, trouble: Exception) -> OutboxState:
    if not isinstance(trouble, Unclear):
        return OutboxState.FAILED
    # A row that keeps its lease is judged by `vanished.reap`: reminders leave once more, the rest is unclear.
    return OutboxState.LEAVING if row.purpose in outbox.HARMLESS_TWICE else OutboxState.UNCLEAR


async def conversations(db: AsyncSession, letters: Sequence[Letter], *, writing: bool = False) -> dict[int, Dialogue]:
    """Return where the conversations of these people stand; if for `writing`, nobody else changes them meanwhile."""
    if not letters:
        return {}
    keys = {f"person:{letter.row.person_id}": letter.row.person_id for letter in letters}
    asked = select(Dialogue).where(Dialogue.key.in_(keys)).order_by(Dialogue.key)
    asked = asked.with_for_update(key_share=True) if writing else asked
    return {keys[one.key]: one for one in await db.scalars(asked)}


async def remember(db: AsyncSession, fates: Sequence[Fate], now: datetime) -> None:
    """Keep the choices that letters offer, so that they can be typed, and where replaceable messages stand."""
    told = [fate for fate in fates if fate.reply and (fate.reply.buttons or fate.reply.key)]
    known = await conversations(db, [fate.letter for fate in told], writing=True)
    for fate in told:
        assert fate.reply
        assert fate.reach
        person = fate.letter.row.person_id
        dialogue = known.get(person) or dialogues.new(db, f"person:{person}", now)
        known[person] = dialogue
        if fate.reply.menu():
            dialogues.remember(dialogue, fate.reply, unasked_at=now, channel=fate.reach.channel)
        if fate.reply.key and fate.message_id:
            key = dialogues.shown_key(fate.reach.channel, fate.reply.key)
            dialogue.shown = dialogue.shown | {key: fate.message_id}
