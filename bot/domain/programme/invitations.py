"""Inviting: everybody expected hears of a meeting once it has its day, in some statements for all meetings.

A tick finds who has not been invited yet, so whoever joins later hears of it as well. What a meeting is like when the
invitation leaves is read then; a later change is told as a change.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calendar import quiet
from bot.domain.models import Coming, Expects, Invitee, Meeting, Purpose, Topic, topic_of_each
from bot.domain.organisation import terms, tree
from bot.domain.outbox import outbox
from bot.domain.programme import beginning, concerned
from bot.vietnamese import local

# Whoever has said something of a meeting knows of it; who accepted a part before it had a day has not.
_WAITS = (Invitee.invited_at.is_(None), Invitee.answered_at.is_(None), Invitee.person_id.is_not(None))
_ANY = select(Invitee.id).join(Meeting, Meeting.id == Invitee.meeting_id).where(*_WAITS, beginning.ahead()).limit(1)


async def invite(db: AsyncSession, now: datetime) -> None:
    """Queue the invitations that are missing, of all meetings ahead, in as many statements as of one. Idempotent."""
    if await db.scalar(_ANY, beginning.values(now)) is None:
        return
    opens, today = await quiet.leaves(db, now), local(now).date()
    topic = topic_of_each(Topic.meeting, Invitee.meeting_id)
    letters = select(Invitee.person_id, topic, Meeting.version, beginning.until())
    letters = letters.join(Meeting, Meeting.id == Invitee.meeting_id).where(*_WAITS)
    letters = letters.where(beginning.ahead(now, today))
    # As `quiet.leaves_about` has it of one meeting: what begins today, or before the quiet ends, cannot wait.
    day = tree.day_of_meeting()
    hurries = Meeting.starts_at.is_not(None) & (Meeting.starts_at <= opens)
    soon = or_(day == today, hurries, day < local(opens).date())
    for which, due, urgent in ((soon, now, True), (~soon, opens, False)):
        await outbox.put_select_each(db, letters.where(which), Purpose.INVITE, due_at=due, urgent=urgent)
    ahead = select(Meeting.id).where(beginning.ahead(now, today))
    queued = update(Invitee).where(*_WAITS, Invitee.meeting_id.in_(ahead)).values(invited_at=now)
    await db.execute(queued.execution_options(synchronize_session=False))


async def knows_already(db: AsyncSession, meeting: Meeting, person_id: int, now: datetime) -> None:
    """Send no invitation to who gave the meeting its day: they have it before their eyes."""
    theirs = update(Invitee).where(Invitee.meeting_id == meeting.id, Invitee.person_id == person_id)
    await db.execute(theirs.values(invited_at=now).execution_options(synchronize_session=False))


async def any_knows(db: AsyncSession, meeting: Meeting) -> bool:
    """Say whether anybody was invited to a meeting, or has answered."""
    told = or_(Invitee.invited_at.is_not(None), Invitee.answered_at.is_not(None))
    return await db.scalar(select(Invitee.id).where(Invitee.meeting_id == meeting.id, told).limit(1)) is not None


async def ask_anew(db: AsyncSession, meetings: Collection[int]) -> None:
    """Let who has said no be silent again: they said it to another time, and are asked with the change."""
    if not meetings:
        return
    fresh = {"answer": None, "answered_at": None, "answered_by_id": None}
    said_no = (Invitee.meeting_id.in_(meetings), Invitee.answer == Coming.NO, Invitee.person_id.is_not(None))
    # Whoever said it without an invitation knows of the meeting as well.
    invited = {"invited_at": func.coalesce(Invitee.invited_at, Invitee.answered_at)}
    anew = update(Invitee).where(*said_no).values(fresh | invited | {"reason": "", "excused": None})
    await db.execute(anew.execution_options(synchronize_session=False))


async def would_be(db: AsyncSession, meeting: Meeting, now: datetime) -> list[int]:
    """Return whom settling a meeting would invite, of those whom it concerns and who were not invited yet."""
    whom = concerned.expecting(local(now).date(), Meeting.id == meeting.id)
    known = exists().where(
        Invitee.meeting_id == meeting.id, Invitee.person_id == whom.c.person_id, Invitee.invited_at.is_not(None)
    )
    return list(await db.scalars(select(whom.c.person_id).where(~known)))


AGAIN = 1_000_000
"""Added to a meeting's version where heads are asked once more: that is a letter of its own."""


async def ask_heads(db: AsyncSession, meeting: Meeting, now: datetime, *, again: bool = False) -> None:
    """Ask the heads of all schools to send people, where a meeting expects so many of each school. Idempotent."""
    until = meeting.ahead_until
    if meeting.expects is not Expects.NUMBERS or until is None or until <= now:
        return
    day = meeting.on_day
    assert day
    head = terms.heading(local(now).date())
    heads = select(head.c.person_id).where(head.c.unit_id.in_(tree.schools_of(meeting.cluster_id, day)))
    due, urgent = await quiet.leaves_about(db, meeting, now)
    await outbox.put_select(
        db,
        heads.distinct(),
        Purpose.TO_SEND,
        Topic.meeting(meeting.id),
        version=meeting.version + (AGAIN if again else 0),
        due_at=due,
        not_after=until,
        urgent=urgent,
    )
