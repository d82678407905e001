"""Notices of meetings: whom to tell what, when, at the latest when, in which words.

A notice is a row a meeting and purpose. At its hour it becomes one row of the outbox a person, in one statement
whatever their number. Moving a meeting voids what was armed for the older version; a late tick changes only the hour.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import delete, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.domain import attendance, outbox, people
from bot.domain.models import (
    Meeting,
    Notice,
    Outbox,
    OutboxState,
    Purpose,
    Seat,
    SeatState,
)
from bot.vietnamese import at, local

DEBOUNCE = timedelta(minutes=2)
QUIET_FROM, QUIET_TO = time(21), time(6, 30)


@dataclass(frozen=True, slots=True)
class Rule:
    """When a notice of a meeting is due, and until when it is worth sending."""

    due: Callable[[datetime, datetime], datetime]
    not_after: Callable[[datetime, datetime], datetime]


def _before(span: timedelta) -> Rule:
    return Rule(lambda start, _end: start - span, lambda start, _end: start)


RULES = {
    Purpose.WEEK_BEFORE: _before(timedelta(days=7)),
    Purpose.DAY_BEFORE: _before(timedelta(days=1)),
    Purpose.HOURS_BEFORE: _before(timedelta(hours=2)),
    Purpose.HOST: _before(timedelta(days=1)),
    Purpose.PART: _before(timedelta(days=1)),
    Purpose.REFLECT: Rule(lambda _start, end: end, lambda _start, end: end + timedelta(days=7)),
}

OF_A_MEETING = frozenset(RULES) | {Purpose.SETTLE, Purpose.HOST_CHECK}
"""What is said about one version of a meeting and is void with it."""
NEED_A_SEAT = frozenset({Purpose.WEEK_BEFORE, Purpose.DAY_BEFORE, Purpose.HOURS_BEFORE})


def subject(meeting: Meeting) -> str:
    """Return how the outbox names a meeting."""
    return f"meeting:{meeting.id}"


def quiet_until(now: datetime) -> datetime | None:
    """Return the morning that ends the quiet hours of this moment, None by day."""
    here = local(now)
    if QUIET_TO <= here.time() < QUIET_FROM:
        return None
    return at(here.date() + timedelta(days=here.time() >= QUIET_FROM), QUIET_TO)


def out_of_quiet(due: datetime, not_after: datetime) -> datetime:
    """Return the hour a message may leave: never in 21:00-06:30, and never past its latest useful hour.

    What cannot wait for the morning leaves the evening before quiet begins.
    """
    morning = quiet_until(due)
    if morning is None:
        return due
    if morning < not_after:
        return morning
    return at(morning.date() - timedelta(days=1), QUIET_FROM) - timedelta(minutes=1)


def leaves(due: datetime, not_after: datetime) -> datetime:
    """Return the hour at which what is due may leave: at once, or at night in the morning if that is not too late."""
    return max(due, out_of_quiet(due, not_after))


async def arm(db: AsyncSession, meeting: Meeting, *, now: datetime) -> None:
    """Put the notices of a settled meeting in place; what was armed for an older version is void.

    A notice whose hour has passed already is not sent late: the next one is close.
    """
    await disarm(db, meeting, now=now)
    assert meeting.starts_at
    assert meeting.ends_at
    armed = []
    for purpose, rule in RULES.items():
        due, not_after = (
            rule.due(meeting.starts_at, meeting.ends_at),
            rule.not_after(meeting.starts_at, meeting.ends_at),
        )
        due = out_of_quiet(due, not_after)
        if due >= now:
            armed.append(
                {
                    "meeting_id": meeting.id,
                    "purpose": purpose,
                    "version": meeting.version,
                    "due_at": due,
                    "not_after": not_after,
                }
            )
    if armed:
        await db.execute(insert(db, Notice).on_conflict_do_nothing(), armed)


async def disarm(db: AsyncSession, meeting: Meeting, *, now: datetime) -> None:
    """Stop what waits for a meeting's older versions: its notices and what stands in the outbox."""
    await db.execute(delete(Notice).where(Notice.meeting_id == meeting.id, Notice.expanded_at.is_(None)))
    await outbox.void(db, Outbox.subject == subject(meeting), Outbox.purpose.in_(OF_A_MEETING), now=now)


async def drop_for(db: AsyncSession, meeting: Meeting, person_id: int, *, now: datetime) -> None:
    """Stop what waits for one person because of a seat that was given up; what comes of other roles stays."""
    of_the_seat = Outbox.purpose.in_(NEED_A_SEAT | {Purpose.OFFER, Purpose.MOVED})
    await outbox.void(db, Outbox.subject == subject(meeting), Outbox.person_id == person_id, of_the_seat, now=now)


async def expand(db: AsyncSession, now: datetime) -> int:
    """Turn due notices into rows of the outbox and return how many notices there were.

    A notice found only after its latest useful hour still becomes rows: they are recorded as missed, never dropped.
    """
    due = (await db.scalars(select(Notice).where(Notice.expanded_at.is_(None), Notice.due_at <= now))).all()
    for notice in due:
        if (morning := leaves(now, notice.not_after)) > now:
            notice.due_at = morning
        if notice.purpose in NEED_A_SEAT:
            await _tell_seated(db, notice)
        # A day before, whoever plays a part is told of it instead.
        if notice.purpose is not Purpose.DAY_BEFORE:
            await _tell_others(db, notice, now)
        notice.expanded_at = now
    await db.flush()
    return len(due)


async def _tell_seated(db: AsyncSession, notice: Notice) -> None:
    seated = select(
        Seat.person_id,
        literal(notice.purpose.value),
        literal(f"meeting:{notice.meeting_id}"),
        literal(notice.version),
        literal("{}"),
        literal(notice.due_at, type_=Outbox.due_at.type),
        literal(notice.not_after, type_=Outbox.not_after.type),
        literal(OutboxState.WAITING.value),
        literal(0),
    ).where(Seat.meeting_id == notice.meeting_id, Seat.state == SeatState.HELD)
    columns = ["person_id", "purpose", "subject", "version", "facts", "due_at", "not_after", "state", "attempts"]
    await db.execute(insert(db, Outbox).from_select(columns, seated).on_conflict_do_nothing())


async def _tell_others(db: AsyncSession, notice: Notice, now: datetime) -> None:
    meeting = await db.get_one(Meeting, notice.meeting_id)
    if notice.purpose is Purpose.HOST:
        told = await people.principals(db, {meeting.host_id}, local(now).date())
    elif notice.purpose is not Purpose.REFLECT:
        told = (await db.scalars(attendance.players(meeting.id).distinct())).all()
    else:
        told = await attendance.came(db, meeting.id)
    await outbox.put(
        db,
        told,
        notice.purpose,
        subject(meeting),
        version=notice.version,
        due_at=notice.due_at,
        not_after=notice.not_after,
    )


def meeting_of(row: Outbox) -> int:
    """Return the meeting that a row is about, 0 where it is about something else."""
    kind, _, number = row.subject.partition(":")
    return int(number) if kind == "meeting" else 0


async def report_missed(db: AsyncSession, missed: Iterable[Outbox], now: datetime) -> None:
    """Show the leads of each meeting how many notices could not leave in time."""
    by_meeting: dict[int, int] = {}
    for row in missed:
        if row.purpose in RULES or row.purpose in (Purpose.MOVED, Purpose.CANCELLED):
            by_meeting[meeting_of(row)] = by_meeting.get(meeting_of(row), 0) + 1
    for meeting_id, number in by_meeting.items():
        meeting = await db.get_one(Meeting, meeting_id)
        version = await db.scalar(select(func.count()).where(Outbox.subject == subject(meeting)))
        await outbox.put(
            db,
            await people.leaders(db, meeting.cluster_id, local(now).date()),
            Purpose.MISSED,
            subject(meeting),
            version=version or 0,
            due_at=now,
            not_after=now + timedelta(days=2),
            facts={"number": number},
        )


async def close_reflection(db: AsyncSession, meeting: Meeting, person_id: int, now: datetime) -> None:
    """Stop inviting somebody who has reflected."""
    mine = (Outbox.subject == subject(meeting), Outbox.person_id == person_id)
    await outbox.void(db, *mine, Outbox.purpose == Purpose.REFLECT, now=now)
