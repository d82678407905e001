"""Writing minutes: who is asked, what is added under which heading, handing them to the lead, and the lead's yes.

Nothing written is lost: an entry is added, none is changed, and what two people write at once stands below each other.
What the lead approves is the version that they saw; the paper that was approved before stays until the next yes.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert, lock
from bot.domain import files
from bot.domain.calendar import quiet
from bot.domain.models import (
    Answer,
    Appointment,
    Assent,
    Evidence,
    EvidenceKind,
    Heading,
    Meeting,
    MeetingState,
    Minutes,
    MinutesApproval,
    MinutesEntry,
    MinutesReader,
    MinutesState,
    Part,
    PartKind,
    Person,
    Purpose,
    Reflection,
    Scope,
    Topic,
)
from bot.domain.organisation import consents, reach, terms, tree
from bot.domain.organisation.people import Rights
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import NOTHING
from bot.domain.outbox.outbox import OutboxRow
from bot.domain.programme import lesson_steps, minutes, photos
from bot.domain.programme.minutes import FullMinutes
from bot.errors import N_, BadInput, Gone, Refusal
from bot.vietnamese import local, nfc

AT_ONCE = 50
"""Meetings whose secretaries are asked in one transaction."""
OF_USE = timedelta(days=14)
"""How long after a meeting its secretary is still asked by themselves."""
LONGEST = 4000
"""Letters of one entry; several may stand under a heading."""
SHORTEST_REMARK, LONGEST_REMARK = 3, 500

NOT_BEGUN = N_("This meeting has not begun. Its minutes can be written from its beginning on.")
IS_APPROVED = N_("These minutes are approved. If something is wrong, please ask the lead: they can change them.")
TOO_LONG = N_("This text has {letters} letters. Please send it in parts of at most {most} letters each.")
NO_TEXT = N_("There are no words in this. Please write a few, or send a photo of your notes.")
ENDS_FIRST = N_("The end must lie after the beginning. Please write both, for example: 14h - 16h30.")
NOTHING_WRITTEN = N_("Nothing stands in the minutes yet. Please write at least one part of them first.")
FACES_FIRST = N_("First please say whether pupils' faces can be seen in the photos of your notes.")
BAD_REMARK = N_("Please say in {least} to {most} letters what is to be changed.")
CHANGED = N_("The minutes were changed while you read them. Please look at them once more:")
NOT_SUBMITTED = N_("These minutes have not been sent to you for approval.")

_OVER = (
    select(Meeting)
    .where(Meeting.state == MeetingState.SETTLED, Meeting.ends_at <= bindparam("now"))
    .where(Meeting.starts_at > bindparam("since"))
    .where(~exists().where(Minutes.meeting_id == Meeting.id))
    .order_by(Meeting.ends_at, Meeting.id)
    .limit(AT_ONCE)
)


async def ask_writers(db: AsyncSession, now: datetime) -> bool:
    """Ask the secretary, else the leads, for the minutes of meetings that are over, once; say if there are more."""
    found = (await db.scalars(_OVER, {"now": now, "since": now - OF_USE})).all()
    if not found:
        return False
    fresh = [{"meeting_id": one.id, "state": MinutesState.DRAFT, "version": 0, "at": now} for one in found]
    await db.execute(insert(db, Minutes).on_conflict_do_nothing(), fresh)
    asked = await _writers(db, found, now)
    due = await quiet.leaves(db, now)
    rows = select(Minutes.meeting_id, Minutes.id).where(Minutes.meeting_id.in_(asked))
    same = OutboxRow(0, Purpose.MINUTES_ASK, Topic.minutes(0), 0, NOTHING, due, due + OF_USE)
    letters = [(same._replace(topic=Topic.minutes(number)), asked[one]) for one, number in await db.execute(rows)]
    await outbox.put_alike(db, letters)
    return len(found) == AT_ONCE


async def _writers(db: AsyncSession, found: Sequence[Meeting], now: datetime) -> dict[int, Collection[int]]:
    """Return by meeting who is asked to write."""
    playing = (Part.kind == PartKind.SECRETARY, Part.assent == Assent.ACCEPTED, Person.erased_at.is_(None))
    parts = select(Part.meeting_id, Part.person_id).join(Person, Person.id == Part.person_id).where(*playing)
    writers: dict[int, set[int]] = defaultdict(set)
    for meeting, person in await db.execute(parts.where(Part.meeting_id.in_({one.id for one in found}))):
        writers[meeting].add(person)
    lead = terms.leading(local(now).date(), Appointment.cluster_id.in_({one.cluster_id for one in found}))
    leads: dict[int, set[int]] = defaultdict(set)
    for cluster, person in await db.execute(select(lead.c.cluster_id, lead.c.person_id)):
        leads[cluster].add(person)
    return {one.id: writers.get(one.id) or leads[one.cluster_id] for one in found}


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes the minutes of which meeting, and when."""

    meeting: Meeting
    person: Person
    rights: Rights
    now: datetime

    @property
    def leads(self) -> bool:
        """Whether the minutes are theirs to approve."""
        return self.rights.may_lead(self.meeting.cluster_id)

    def must_have_begun(self) -> None:
        """Raise Refusal before the meeting has begun."""
        begins = self.meeting.starts_at
        if self.meeting.state is not MeetingState.SETTLED or begins is None or begins > self.now:
            raise Refusal(NOT_BEGUN)

    def must_lead(self) -> None:
        """Raise NotAllowed unless one leads the meeting."""
        self.rights.must_lead(self.meeting.cluster_id)


async def begin(db: AsyncSession, writer: Writer) -> Minutes:
    """Return the row of a meeting's minutes, a new one where there is none; nobody else writes until the commit.

    Raises NotAllowed unless the person writes them, Refusal before the meeting has begun.
    """
    meeting = writer.meeting
    await minutes.must_write(db, meeting, writer.person, writer.rights)
    writer.must_have_begun()
    fresh = {"meeting_id": meeting.id, "state": MinutesState.DRAFT, "version": 0, "at": writer.now}
    await db.execute(insert(db, Minutes).values(fresh).on_conflict_do_nothing())
    row = await minutes.of(db, meeting.id)
    if row is None:
        raise Gone
    await lock(db, row)
    return row


def read_text(typed: str) -> str:
    """Return a text as minutes keep it: without what no paper can show. Raises BadInput for a long or an empty one."""
    text = "".join(letter for letter in nfc(typed) if letter == "\n" or unicodedata.category(letter) not in _UNSEEN)
    text = "\n".join(filter(None, (line.strip() for line in text.split("\n"))))
    if len(text) > LONGEST:
        raise BadInput(TOO_LONG, letters=len(text), most=LONGEST)
    if not any(letter.isalnum() for letter in text):
        raise BadInput(NO_TEXT)
    return text


_UNSEEN = frozenset({"Cc", "Co", "Cn", "Cs"})
"""Kinds of letters that a word processor refuses or shows as a box."""


async def write(
    db: AsyncSession,
    writer: Writer,
    heading: Heading,
    text: str,
    *,
    replaces: bool = False,
    evidence_id: int | None = None,
    reflection_id: int | None = None,
) -> MinutesEntry:
    """Add a text below a heading, or with `replaces` in place of all that stands there; an empty one takes it out.

    Raises as `begin` does, and Refusal where they are approved and the person does not lead the meeting.
    """
    row = await begin(db, writer)
    if row.state is MinutesState.APPROVED:
        if not writer.leads:
            raise Refusal(IS_APPROVED)
        row.state = MinutesState.DRAFT
    row.version += 1
    which = {"minutes_id": row.id, "version": row.version, "heading": heading, "replaces": replaces}
    from_elsewhere = {"evidence_id": evidence_id, "reflection_id": reflection_id}
    entry = MinutesEntry(**which, **from_elsewhere, text=text, by_id=writer.person.id, at=writer.now)
    db.add(entry)
    await db.flush()
    return entry


async def set_hours(db: AsyncSession, writer: Writer, starts_at: datetime, ends_at: datetime) -> None:
    """Say from when until when a meeting was. Raises BadInput unless the end lies after the beginning."""
    if starts_at >= ends_at:
        raise BadInput(ENDS_FIRST)
    await write(db, writer, Heading.TIME, minutes.hours_kept(starts_at, ends_at), replaces=True)


async def set_steps(db: AsyncSession, writer: Writer, steps: Collection[Heading]) -> None:
    """Say which steps of the lesson study a meeting covered; what was written of others stays. Idempotent.

    Raises BadInput where it is none of them.
    """
    said = minutes.steps_kept(steps)
    if not said:
        raise BadInput(lesson_steps.WHICH)
    await begin(db, writer)
    full = await minutes.read(db, writer.meeting)
    if not (full and full.steps_said and minutes.steps_kept(full.steps) == said):
        await write(db, writer, Heading.STEPS, said, replaces=True)


async def add_handwriting(db: AsyncSession, writer: Writer, heading: Heading, sha: str, caption: str) -> None:
    """Keep a photo of notes as evidence and below a heading. Idempotent: the same picture stands there once."""
    await begin(db, writer)
    await consents.must_allow(db, writer.person, Scope.PHOTOS)
    same = {"meeting_id": writer.meeting.id, "person_id": writer.person.id, "sha": sha}
    about = {"kind": EvidenceKind.HANDWRITING, "album": "", "caption": "", "at": writer.now, "consented": False}
    await db.execute(insert(db, Evidence).values(**same, **about).on_conflict_do_nothing())
    number = await db.scalar(select(Evidence.id).filter_by(**same))
    full = await minutes.read(db, writer.meeting)
    stands = full.entries.get(heading, ()) if full else ()
    if sha not in {one.sha for one in stands}:
        text = read_text(caption) if caption.strip() else ""
        await write(db, writer, heading, text, evidence_id=number)


async def take_out_handwriting(db: AsyncSession, writer: Writer) -> list[str]:
    """Take the photos of notes out of which nobody has said whether faces can be seen; return digests to erase."""
    await begin(db, writer)
    of_minutes = select(MinutesEntry.evidence_id).join(Minutes, Minutes.id == MinutesEntry.minutes_id)
    which = (Evidence.id.in_(of_minutes.where(Minutes.meeting_id == writer.meeting.id)), Evidence.faces.is_(None))
    return await files.unspoken(db, await photos.take_out(db, *which))


async def take_reflection(db: AsyncSession, writer: Writer, heading: Heading, reflection_id: int, number: int) -> bool:
    """Put one answer of a reflection below a heading, without a name; say whether it is new there.

    Raises NotAllowed unless the person leads the meeting, Gone for an answer of another meeting or not handed in.
    """
    writer.must_lead()
    found = select(Answer.text).join(Reflection, Reflection.id == Answer.reflection_id)
    found = found.where(Reflection.meeting_id == writer.meeting.id, Reflection.submitted_at.is_not(None))
    text = await db.scalar(found.where(Reflection.id == reflection_id, Answer.question == number))
    if text is None:
        raise Gone
    await begin(db, writer)
    full = await minutes.read(db, writer.meeting)
    if full and text in {one.text for one in full.entries.get(heading, ())}:
        return False
    await write(db, writer, heading, text, reflection_id=reflection_id)
    return True


async def submit(db: AsyncSession, writer: Writer) -> Minutes:
    """Send minutes to the leads for their yes. Idempotent while they wait for it.

    Raises as `begin` does, and Refusal where nothing is written, they are approved, or faces were not spoken of.
    """
    row = await begin(db, writer)
    meeting, person, now = writer.meeting, writer.person, writer.now
    _must_be_whole(await minutes.read(db, meeting))
    if row.state is MinutesState.APPROVED:
        raise Refusal(IS_APPROVED)
    row.state, row.submitted_by_id, row.submitted_at, row.remark = MinutesState.SUBMITTED, person.id, now, ""
    await db.flush()
    leads = {*await terms.leaders(db, meeting.cluster_id, local(now).date())} - {person.id}
    await _tell(db, leads, Purpose.MINUTES_SUBMITTED, row, now)
    return row


def _must_be_whole(full: FullMinutes | None) -> None:
    if full is None or not any(full.entries.get(heading) for heading in full.headings):
        raise Refusal(NOTHING_WRITTEN)
    if any(one.sha and one.faces is None for entries in full.entries.values() for one in entries):
        raise Refusal(FACES_FIRST)


async def send_back(db: AsyncSession, writer: Writer, typed: str) -> Minutes:
    """Send minutes back to who sent them, with a sentence.

    Raises NotAllowed unless the person leads the meeting, Refusal where they do not wait for a yes, BadInput for a bad
    sentence.
    """
    writer.must_lead()
    row = await begin(db, writer)
    remark = " ".join(nfc(typed).split())
    if not SHORTEST_REMARK <= len(remark) <= LONGEST_REMARK:
        raise BadInput(BAD_REMARK, least=SHORTEST_REMARK, most=LONGEST_REMARK)
    if row.state is not MinutesState.SUBMITTED:
        raise Refusal(NOT_SUBMITTED)
    row.state, row.remark = MinutesState.DRAFT, remark
    await db.flush()
    to = {row.submitted_by_id} if row.submitted_by_id else set[int]()
    await _tell(db, to - {writer.person.id}, Purpose.MINUTES_BACK, row, writer.now)
    return row


async def approve(db: AsyncSession, writer: Writer, *, seen: int) -> tuple[MinutesApproval, bool]:
    """Approve the version of the minutes that was `seen`, and send it on; return the approval, and whether it is new.

    It goes to the officers and to who heads a school of the cluster today. Raises NotAllowed unless the person leads
    the meeting, Refusal where they were changed meanwhile, nothing is written, or faces were not spoken of.
    """
    writer.must_lead()
    row = await begin(db, writer)
    same = (MinutesApproval.minutes_id == row.id, MinutesApproval.version == seen)
    if known := await db.scalar(select(MinutesApproval).where(*same)):
        return known, False
    if row.version != seen:
        raise Refusal(CHANGED)
    _must_be_whole(await minutes.read(db, writer.meeting))
    approval = MinutesApproval(minutes_id=row.id, version=seen, by_id=writer.person.id, at=writer.now)
    db.add(approval)
    row.state, row.remark = MinutesState.APPROVED, ""
    await db.flush()
    await _send_on(db, writer.meeting, row, approval)
    return approval, True


async def _send_on(db: AsyncSession, meeting: Meeting, row: Minutes, approval: MinutesApproval) -> None:
    today = local(approval.at).date()
    schools = {one.id for one in await tree.members(db, meeting.cluster_id, today)}
    officers = await reach.overseers(db, today, cluster=meeting.cluster_id)
    readers = {*officers, *await terms.principals(db, schools, today)} - {approval.by_id}
    if readers:
        rows = [{"approval_id": approval.id, "person_id": one} for one in sorted(readers)]
        await db.execute(insert(db, MinutesReader).on_conflict_do_nothing(), rows)
    wrote = {row.submitted_by_id} if row.submitted_by_id else set[int]()
    await _tell(db, (readers | wrote) - {approval.by_id}, Purpose.MINUTES_APPROVED, row, approval.at)


async def _tell(db: AsyncSession, people: Collection[int], purpose: Purpose, row: Minutes, now: datetime) -> None:
    due = await quiet.leaves(db, now)
    topic, until = Topic.minutes(row.id), due + OF_USE
    await outbox.put(db, people, purpose, topic, version=row.version, due_at=due, not_after=until)


async def say_faces(db: AsyncSession, writer: Writer, *, faces: bool) -> None:
    """Write down what was said of faces in all photos of handwriting of a meeting's minutes that were not spoken of."""
    await begin(db, writer)
    of_minutes = select(MinutesEntry.evidence_id).join(Minutes, Minutes.id == MinutesEntry.minutes_id)
    which = (Evidence.id.in_(of_minutes.where(Minutes.meeting_id == writer.meeting.id)), Evidence.faces.is_(None))
    await db.execute(update(Evidence).where(*which).values(faces=faces))
