"""Two rows that become one person's where a table keeps one a person: which of them stays, and what it takes over.

Nothing that was done is lost: marks, answers and days go over to the row that stays.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.models import (
    Acknowledgement,
    Answer,
    Assent,
    Contest,
    DataLook,
    Duty,
    DutyEvent,
    DutyState,
    Evidence,
    Invitee,
    Mark,
    Meeting,
    MinutesEntry,
    MinutesReader,
    Outbox,
    Part,
    PlanRead,
    Reflection,
    Seat,
    SeatState,
)


@dataclass(frozen=True, slots=True)
class Two:
    """The ids of the two rows of people that are one: the one that is kept, and its double."""

    keep: int
    double: int


async def _pairs(db: AsyncSession, table: Any, two: Two, *same: str) -> list[tuple[Any, Any]]:
    """Return pairs of a kept one's and a double's row that agree in some columns."""
    other = aliased(table)
    alike = [getattr(other, name) == getattr(table, name) for name in same]
    found = select(table, other).join(other, (other.person_id == two.double) & (table.person_id == two.keep))
    rows = await db.execute(found.where(*alike).execution_options(populate_existing=True))
    return [(mine, theirs) for mine, theirs in rows]


_BEST_SEAT = (SeatState.HELD, SeatState.OFFERED, SeatState.WAITING, SeatState.GIVEN_UP)
_TAKES = (SeatState.HELD, SeatState.OFFERED)


async def seats(db: AsyncSession, two: Two) -> None:
    """Keep the better place; of two seats one becomes free. Whoever calls this holds the meetings' rows."""
    for mine, theirs in await _pairs(db, Seat, two, "meeting_id"):
        if mine.state in _TAKES and theirs.state in _TAKES:
            freed = update(Meeting).where(Meeting.id == mine.meeting_id).values(taken=Meeting.taken - 1)
            await db.execute(freed.execution_options(synchronize_session=False))
        if _BEST_SEAT.index(theirs.state) < _BEST_SEAT.index(mine.state):
            mine.state, mine.since, mine.offered_until = theirs.state, theirs.since, theirs.offered_until
        await db.delete(theirs)
    await db.flush()


async def invitees(db: AsyncSession, two: Two) -> None:
    """Let marks and the word "I was there" be the kept row's; the later answer holds, and the newest mark."""
    for mine, theirs in await _pairs(db, Invitee, two, "meeting_id"):
        if theirs.answered_at and (mine.answered_at is None or theirs.answered_at > mine.answered_at):
            for name in ("answer", "answered_at", "answered_by_id", "reason", "excused"):
                setattr(mine, name, getattr(theirs, name))
        mine.invited_at = min(filter(None, (mine.invited_at, theirs.invited_at)), default=None)
        mine.asked_by_id = mine.asked_by_id or theirs.asked_by_id
        await db.execute(update(Mark).where(Mark.invitee_id == theirs.id).values(invitee_id=mine.id))
        if await db.get(Contest, mine.id):
            await db.execute(delete(Contest).where(Contest.invitee_id == theirs.id))
        else:
            await db.execute(update(Contest).where(Contest.invitee_id == theirs.id).values(invitee_id=mine.id))
        newest = await db.scalar(select(Mark).where(Mark.invitee_id == mine.id).order_by(Mark.id.desc()).limit(1))
        if newest:
            mine.presence, mine.left_early = newest.presence, newest.left_early
        await db.delete(theirs)
    await db.flush()


_BEST_ASSENT = (Assent.ACCEPTED, Assent.ASKED, Assent.HANDED_OVER, Assent.DECLINED)


async def parts(db: AsyncSession, two: Two) -> None:
    """Keep the part that is most theirs: accepted before asked for."""
    for mine, theirs in await _pairs(db, Part, two, "meeting_id", "kind"):
        if _BEST_ASSENT.index(theirs.assent) < _BEST_ASSENT.index(mine.assent):
            mine.assent, mine.answered_at = theirs.assent, theirs.answered_at
        await db.delete(theirs)
    await db.flush()


async def reflections(db: AsyncSession, two: Two) -> None:
    """Put the answers together: what both have answered stands one below the other."""
    for mine, theirs in await _pairs(db, Reflection, two, "meeting_id"):
        known = {one.question: one for one in await db.scalars(select(Answer).where(Answer.reflection_id == mine.id))}
        for one in (await db.scalars(select(Answer).where(Answer.reflection_id == theirs.id))).all():
            kept = known.get(one.question)
            if kept is None:
                db.add(Answer(reflection_id=mine.id, question=one.question, text=one.text))
            elif one.text not in kept.text:
                kept.text = f"{kept.text}\n{one.text}"
            await db.delete(one)
        mine.submitted_at = mine.submitted_at or theirs.submitted_at
        of_minutes = update(MinutesEntry).where(MinutesEntry.reflection_id == theirs.id)
        await db.execute(of_minutes.values(reflection_id=mine.id))
        await db.flush()
        await db.delete(theirs)
    await db.flush()


async def photos(db: AsyncSession, two: Two) -> None:
    """Keep one of the same picture; what was said of faces in either holds, the stricter first."""
    for mine, theirs in await _pairs(db, Evidence, two, "meeting_id", "sha"):
        mine.faces = True if theirs.faces else mine.faces
        mine.caption = mine.caption or theirs.caption
        of_minutes = update(MinutesEntry).where(MinutesEntry.evidence_id == theirs.id)
        await db.execute(of_minutes.values(evidence_id=mine.id))
        await db.delete(theirs)
    await db.flush()


async def letters(db: AsyncSession, two: Two) -> None:
    """Tell nobody twice: of one letter to both the kept one's stays."""
    await _drop(db, Outbox, two, "purpose", "topic", "version")


async def acknowledgements(db: AsyncSession, two: Two) -> None:
    """Said once is said."""
    await _drop(db, Acknowledgement, two, "meeting_id", "version")


async def plan_readers(db: AsyncSession, two: Two) -> None:
    """Read once is read."""
    await _drop(db, PlanRead, two, "plan_id", "version")


async def readers(db: AsyncSession, two: Two) -> None:
    """Read once is read."""
    await _drop(db, MinutesReader, two, "approval_id")


async def _drop(db: AsyncSession, table: Any, two: Two, *same: str) -> None:
    for _, theirs in await _pairs(db, table, two, *same):
        await db.delete(theirs)
    await db.flush()


async def looks(db: AsyncSession, two: Two) -> None:
    """Count looks of one day together, and let those at the double be looks at the kept one."""
    await db.execute(
        update(DataLook).where(DataLook.topic == f"person:{two.double}").values(topic=f"person:{two.keep}")
    )
    mine, theirs = aliased(DataLook), aliased(DataLook)
    same = (theirs.seen == mine.seen) & (theirs.topic == mine.topic) & (theirs.day == mine.day)
    found = select(mine, theirs).join(theirs, same).where(mine.reader_id == two.keep, theirs.reader_id == two.double)
    for kept, other in (await db.execute(found)).all():
        kept.times += other.times
        kept.at = max(kept.at, other.at)
        await db.delete(other)
    await db.flush()


async def duties(db: AsyncSession, two: Two) -> None:
    """Let what the double owes be owed by the kept one; of one duty of both that which is done stays done."""
    owed = (await db.scalars(select(Duty).where(Duty.person_id == two.double))).all()
    for theirs in owed:
        key = theirs.key.replace(f"person:{two.double}", f"person:{two.keep}", 1)
        mine = await db.scalar(select(Duty).where(Duty.rule_id == theirs.rule_id, Duty.key == key))
        if mine is None:
            theirs.key = key
            continue
        if theirs.state is DutyState.DONE and mine.state is not DutyState.DONE:
            for name in ("state", "closed_at", "closed_by_id", "next_at", "note", "sha", "file_name"):
                if hasattr(mine, name):
                    setattr(mine, name, getattr(theirs, name))
        await db.execute(update(DutyEvent).where(DutyEvent.duty_id == theirs.id).values(duty_id=mine.id))
        await db.flush()
        await db.delete(theirs)
    await db.flush()
