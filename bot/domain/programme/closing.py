"""After a meeting: its leads are asked once what becomes of who is not marked, and who was there may contest a mark.

Until a roll is closed every summary says that it is not. Whatever is decided is a line of the log of marks.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import existing, insert, lock
from bot.domain.calendar import quiet
from bot.domain.models import (
    Appointment,
    Assent,
    Coming,
    Contest,
    Invitee,
    Meeting,
    MeetingState,
    Part,
    PartKind,
    Person,
    Presence,
    Purpose,
    RosterEntry,
    Topic,
)
from bot.domain.organisation import terms
from bot.domain.organisation.people import Rights
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import NOTHING
from bot.domain.outbox.outbox import OutboxRow
from bot.domain.programme import marks
from bot.domain.programme.attendance import name_of_invitee
from bot.errors import N_, Gone, NotAllowed, Refusal
from bot.vietnamese import local, sort_key

AT_ONCE = 50
"""Meetings whose leads are asked in one transaction."""
CONTESTED_FOR = timedelta(days=7)
"""How long after its end somebody may say that they were there; as long it is of use to ask who closes the roll."""

MOST_NAMED = 12
"""Who is not marked is asked about by name where they are no more."""

NOT_OVER = N_("This meeting is not over yet; its roll call is closed afterwards.")
THERE_ALREADY = N_("You are marked as having come to this meeting.")
TOO_LATE = N_("This can be said for 7 days after a meeting. Please ask the lead.")

_OVER = (
    select(Meeting)
    .where(Meeting.state == MeetingState.SETTLED, Meeting.ends_at <= bindparam("now"))
    .where(Meeting.asked_to_close_at.is_(None), Meeting.roll_closed_at.is_(None))
    .order_by(Meeting.ends_at, Meeting.id)
    .limit(AT_ONCE)
)


async def number_unmarked(db: AsyncSession, meeting_id: int) -> int:
    """Count who is expected at a meeting and not marked."""
    return await db.scalar(select(func.count()).where(*marks.unmarked([meeting_id]))) or 0


async def names_unmarked(db: AsyncSession, numbers: Mapping[int, int]) -> dict[int, list[str]]:
    """Return by meeting who is not marked, by tên, where `numbers` says that these are few enough to be named."""
    few = [meeting for meeting, number in numbers.items() if number <= MOST_NAMED]
    if not few:
        return {}
    asked = select(Invitee.meeting_id, name_of_invitee()).outerjoin(Person, Person.id == Invitee.person_id)
    asked = asked.outerjoin(RosterEntry, RosterEntry.id == Invitee.roster_entry_id).where(*marks.unmarked(few))
    found: dict[int, list[str]] = {}
    for meeting, name in await db.execute(asked):
        found.setdefault(meeting, []).append(name)
    return {meeting: sorted(names, key=sort_key) for meeting, names in found.items()}


async def ask_leads(db: AsyncSession, now: datetime) -> bool:
    """Ask the leads of meetings that are over who was away; return whether there are more of them.

    Who has said that they cannot come is excused before, unless their principal has not let them. Where nobody is left
    to ask about, the roll is closed. All in as many statements as for one meeting.
    """
    found = (await db.scalars(_OVER, {"now": now})).all()
    if not found:
        return False
    await lock(db, *found)
    left = marks.unmarked([meeting.id for meeting in found])
    said_no = (Invitee.answer == Coming.NO, Invitee.excused.is_distinct_from(False))
    await marks.write(db, *left, *said_no, presence=Presence.EXCUSED, by_id=None, now=now)
    open_still = {*await db.scalars(select(Invitee.meeting_id).where(*left).distinct())}
    asked = [meeting for meeting in found if meeting.id in open_still]
    for meeting in found:
        if meeting.id in open_still:
            meeting.asked_to_close_at = now
        else:
            meeting.roll_closed_at = now
    await _ask(db, asked, now)
    await db.flush()
    return len(found) == AT_ONCE


async def _ask(db: AsyncSession, asked: Sequence[Meeting], now: datetime) -> None:
    due = await quiet.leaves(db, now)
    lead = terms.leading(local(now).date(), Appointment.cluster_id.in_({meeting.cluster_id for meeting in asked}))
    leads: dict[int, list[int]] = defaultdict(list)
    for cluster, person in await db.execute(select(lead.c.cluster_id, lead.c.person_id)):
        leads[cluster].append(person)
    same = OutboxRow(0, Purpose.CLOSE_ROLL, Topic.meeting(0), 0, NOTHING, due, due + CONTESTED_FOR)
    letters = [
        (same._replace(topic=Topic.meeting(one.id), version=one.version), leads[one.cluster_id]) for one in asked
    ]
    await outbox.put_alike(db, letters)


async def close(
    db: AsyncSession, meeting: Meeting, rights: Rights, *, absent: bool, by: Person, now: datetime
) -> int | None:
    """Close a roll call: who is not marked is `absent`, or stays as they are; return how many those are.

    None where it is closed already. Raises NotAllowed unless one leads the meeting, Refusal before its end.
    """
    rights.must_lead(meeting.cluster_id)
    await lock(db, meeting)
    if meeting.state is not MeetingState.SETTLED or meeting.ends_at is None or now < meeting.ends_at:
        raise Refusal(NOT_OVER)
    if meeting.roll_closed_at:
        return None
    meeting.roll_closed_at = now
    left = marks.unmarked([meeting.id])
    if absent:
        return len(await marks.write(db, *left, presence=Presence.ABSENT, by_id=by.id, now=now))
    return await number_unmarked(db, meeting.id)


def may_contest(meeting: Meeting, presence: Presence | None, now: datetime) -> bool:
    """Say whether somebody who was expected may say that they were there."""
    over = meeting.state is MeetingState.SETTLED and meeting.ends_at is not None and meeting.ends_at <= now
    return over and presence not in marks.CAME and now <= (meeting.ends_at or now) + CONTESTED_FOR


async def contest(db: AsyncSession, meeting: Meeting, person: Person, now: datetime) -> Contest:
    """Note that somebody says they were there, for the leads and the secretary to decide. Idempotent.

    Raises Gone for who was not expected, Refusal before the end, later than 7 days, and where the mark says so already.
    """
    mine = (Invitee.meeting_id == meeting.id, Invitee.person_id == person.id)
    row = await db.scalar(select(Invitee).where(*mine))
    if row is None:
        raise Gone
    if known := await db.get(Contest, row.id):
        return known
    if row.presence in marks.CAME:
        raise Refusal(THERE_ALREADY)
    if not may_contest(meeting, row.presence, now):
        raise Refusal(TOO_LATE if meeting.ends_at and meeting.ends_at <= now else NOT_OVER)
    await db.execute(insert(db, Contest).values(invitee_id=row.id, at=now).on_conflict_do_nothing())
    due = await quiet.leaves(db, now)
    deciders = {*await terms.leaders(db, meeting.cluster_id, local(now).date()), *await _secretaries(db, meeting.id)}
    topic, until = Topic.contest(row.id), due + CONTESTED_FOR
    await outbox.put(db, deciders - {person.id}, Purpose.CONTEST, topic, due_at=due, not_after=until)
    return await db.get_one(Contest, row.id)


async def _secretaries(db: AsyncSession, meeting_id: int) -> Sequence[int]:
    of = (Part.meeting_id == meeting_id, Part.kind == PartKind.SECRETARY, Part.assent == Assent.ACCEPTED)
    return (await db.scalars(select(Part.person_id).where(*of))).all()


async def decide(
    db: AsyncSession, invitee_id: int, person: Person, rights: Rights, *, granted: bool, now: datetime
) -> Contest:
    """Decide whether somebody was there; the first decision holds. What is granted is a mark by who decides.

    Raises Gone where nobody has said so, NotAllowed unless one leads the meeting or is its secretary, and for oneself.
    """
    row = await existing(db, Invitee, invitee_id)
    meeting = await existing(db, Meeting, row.meeting_id)
    if not rights.may_lead(meeting.cluster_id) and person.id not in await _secretaries(db, meeting.id):
        raise NotAllowed
    if row.person_id == person.id:
        raise NotAllowed
    await existing(db, Contest, invitee_id)
    said = {"granted": granted, "decided_at": now, "decided_by_id": person.id}
    first = update(Contest).where(Contest.invitee_id == invitee_id, Contest.granted.is_(None)).values(said)
    if (await db.execute(first.execution_options(synchronize_session=False))).rowcount:  # type: ignore[attr-defined] # an UPDATE's result has it
        if granted:
            await marks.write(db, Invitee.id == row.id, presence=Presence.PRESENT, by_id=person.id, now=now)
        due = await quiet.leaves(db, now)
        to = [row.person_id] if row.person_id else []
        topic, until = Topic.contest(row.id), due + CONTESTED_FOR
        await outbox.put(db, to, Purpose.CONTEST_DECIDED, topic, due_at=due, not_after=until)
    return await db.get_one(Contest, invitee_id, populate_existing=True)
