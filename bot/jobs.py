"""What happens unasked. APScheduler is only a ticker: the truth about what is due stands in tables.

A tick that is late, doubled or missed changes nothing but the hour. Ticks of one kind never overlap. Each step of
deriving has a transaction of its own, so that one bad row, or one bad step, cannot hold back everybody's reminders.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from bot import erasures
from bot.clock import Clock
from bot.db import Database, LockName, lock_name, once_more
from bot.delivery import Delivery
from bot.domain import files
from bot.domain.duties import duty_reminders, opening, proofs, rules
from bot.domain.endings import mandates_told, requests, retention, term_handover
from bot.domain.letters import arrivals, digests, lost, notice
from bot.domain.models import (
    Acceptance,
    Appointment,
    Cluster,
    ClusterSchool,
    DayOff,
    Dialogue,
    Duty,
    DutyRule,
    HostItem,
    Invite,
    Invitee,
    Mark,
    Meeting,
    Minutes,
    MinutesApproval,
    Notice,
    OrganisationSetting,
    PaperVersion,
    Part,
    Person,
    Plan,
    Received,
    Reflection,
    RosterEntry,
    Round,
    SchoolArrival,
    Seat,
    Unit,
    UnitName,
    UnitTie,
)
from bot.domain.models.base import Base
from bot.domain.organisation import merging
from bot.domain.outbox import outbox, retries, vanished
from bot.domain.papers import passing
from bot.domain.plan import following
from bot.domain.programme import closing, halfdays, hosting, invitations, invitees, minute_taking, reminders, waiting
from bot.living import Living
from bot.logs import trouble_number
from bot.looks import LastLook, LookAtAll, Step
from bot.media import Media
from bot.menus import Menus
from bot.messages import Channel
from bot.sender import MakeReady, Words
from bot.settings import Settings
from bot.ticker import Every, new_ticker

log = structlog.get_logger()

KEEP_UPDATES = timedelta(days=3)
KEEP_STRANGERS = timedelta(days=1)
SLICE = 10
"""Notices that become letters in one transaction: nobody can be answered while it lasts."""
PATIENCE = 5
"""Seconds that a derive and letters under way are waited for when the service stops."""
DERIVE_EVERY = timedelta(minutes=1)
MORNINGS: dict[str, dict[str, Any]] = {
    "quiet ends": {"hour": 6, "minute": 30},
    "each morning": {"hour": 7},
    "each Monday": {"day_of_week": "mon", "hour": 7},
    "first of the month": {"day": 1, "hour": 7},
}
"""Hours in Vietnam at which what is due is derived to the second; by themselves they decide nothing."""


async def _judge_left_behind(db: AsyncSession, now: datetime) -> None:
    await lost.report(db, await vanished.reap(db, now, all_leases=True), now)


async def _expand_some(db: AsyncSession, now: datetime) -> bool:
    return await reminders.expand(db, now, SLICE) == SLICE


_WHOSE = (Appointment, Cluster, ClusterSchool, Person, Unit)
_PROGRAMME = (Plan, Round, Meeting, Part, Seat, Invitee, Mark)
_WHEN = (OrganisationSetting, DayOff)
_DUTIES = (*_WHOSE, *_PROGRAMME, *_WHEN, DutyRule)

STEPS: Mapping[Step, Collection[type[Base]]] = {
    _expand_some: (Notice,),
    following.go_on: (Acceptance,),
    merging.come_true: (Appointment, Invite, Meeting, Person, RosterEntry, Unit, UnitName, UnitTie),
    term_handover.hand_over: (Appointment, Cluster, Person, Plan, Part, Unit),
    mandates_told.tell_over: (Appointment,),
    invitees.keep_in_step: (RosterEntry,),
    waiting.pass_on_offers: (Meeting, Seat, Invitee),
    invitations.invite: (Plan, Round, Meeting, Invitee),
    halfdays.ask_leads: (Appointment, Cluster, Meeting, Plan, Round),
    hosting.ask_hosts: (Appointment, Meeting),
    closing.ask_leads: (Meeting,),
    minute_taking.ask_writers: (Meeting, Minutes),
    rules.ensure: (DutyRule,),
    opening.open_due: _DUTIES,
    proofs.close: (*_DUTIES, Duty, HostItem, Minutes, MinutesApproval, Reflection),
    duty_reminders.tell_due: (Duty, DutyRule, *_WHEN),
    proofs.lapse: (Duty,),
    passing.remind: (PaperVersion,),
    arrivals.tell: (SchoolArrival,),
    digests.queue_due: (Plan,),
}
"""What becomes due, in this order, and the tables of which a change can make it due before the next minute.

What a step asks each minute is a statement of its module, built once: building one costs more than SQLite's answer.
"""


LOOKS: Mapping[Step, LookAtAll] = {
    invitees.keep_in_step: LookAtAll(invitees.looked_at, invitees.out_of_step, invitees.keep_in_step),
    proofs.close: LookAtAll(proofs.looked_at, until=proofs.turns_at),
}
"""What looks at all that is open: each minute it is asked whether that can find anything."""


COUNTED = frozenset({"meeting.taken"})
"""Columns of which nothing can become due: where they say that a seat is free, its own act has offered it."""


def _touches(step: Step, written: Collection[str]) -> bool:
    touched = {name.partition(".")[0] for name in written if name not in COUNTED}
    return any(table.__tablename__ in touched for table in STEPS[step])


ERASED = "tombstone"
"""The table that says that something was erased."""


class Jobs:
    """What the ticker calls: deriving what is due, delivering it, cleaning up."""

    def __init__(
        self,
        *,
        database: Database,
        media: Media,
        channels: Mapping[str, Channel],
        clock: Clock,
        words: Words,
        make_ready: MakeReady,
        settings: Settings,
        menus: Menus,
    ) -> None:
        self._database = database
        self._settings = settings
        self.menus = menus
        self._media = media
        self._clock = clock
        self.living = Living(database, self._judge_gone)
        self._delivery = Delivery(
            database=database,
            channels=channels,
            clock=clock,
            words=words,
            make_ready=make_ready,
            name=lambda: self.living.name,
        )
        self._deriving = asyncio.Lock()
        self._stopping = False
        self._written = set[str]()
        self._derived_at: datetime | None = None
        self._seen = {step: LastLook(database, look) for step, look in LOOKS.items()}

    async def take_over(self) -> None:
        """Judge at once what an earlier process held when it was killed; to be called before anything is sent.

        Where another process may be sending it `living` finds who is gone; where that cannot be, leases run out.
        """
        if self._database.alone:
            await self._take(_judge_left_behind, self._clock.now(), set(), looks=True)
        await self.try_again()

    async def _judge_lost(self, db: AsyncSession, now: datetime) -> None:
        judged = await vanished.reap(db, now, in_hand=self._delivery.in_hand)
        await lost.report(db, [*judged, *await outbox.miss(db, now)], now)

    async def _judge_gone(self, names: Collection[int]) -> None:
        async def judge_gone(db: AsyncSession, now: datetime) -> None:
            await lost.report(db, await vanished.reap(db, now, holders=names), now)

        await self._take(judge_gone, self._clock.now(), set(), looks=True)

    async def try_again(self) -> None:
        """Wait no more for a platform that was away: nobody knows for how long yet where the clock was set."""
        await self._take(retries.at_once, self._clock.now(), set(), looks=True)

    def schedule(self) -> AsyncIOScheduler:
        """Return the ticker, not started yet; it needs a running loop to start."""
        ticker = new_ticker()
        ticker.add_job(self.look, Every(1), id="look")
        ticker.add_job(self.deliver, Every(2), id="deliver")
        for name, hours in MORNINGS.items():
            ticker.add_job(self.derive, "cron", **hours, id=name)
        ticker.add_job(self.menus.renew, Every(60), id="menus")
        ticker.add_job(self.clean, "cron", hour=3, minute=30, id="clean")
        return ticker

    def wrote(self, names: Collection[str]) -> None:
        """Have what can be due by what was written derived within a second; many changes are one derive."""
        self._written.update(names)

    async def look(self) -> None:
        """Derive what was written to can have made due since a derive last began; everything once a minute.

        Everything, too, where the clock has jumped. It looks each second instead of being scheduled by a change: so a
        storm of changes cannot put it off, and a change in the middle of a derive is followed by another one.
        """
        if self._derived_at is None or abs(self._clock.now() - self._derived_at) >= DERIVE_EVERY:
            await self.derive()
        elif ERASED in self._written or any(_touches(step, self._written) for step in STEPS):
            await self._derive(everything=False)

    async def tick(self) -> Sequence[str]:
        """Derive and deliver once, at once; return the steps that failed: for the demo and for tests."""
        failed = await self.derive()
        await self.deliver()
        return failed

    async def derive(self) -> Sequence[str]:
        """Turn what has become due into rows of the outbox, judge what was lost or missed, pass offers on.

        A step that fails leaves no trace but its trouble number in the log, and is tried again the next time.
        Returns the names of those that failed.
        """
        return await self._derive(everything=True)

    async def _derive(self, *, everything: bool) -> Sequence[str]:
        async with self._deriving:
            now, failed, began = self._clock.now(), list[str](), False
            written, self._written = self._written, set()
            self._note(written)
            if everything:
                self._derived_at = now
            for step in STEPS:
                if self._stopping:
                    break
                if everything or _touches(step, written):
                    began = True
                    if not await self._take(step, now, written, looks=everything):
                        failed.append(step.__name__)
            # What is lost or too late is judged when everything else is queued.
            if began and not self._stopping and not await self._take(self._judge_lost, now, written, looks=everything):
                failed.append(self._judge_lost.__name__)
            if ERASED in written:
                await self._scrub()
            return failed

    async def _scrub(self) -> None:
        """Leave nothing of who was erased beside the tables, and write down that they were."""
        await erasures.note(self._database, self._settings)
        await self._database.scrub()

    def _note(self, written: Collection[str]) -> None:
        for seen in self._seen.values():
            seen.note(written)

    async def _take(self, step: Step, now: datetime, written: set[str], *, looks: bool) -> bool:
        """Take one step; what it writes is for the steps after it, and `written` says so."""
        seen = self._seen.get(step)
        try:
            pieces = await seen.pieces(step, now, every_minute=looks) if seen else [step]
            for piece in pieces:
                goes_on = True
                while goes_on and not self._stopping:
                    goes_on = await once_more(partial(self._step, piece, now, written))
            if seen:
                await seen.ended(now)
        except Exception as trouble:  # noqa: BLE001 - whatever it was, the steps after it are owed to others
            trouble_number(trouble, step=step.__name__)
            return False
        return True

    async def _step(self, step: Step, now: datetime, written: set[str]) -> bool:
        def wrote(names: Collection[str]) -> None:
            written.update(names)
            self._note(names)

        async with self._database.writing(wrote=wrote) as db:
            await lock_name(db, LockName.DERIVING)
            return await step(db, now) is True

    async def deliver(self) -> None:
        """Send what is due until nothing is."""
        await self._delivery.run_out()

    async def stop(self) -> None:
        """Let what is under way end, a few seconds at most: a connection cut off in the middle outlives the process."""
        self._stopping = True
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE), self._deriving:
                await self._delivery.stop()

    async def clean(self) -> None:
        """Forget old updates and strangers, and erase files that no row speaks of any more."""
        now = self._clock.now()
        async with self._database.writing() as db:
            await db.execute(delete(Received).where(Received.at < now - KEEP_UPDATES))
            strangers = Dialogue.key.startswith("stranger:") & (Dialogue.changed_at < now - KEEP_STRANGERS)
            await db.execute(delete(Dialogue).where(strangers))
        async with self._database.writing() as db:
            await notice.queue(db, self._settings, now)
            await requests.remind(db, now)
        for kind in retention.KINDS:
            await self._sweep(kind, now)
        async with self._database.reading() as db:
            spoken_of = await files.spoken_of(db)
        await self._media.sweep(spoken_of)
        await self._scrub()

    async def _sweep(self, kind: str, now: datetime) -> None:
        """Erase what has been kept for its days; a kind that fails waits for the next night, the others go on."""
        more = True
        try:
            while more and not self._stopping:
                async with self._database.writing() as db:
                    more, gone = await retention.sweep(db, self._settings, kind, now)
                for sha in gone:
                    await self._media.erase(sha)
        except Exception as trouble:  # noqa: BLE001 - whatever it was, the other kinds are owed as well
            trouble_number(trouble, kind=kind)
