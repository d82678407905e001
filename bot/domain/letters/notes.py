"""What readers write back to the author of an announcement, and what the author answers to one of them.

Notes that come close together go to their reader as one letter, so that a hundred answers are no hundred messages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import existing
from bot.domain.calendar import quiet
from bot.domain.models import Announcement, NoteBack, Outbox, OutboxState, Person, Purpose, Topic, Unit
from bot.domain.outbox import outbox
from bot.domain.outbox.outbox import Due
from bot.errors import N_, BadInput, NotAllowed, Refusal
from bot.vietnamese import nfc

PURPOSES = frozenset({Purpose.NOTE})
USEFUL_FOR = timedelta(days=2)
GATHER = timedelta(minutes=10)
"""After one letter of notes about an announcement the next waits so long for others to go with."""
LONGEST = 1500
HOUR, MOST_AN_HOUR, MOST_OF_AUTHOR = timedelta(hours=1), 10, 60

EMPTY = N_("Please write a few words.")
TOO_LONG = N_("This text is too long ({letters} letters). Please shorten it to {most} letters.")
AUTHOR_GONE = N_("Who wrote this announcement is not in the system any more. Nothing was passed on.")
READER_GONE = N_("This teacher is not in the system any more. Nothing was passed on.")
TOO_MANY = N_("You have written {number} times within an hour. Please gather it in one message and send it later.")


@dataclass(frozen=True, slots=True)
class Passed:
    """What became of a note: to whom it goes and when; `again` where the same words are on their way already."""

    to: str
    leaves_at: datetime
    again: bool = False


@dataclass(frozen=True, slots=True)
class Noted:
    """A note as it is read: who wrote it, of which school."""

    note_id: int
    writer_id: int
    name: str
    school: str
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class NotesLetter:
    """Notes that go to one reader together, and what they are about."""

    announcement: Announcement
    notes: tuple[Noted, ...]
    to_author: bool


def read_text(typed: str) -> str:
    """Return a note's text. Raises BadInput where it is empty or too long."""
    text = nfc(typed)
    if not text:
        raise BadInput(EMPTY)
    if len(text) > LONGEST:
        raise BadInput(TOO_LONG, letters=len(text), most=LONGEST)
    return text


async def write_back(db: AsyncSession, announcement_id: int, writer: Person, text: str, now: datetime) -> Passed:
    """Pass a reader's words on to the author. Raises NotAllowed for who never got the announcement, else as `_pass`."""
    about = await existing(db, Announcement, announcement_id)
    if about.author_id == writer.id or not await _got(db, about, writer.id):
        raise NotAllowed
    return await _pass(db, _NewNote(about, writer, await _reader(db, about.author_id, AUTHOR_GONE), text), now)


async def answer(db: AsyncSession, note_id: int, writer: Person, text: str, now: datetime) -> Passed:
    """Answer a note to who wrote it. Raises NotAllowed unless it was written to this person, else as `_pass`."""
    note = await existing(db, NoteBack, note_id)
    if note.reader_id != writer.id:
        raise NotAllowed
    about = await existing(db, Announcement, note.announcement_id)
    return await _pass(db, _NewNote(about, writer, await _reader(db, note.writer_id, READER_GONE), text), now)


async def author_of(db: AsyncSession, announcement_id: int) -> str:
    """Return the name of who wrote an announcement. Raises Refusal where they are gone."""
    about = await existing(db, Announcement, announcement_id)
    return (await _reader(db, about.author_id, AUTHOR_GONE)).name


async def _got(db: AsyncSession, about: Announcement, person_id: int) -> bool:
    """Say whether somebody was sent an announcement."""
    copy = select(Outbox.id).where(Outbox.person_id == person_id, Outbox.purpose == Purpose.ANNOUNCEMENT)
    return await db.scalar(copy.where(Outbox.topic == Topic.announcement(about.id)).limit(1)) is not None


async def _reader(db: AsyncSession, person_id: int, gone: str) -> Person:
    person = await existing(db, Person, person_id)
    # Who is erased has no name and no chat; who has left the chat for good has the one and not the other.
    if person.erased_at or not (await outbox.reaches(db, [person.id])):
        raise Refusal(gone)
    return person


@dataclass(frozen=True, slots=True)
class _NewNote:
    about: Announcement
    writer: Person
    reader: Person
    text: str


async def _pass(db: AsyncSession, new: _NewNote, now: datetime) -> Passed:
    """Queue a note. Raises BadInput for an empty or too long one, Refusal for too many within an hour."""
    said, about, reader = read_text(new.text), new.about, new.reader
    lately = select(NoteBack).where(NoteBack.writer_id == new.writer.id, NoteBack.written_at > now - HOUR)
    written = (await db.scalars(lately)).all()
    same = (one for one in written if (one.announcement_id, one.reader_id, one.text) == (about.id, reader.id, said))
    if known := next(same, None):
        return Passed(reader.name, known.written_at, again=True)
    most = MOST_OF_AUTHOR if about.author_id == new.writer.id else MOST_AN_HOUR
    if len(written) >= most:
        raise Refusal(TOO_MANY, number=len(written))
    note = NoteBack(announcement_id=about.id, writer_id=new.writer.id, reader_id=reader.id, text=said, written_at=now)
    db.add(note)
    await db.flush()
    note.letter, leaves_at = await _letter(db, note, now)
    return Passed(reader.name, leaves_at)


async def _letter(db: AsyncSession, note: NoteBack, now: datetime) -> tuple[int, datetime]:
    """Return the version of the letter that takes a note along and when it leaves: one that waits, else a new one."""
    about = Topic.notes(note.announcement_id)
    letters = (Outbox.person_id == note.reader_id, Outbox.purpose == Purpose.NOTE, Outbox.topic == about)
    # Held until the end of the transaction: what is claimed meanwhile has been read without this note.
    newest = select(Outbox.version, Outbox.due_at).where(*letters, Outbox.state == OutboxState.WAITING)
    if waiting := (await db.execute(newest.order_by(Outbox.id.desc()).limit(1).with_for_update())).first():
        return waiting.version, waiting.due_at
    left = await db.scalar(select(func.max(func.coalesce(Outbox.settled_at, Outbox.due_at))).where(*letters))
    due = await quiet.leaves(db, max(now, left + GATHER) if left else now)
    until = due + USEFUL_FOR
    await outbox.put(db, [note.reader_id], Purpose.NOTE, about, version=note.id, due_at=due, not_after=until)
    return note.id, due


async def between(db: AsyncSession, announcement_id: int, reader: Person) -> Sequence[Noted]:
    """Return what others have written to somebody about an announcement, the newest first."""
    theirs = and_(NoteBack.announcement_id == announcement_id, NoteBack.reader_id == reader.id)
    return [noted for _key, noted in await _read(db, theirs)][::-1]


async def in_letter(db: AsyncSession, row: Due) -> Sequence[Noted]:
    """Return the notes that one letter has brought."""
    theirs = and_(NoteBack.announcement_id == row.topic.notes_id, NoteBack.reader_id == row.person_id)
    return [noted for _key, noted in await _read(db, and_(theirs, NoteBack.letter == row.version))]


Key = tuple[int, int, int]
"""Reader, announcement and version of a letter."""


async def _read(db: AsyncSession, which: object) -> list[tuple[Key, Noted]]:
    asked = (
        select(NoteBack, Person.name, func.coalesce(Unit.name, ""))
        .join(Person, Person.id == NoteBack.writer_id)
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .where(which)  # type: ignore[arg-type] # a condition, however it was joined
        .order_by(NoteBack.id)
    )
    return [
        (
            (note.reader_id, note.announcement_id, note.letter),
            Noted(note.id, note.writer_id, name, school, note.text, note.written_at),
        )
        for note, name, school in await db.execute(asked)
    ]


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, NotesLetter]:
    """Return by row the notes that it takes along; a letter whose writers are all erased is not wanted any more."""
    del now
    keys = {(row.person_id, row.topic.notes_id, row.version): row.id for row in rows}
    which = or_(
        *(
            and_(NoteBack.reader_id == reader, NoteBack.announcement_id == about, NoteBack.letter == letter)
            for reader, about, letter in keys
        )
    )
    gathered: dict[int, list[Noted]] = {}
    for key, noted in await _read(db, which):
        gathered.setdefault(keys[key], []).append(noted)
    asked = select(Announcement).where(Announcement.id.in_({row.topic.notes_id for row in rows}))
    about = {one.id: one for one in await db.scalars(asked)}
    return {
        row.id: NotesLetter(
            about[row.topic.notes_id],
            tuple(gathered[row.id]),
            to_author=about[row.topic.notes_id].author_id == row.person_id,
        )
        for row in rows
        if row.id in gathered
    }
