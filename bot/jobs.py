"""What happens unasked. APScheduler is only a ticker: the truth about what is due stands in tables.

A tick that is late, doubled or missed changes nothing but the hour. Ticks of one kind never overlap.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.answers import show
from bot.clock import Clock
from bot.db import Database
from bot.domain import announcements, evidence, notices, outbox, people, seats
from bot.domain.letters import Letter, open_up
from bot.domain.models import Announcement, Dialogue, Outbox, OutboxState, Received
from bot.i18n import Translator
from bot.media import Media
from bot.messages import Blocked, Channel, Outgoing, Reply, RetryLater, SendError, Unclear
from bot.vietnamese import ZONE

log = structlog.get_logger()

BATCH = 30
"""Letters in flight at once: all that a kill can leave unclear."""
KEEP_UPDATES = timedelta(days=3)
KEEP_STRANGERS = timedelta(days=1)
PROGRESS_EVERY = timedelta(seconds=3)

Words = Callable[[Letter, Translator], Reply]
MakeReady = Callable[[Reply, str], Awaitable[Outgoing]]


@dataclass(frozen=True, slots=True)
class _Fate:
    """What became of one letter on its way."""

    letter: Letter
    state: OutboxState
    reply: Reply | None = None
    message_id: str = ""
    again_at: datetime | None = None


class Jobs:
    """The rounds: deriving what is due, delivering it, cleaning up."""

    def __init__(
        self,
        *,
        database: Database,
        media: Media,
        channels: Mapping[str, Channel],
        clock: Clock,
        words: Words,
        make_ready: MakeReady,
    ) -> None:
        self._database = database
        self._media = media
        self._channels = channels
        self._clock = clock
        self._words = words
        self._make_ready = make_ready
        self._told_progress: dict[int, datetime] = {}
        self._delivering = asyncio.Lock()

    def schedule(self) -> AsyncIOScheduler:
        """Return the ticker, not started yet; it needs a running loop to start."""
        ticker = AsyncIOScheduler(
            timezone=ZONE, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        ticker.add_job(self.derive, "interval", seconds=5)
        ticker.add_job(self.deliver, "interval", seconds=2)
        ticker.add_job(self.clean, "cron", hour=3, minute=30)
        return ticker

    async def tick(self) -> None:
        """Do one round of everything that is due, at once: for the demo's jumps in time and for tests."""
        await self.derive()
        await self.deliver()

    async def derive(self) -> None:
        """Turn what has become due into rows of the outbox, judge what was lost or missed, pass offers on."""
        now = self._clock.now()
        async with self._database.writing() as db:
            await notices.expand(db, now)
            await seats.pass_on_offers(db, now)
            await outbox.reap(db, now)
            await notices.report_missed(db, await outbox.miss(db, now), now)

    async def deliver(self) -> None:
        """Send what is due until nothing is, a batch at a time."""
        async with self._delivering:
            while await self._deliver_batch():
                pass
            await self._tell_progress()

    async def _deliver_batch(self) -> bool:
        async with self._database.writing() as db:
            rows = await outbox.claim(db, self._clock.now(), BATCH)
        if not rows:
            return False
        async with self._database.reading() as db:
            letters = await open_up(db, rows)
            shown = await _shown(db, letters)
        fates = await asyncio.gather(*(self._post(letter, shown) for letter in letters))
        async with self._database.writing() as db:
            await self._write_down(db, fates)
        await self._tell_progress()
        return True

    async def _post(self, letter: Letter, shown: Mapping[int, dict[str, str]]) -> _Fate:
        """Send one letter; whatever happens to it becomes its fate and never another letter's."""
        if not letter.wanted or letter.reach is None:
            return _Fate(letter, OutboxState.BLOCKED if letter.wanted else OutboxState.VOID)
        try:
            reply = self._words(letter, Translator(letter.reach.language))
            former = shown.get(letter.row.person_id, {}).get(reply.key, "")
            outgoing = await self._make_ready(reply, letter.reach.language)
            channel = self._channels[letter.reach.channel]
            message_id = await show(channel, letter.reach.address, outgoing, former, reply=False)
        except RetryLater as wait:
            return _Fate(letter, OutboxState.WAITING, again_at=self._clock.now() + timedelta(seconds=wait.seconds))
        except Exception as trouble:
            # One letter that cannot be written must not hold the others back.
            state = self._judge(letter.row, trouble)
            log.warning("letter not sent", row=letter.row.id, state=state, exc_info=state is OutboxState.FAILED)
            return _Fate(letter, state)
        return _Fate(letter, OutboxState.SENT, reply, message_id)

    @staticmethod
    def _judge(row: Outbox, trouble: Exception) -> OutboxState:
        if isinstance(trouble, Blocked):
            return OutboxState.BLOCKED
        if not isinstance(trouble, Unclear):
            return OutboxState.FAILED
        # A row that keeps its lease is judged by `outbox.reap`: reminders leave once more, the rest is unclear.
        return OutboxState.LEAVING if row.purpose in outbox.HARMLESS_TWICE else OutboxState.UNCLEAR

    async def _write_down(self, db: AsyncSession, fates: Sequence[_Fate]) -> None:
        now = self._clock.now()
        known: dict[int, OutboxState] = {
            fate.letter.row.id: fate.state
            for fate in fates
            if fate.state not in (OutboxState.WAITING, OutboxState.LEAVING)
        }
        await outbox.settle(db, known, now)
        await outbox.put_back(db, {fate.letter.row.id: fate.again_at for fate in fates if fate.again_at})
        for fate in fates:
            if fate.state is OutboxState.BLOCKED and fate.letter.reach:
                await people.set_blocked(db, fate.letter.reach.channel, fate.letter.reach.address, now)
        await _remember(db, [fate for fate in fates if fate.reply], now)

    async def _tell_progress(self) -> None:
        """Change the author's one message as an announcement goes on; report when it has run."""
        now = self._clock.now()
        async with self._database.reading() as db:
            running = await announcements.running(db)
            progress = {one.id: await announcements.progress(db, one.id) for one in running}
        for announcement in running:
            if progress[announcement.id].done:
                async with self._database.writing() as db:
                    await announcements.finish(db, await db.get_one(Announcement, announcement.id), now)
            elif now - self._told_progress.get(announcement.id, announcement.sent_at) >= PROGRESS_EVERY:
                self._told_progress[announcement.id] = now
                await self._edit_progress(announcement, progress[announcement.id])

    async def _edit_progress(self, announcement: Announcement, progress: announcements.Progress) -> None:
        row = Outbox(person_id=announcement.author_id, purpose="report", subject=announcements.subject(announcement.id))
        async with self._database.reading() as db:
            reach = (await outbox.reaches(db, [announcement.author_id])).get(announcement.author_id)
            dialogue = await db.get(Dialogue, f"person:{announcement.author_id}")
        if reach is None or dialogue is None:
            return
        letter = Letter(row=row, reach=reach, wanted=True, announcement=announcement, progress=progress)
        reply = self._words(letter, Translator(reach.language))
        if former := dialogue.shown.get(reply.key):
            try:
                await self._channels[reach.channel].edit(
                    reach.address, former, await self._make_ready(reply, reach.language)
                )
            except SendError:
                log.info("progress not shown")

    async def clean(self) -> None:
        """Forget old updates and strangers, and erase files that no row speaks of any more."""
        now = self._clock.now()
        async with self._database.writing() as db:
            await db.execute(delete(Received).where(Received.at < now - KEEP_UPDATES))
            strangers = Dialogue.key.startswith("stranger:") & (Dialogue.changed_at < now - KEEP_STRANGERS)
            await db.execute(delete(Dialogue).where(strangers))
            spoken_of = await evidence.files(db)
        await self._media.sweep(spoken_of)


async def _shown(db: AsyncSession, letters: Sequence[Letter]) -> dict[int, dict[str, str]]:
    keys = {f"person:{letter.row.person_id}": letter.row.person_id for letter in letters if letter.announcement}
    found = await db.execute(select(Dialogue.key, Dialogue.shown).where(Dialogue.key.in_(keys)))
    return {keys[key]: shown for key, shown in found}


async def _remember(db: AsyncSession, fates: Sequence[_Fate], now: datetime) -> None:
    """Keep the choices that letters offer, so that they can be typed; those of a conversation going on come first."""
    offers = {
        f"person:{fate.letter.row.person_id}": fate
        for fate in fates
        if fate.reply and (fate.reply.buttons or fate.reply.key)
    }
    known = {one.key: one for one in await db.scalars(select(Dialogue).where(Dialogue.key.in_(offers)))}
    for key, fate in offers.items():
        dialogue = known.get(key)
        if dialogue is None:
            dialogue = Dialogue(key=key, step="", draft={}, menu=[], shown={}, changed_at=now)
            db.add(dialogue)
        assert fate.reply
        menu = fate.reply.menu()
        dialogue.menu = [*dialogue.menu, *menu] if dialogue.step else menu or dialogue.menu
        if fate.reply.key and fate.message_id:
            dialogue.shown = dialogue.shown | {fate.reply.key: fate.message_id}
