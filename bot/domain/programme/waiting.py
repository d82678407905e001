"""The waiting list: a free seat is offered to who has waited longest, and passes on where nobody takes it in time.

An offer stays open until that matters: for a working day, less where the meeting is near, and then as long as nobody
waits behind. Whoever lets it pass waits on behind the others. Who makes offers and takes them back holds the meeting's
row.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.db import lock
from bot.domain.calendar import quiet
from bot.domain.calendar.quiet import Quiet
from bot.domain.models import (
    Invitee,
    Meeting,
    MeetingState,
    Outbox,
    Person,
    Purpose,
    Seat,
    SeatState,
    Topic,
    topic_of_each,
)
from bot.domain.organisation import terms
from bot.domain.outbox import outbox
from bot.domain.programme import meetings
from bot.plain import Plain
from bot.vietnamese import local, sort_key

SHORTEST_OFFER = timedelta(hours=2)
"""Where a meeting is near; otherwise an offer stays open for a working day at least."""


async def offer_free_seats(db: AsyncSession, meeting_id: int, now: datetime) -> None:
    """Offer each free seat to who has waited longest, and pass on what others let lapse to whom nothing was offered.

    Whoever calls this holds the meeting's row.
    """
    await db.flush()
    # Nearly always nobody waits, and then one look is all that a press on "sign up" pays for the list.
    if not await number(db, meeting_id):
        return
    meeting = await meetings.get(db, meeting_id)
    if meeting.state is not MeetingState.SETTLED or meeting.starts_at is None or meeting.starts_at <= now:
        return
    free = None if meeting.capacity is None else meeting.capacity - meeting.taken
    list_of = select(Seat).where(Seat.meeting_id == meeting_id, Seat.state == SeatState.WAITING)
    # Who let an offer lapse waits behind those who had none yet.
    line = (await db.scalars(list_of.order_by(Seat.lapsed_at.is_not(None), Seat.lapsed_at, Seat.since, Seat.id))).all()
    if free is not None and (unasked := sum(one.lapsed_at is None for one in line) - free) > 0:
        free += await lapse(db, meeting, now, most=unasked)
    await _offer(db, meeting, line[:free], now)


async def lapse(db: AsyncSession, meeting: Meeting, now: datetime, *, most: int) -> int:
    """Take back so many offers whose time is over, tell each who let them lapse, and return how many there were.

    They wait on, behind the others.
    """
    late = select(Seat).where(Seat.meeting_id == meeting.id, Seat.state == SeatState.OFFERED, Seat.offered_until <= now)
    lapsed = (await db.scalars(late.order_by(Seat.offered_until, Seat.id).limit(most))).all()
    if not lapsed:
        return 0
    for seat in lapsed:
        seat.state, seat.since, seat.offered_until, seat.lapsed_at = SeatState.WAITING, now, None, now
    await db.flush()
    fewer = update(Meeting).where(Meeting.id == meeting.id).values(taken=Meeting.taken - len(lapsed))
    await db.execute(fewer.execution_options(synchronize_session=False))
    await db.refresh(meeting, ["taken"])
    due, urgent = await quiet.leaves_about(db, meeting, now)
    assert meeting.starts_at
    await outbox.put(
        db,
        [seat.person_id for seat in lapsed],
        Purpose.LAPSED,
        Topic.meeting(meeting.id),
        # As of an offer: each is a letter of its own.
        version=int(now.timestamp()),
        due_at=due,
        not_after=meeting.starts_at,
        urgent=urgent,
    )
    return len(lapsed)


async def _offer(db: AsyncSession, meeting: Meeting, next_ones: Sequence[Seat], now: datetime) -> None:
    if not next_ones:
        return
    assert meeting.starts_at
    when = await quiet.read(db)
    # An offer that leaves in the quiet would run out asleep: it runs from when it can be read.
    reads_at, urgent = await _reads_at(db, meeting, next_ones, now)
    for seat in next_ones:
        seat.state, seat.since = SeatState.OFFERED, now
        # Offered seats count as taken: nobody else gets them while the offer lasts.
        seat.offered_until = _kept_until(when, reads_at[seat.person_id], meeting.starts_at)
        await outbox.put(
            db,
            [seat.person_id],
            Purpose.OFFER,
            Topic.meeting(meeting.id),
            # A person may get several offers of one meeting: each is a letter of its own.
            version=int(now.timestamp()),
            due_at=reads_at[seat.person_id],
            not_after=seat.offered_until,
            urgent=urgent,
        )
    meeting.taken += len(next_ones)
    await db.flush()


def _kept_until(when: Quiet, reads_at: datetime, begins: datetime) -> datetime:
    """Return until when a seat is kept for somebody: for a working day; of a near meeting half of what is left."""
    left = begins - reads_at
    return min(when.a_workday_later(reads_at), reads_at + max(left / 2, SHORTEST_OFFER), begins)


async def _reads_at(
    db: AsyncSession, meeting: Meeting, offered: Sequence[Seat], now: datetime
) -> tuple[Mapping[int, datetime], bool]:
    asked = [seat.person_id for seat in offered]
    _, urgent = await quiet.leaves_about(db, meeting, now)
    return (dict.fromkeys(asked, now) if urgent else await quiet.reach(db, asked, now)), urgent


_LATE = (Seat.state == SeatState.OFFERED) & (Seat.offered_until <= bindparam("now"))
_BEHIND = aliased(Seat)
_AWAITED = exists().where(
    _BEHIND.meeting_id == Seat.meeting_id, _BEHIND.state == SeatState.WAITING, _BEHIND.lapsed_at.is_(None)
)
"""Whether somebody waits behind a `Seat` to whom nothing was offered yet."""
_OVER = exists().where(Meeting.id == Seat.meeting_id, Meeting.starts_at <= bindparam("now"))
_STALE = select(Seat.meeting_id).where(_LATE, or_(_AWAITED, _OVER))
_TOLD = exists().where(
    Outbox.topic == topic_of_each(Topic.meeting, Seat.meeting_id), Outbox.purpose == Purpose.UNWANTED
)
_UNWANTED = select(Seat.meeting_id).where(_LATE, ~_AWAITED, ~_OVER, ~_TOLD)
_FREE_AND_AWAITED = select(Meeting.id).where(
    exists().where(Seat.meeting_id == Meeting.id, Seat.state == SeatState.WAITING),
    or_(Meeting.capacity.is_(None), Meeting.taken < Meeting.capacity),
    Meeting.starts_at > bindparam("now"),
)


_IS_NOBODYS = (Seat.state != SeatState.GIVEN_UP) & ~exists().where(
    Invitee.meeting_id == Seat.meeting_id, Invitee.person_id == Seat.person_id
)
_NOBODYS = (
    select(Seat.meeting_id)
    .join(Meeting, Meeting.id == Seat.meeting_id)
    .where(_IS_NOBODYS, Meeting.starts_at > bindparam("now"))
)


async def pass_on_offers(db: AsyncSession, now: datetime) -> int:
    """Pass on offers that were not answered in time and offer every free seat; return how many seats became free.

    The seats of those who are not expected any more become free as well. A lead hears once of a seat that nobody takes.
    """
    freed = 0
    touched = [set(await db.scalars(found, {"now": now})) for found in (_STALE, _NOBODYS, _FREE_AND_AWAITED)]
    for meeting_id in sorted(set().union(*touched)):
        await lock(db, await meetings.get(db, meeting_id))
        freed += await _free(db, meeting_id, now)
        await offer_free_seats(db, meeting_id, now)
    for meeting_id in sorted(set(await db.scalars(_UNWANTED, {"now": now}))):
        await _show_unwanted(db, await meetings.get(db, meeting_id), now)
    return freed


async def _free(db: AsyncSession, meeting_id: int, now: datetime) -> int:
    """Let the seats go that are nobody's, and the offers of a meeting that has begun."""
    here = update(Seat).where(Seat.meeting_id == meeting_id).execution_options(synchronize_session=False)
    given_up = here.values(state=SeatState.GIVEN_UP, offered_until=None)
    await db.execute(given_up.where(_IS_NOBODYS & (Seat.state == SeatState.WAITING)))
    # What is left of nobody's was taken.
    freed = await db.execute(given_up.where(_IS_NOBODYS))
    too_late = here.values(state=SeatState.WAITING, offered_until=None)
    missed = await db.execute(too_late.where(Seat.state == SeatState.OFFERED, _OVER), {"now": now})
    number = int(freed.rowcount + missed.rowcount)  # type: ignore[attr-defined] # an UPDATE's result has it
    await db.execute(update(Meeting).where(Meeting.id == meeting_id).values(taken=Meeting.taken - number))
    return number


async def _show_unwanted(db: AsyncSession, meeting: Meeting, now: datetime) -> None:
    due, urgent = await quiet.leaves_about(db, meeting, now)
    assert meeting.starts_at
    await outbox.put(
        db,
        await terms.leaders(db, meeting.cluster_id, local(now).date()),
        Purpose.UNWANTED,
        Topic.meeting(meeting.id),
        due_at=due,
        not_after=meeting.starts_at,
        urgent=urgent,
    )


async def unwanted(db: AsyncSession, of: Collection[int], now: datetime) -> dict[int, list[str]]:
    """Return by meeting to whom seats are offered that nobody has taken in time, and for whom nobody else waits."""
    asked = select(Seat.meeting_id, Person.name).join(Person, Person.id == Seat.person_id)
    found: dict[int, list[str]] = {}
    here = Seat.meeting_id.in_(of)
    for meeting, name in await db.execute(asked.where(here, _LATE, ~_AWAITED, ~_OVER), {"now": now}):
        found.setdefault(meeting, []).append(name)
    return {meeting: sorted(names, key=sort_key) for meeting, names in found.items()}


_WAITING = Plain(
    select(func.count()).where(Seat.meeting_id == bindparam("meeting_id"), Seat.state == SeatState.WAITING)
)


async def number(db: AsyncSession, meeting_id: int) -> int:
    """Count who waits for a seat."""
    found: int = (await _WAITING.column(db, meeting_id=meeting_id))[0]
    return found
