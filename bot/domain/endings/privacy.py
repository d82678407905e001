"""A person's own data: seeing it, and having it erased (Luật 91/2025/QH15, Điều 14).

What remains after erasing is a nameless row: marks of attendance stay true in number, and say of nobody who it was.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import dialogues, files
from bot.domain.duties import ledger
from bot.domain.endings import forgetting, retention
from bot.domain.models import (
    Account,
    Announcement,
    Answer,
    Appointment,
    Assent,
    Consent,
    Contest,
    DataRequest,
    Dialogue,
    DutyRule,
    Evidence,
    Invitee,
    LongLeave,
    Mark,
    Meeting,
    NoteBack,
    Outbox,
    Part,
    Person,
    Reflection,
    Role,
    RosterEntry,
    SamePerson,
    SchoolArrival,
    Scope,
    Seat,
    SeatState,
    Thanks,
    Topic,
    UploadLink,
)
from bot.domain.organisation import consents, suppression
from bot.domain.outbox import outbox
from bot.domain.papers import passing
from bot.domain.programme import beginning, invitees, photos, seats
from bot.vietnamese import local


@dataclass(frozen=True, slots=True)
class StoredData:
    """How much is stored of a person."""

    consent_at: datetime
    consent_version: int
    channels: tuple[str, ...]
    seats: int
    marks: int
    reflections: int
    photos: int


async def kept(db: AsyncSession, person: Person) -> StoredData:
    """Return what is stored of a person, to show it to them."""
    consent = await db.scalar(
        select(Consent).where(Consent.person_id == person.id).order_by(Consent.id.desc()).limit(1)
    )
    channels = await db.scalars(select(Account.channel).where(Account.person_id == person.id).order_by(Account.id))
    counts = {}
    for table in (Seat, Reflection, Evidence):
        counts[table] = await db.scalar(select(func.count()).where(table.person_id == person.id)) or 0
    marks = select(func.count(Mark.id)).join(Invitee, Invitee.id == Mark.invitee_id)
    return StoredData(
        consent_at=consent.given_at if consent else person.joined_at,
        consent_version=consent.version if consent else consents.NOTICE_VERSION,
        channels=tuple(channels),
        seats=counts[Seat],
        marks=await db.scalar(marks.where(Invitee.person_id == person.id)) or 0,
        reflections=counts[Reflection],
        photos=counts[Evidence],
    )


async def erase(db: AsyncSession, person: Person, now: datetime, *, secret: str = "") -> list[str]:
    """Erase a person: profile, chats, answers, photos, seats ahead, appointments; consent is withdrawn.

    Returns the digests of files to erase once this is committed. Marks stay, nameless, so that counts stay true. With
    the deployment's `secret` a later list of the school does not bring them back.
    """
    names = {person.name, person.true_name, *await _on_lists(db, person)}
    if secret and person.unit_id:
        known = [suppression.digest(person.unit_id, name, secret) for name in names if name]
        await suppression.keep_out(db, known, now)
    gone = await photos.take_out(db, Evidence.person_id == person.id)
    gone |= await ledger.forget(db, person.id)
    gone |= await _forget_announcements(db, person, now)
    gone |= await _forget_conversation(db, person)
    await db.execute(delete(NoteBack).where(or_(NoteBack.writer_id == person.id, NoteBack.reader_id == person.id)))
    await _leave_seats(db, person, now)
    reflections = select(Reflection.id).where(Reflection.person_id == person.id)
    await db.execute(delete(Answer).where(Answer.reflection_id.in_(reflections)))
    await db.execute(delete(Reflection).where(Reflection.person_id == person.id))
    # Parts of meetings that are over are history, told without a name.
    open_parts = Part.assent.in_((Assent.ASKED, Assent.ACCEPTED)) & Part.meeting_id.in_(_ahead(now))
    await db.execute(update(Part).where(Part.person_id == person.id, open_parts).values(assent=Assent.DECLINED))
    await outbox.void(db, Outbox.person_id == person.id, now=now)
    # What a letter has said to them, and which message of their chat it was.
    said = update(Outbox).where(Outbox.person_id == person.id).values(facts={}, message=None)
    await db.execute(said.execution_options(synchronize_session=False))
    # The basis of a rule that they wrote is their name.
    await db.execute(update(DutyRule).where(DutyRule.author_id == person.id).values(basis=""))
    # The schools that somebody has left stay with the nameless row: its marks keep the school of their day.
    held = (Appointment.person_id == person.id, Appointment.role != Role.TEACHER)
    await db.execute(update(Appointment).where(*held).values(person_id=None, named=None, valid_to=local(now).date()))
    await _leave_lists(db, person, now)
    await db.execute(delete(Thanks).where(Thanks.person_id == person.id))
    await db.execute(delete(LongLeave).where(LongLeave.person_id == person.id))
    either = (SamePerson.new_id == person.id) | (SamePerson.old_id == person.id)
    await db.execute(delete(SamePerson).where(either))
    await db.execute(delete(SchoolArrival).where(SchoolArrival.person_id == person.id))
    await db.execute(delete(RosterEntry).where(RosterEntry.person_id == person.id))
    for scope in Scope:
        await consents.withdraw(db, person, scope, now)
    await passing.forget(db, person)
    await _leave_chats(db, person)
    await db.execute(update(DataRequest).where(DataRequest.person_id == person.id).values(text="", answer=""))
    person.name = person.folded = person.true_name = ""
    person.subject = person.level = None
    person.erased_at = now
    await db.flush()
    await forgetting.take_out(db, names)
    await retention.count(db, "people", 1, now, retention.ASKED)
    return await files.unspoken(db, gone)


async def _on_lists(db: AsyncSession, person: Person) -> list[str]:
    """Return how the lists of schools write somebody's name."""
    return list(await db.scalars(select(RosterEntry.name).where(RosterEntry.person_id == person.id)))


async def _leave_lists(db: AsyncSession, person: Person, now: datetime) -> None:
    """Expect somebody no more; at meetings that are over they still count, without their words."""
    await invitees.join_up(db)
    theirs = Invitee.person_id == person.id
    # A meeting whose day was moved to a later one after its roll was called keeps its marks.
    spoken_of = or_(*(exists().where(one.invitee_id == Invitee.id) for one in (Mark, Contest)))
    await db.execute(delete(Invitee).where(theirs, Invitee.meeting_id.in_(_ahead(now)), ~spoken_of))
    await db.execute(update(Invitee).where(theirs).values(reason="", name=""))


async def _leave_chats(db: AsyncSession, person: Person) -> None:
    theirs = (Account.person_id == person.id, Account.channel == UploadLink.channel)
    await db.execute(delete(UploadLink).where(exists().where(*theirs, Account.address == UploadLink.address)))
    await db.execute(delete(Account).where(Account.person_id == person.id))


async def _forget_announcements(db: AsyncSession, author: Person, now: datetime) -> set[str]:
    """Empty somebody's announcements, take back the copies that have not left, and return the photos' digests."""
    theirs = select(Announcement).where(Announcement.author_id == author.id)
    gone = set()
    for one in await db.scalars(theirs):
        gone |= {one.sha} if one.sha else set()
        one.text, one.sha, one.finished_at = "", None, one.finished_at or now
        # A copy that waits would leave without its words.
        await outbox.void(db, Outbox.topic == Topic.announcement(one.id), now=now)
    return gone


async def _forget_conversation(db: AsyncSession, person: Person) -> set[str]:
    """Take out where somebody's conversation stands, and return the digests of the files that its draft held."""
    which = Dialogue.key == dialogues.key_of(person)
    drafts = (await db.scalars(select(Dialogue.draft).where(which))).all()
    await db.execute(delete(Dialogue).where(which))
    return files.inside(drafts)


def _ahead(now: datetime) -> Select[int]:
    return select(Meeting.id).where(or_(Meeting.starts_at.is_(None), Meeting.starts_at > now))


async def _leave_seats(db: AsyncSession, person: Person, now: datetime) -> None:
    ahead = (
        select(Meeting)
        .join(Seat, Seat.meeting_id == Meeting.id)
        .where(Seat.person_id == person.id, Seat.state != SeatState.GIVEN_UP)
        .where(beginning.ahead(now, local(now).date()))
        .order_by(Meeting.id)
    )
    for meeting in (await db.scalars(ahead)).all():
        await seats.give_up(db, person, meeting, now)
