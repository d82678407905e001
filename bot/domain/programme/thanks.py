"""Thanks for what somebody did at a meeting (000-7): said by a person, with what shows it, and counted by nobody.

A lead, an officer over the meeting, or the head of somebody's school says it. Whom it is about reads it, and so does
their principal. The year's list stands by day; it has no order and no number of people, and no thanks has a mark.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.db import existing, lock
from bot.domain.calendar import quiet
from bot.domain.models import (
    Assent,
    Evidence,
    EvidenceKind,
    Invitee,
    Meeting,
    Outbox,
    Part,
    Person,
    Presence,
    Purpose,
    Thanks,
    Topic,
    Unit,
)
from bot.domain.organisation import terms
from bot.domain.organisation.people import Rights
from bot.domain.organisation.school_year import Span
from bot.domain.outbox import outbox
from bot.domain.programme import meetings
from bot.domain.programme.minute_taking import read_text
from bot.domain.programme.questions import Named
from bot.errors import N_, BadInput, Gone, NotAllowed, Refusal
from bot.vietnamese import fold, local, sort_key

FEWEST_WORDS, LONGEST = 4, 500
USEFUL_FOR = timedelta(days=14)
CAME = (Presence.PRESENT, Presence.LATE)

NOT_YET = N_("This meeting has not begun. Thanks can be said from its beginning on.")
SAY_WHAT = N_("Please say in a sentence what was done, for example: group 2 asked each other before they asked her.")
TOO_LONG = N_("Please say it in at most {most} letters; these are {letters}.")
NO_MARKS = N_("Thanks are said without marks and ranks. Please write what was done, without points or places.")
_RANKS = re.compile(
    r"\b(?:\d+(?:[.,]\d+)? ?diem|diem \d+|xep loai|xep hang|hang (?:nhat|nhi|ba|\d+)|nhat cum|nhat truong|"
    r"(?:gioi|tot|hay|xuat sac) nhat|dung dau|thu (?:nhat|hai|ba) (?:cum|truong)|best|rank(?:ed)?|points?)\b"
)


@dataclass(frozen=True, slots=True)
class ThanksSaid:
    """One thanks as a list shows it."""

    id: int
    name: str
    school: str
    text: str
    by: str
    by_id: int
    meeting: Meeting
    evidence_id: int | None


def read(typed: str) -> str:
    """Return what was typed as it is kept. Raises BadInput for too few words, too many, and for marks or ranks."""
    text = read_text(typed)
    if _RANKS.search(fold(text)):
        raise BadInput(NO_MARKS)
    if len(text.split()) < FEWEST_WORDS:
        raise BadInput(SAY_WHAT)
    if len(text) > LONGEST:
        raise BadInput(TOO_LONG, letters=len(text), most=LONGEST)
    return text


def may_thank(meeting: Meeting, rights: Rights) -> bool:
    """Say whether somebody can thank people of a meeting: all of it, or those of the own school."""
    return rights.may_lead(meeting.cluster_id) or bool(rights.principal_of)


def _there(meeting: Meeting, rights: Rights) -> Select[int | None]:
    """Select who was at a meeting, or plays a part in it, as far as somebody may thank them."""
    playing = select(Part.person_id).where(Part.meeting_id == meeting.id, Part.assent == Assent.ACCEPTED)
    came = select(Invitee.person_id).where(Invitee.meeting_id == meeting.id, Invitee.presence.in_(CAME))
    found = select(Person.id).where(or_(Person.id.in_(playing), Person.id.in_(came)), Person.name != "")
    return found if rights.may_lead(meeting.cluster_id) else found.where(Person.unit_id.in_(rights.principal_of))


async def people(db: AsyncSession, meeting: Meeting, person: Person, rights: Rights) -> list[Named]:
    """Return by tên whom somebody can thank. Raises NotAllowed for who may thank nobody."""
    if not may_thank(meeting, rights):
        raise NotAllowed
    asked = select(Person.id, Person.name, Unit.name).outerjoin(Unit, Unit.id == Person.unit_id)
    rows = await db.execute(asked.where(Person.id.in_(_there(meeting, rights)), Person.id != person.id))
    return sorted((Named(one, name, school or "") for one, name, school in rows), key=lambda one: sort_key(one.name))


async def shows(db: AsyncSession, meeting: Meeting, person_id: int) -> Sequence[Evidence]:
    """Return what can stand with thanks to somebody: what they sent of the meeting in which no pupil is recognised."""
    theirs = (Evidence.meeting_id == meeting.id, Evidence.person_id == person_id, Evidence.faces.is_(False))
    asked = select(Evidence).where(*theirs, Evidence.kind != EvidenceKind.HANDWRITING).order_by(Evidence.id.desc())
    return (await db.scalars(asked.limit(6))).all()


async def say(
    db: AsyncSession,
    meeting: Meeting,
    by: Person,
    rights: Rights,
    *,
    to: int,
    text: str,
    evidence_id: int | None,
    now: datetime,
) -> Thanks:
    """Thank somebody, and let their principal know. Idempotent: the same words again are the same thanks.

    Raises NotAllowed for who may not thank them, Refusal before the meeting, Gone for evidence that is not theirs,
    BadInput as `read` does.
    """
    await lock(db, meeting)
    if meeting.starts_at is None or meeting.starts_at > now:
        raise Refusal(NOT_YET)
    if to not in {one.person_id for one in await people(db, meeting, by, rights)}:
        raise NotAllowed
    if evidence_id is not None and evidence_id not in {one.id for one in await shows(db, meeting, to)}:
        raise Gone
    words = read(text)
    same = (Thanks.meeting_id == meeting.id, Thanks.person_id == to, Thanks.by_id == by.id, Thanks.text == words)
    if known := await db.scalar(select(Thanks).where(*same)):
        return known
    row = Thanks(meeting_id=meeting.id, person_id=to, text=words, evidence_id=evidence_id, by_id=by.id, at=now)
    db.add(row)
    await db.flush()
    due = await quiet.leaves(db, now)
    unit = await db.scalar(select(Person.unit_id).where(Person.id == to))
    heads = {*await terms.principals(db, [unit] if unit else [], local(now).date())} - {to, by.id}
    for readers, purpose in (({to}, Purpose.THANKS), (heads, Purpose.THANKS_COPY)):
        await outbox.put(db, readers, purpose, Topic.thanks(row.id), due_at=due, not_after=due + USEFUL_FOR)
    return row


async def take_back(db: AsyncSession, thanks_id: int, by: Person, now: datetime) -> None:
    """Take one's own thanks back. Raises Gone where it is not there, NotAllowed for somebody else's."""
    row = await existing(db, Thanks, thanks_id)
    if row.by_id != by.id:
        raise NotAllowed
    await db.delete(row)
    await outbox.void(db, Outbox.topic == Topic.thanks(thanks_id), now=now)
    await db.flush()


async def of(db: AsyncSession, person: Person, rights: Rights, span: Span) -> list[ThanksSaid]:
    """Return the thanks of some days that somebody may read, by the meeting's day and tên: nobody is counted.

    One's own, those one said, of the own school's people, of meetings one leads or oversees.
    """
    thanked, giver = aliased(Person), aliased(Person)
    since, until = span.moments
    asked = select(Thanks, thanked.name, Unit.name, giver.name, Meeting).join(Meeting, Meeting.id == Thanks.meeting_id)
    asked = asked.join(thanked, thanked.id == Thanks.person_id).join(giver, giver.id == Thanks.by_id)
    asked = asked.outerjoin(Unit, Unit.id == thanked.unit_id)
    asked = asked.where(Meeting.starts_at >= since, Meeting.starts_at < until)
    seen: list[ColumnElement[bool]] = [Thanks.person_id == person.id, Thanks.by_id == person.id]
    seen += [thanked.unit_id.in_(rights.principal_of), Meeting.cluster_id.in_(rights.leads | rights.clusters)]
    rows = await db.execute(asked if rights.sees_all else asked.where(or_(*seen)))
    found = [
        ThanksSaid(one.id, name, school or "", one.text, by, one.by_id, meeting, one.evidence_id)
        for one, name, school, by, meeting in rows
    ]
    return sorted(found, key=lambda one: (one.meeting.starts_at, sort_key(one.name), one.id))


async def meeting_of(db: AsyncSession, meeting_id: int, rights: Rights) -> Meeting:
    """Return a meeting whose people somebody may thank. Raises NotAllowed for who may thank nobody."""
    meeting = await meetings.get(db, meeting_id)
    if not may_thank(meeting, rights):
        raise NotAllowed
    return meeting
