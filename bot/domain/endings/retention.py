"""What is erased because its days are over, kind by kind, nightly; what went is counted, so that nothing is missing.

Each kind goes in transactions of a bounded number of rows. The days stand in the deployment's settings; 0 is for ever.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, exists, func, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.domain import files
from bot.domain.models import (
    Announcement,
    Answer,
    Base,
    DataLook,
    DataRequest,
    Duty,
    Evidence,
    FileFaces,
    Invitee,
    LessonFile,
    LongLeave,
    Meeting,
    NoteBack,
    Outbox,
    OutboxState,
    PaperVersion,
    Reflection,
    RosterEntry,
    Tombstone,
)
from bot.domain.programme import faces, photos
from bot.settings import Settings
from bot.vietnamese import local

AT_ONCE = 500
"""Rows in one transaction: nobody can be answered while it lasts."""
DAYS_OVER, ASKED = "days", "asked"
NAMELESS = "(hết hạn lưu)"
"""What stands in a list instead of a name whose days are over; the figure stays."""

Swept = tuple[int, set[str]]
"""How many rows went, and the digests of files that may go with them."""
Sweep = Callable[[AsyncSession, datetime, int], Awaitable[Swept]]


async def count(db: AsyncSession, kind: str, number: int, now: datetime, why: str = DAYS_OVER) -> None:
    """Count what was erased on a day."""
    if number:
        row = insert(db, Tombstone)
        about = {"day": local(now).date(), "kind": kind, "why": why, "number": number}
        more = {"number": Tombstone.number + row.excluded.number}
        await db.execute(row.values(about).on_conflict_do_update(index_elements=["day", "kind", "why"], set_=more))


async def counted(db: AsyncSession, since: date) -> Mapping[tuple[str, str], int]:
    """Return how much was erased since a day, by kind and reason."""
    asked = select(Tombstone.kind, Tombstone.why, func.sum(Tombstone.number)).where(Tombstone.day >= since)
    rows = await db.execute(asked.group_by(Tombstone.kind, Tombstone.why))
    return {(kind, why): int(number) for kind, why, number in rows}


async def sweep(db: AsyncSession, settings: Settings, kind: str, now: datetime) -> tuple[bool, list[str]]:
    """Erase some of a kind whose days are over; say whether there may be more, and which files go after the commit."""
    days = getattr(settings, DAYS_OF[kind])
    if not days:
        return False, []
    number, gone = await KINDS[kind](db, now - timedelta(days=days), AT_ONCE)
    await count(db, kind, number, now)
    return number >= AT_ONCE, await files.unspoken(db, gone)


def _over(before: datetime) -> Select[int]:
    return select(Meeting.id).where(Meeting.ends_at < before)


async def _delete(db: AsyncSession, table: type[Base], *which: ColumnElement[bool], most: int) -> int:
    ids = list(await db.scalars(select(table.__table__.c.id).where(*which).order_by(table.__table__.c.id).limit(most)))
    if ids:
        await db.execute(delete(table).where(table.__table__.c.id.in_(ids)))
    return len(ids)


async def _marks(db: AsyncSession, before: datetime, most: int) -> Swept:
    """Let who came to a meeting long ago be a number without a name."""
    named = or_(Invitee.person_id.is_not(None), Invitee.roster_entry_id.is_not(None), Invitee.name != NAMELESS)
    asked = select(Invitee.id).where(Invitee.meeting_id.in_(_over(before)), named)
    ids = list(await db.scalars(asked.order_by(Invitee.id).limit(most)))
    bare = {"person_id": null(), "roster_entry_id": null(), "answered_by_id": null(), "asked_by_id": null()}
    await db.execute(update(Invitee).where(Invitee.id.in_(ids)).values(**bare, name=NAMELESS, reason=""))
    return len(ids), set()


async def _reflections(db: AsyncSession, before: datetime, most: int) -> Swept:
    asked = select(Reflection.id).where(Reflection.meeting_id.in_(_over(before)))
    ids = list(await db.scalars(asked.order_by(Reflection.id).limit(most)))
    if ids:
        await db.execute(delete(Answer).where(Answer.reflection_id.in_(ids)))
        await db.execute(delete(Reflection).where(Reflection.id.in_(ids)))
    return len(ids), set()


async def _photos(db: AsyncSession, before: datetime, most: int) -> Swept:
    return await _some_photos(db, Evidence.at < before, most=most)


async def _unsaid(db: AsyncSession, before: datetime, most: int) -> Swept:
    """Erase files of which nobody has said whether pupils can be recognised in them: pictures, films, documents."""
    silent = select(FileFaces.digest).where(FileFaces.faces.is_(None), FileFaces.at < before)
    still = Evidence.faces.is_(None) & (Evidence.at < before)
    number, gone = await _some_photos(db, or_(still, Evidence.sha.in_(silent)), most=most)
    # Of files alone that still stand somewhere: that nothing was said of a file stays written down for ever.
    stands = or_(
        exists().where(Duty.sha == FileFaces.digest),
        exists().where(LessonFile.sha == FileFaces.digest),
        exists().where(PaperVersion.sha == FileFaces.digest),
        FileFaces.digest.startswith(faces.LINK),
    )
    digests = set(await db.scalars(silent.where(stands).order_by(FileFaces.at).limit(most - number)))
    if digests:
        out = await faces.forget(db, digests, most=most)
        number, gone = number + out.number, gone | out.files
    return number, gone


async def _some_photos(db: AsyncSession, which: ColumnElement[bool], *, most: int) -> Swept:
    ids = list(await db.scalars(select(Evidence.id).where(which).order_by(Evidence.id).limit(most)))
    return len(ids), await photos.take_out(db, Evidence.id.in_(ids)) if ids else set()


async def _texts(db: AsyncSession, before: datetime, most: int) -> Swept:
    """Empty announcements that have run, and delete what was told to whom."""
    done = (OutboxState.WAITING, OutboxState.LEAVING)
    number = await _delete(db, Outbox, Outbox.state.not_in(done), Outbox.due_at < before, most=most)
    number += await _delete(db, NoteBack, NoteBack.written_at < before, most=most - number) if number < most else 0
    old = (Announcement.sent_at < before, Announcement.finished_at.is_not(None))
    full = or_(Announcement.text != "", Announcement.sha.is_not(None))
    gone = set()
    for one in await db.scalars(select(Announcement).where(*old, full).limit(most - number)):
        gone |= {one.sha} if one.sha else set()
        one.text, one.sha, number = "", None, number + 1
    return number, gone


async def _lists(db: AsyncSession, before: datetime, most: int) -> Swept:
    """Take people off the lists who never joined, and whom no meeting reckons with."""
    expected = exists().where(Invitee.roster_entry_id == RosterEntry.id)
    away = exists().where(LongLeave.roster_entry_id == RosterEntry.id)
    old = (RosterEntry.person_id.is_(None), RosterEntry.imported_at < before, ~expected, ~away)
    return await _delete(db, RosterEntry, *old, most=most), set()


async def _looks(db: AsyncSession, before: datetime, _most: int) -> Swept:
    gone = await db.execute(delete(DataLook).where(DataLook.day < local(before).date()))
    return int(gone.rowcount), set()  # type: ignore[attr-defined] # a DELETE's result has it


async def _requests(db: AsyncSession, before: datetime, most: int) -> Swept:
    return await _delete(db, DataRequest, DataRequest.done_at < before, most=most), set()


KINDS: Mapping[str, Sweep] = {
    "marks": _marks,
    "reflections": _reflections,
    "photos": _photos,
    "unsaid": _unsaid,
    "texts": _texts,
    "lists": _lists,
    "looks": _looks,
    "requests": _requests,
}
DAYS_OF: Mapping[str, str] = {kind: f"keep_{kind}" for kind in KINDS}
"""The setting that says for how many days each kind is kept."""
