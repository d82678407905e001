"""Seats: one tap takes one, one gives it up; whoever finds none waits and gets an offer.

Seats are taken, given up and offered by who holds the meeting's row (`bot.db.lock`), so of two replicas that race for
the last seat one gets it, and held and offered seats together are `meeting.taken`.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert, inspect, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from bot.db import lock
from bot.domain.models import (
    Assent,
    Coming,
    Invitee,
    Meeting,
    MeetingState,
    Part,
    Person,
    Seat,
    SeatState,
)
from bot.domain.organisation.people import Rights
from bot.domain.programme import concerned, invitees, reminders, waiting
from bot.entities import Entities
from bot.errors import N_, Gone, Refusal
from bot.plain import Plain, PlainForMany

ANSWERS = {SeatState.HELD: Coming.YES, SeatState.WAITING: Coming.WAITING, SeatState.GIVEN_UP: Coming.NO}
"""What somebody has answered by what they do with a seat."""
TAKEN = (SeatState.HELD, SeatState.OFFERED)

NOT_OPEN = N_("Sign-up for this meeting is not open: its day has not been settled yet.")
BEGUN = N_("This meeting has begun or is over; seats cannot be changed any more.")
CALLED_OFF = N_("This meeting was called off.")
PLAYS = N_("You play a part in this meeting, so you are expected there and need no seat.")


# What was read of it before the meeting's row was held may have changed since.
_SEAT = Entities(
    select(Seat)
    .where(Seat.meeting_id == bindparam("meeting_id"), Seat.person_id == bindparam("person_id"))
    .execution_options(populate_existing=True)
)


async def seat_of(db: AsyncSession, meeting_id: int, person_id: int) -> Seat | None:
    """Return a person's place at a meeting, given up or not."""
    return await _SEAT.first(db, meeting_id=meeting_id, person_id=person_id)


def must_be_open(meeting: Meeting, now: datetime) -> None:
    """Raise Refusal unless a meeting has its hour or day, and has neither begun nor been called off."""
    if meeting.state is MeetingState.CANCELLED:
        raise Refusal(CALLED_OFF)
    until = meeting.ahead_until
    if until is None or not concerned.is_published(meeting):
        raise Refusal(NOT_OPEN)
    if until <= now:
        raise Refusal(BEGUN)


async def take(db: AsyncSession, person: Person, rights: Rights, meeting: Meeting, now: datetime) -> SeatState:
    """Give a seat, or the next place in the waiting list, and return which. Idempotent.

    Raises Gone where the meeting does not concern the person, Refusal where it is not open for sign-up or the person
    plays a part in it.
    """
    await concerned.must_concern(db, meeting, person, rights)
    await lock(db, meeting)
    must_be_open(meeting, now)
    # Seats that were added lately are for those who wait already.
    await waiting.offer_free_seats(db, meeting.id, now)
    seat = await seat_of(db, meeting.id, person.id) or Seat(meeting_id=meeting.id, person_id=person.id)
    if seat.state is SeatState.HELD:
        return seat.state
    if await _PLAYS.rows(db, meeting_id=meeting.id, person_id=person.id):
        raise Refusal(PLAYS)
    if seat.state is SeatState.OFFERED or await _seat_left(db, meeting):
        return await _put(db, seat, person, SeatState.HELD, now)
    # What nobody behind has waited for until now is somebody's at last.
    if await waiting.lapse(db, meeting, now, most=1) and await _seat_left(db, meeting):
        return await _put(db, seat, person, SeatState.HELD, now)
    if seat.state is SeatState.WAITING:
        return seat.state
    return await _put(db, seat, person, SeatState.WAITING, now)


_PLAYS = Plain(
    select(Part.id).where(
        Part.meeting_id == bindparam("meeting_id"),
        Part.person_id == bindparam("person_id"),
        Part.assent == Assent.ACCEPTED,
    )
)
_ONE_MORE = Plain(
    update(Meeting)
    .where(Meeting.id == bindparam("meeting_id"), or_(Meeting.capacity.is_(None), Meeting.taken < Meeting.capacity))
    .values(taken=Meeting.taken + 1)
    .execution_options(synchronize_session=False)
)


_ONE_LESS = Plain(
    update(Meeting)
    .where(Meeting.id == bindparam("meeting_id"))
    .values(taken=Meeting.taken - 1)
    .execution_options(synchronize_session=False)
)


async def _seat_left(db: AsyncSession, meeting: Meeting) -> bool:
    return bool(await _ONE_MORE.changed(db, meeting_id=meeting.id))


_NEWS = ("state", "since", "offered_until", "lapsed_at")
_FRESH = Plain(insert(Seat).values({name: bindparam(name) for name in ("meeting_id", "person_id", *_NEWS)}))
_PUT = Plain(
    update(Seat).where(Seat.id == bindparam("seat_id")).values({name: bindparam(f"new_{name}") for name in _NEWS})
)


async def _put(db: AsyncSession, seat: Seat, person: Person, state: SeatState, now: datetime) -> SeatState:
    news = {"state": state, "since": now, "offered_until": None, "lapsed_at": None}
    if inspect(seat).persistent:
        await _PUT.changed(db, seat_id=seat.id, **{f"new_{name}": value for name, value in news.items()})
    else:
        await _FRESH.changed(db, meeting_id=seat.meeting_id, person_id=seat.person_id, **news)
    # The session has not seen it: what it knows of the seat is what stands there now.
    for name, value in news.items():
        set_committed_value(seat, name, value)
    await invitees.say(db, seat.meeting_id, person, ANSWERS[state], now=now)
    return state


async def give_up(db: AsyncSession, person: Person, meeting: Meeting, now: datetime) -> None:
    """Let a seat or a place in the waiting list go; a seat is offered to who has waited longest. Idempotent.

    Raises Gone where the person never had one, Refusal once the meeting has begun or was called off.
    """
    await lock(db, meeting)
    must_be_open(meeting, now)
    seat = await seat_of(db, meeting.id, person.id)
    if seat is None:
        raise Gone
    if seat.state is not SeatState.GIVEN_UP:
        await let_go(db, person, meeting, now)


async def let_go(db: AsyncSession, person: Person, meeting: Meeting, now: datetime) -> None:
    """Note that somebody does not come, with a seat or without. Whoever calls this holds the meeting's row."""
    seat = await seat_of(db, meeting.id, person.id)
    frees_one = seat is not None and seat.state in TAKEN
    if seat is None:
        await invitees.say(db, meeting.id, person, Coming.NO, now=now)
    else:
        await _put(db, seat, person, SeatState.GIVEN_UP, now)
    await reminders.drop_for(db, meeting, person.id, now=now)
    if frees_one:
        await _ONE_LESS.changed(db, meeting_id=meeting.id)
        await waiting.offer_free_seats(db, meeting.id, now)


Standing = Coming | SeatState | None
"""What somebody expected has answered; that a seat is offered to them instead; None for no answer yet."""


_STANDS = PlainForMany(
    lambda keys: (
        select(Invitee.meeting_id, Invitee.answer, Seat.state)
        .outerjoin(Seat, (Seat.meeting_id == Invitee.meeting_id) & (Seat.person_id == Invitee.person_id))
        .where(Invitee.person_id == bindparam("person_id"), Invitee.meeting_id.in_(keys))
    )
)


async def standings(db: AsyncSession, person: Person, of: Sequence[Meeting]) -> dict[int, Standing]:
    """Return how somebody stands to those of several meetings at which they are expected."""
    found = await _STANDS.rows(db, {meeting.id for meeting in of}, person_id=person.id)
    return {meeting: state if state is SeatState.OFFERED else answer for meeting, answer, state in found}
