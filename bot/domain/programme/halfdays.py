"""Half-days for a meeting that has only a month: which are free, what speaks against one, and asking its leads.

A half-day is a proposal and nothing more: the lead settles it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import lock
from bot.domain.calendar import days_off, public_days, quiet
from bot.domain.models import Meeting, MeetingState, Purpose, Topic
from bot.domain.organisation import terms
from bot.domain.organisation.people import Rights
from bot.domain.organisation.school_year import Span
from bot.domain.outbox import counting, outbox
from bot.domain.programme import concerned, meetings
from bot.domain.programme.beginning import MORNING
from bot.errors import Gone
from bot.vietnamese import at, local, next_month

AFTERNOON = time(14)
HALVES = (MORNING, AFTERNOON)
MOST = 6
SUNDAY = 6

ASK_BEFORE = timedelta(days=21)
"""How long before a month its leads are asked for the day, and from then on every `AGAIN`."""
AGAIN = timedelta(days=7)
LAST_DAYS, A_YEAR_OF_WEEKS = timedelta(days=2), 53
"""How close a day without an hour is when its leads are asked each day; counted from above the weeks."""

AN_HOUR = timedelta(hours=1)
A_DAY, BESIDE_TET = timedelta(days=1), timedelta(days=21)
WEEKS_LATER = timedelta(weeks=4)
"""How far behind a meeting that is put off another day is proposed."""
TET_BEFORE, TET_AFTER = timedelta(days=7), timedelta(days=9)
"""Pupils' Tết leave is longer than the public holiday and differs between provinces; this much is leave in all."""
NEW_YEAR = {"en": "Lunar New Year", "vi": "Tết Nguyên Đán"}


def _new_year(year: int) -> date:
    return next(day for day, name in public_days.of_year(year, "en").items() if name == NEW_YEAR["en"])


def day_off(day: date, language: str = "vi") -> str:
    """Return the name of the public holiday or Tết leave that a day is, empty for an ordinary day."""
    if name := quiet.holiday(day, language):
        return name
    leave = _new_year(day.year) - TET_BEFORE <= day <= _new_year(day.year) + TET_AFTER
    return NEW_YEAR.get(language, NEW_YEAR["vi"]) if leave else ""


def around_tet(year: int, *, after: bool) -> Span:
    """Return the three weeks before or after the Tết leave of a calendar year."""
    first = _new_year(year)
    if after:
        back = first + TET_AFTER + A_DAY
        return Span(back, back + BESIDE_TET)
    return Span(first - TET_BEFORE - BESIDE_TET, first - TET_BEFORE)


async def proposals(db: AsyncSession, meeting: Meeting, now: datetime, within: Span | None = None) -> list[datetime]:
    """Return up to six free half-days of a meeting's month, in order; a day that the plan gives comes first.

    With `within` they are of these days, whatever the plan gives.

    They avoid Sundays, holidays, Tết, the organisation's own days off, and days on which the cluster or the host
    school meets already.
    """
    tomorrow = local(now).date() + timedelta(days=1)
    given = meeting.day if within is None else None
    said = [at(given, half) for half in HALVES] if given and given >= tomorrow else []
    within = within or Span(meeting.month, next_month(meeting.month))
    # The day that the plan gives comes first already, so it is not proposed a second time.
    busy = {other.on_day for other in await _neighbours(db, meeting, within)} | {given}
    month = [within.since + number * A_DAY for number in range((within.until - within.since).days)]
    when = await quiet.read(db)
    free = [day for day in month if day >= tomorrow and day not in busy and not (when.is_off(day) or day_off(day))]
    return said + _spread(free, MOST - len(said))


async def like_last(db: AsyncSession, meeting: Meeting, now: datetime) -> list[datetime]:
    """Return the free days of a meeting's month on the weekday and at the hour of the cluster's last meeting before it.

    Empty where the cluster has no such meeting, or none of those days is free.
    """
    before = select(Meeting).where(
        Meeting.cluster_id == meeting.cluster_id,
        Meeting.id != meeting.id,
        Meeting.state == MeetingState.SETTLED,
        Meeting.starts_at < at(next_month(meeting.month), time.min),
    )
    last = await db.scalar(before.order_by(Meeting.starts_at.desc()).limit(1))
    if last is None or last.starts_at is None:
        return []
    then = local(last.starts_at)
    within = Span(meeting.month, next_month(meeting.month))
    busy = {other.on_day for other in await _neighbours(db, meeting, within)}
    when, tomorrow = await quiet.read(db), local(now).date() + A_DAY
    days = [within.since + number * A_DAY for number in range((within.until - within.since).days)]
    fits = [day for day in days if day.weekday() == then.weekday() and day >= tomorrow and day not in busy]
    return [at(day, then.time()) for day in fits if not (when.is_off(day) or day_off(day))]


def _spread(days: Sequence[date], number: int) -> list[datetime]:
    """Pick days evenly over the month, mornings and afternoons in turn; where days are few, both halves of each."""
    if len(days) < number:
        return [at(day, half) for day in days for half in HALVES][:number]
    picked = [days[(2 * turn + 1) * len(days) // (2 * number)] for turn in range(number)]
    return [at(day, HALVES[turn % 2]) for turn, day in enumerate(picked)]


async def _neighbours(db: AsyncSession, meeting: Meeting, within: Span) -> list[Meeting]:
    """Return the other meetings that have one of these days, of the same cluster or host."""
    since, until = within.since, within.until
    # BETWEEN includes both of its ends.
    hours = Meeting.starts_at.between(at(since, time.min), at(until, time.min) - timedelta(microseconds=1))
    only_day = Meeting.starts_at.is_(None) & (Meeting.day >= since) & (Meeting.day < until)
    others = select(Meeting).where(
        Meeting.id != meeting.id,
        Meeting.state != MeetingState.CANCELLED,
        or_(Meeting.cluster_id == meeting.cluster_id, Meeting.host_id == meeting.host_id),
        or_(hours, only_day),
    )
    return list(await db.scalars(others.order_by(Meeting.starts_at, Meeting.id)))


def may_be_day(meeting: Meeting, day: date) -> bool:
    """Say whether a meeting can have a day without an hour: one of the month that the plan gives."""
    return meeting.month <= day < next_month(meeting.month)


async def set_day(
    db: AsyncSession, meeting: Meeting, rights: Rights, day: date, *, now: datetime, by_id: int | None = None
) -> None:
    """Give a meeting that has no hour its day: everybody expected is invited for it; another day is told as a move.

    Idempotent. Raises NotAllowed unless the person leads it, Refusal where it is over or not published, Gone where it
    has its hour already or the day is over or of another month.
    """
    await lock(db, meeting)
    meetings.must_change(meeting, rights, now)
    if meeting.state is not MeetingState.PLANNED or day < local(now).date() or not may_be_day(meeting, day):
        raise Gone
    await meetings.give_day(db, meeting, day, by_id=by_id, now=now)


@dataclass(frozen=True, slots=True)
class Remarks:
    """What speaks against a day: shown to the lead before they settle it."""

    sunday: bool
    off: bool
    own: str | None
    """The name of the organisation's own day off; None where it is none."""
    others: Sequence[Meeting]
    """Meetings of the same cluster or host on that day."""


async def remarks(db: AsyncSession, meeting: Meeting, starts_at: datetime) -> Remarks:
    """Return what speaks against a day. It is only shown: the lead may settle any day."""
    day = local(starts_at).date()
    own, others = await days_off.name_of(db, day), await _neighbours(db, meeting, Span(day, day + A_DAY))
    return Remarks(day.weekday() == SUNDAY, bool(day_off(day)), own, others)


_UNSETTLED = (
    select(Meeting)
    .where(Meeting.state == MeetingState.PLANNED, concerned.published())
    .where(Meeting.month >= bindparam("since"), Meeting.month <= bindparam("until"))
    .where(Meeting.day.is_(None) | (Meeting.day >= bindparam("today")))
    .order_by(Meeting.id)
)


def _near(today: date) -> dict[str, date]:
    return {"since": today.replace(day=1), "until": today + ASK_BEFORE, "today": today}


async def ask_leads(db: AsyncSession, now: datetime) -> int:
    """Ask leads for the day of every published meeting that has only a month; return the number of meetings.

    From 21 days before the month, once a week, to the month's end. The version counts the weeks, which makes it
    idempotent: one letter a week, however often this runs.
    """
    today = local(now).date()
    found = (await db.scalars(_UNSETTLED, _near(today))).all()
    if not found:
        return 0
    asked = await counting.newest(db, [Topic.meeting(meeting.id) for meeting in found], Purpose.SETTLE)
    # Asked of the outbox, not only left to its unique rows: who leads is then read for few meetings, mostly for none.
    late = [meeting for meeting in found if asked.get(Topic.meeting(meeting.id), 0) < _turn(meeting, today)]
    if not late:
        return 0
    leads, due = await _leads(db, late, today), await quiet.leaves(db, now)
    # Who has just added a meeting is mostly about to settle it: then nobody is asked.
    later = await quiet.leaves(db, now + AN_HOUR) if any(meeting.extra for meeting in late) else due
    for meeting in late:
        await outbox.put(
            db,
            leads.get(meeting.cluster_id, ()),
            Purpose.SETTLE,
            Topic.meeting(meeting.id),
            version=_turn(meeting, today),
            due_at=later if meeting.extra else due,
            not_after=now + AGAIN,
        )
    return len(late)


async def _leads(db: AsyncSession, found: Sequence[Meeting], today: date) -> dict[int, list[int]]:
    """Return the people who lead each cluster. A meeting whose lead has not joined yet is tried again each time."""
    lead = terms.leading(today)
    pairs = select(lead.c.cluster_id, lead.c.person_id).where(lead.c.cluster_id.in_({one.cluster_id for one in found}))
    leads: dict[int, list[int]] = {}
    for cluster, person in await db.execute(pairs):
        leads.setdefault(cluster, []).append(person)
    return leads


def _turn(meeting: Meeting, today: date) -> int:
    """Return which time it is: one a week; of a meeting with a day a week before it, and on each of its last days."""
    if meeting.day and meeting.day - today <= LAST_DAYS:
        return A_YEAR_OF_WEEKS + (today - (meeting.day - LAST_DAYS)).days
    if meeting.day:
        # Whoever has just given the day is not asked for the hour in the next minute.
        return A_YEAR_OF_WEEKS - 1 if meeting.day - today <= AGAIN else 0
    return (today - (meeting.month - ASK_BEFORE)) // AGAIN + 1
