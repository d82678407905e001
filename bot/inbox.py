"""What came from the platforms and is not answered yet: chats side by side, each in order, nothing lost at a kill.

    a channel hands a batch over ──▶ each update waits for its chat's turn ──▶ `handle` answers it
                                 └── longer than a moment: stored in `received`, and its platform may forget it

Telegram confirms by one number, so an update that cannot be answered would hold everybody's behind it. Storing costs
a transaction; what is answered at once, which is nearly everything, is not stored. After a kill the stored ones come
first: they are older than whatever a platform brings again.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from traceback import extract_tb
from types import TracebackType
from typing import Self

import structlog
from sqlalchemy import select
from sqlalchemy.sql.elements import ColumnElement

from bot.backoff import pause_after
from bot.clock import Clock
from bot.db import Database, insert
from bot.domain.models import Received
from bot.errors import Passing
from bot.messages import Incoming, Kind, RetryLater
from bot.replies import Event, note_answered

log = structlog.get_logger()

MOMENT = 0.2
"""Seconds that an answer may take before its update is stored: most take a fraction of it."""
HOPELESS = 3
"""Behind so many of its own chat an update is stored at once: in a moment it would not be answered anyway, and a
platform that hands over one after the other would keep others' back for it."""
MOST_IN_HAND = 10_000
"""Updates in memory at once; beyond it nothing more is taken from the platforms."""
GRACE = 2.0
"""Seconds for which a stop waits for answers that are on their way."""
GIVE_UP_AFTER = timedelta(days=1)
"""An answer that could not leave for as long as Telegram itself keeps an update is of no more use."""
TABLES_AWAY = 3.0
"""Seconds at most between two tries of an answer while the tables are out of reach."""
DELAY = (timedelta(minutes=1), timedelta(days=2))
"""An act counts from the hour its platform gives where it came that late: clocks differ by seconds, and no platform
keeps anything for longer."""

Handle = Callable[[Incoming], Awaitable[bool | None]]
"""Answers an update and says whether it has noted that the answer left."""
Chat = tuple[str, str]
"""A channel and an address."""


class Inbox:
    """Takes updates from the channels and has each answered once. Works between `async with`."""

    def __init__(self, *, database: Database, handle: Handle, clock: Clock, pause: float = 1.0) -> None:
        self._database = database
        self._handle = handle
        self._clock = clock
        self._pause = pause
        self._tasks = asyncio.TaskGroup()
        self._chats: dict[Chat, tuple[deque[Incoming], asyncio.Task[None]]] = {}
        self._in_hand: dict[Event, asyncio.Future[None]] = {}
        self._stored: set[Event] = set()
        self._at_work: set[Event] = set()
        self._stored_at = datetime.min.replace(tzinfo=UTC)
        """When the last ones were stored, which no clock that is set back makes younger than the next."""

    async def __aenter__(self) -> Self:
        """Begin; what an earlier process stored and did not answer is taken up first, in its order."""
        await self._tasks.__aenter__()
        async with self._database.reading() as db:
            left = select(Received.payload, Received.at).where(_unanswered()).order_by(Received.at, Received.place)
            rows = (await db.execute(left)).all()
        found = [Incoming.from_json(payload) for payload, _ in rows if payload]
        self._stored_at = max([self._stored_at, *(at for _, at in rows)])
        self._stored.update(_event(one) for one in found)
        for one in found:
            self._queue(one)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop once what is being answered has been, or a moment later; the rest is stored or comes again."""
        if leaving := [self._in_hand[event] for event in self._at_work]:
            await asyncio.wait(leaving, timeout=GRACE)
        for _, task in self._chats.values():
            task.cancel()
        await self._tasks.__aexit__(None, None, None)

    async def take(self, batch: Sequence[Incoming], *, moment: float = MOMENT) -> None:
        """Return once each update is answered or, after a `moment` of seconds, stored.

        Only then may its platform be told that it was taken.
        """
        while len(self._in_hand) >= MOST_IN_HAND:
            await asyncio.wait(self._in_hand.values(), return_when=asyncio.FIRST_COMPLETED)
        now = self._clock.now()
        dated = _in_one_breath({_event(one): replace(one, at=_acted_at(one, now)) for one in batch}.values())
        answered = [self._queue(one) for one in dated]
        if answered:
            hopeless = all(len(self._waiting(one)) > HOPELESS for one in dated)
            await asyncio.wait(answered, timeout=0 if hopeless else moment)
            late = [one for one, done in zip(dated, answered, strict=True) if not done.done()]
            await self._store(late, now)

    def _queue(self, incoming: Incoming) -> asyncio.Future[None]:
        """Put an update at the end of its chat's queue; one that is in hand already is only waited for."""
        event, chat = _event(incoming), (incoming.channel, incoming.address)
        if event not in self._in_hand:
            self._in_hand[event] = asyncio.get_running_loop().create_future()
            if chat in self._chats:
                queue = self._chats[chat][0]
                # The first is being answered: its answer may have been read by now, though that is not noted yet.
                waits = len(queue) > 1 and _is_said(queue[-1])
                queue.append(replace(incoming, hasty=incoming.hasty or waits))
            else:
                queue = deque([incoming])
                self._chats[chat] = queue, self._tasks.create_task(self._answer_all(chat, queue))
        return self._in_hand[event]

    def _waiting(self, incoming: Incoming) -> Sequence[Incoming]:
        """Return what of a chat is not answered yet, oldest first."""
        queue, _ = self._chats.get((incoming.channel, incoming.address), ((), None))
        return queue

    async def _answer_all(self, chat: Chat, queue: deque[Incoming]) -> None:
        while queue:
            await self._answer(queue[0])
            incoming = queue.popleft()
            self._in_hand.pop(_event(incoming)).set_result(None)
        del self._chats[chat]

    async def _answer(self, incoming: Incoming) -> None:
        """Return when an update is answered, or given up because a day was not enough."""
        for attempt in count(1):
            wait = await self._failed(incoming, attempt)
            if not wait:
                return
            await asyncio.sleep(wait)

    async def _failed(self, incoming: Incoming, attempt: int) -> float:
        """Hand an update over; return 0, or the seconds after which it is to be tried again."""
        self._at_work.add(_event(incoming))
        try:
            noted = None
            if attempt > 1 and self._clock.now() - (incoming.at or self._clock.now()) > GIVE_UP_AFTER:
                log.error("update given up", update=incoming.event_id, kind=incoming.kind)
            else:
                noted = await self._handle(incoming)
            # Here, so that tables out of reach are waited out as well: what raised in a chat's task would end them all.
            await self._close(incoming, noted=bool(noted))
        except RetryLater as wait:
            return max(wait.seconds, 0.01)
        except Exception as error:  # noqa: BLE001 - whatever it was, the update is not lost and the others go on
            last = extract_tb(error.__traceback__)[-1]
            where, name = f"{last.filename}:{last.lineno}", type(error).__name__
            log.error("update not handled", update=incoming.event_id, error=name, where=where, attempt=attempt)  # noqa: TRY400 - a traceback would say more than may stand in a log
            # The tables come back for everybody at once, and nobody is spared by being asked for later.
            return pause_after(attempt, self._pause, *([TABLES_AWAY] if isinstance(error, Passing) else []))
        finally:
            self._at_work.discard(_event(incoming))
        return 0

    async def _store(self, batch: Sequence[Incoming], now: datetime) -> None:
        """Keep updates over a kill. One that is on record already, and whose answer has not left, is stored as well."""
        if not batch:
            return
        self._stored.update(_event(one) for one in batch)
        at = self._stored_at = max(now, self._stored_at + timedelta.resolution)
        rows = [
            {"channel": one.channel, "event_id": one.event_id, "at": at, "place": place, "payload": one.to_json()}
            for place, one in enumerate(batch)
        ]
        async with self._database.writing() as db:
            fresh = insert(db, Received).values(answered=False)
            kept = {"payload": fresh.excluded.payload, "place": fresh.excluded.place}
            keys, unanswered = ["channel", "event_id"], Received.answered.is_(False)
            await db.execute(fresh.on_conflict_do_update(index_elements=keys, set_=kept, where=unanswered), rows)

    async def _close(self, incoming: Incoming, *, noted: bool) -> None:
        """Note that an update, where it was stored, needs no answer any more; what is answered is not stored again."""
        if _event(incoming) in self._stored and not noted:
            async with self._database.writing() as db:
                await note_answered(db, [_event(incoming)])
        self._stored.discard(_event(incoming))


def _in_one_breath(batch: Iterable[Incoming]) -> list[Incoming]:
    """Return a batch with what directly follows a text of its chat marked: nobody has read an answer in between."""
    before: dict[Chat, Incoming] = {}
    marked = []
    for one in batch:
        chat = (one.channel, one.address)
        marked.append(replace(one, hasty=chat in before and _is_said(before[chat])))
        before[chat] = one
    return marked


def _is_said(incoming: Incoming) -> bool:
    return incoming.kind is Kind.TEXT and not incoming.edited


def _event(incoming: Incoming) -> Event:
    return incoming.channel, incoming.event_id


def _unanswered() -> ColumnElement[bool]:
    return Received.answered.is_(False) & Received.payload.is_not(None)


def _acted_at(incoming: Incoming, now: datetime) -> datetime:
    """Return the hour that counts for an act: when it was done, where the platform says so and can be believed."""
    shortest, longest = DELAY
    return incoming.at if incoming.at and shortest <= now - incoming.at <= longest else now
