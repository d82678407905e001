"""What a principal says for their people at a meeting: who is away, who is not sent after all, who goes in whose place.

Whoever is spoken for is told, and may still say something else themselves.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.db import existing, lock
from bot.domain.calendar import quiet
from bot.domain.models import Coming, Invitee, Meeting, Outbox, Person, Purpose, RosterEntry, Topic, Why
from bot.domain.organisation import terms
from bot.domain.organisation.people import Rights
from bot.domain.outbox import outbox
from bot.domain.programme import concerned, invitees, meetings, parts, reminders, seats, sending, spared
from bot.domain.programme.answers import read_reason
from bot.domain.programme.sending import Candidate
from bot.errors import N_, Gone, Refusal
from bot.vietnamese import local, sort_key

FOR_YOURSELF = N_("This is you. Please answer the invitation yourself; whether you are excused somebody else says.")
COMES = N_("{name} comes after all, so nobody is sent in their place.")


async def _held(
    db: AsyncSession, invitee_id: int, rights: Rights, now: datetime
) -> tuple[Invitee, Meeting, Person | None]:
    """Hold a meeting, and read who is spoken for. Raises NotAllowed unless one heads their school."""
    row = await existing(db, Invitee, invitee_id)
    rights.must_head(row.unit_id or 0)
    meeting = await meetings.get(db, row.meeting_id)
    await lock(db, meeting)
    seats.must_be_open(meeting, now)
    found = await db.scalar(select(Invitee).where(Invitee.id == invitee_id).execution_options(populate_existing=True))
    if found is None:
        raise Gone
    return found, meeting, await db.get(Person, found.person_id) if found.person_id else None


async def of(db: AsyncSession, invitee_id: int, rights: Rights) -> tuple[str, Meeting]:
    """Return the name of somebody expected and the meeting. Raises NotAllowed unless one heads their school."""
    row = await existing(db, Invitee, invitee_id)
    rights.must_head(row.unit_id or 0)
    return await invitees.name_of(db, row), await meetings.get(db, row.meeting_id)


async def place_of(db: AsyncSession, invitee_id: int) -> tuple[Meeting, int]:
    """Return the meeting and the school of somebody expected. Raises Gone for who is not."""
    row = await existing(db, Invitee, invitee_id)
    return await meetings.get(db, row.meeting_id), row.unit_id or 0


async def report_away(
    db: AsyncSession, invitee_id: int, reason: str, *, excused: bool, by: Person, rights: Rights, now: datetime
) -> tuple[str, Meeting]:
    """Note for somebody of a school that they cannot come, and whether that is excused; return their name. Idempotent.

    Their seat and parts go to others, as if they had said it. Raises NotAllowed unless one heads their school, BadInput
    for a reason that is none, Refusal for oneself and once the meeting has begun.
    """
    row, meeting, person = await _held(db, invitee_id, rights, now)
    if row.person_id == by.id:
        raise Refusal(FOR_YOURSELF)
    words = read_reason(reason)
    said = {"answer": Coming.NO, "answered_at": now, "answered_by_id": by.id, "reason": words, "excused": excused}
    if person and row.answer is not Coming.NO:
        for part in await parts.mine(db, meeting.id, person.id):
            await parts.answer(db, part.id, person, accepts=False, now=now)
        await seats.let_go(db, person, meeting, now)
    mine = update(Invitee).where(Invitee.id == row.id).values(said)
    await db.execute(mine.execution_options(synchronize_session=False))
    if person:
        await _tell(db, meeting, person.id, now)
    return await invitees.name_of(db, row), meeting


async def _tell(db: AsyncSession, meeting: Meeting, person_id: int, now: datetime) -> None:
    about = (Outbox.topic == Topic.meeting(meeting.id), Outbox.purpose == Purpose.AWAY_FOR)
    mine = (*about, Outbox.person_id == person_id)
    await outbox.void(db, *mine, now=now)
    due, urgent = await quiet.leaves_about(db, meeting, now)
    assert meeting.ahead_until
    await outbox.put(
        db,
        [person_id],
        Purpose.AWAY_FOR,
        Topic.meeting(meeting.id),
        # Whatever a principal says anew is a letter of its own; the meeting's row is held.
        version=await db.scalar(select(func.count()).where(*mine)) or 0,
        due_at=due,
        not_after=max(meeting.ahead_until, due + reminders.DEBOUNCE),
        urgent=urgent,
    )


async def withdraw(db: AsyncSession, invitee_id: int, *, rights: Rights, now: datetime) -> tuple[str, Meeting, bool]:
    """Take back that somebody is sent; return their name, and whether the meeting expects them all the same.

    Raises NotAllowed unless one heads their school, Gone for who is not sent (any more) or has said no, Refusal once
    the meeting has begun.
    """
    row, meeting, _person = await _held(db, invitee_id, rights, now)
    if row.why is not Why.SENT or row.answer is Coming.NO:
        raise Gone
    name = await invitees.name_of(db, row)
    before = await spared.told(db, meeting)
    by_rule = update(Invitee).where(Invitee.id == row.id).values(why=Why.CONCERNED, asked_by_id=None)
    await db.execute(by_rule.execution_options(synchronize_session=False))
    await invitees.write(db, meeting, now)
    await spared.tell(db, meeting, before, now)
    stays = await db.scalar(select(Invitee.id).where(Invitee.id == invitee_id)) is not None
    return name, meeting, stays


def _fitting(today: terms.Day, *which: ColumnElement[bool]) -> Select[int, int, str]:
    """Select who could go in the place of some `Invitee`s: of the same school, subject and level, and free to go."""
    gone, other = aliased(Person), aliased(Invitee)
    head = terms.heading(today)
    taken = and_(other.meeting_id == Invitee.meeting_id, other.person_id == Person.id)
    busy = exists().where(taken, or_(other.why == Why.SENT, other.answer.is_not(None)))
    fits = (
        Person.unit_id == Invitee.unit_id,
        Person.subject.is_not_distinct_from(func.coalesce(gone.subject, RosterEntry.subject)),
        or_(Person.level.is_(None), gone.level.is_(None), Person.level == gone.level),
        Person.erased_at.is_(None),
        Person.name != "",
        Person.id.not_in(select(head.c.person_id)),
        ~concerned.is_on_leave(Person.id),
        ~busy,
    )
    found = select(Invitee.id, Person.id, Person.name).select_from(Invitee)
    found = found.join(Meeting, Meeting.id == Invitee.meeting_id).join(Person, Person.unit_id == Invitee.unit_id)
    found = found.outerjoin(gone, gone.id == Invitee.person_id)
    found = found.outerjoin(RosterEntry, RosterEntry.id == Invitee.roster_entry_id)
    return found.where(*fits, Invitee.why == Why.SENT, Invitee.answer == Coming.NO, *which)


async def substitutes(db: AsyncSession, rows: Collection[int], now: datetime) -> dict[int, Candidate]:
    """Return whom a principal could send in the place of those who were sent and cannot come, by their rows.

    Nobody is proposed for two. In one statement.
    """
    if not rows:
        return {}
    found = await db.execute(_fitting(local(now).date(), Invitee.id.in_(rows)))
    fitting: dict[int, list[tuple[int, str]]] = {}
    for row, person, name in found:
        fitting.setdefault(row, []).append((person, name))
    proposed: dict[int, Candidate] = {}
    used = set[int]()
    for row in sorted(fitting):
        free = [one for one in fitting[row] if one[0] not in used]
        if free:
            person, name = min(free, key=lambda one: sort_key(one[1]))
            used.add(person)
            proposed[row] = Candidate(f"p{person}", name, True, None)
    return proposed


async def send_instead(
    db: AsyncSession, invitee_id: int, who: str, *, by: Person, rights: Rights, now: datetime
) -> tuple[list[str], str, Meeting]:
    """Send somebody in the place of who cannot come; return who is new, whose place it is, and the meeting. Idempotent.

    Raises as `sending.send` does, Refusal where they come after all.
    """
    row = await existing(db, Invitee, invitee_id)
    rights.must_head(row.unit_id or 0)
    meeting, name = await meetings.get(db, row.meeting_id), await invitees.name_of(db, row)
    if row.answer is not Coming.NO:
        raise Refusal(COMES, name=name)
    new = await sending.send(db, meeting, row.unit_id or 0, [who], by=by, rights=rights, now=now)
    return new, name, meeting
