"""Saying that one cannot come to a meeting: one tap, then the reason; both can be changed until it begins.

Saying yes is taking a seat (`programme.seats`). A no is told to the principal, with its reason once there is one, and
to who had asked for a part that falls with it. Whether it is excused the principal says.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import existing, lock
from bot.domain.calendar import quiet
from bot.domain.models import Coming, Invitee, Meeting, Outbox, Person, Purpose, Topic
from bot.domain.organisation import terms
from bot.domain.organisation.people import Rights
from bot.domain.outbox import outbox
from bot.domain.programme import concerned, invitees, meetings, parts, seats
from bot.errors import N_, BadInput, Gone, NotAllowed, Refusal
from bot.vietnamese import local

GATHER = timedelta(minutes=2)
"""How long a principal's letter waits for the reason, and for others of the school."""
LONGEST_REASON = 200

NO_REASON = N_("“{typed}” is no reason. Please write it in words, for example: con ốm.")
REASON_TOO_LONG = N_("This reason has {letters} letters. Please say it in at most {most}.")
COMES_AFTER_ALL = N_("{name} comes after all, so there is nothing to decide.")


async def stay_away(db: AsyncSession, person: Person, rights: Rights, meeting: Meeting, now: datetime) -> bool:
    """Note that somebody cannot come; their seat goes to others, their parts back to who asked. Idempotent.

    Returns whether they had a part. Raises Gone for who is not expected, Refusal once the meeting has begun or was
    called off.
    """
    await concerned.must_concern(db, meeting, person, rights)
    await lock(db, meeting)
    seats.must_be_open(meeting, now)
    row = await invitees.of(db, meeting.id, person.id)
    if row is None:
        raise Gone
    if row.answer is Coming.NO:
        return False
    theirs = await parts.mine(db, meeting.id, person.id)
    for part in theirs:
        await parts.answer(db, part.id, person, accepts=False, now=now)
    await seats.let_go(db, person, meeting, now)
    await _tell(db, meeting, person, now)
    return bool(theirs)


def read_reason(typed: str) -> str:
    """Return a reason as it is kept. Raises BadInput for one that is too long, or a number alone: it chose nothing."""
    reason = " ".join(typed.split())
    if reason.isdecimal():
        raise BadInput(NO_REASON, typed=reason)
    if len(reason) > LONGEST_REASON:
        raise BadInput(REASON_TOO_LONG, letters=len(reason), most=LONGEST_REASON)
    return reason


async def explain(db: AsyncSession, person: Person, meeting: Meeting, typed: str, now: datetime) -> str:
    """Keep the reason for a no and return it as it is kept.

    Raises BadInput for a text that is none, Gone for who has not said no, Refusal once the meeting has begun.
    """
    reason = read_reason(typed)
    await lock(db, meeting)
    seats.must_be_open(meeting, now)
    said_no = (Invitee.meeting_id == meeting.id, Invitee.person_id == person.id, Invitee.answer == Coming.NO)
    kept = update(Invitee).where(*said_no).values(reason=reason, excused=None)
    if not (await db.execute(kept.execution_options(synchronize_session=False))).rowcount:  # type: ignore[attr-defined] # an UPDATE's result has it
        raise Gone
    await _tell(db, meeting, person, now)
    return reason


async def _tell(db: AsyncSession, meeting: Meeting, person: Person, now: datetime) -> None:
    """Queue the letter to who decides; one that waits already is replaced, so that it has the reason, and everybody."""
    told = await deciding(db, meeting, person.id, person.unit_id, now)
    if not told:
        return
    about = (Outbox.topic == Topic.meeting(meeting.id), Outbox.purpose == Purpose.ABSENCE)
    await outbox.void(db, *about, Outbox.person_id.in_(told), now=now)
    due, urgent = await quiet.leaves_about(db, meeting, now + GATHER)
    assert meeting.ahead_until
    await outbox.put(
        db,
        told,
        Purpose.ABSENCE,
        Topic.meeting(meeting.id),
        # Several may be told of one meeting, each a letter of its own; the meeting's row is held.
        version=await db.scalar(select(func.count()).where(*about)) or 0,
        due_at=due,
        not_after=max(meeting.ahead_until, due + GATHER),
        urgent=urgent,
    )


async def deciding(
    db: AsyncSession, meeting: Meeting, person_id: int | None, unit_id: int | None, now: datetime
) -> Collection[int]:
    """Return who says whether somebody is excused: the heads of the school; of a head, the leads of the cluster."""
    today = local(now).date()
    heads = {*await terms.principals(db, {unit_id or 0}, today)} - {person_id or 0}
    return heads or {*await terms.leaders(db, meeting.cluster_id, today)} - {person_id or 0}


async def excuse(
    db: AsyncSession, invitee_id: int, person: Person, rights: Rights, *, excused: bool, now: datetime
) -> tuple[Invitee, Meeting]:
    """Say whether somebody's absence is excused. Idempotent; whoever says it last is right.

    Raises NotAllowed unless one heads their school, or leads the cluster; Gone for an unknown row, Refusal where they
    come after all, and once the meeting is over.
    """
    row = await existing(db, Invitee, invitee_id)
    meeting = await meetings.get(db, row.meeting_id)
    if person.id == row.person_id or not _may_decide(rights, row, meeting):
        raise NotAllowed
    if meetings.is_over(meeting, now):
        raise Refusal(meetings.OVER)
    said_no = (Invitee.id == row.id, Invitee.answer == Coming.NO)
    decided = update(Invitee).where(*said_no).values(excused=excused)
    if not (await db.execute(decided.execution_options(synchronize_session=False))).rowcount:  # type: ignore[attr-defined] # an UPDATE's result has it
        raise Refusal(COMES_AFTER_ALL, name=await invitees.name_of(db, row))
    await db.refresh(row)
    return row, meeting


def _may_decide(rights: Rights, row: Invitee, meeting: Meeting) -> bool:
    return rights.may_head(row.unit_id or 0) or rights.may_lead(meeting.cluster_id)
