"""Evidence of a meeting beside photos: documents, short videos as files, long ones as links; taking one back.

What is said of pupils' faces is asked and kept for each of them as for photos (`programme.photos`).
"""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePath
from urllib.parse import urlsplit

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import existing, insert
from bot.domain import files
from bot.domain.models import Evidence, EvidenceKind, Meeting, MeetingState, Person, Scope
from bot.domain.organisation import consents
from bot.domain.organisation.people import Rights
from bot.domain.programme import concerned, meetings, photos
from bot.errors import N_, BadInput, Gone, NotAllowed, Refusal
from bot.vietnamese import nfc

VIDEOS = frozenset({".mp4", ".mov", ".3gp", ".avi", ".mkv", ".webm", ".m4v"})
HOSTS = (
    "youtube.com",
    "youtu.be",
    "drive.google.com",
    "docs.google.com",
    "photos.app.goo.gl",
    "onedrive.live.com",
    "1drv.ms",
    "sharepoint.com",
    "dropbox.com",
    "facebook.com",
    "fb.watch",
    "vimeo.com",
    "edu.vn",
    "gov.vn",
)
"""Where videos and files of schools lie; a page below one of these is as good."""
LONGEST_NAME = 120
BESIDE_PHOTOS = (EvidenceKind.VIDEO, EvidenceKind.FILE, EvidenceKind.LINK, EvidenceKind.OBSERVATION)

NO_LINK = N_("This is no whole link. Please send one that begins with https://, for example: https://youtu.be/abc123")
STRANGE_HOST = N_("Please send a link of YouTube, Google Drive, OneDrive, Facebook, or a page of .edu.vn or .gov.vn.")


def read_link(typed: str) -> str:
    """Return the one link in what was typed. Raises BadInput for none, several, and unknown pages."""
    found = [word.strip(".,;()<>\"'") for word in typed.split() if re.match(r"https?://|www\.", word, re.IGNORECASE)]
    if len(found) != 1:
        raise BadInput(NO_LINK)
    try:
        link = meetings.read_link(found[0])
    except BadInput:
        raise BadInput(NO_LINK) from None
    host = (urlsplit(link).hostname or "").lower()
    if not any(host == known or host.endswith(f".{known}") for known in HOSTS):
        raise BadInput(STRANGE_HOST)
    return link


async def add_file(
    db: AsyncSession, person: Person, rights: Rights, meeting: Meeting, *, sha: str, name: str, now: datetime
) -> Evidence:
    """Keep a document or a short video of a meeting. Idempotent. Raises as `photos.add` does."""
    ending = PurePath(name).suffix.lower()
    kind = EvidenceKind.VIDEO if ending in VIDEOS else EvidenceKind.FILE
    named = nfc(name)[-LONGEST_NAME:]
    await _must_take(db, person, rights, meeting, now)
    row = {"meeting_id": meeting.id, "person_id": person.id, "sha": sha, "kind": kind, "name": named}
    rest = {"album": "", "caption": "", "consented": False, "at": now}
    await db.execute(insert(db, Evidence).values(**row, **rest).on_conflict_do_nothing())
    same = (Evidence.meeting_id == meeting.id, Evidence.person_id == person.id, Evidence.sha == sha)
    return (await db.scalars(select(Evidence).where(*same))).one()


async def add_link(
    db: AsyncSession, person: Person, rights: Rights, meeting: Meeting, *, typed: str, now: datetime
) -> Evidence:
    """Keep the link of a video or file of a meeting. Idempotent. Raises as `read_link` and `photos.add` do."""
    link = read_link(typed)
    await _must_take(db, person, rights, meeting, now)
    mine = (Evidence.meeting_id == meeting.id, Evidence.person_id == person.id, Evidence.name == link)
    if known := await db.scalar(select(Evidence).where(*mine)):
        return known
    row = Evidence(meeting_id=meeting.id, person_id=person.id, kind=EvidenceKind.LINK, name=link, at=now)
    db.add(row)
    await db.flush()
    return row


async def _must_take(db: AsyncSession, person: Person, rights: Rights, meeting: Meeting, now: datetime) -> None:
    await concerned.must_concern(db, meeting, person, rights)
    await consents.must_allow(db, person, Scope.PHOTOS)
    if meeting.state is not MeetingState.SETTLED or meeting.starts_at is None or meeting.starts_at > now:
        raise Refusal(photos.NOT_BEGUN)


async def call_observation(db: AsyncSession, person: Person, evidence_id: int) -> Evidence:
    """Say that a file of one's own is the plan of observation. Raises Gone, NotAllowed for somebody else's."""
    row = await _mine(db, person, evidence_id)
    row.kind = EvidenceKind.OBSERVATION
    await db.flush()
    return row


async def _mine(db: AsyncSession, person: Person, evidence_id: int) -> Evidence:
    row = await existing(db, Evidence, evidence_id)
    if row.person_id != person.id:
        raise NotAllowed
    return row


async def take_back(db: AsyncSession, person: Person, evidence_id: int) -> tuple[int, list[str]]:
    """Take one piece of one's own out; return its meeting and the digests of files to erase.

    Raises Gone where it is not there any more, NotAllowed for somebody else's.
    """
    row = await _mine(db, person, evidence_id)
    meeting_id = row.meeting_id
    gone = await photos.take_out(db, Evidence.id == row.id)
    return meeting_id, await files.unspoken(db, gone)


async def others(db: AsyncSession, person: Person, rights: Rights, meeting: Meeting) -> Sequence[Evidence]:
    """Return the documents, videos and links of a meeting that a person may see."""
    await concerned.must_concern(db, meeting, person, rights)
    leads = rights.may_lead(meeting.cluster_id)
    allowed = or_(Evidence.faces.is_(False), Evidence.consented.is_(True)) if leads else Evidence.faces.is_(False)
    seen = or_(Evidence.person_id == person.id, allowed & consents.shown(Scope.PHOTOS, Evidence.person_id))
    asked = select(Evidence).where(Evidence.meeting_id == meeting.id, Evidence.kind.in_(BESIDE_PHOTOS), seen)
    return (await db.scalars(asked.order_by(Evidence.id))).all()


async def seen(db: AsyncSession, person: Person, rights: Rights, evidence_id: int) -> tuple[Evidence, Meeting]:
    """Return one piece that a person may see. Raises Gone for any other."""
    row = await existing(db, Evidence, evidence_id)
    meeting = await meetings.get(db, row.meeting_id)
    found = [*await others(db, person, rights, meeting), *await photos.visible(db, person, rights, meeting)]
    if row.id not in {one.id for one in found}:
        raise Gone
    return row, meeting
