"""Photos of a meeting: each counted once whatever the order and repeats they come in; faces as the law asks.

Pupils' faces are shown to nobody but leads, officers and the photo's owner, and only where the owner says that
parents agreed (Luật 91/2025/QH15, Điều 24). Without an answer a photo counts as one with faces.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert, one_writer
from bot.domain import files
from bot.domain.models import Evidence, EvidenceKind, Meeting, MeetingState, Person, Scope
from bot.domain.organisation import consents, suppression
from bot.domain.organisation.people import Rights
from bot.domain.programme import concerned
from bot.errors import N_, Refusal
from bot.plain import Plain
from bot.vietnamese import nfc

LONGEST_CAPTION = 500

NOT_BEGUN = N_("This meeting has not begun yet; photos can be sent from its beginning on.")


_COLUMNS = ("meeting_id", "person_id", "sha", "kind", "name", "album", "caption", "consented", "at")
_ADDED: dict[bool, Plain] = {}
"""What writes a photo down, built once for each engine."""


def _added(db: AsyncSession) -> Plain:
    if one_writer(db) not in _ADDED:
        row = insert(db, Evidence).values({name: bindparam(name) for name in _COLUMNS})
        _ADDED[one_writer(db)] = Plain(row.on_conflict_do_nothing())
    return _ADDED[one_writer(db)]


async def add(
    db: AsyncSession,
    person: Person,
    rights: Rights,
    meeting: Meeting,
    sha: str,
    *,
    album: str,
    caption: str,
    now: datetime,
) -> None:
    """Keep a photo of a meeting. Idempotent: the same picture again only adds a caption that it lacked.

    Raises Gone where the meeting does not concern the person, Refusal where it has not begun, or without their consent.
    """
    await concerned.must_concern(db, meeting, person, rights)
    await consents.must_allow(db, person, Scope.PHOTOS)
    if meeting.state is not MeetingState.SETTLED or meeting.starts_at is None or meeting.starts_at > now:
        raise Refusal(NOT_BEGUN)
    caption = nfc(caption)[:LONGEST_CAPTION]
    photo = {"meeting_id": meeting.id, "person_id": person.id, "sha": sha, "album": album, "caption": caption}
    await _added(db).changed(db, **photo, at=now, kind=EvidenceKind.PHOTO, name="", consented=False)
    # Of an album only one photo has the caption, and a repeat may be the one that brings it.
    if caption:
        same = (Evidence.meeting_id == meeting.id, Evidence.person_id == person.id, Evidence.sha == sha)
        await db.execute(update(Evidence).where(*same).values(caption=caption))


_COUNTED = select(func.count()).where(Evidence.meeting_id == bindparam("meeting_id"))
_PHOTOS = Plain(_COUNTED.where(Evidence.kind == EvidenceKind.PHOTO))
_OWN = Plain(_COUNTED.where(Evidence.person_id == bindparam("person_id"), Evidence.kind != EvidenceKind.HANDWRITING))


async def number(db: AsyncSession, meeting_id: int, person_id: int | None = None) -> int:
    """Count the photos of a meeting, or with a person all that they sent of it, but for notes written by hand."""
    own = await _OWN.column(db, meeting_id=meeting_id, person_id=person_id) if person_id else None
    (found,) = own or await _PHOTOS.column(db, meeting_id=meeting_id)
    return int(found)


async def say_faces(db: AsyncSession, person: Person, meeting_id: int, *, faces: bool, consented: bool) -> None:
    """Write down whether pupils' faces can be seen in one's photos that were not spoken of yet."""
    # Of notes written by hand it is asked with the minutes.
    sent = (Evidence.meeting_id == meeting_id, Evidence.kind != EvidenceKind.HANDWRITING)
    unsaid = (Evidence.person_id == person.id, *sent, Evidence.faces.is_(None))
    await db.execute(update(Evidence).where(*unsaid).values(faces=faces, consented=consented))


async def withdraw(db: AsyncSession, person: Person, meeting_id: int) -> list[str]:
    """Take all of one's photos of a meeting out and return the digests of files to erase."""
    sent = (Evidence.meeting_id == meeting_id, Evidence.kind != EvidenceKind.HANDWRITING)
    gone = await take_out(db, Evidence.person_id == person.id, *sent)
    return await files.unspoken(db, gone)


async def take_out(db: AsyncSession, *which: ColumnElement[bool]) -> set[str]:
    """Delete photos and return the digests of their files, which other rows may still use."""
    rows = (await db.execute(delete(Evidence).where(*which).returning(Evidence.sha, Evidence.at))).all()
    await suppression.keep_photos_out(db, [row for row in rows if row.sha])
    return {sha for sha, _at in rows if sha}


async def visible(db: AsyncSession, person: Person, rights: Rights, meeting: Meeting) -> Sequence[Evidence]:
    """Return the photos of a meeting that a person may see."""
    await concerned.must_concern(db, meeting, person, rights)
    of_meeting = (Evidence.meeting_id == meeting.id, Evidence.kind == EvidenceKind.PHOTO)
    asked = select(Evidence).where(*of_meeting).order_by(Evidence.id)
    leads = rights.may_lead(meeting.cluster_id)
    allowed = Evidence.faces.is_(False) | Evidence.consented.is_(True) if leads else Evidence.faces.is_(False)
    others = allowed & consents.shown(Scope.PHOTOS, Evidence.person_id)
    return (await db.scalars(asked.where(or_(Evidence.person_id == person.id, others)))).all()
