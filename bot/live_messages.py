"""Messages that keep themselves current: changed in place as what they speak of goes on, at most every three seconds.

Where a channel cannot change a message nothing is sent in its place. What was shown is remembered only here, so after a
restart each of them is changed once more.
"""

import asyncio
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.db import Database
from bot.domain.letters import announcements
from bot.domain.letters.kinds import Letter, open_up
from bot.domain.models import Announcement, Dialogue, Purpose, Topic
from bot.domain.outbox.outbox import Due
from bot.domain.programme import acknowledgements
from bot.messages import Blocked, NotTaken, SendError
from bot.sender import Sender, conversations

log = structlog.get_logger()

EVERY = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class _Live:
    """A message that stands in somebody's chat: what it depends on, and since when it says what it says."""

    row: Due
    stand: Hashable
    since: datetime
    said: Hashable = None
    """What it depended on when it was sent, where that is known."""

    @property
    def name(self) -> tuple[str, ...]:
        return _name(self.row)


def _name(row: Due) -> tuple[str, ...]:
    return row.purpose, str(row.topic), f"{row.person_id}:{row.version}"


class LiveMessages:
    """Changes what has become out of date."""

    def __init__(self, *, database: Database, sender: Sender, clock: Clock) -> None:
        self._database = database
        self._sender = sender
        self._clock = clock
        self._shown: dict[tuple[str, ...], tuple[datetime, Hashable]] = {}

    async def keep(self) -> None:
        """Bring up to date what stands in chats, and report on announcements that have run."""
        now = self._clock.now()
        live = [*await self._announcements(now), *await self._acknowledgements(now)]
        known = {one.name: self._shown.get(one.name, (one.since, one.said)) for one in live}
        due = [one for one in live if one.stand != known[one.name][1] and abs(now - known[one.name][0]) >= EVERY]
        self._shown = known
        if not due:
            return
        async with self._database.reading() as db:
            letters = await open_up(db, [one.row for one in due], now)
            dialogues = await conversations(db, letters)
        # Not before: what could not be looked at has not been shown.
        self._shown = known | {one.name: (now, one.stand) for one in due}
        changes = [(one, dialogues.get(one.row.person_id)) for one in letters if one.wanted]
        said = await asyncio.gather(*(self._change(letter, dialogue) for letter, dialogue in changes if dialogue))
        for name in [name for name in said if name]:
            self._shown[name] = (now, known[name][1])

    async def _announcements(self, now: datetime) -> list[_Live]:
        async with self._database.reading() as db:
            running = await announcements.running(db)
            progress = await announcements.progress(db, [one.id for one in running])
        for one in running:
            if progress[one.id].done:
                async with self._database.writing() as db:
                    await announcements.finish(db, await db.get_one(Announcement, one.id), now)
        # While it waits for the quiet to end there is nothing new to say.
        leaving = [one for one in running if not progress[one.id].done and not progress[one.id].waits(now)]
        return [_Live(_report(one), progress[one.id], one.sent_at) for one in leaving]

    async def _acknowledgements(self, now: datetime) -> list[_Live]:
        async with self._database.reading() as db:
            shown = await acknowledgements.live(db, now)
        return [_Live(one.row, one.answers, one.since, said=0) for one in shown]

    async def _change(self, letter: Letter, dialogue: Dialogue) -> tuple[str, ...] | None:
        """Return the message's name where it is to be tried again: the platform is away, or it is on its way there."""
        try:
            stands = await self._sender.change(letter, dialogue)
        except (Blocked, NotTaken):
            stands = True
        except SendError:
            log.info("message not kept current", purpose=letter.row.purpose)
            return _name(letter.row)
        # Who asked for a report is told of it by the answer to their press, which may have to wait as well.
        return None if stands or letter.row.purpose is not Purpose.REPORT else _name(letter.row)


def _report(announcement: Announcement) -> Due:
    # It stands in no table; what is read is told apart by the id.
    row, topic = -announcement.id, Topic.announcement(announcement.id)
    return Due(row, announcement.author_id, Purpose.REPORT, topic, 0, {}, announcement.sent_at, urgent=False)
