"""When digests are due: the month's calendar on its first working day, and Monday's letter.

The turn that was taken last stands in one row, written in the transaction that queues its letters, which makes a tick
idempotent and one without a due turn cost one statement. A turn for which the service was down too long still becomes
rows: they are recorded as missed and counted in the next Monday's letter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.domain.calendar import quiet
from bot.domain.calendar.quiet import Quiet
from bot.domain.letters import month
from bot.domain.models import (
    Account,
    OrganisationSetting,
    Person,
    Plan,
    PlanState,
    Purpose,
    Topic,
)
from bot.domain.organisation import terms
from bot.domain.outbox import outbox
from bot.domain.programme import concerned
from bot.vietnamese import at, local, next_month

HOUR = time(7)
A_WEEK = timedelta(days=7)
WEDNESDAY = timedelta(days=2)
LONGEST = timedelta(days=60)
"""No digest comes after a longer time than this."""
TOPICS = {Purpose.MONTH: Topic.month, Purpose.DIGEST: Topic.week}
"""What a turn of each digest is about, by its first day."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a digest: of which month or week, when it is due, until when it is of use."""

    purpose: Purpose
    first: date
    due_at: datetime
    not_after: datetime

    @property
    def topic(self) -> Topic:
        """The month or week, as the outbox keeps it."""
        return TOPICS[self.purpose](self.first)


def begins(purpose: Purpose, day: date) -> date:
    """Return the first day of the month or week that a day lies in."""
    return day.replace(day=1) if purpose is Purpose.MONTH else day - timedelta(days=day.weekday())


def turn_of(purpose: Purpose, first: date, when: Quiet) -> Turn | None:
    """Return a turn on its first working day at seven; None for a week in which nobody works.

    A month's calendar is of use for a week, a week's letter until the evening of Wednesday, or of a later first day.
    """
    day = when.workday_after(first)
    if purpose is Purpose.MONTH:
        return Turn(purpose, first, at(day, HOUR), at(day, HOUR) + A_WEEK)
    until = at(max(day, first + WEDNESDAY), when.since)
    return Turn(purpose, first, at(day, HOUR), until) if day < first + A_WEEK else None


async def queue_due(db: AsyncSession, now: datetime) -> int:
    """Queue the letters of every turn that is due and was not taken; return how many turns that were.

    Turns that were due before the first plan was published are skipped.
    """
    today = local(now).date()
    taken = {one.name: date.fromisoformat(one.value["is"]) for one in await _rows(db)}
    open_ones = [one for one in TOPICS if taken.get(_name(one), date.min) < begins(one, today)]
    since = await _plan_since(db) if open_ones else None
    if since is None:
        return 0
    when = await quiet.read(db)
    due = [
        turn
        for purpose in open_ones
        for turn in _turns(purpose, taken.get(_name(purpose)), since, today, when)
        if since <= turn.due_at <= now
    ]
    for turn in due:
        await _queue(db, turn)
        await _take(db, turn, now)
    return len(due)


async def next_at(db: AsyncSession, now: datetime) -> datetime:
    """Return when the next turn of any digest will be due."""
    when, today = await quiet.read(db), local(now).date()
    ahead = [
        turn
        for purpose in TOPICS
        for turn in _turns(purpose, begins(purpose, today - A_WEEK), now, today + LONGEST, when)
    ]
    return min(turn.due_at for turn in ahead if turn.due_at > now)


def _name(purpose: Purpose) -> str:
    return f"digest:{purpose.value}"


_TAKEN = select(OrganisationSetting).where(OrganisationSetting.name.in_([_name(one) for one in TOPICS]))


async def _rows(db: AsyncSession) -> list[OrganisationSetting]:
    return list(await db.scalars(_TAKEN))


async def _plan_since(db: AsyncSession) -> datetime | None:
    return await db.scalar(select(func.min(Plan.imported_at)).where(Plan.state == PlanState.PUBLISHED))


def _turns(purpose: Purpose, taken: date | None, since: datetime, today: date, when: Quiet) -> Iterator[Turn]:
    """Give the turns after the one that was taken last; where none was, those from the first plan on."""
    first = _next(purpose, taken) if taken else begins(purpose, local(since).date())
    while first <= today:
        if turn := turn_of(purpose, first, when):
            yield turn
        first = _next(purpose, first)


def _next(purpose: Purpose, first: date) -> date:
    return next_month(first) if purpose is Purpose.MONTH else first + A_WEEK


async def _take(db: AsyncSession, turn: Turn, now: datetime) -> None:
    value = {"is": turn.first.isoformat()}
    row = insert(db, OrganisationSetting).values(name=_name(turn.purpose), value=value, version=1, changed_at=now)
    again = {"value": value, "version": OrganisationSetting.version + 1, "changed_at": now}
    await db.execute(row.on_conflict_do_update(index_elements=["name"], set_=again))


async def _queue(db: AsyncSession, turn: Turn) -> None:
    """Put one row a person into the outbox, in one statement whatever their number."""
    day = local(turn.due_at).date()
    whom = concerned.pairs(day, month.of_month(turn.first)) if turn.purpose is Purpose.MONTH else terms.overseeing(day)
    # Who has no chat is asked for here: such a row could only fail, and be counted as lost on Monday.
    told = select(Person.id).where(
        Person.id.in_(select(whom.c.person_id)),
        Person.erased_at.is_(None),
        Person.name != "",
        exists().where(Account.person_id == Person.id),
    )
    await outbox.put_select(db, told, turn.purpose, turn.topic, due_at=turn.due_at, not_after=turn.not_after)
