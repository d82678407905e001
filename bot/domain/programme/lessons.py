"""A lesson: one thread through the meetings that prepare it, see it taught, and see it taught again.

Its plan (kế hoạch bài dạy) is kept version by version; a newer one never overwrites an older.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import existing, lock
from bot.domain.models import Invitee, Lesson, LessonFile, Meeting, MeetingState, PartKind, Person, Reflection, Stage
from bot.domain.organisation.people import Rights
from bot.domain.programme import concerned, faces, parts
from bot.domain.programme.marks import CAME
from bot.errors import N_, BadInput, Gone, NotAllowed, Refusal
from bot.vietnamese import nfc

LONGEST_TITLE = 150
LONGEST_NAME = 80

NO_TITLE = N_("Please name the lesson in 3 to {most} letters, for example: Bài 7. Phân số, Toán lớp 4.")
OTHER_CLUSTER = N_("This lesson belongs to another cluster.")
SHORTEST_TITLE = 3


def read_title(typed: str) -> str:
    """Return a lesson's title. Raises BadInput where it is too short or too long."""
    title = " ".join(nfc(typed).split())
    if not SHORTEST_TITLE <= len(title) <= LONGEST_TITLE:
        raise BadInput(NO_TITLE, most=LONGEST_TITLE)
    return title


async def may_shape(db: AsyncSession, meeting: Meeting, person: Person, rights: Rights) -> bool:
    """Say whether somebody may tie a meeting to a lesson: who leads it, or who teaches the demo lesson there."""
    leads = rights.may_lead(meeting.cluster_id)
    return leads or await parts.plays(db, meeting.id, person.id, PartKind.TEACH)


async def _must_shape(db: AsyncSession, meeting: Meeting, person: Person, rights: Rights) -> None:
    if not await may_shape(db, meeting, person, rights):
        raise NotAllowed


async def make(
    db: AsyncSession, meeting: Meeting, title: str, stage: Stage, *, by: Person, rights: Rights, now: datetime
) -> Lesson:
    """Begin a lesson with its first meeting. Raises NotAllowed unless the person leads it or teaches there."""
    await lock(db, meeting)
    await _must_shape(db, meeting, by, rights)
    lesson = Lesson(cluster_id=meeting.cluster_id, title=title, created_by_id=by.id, created_at=now)
    db.add(lesson)
    await db.flush()
    meeting.lesson_id, meeting.stage = lesson.id, stage
    return lesson


async def link(
    db: AsyncSession, meeting: Meeting, lesson_id: int, stage: Stage, *, by: Person, rights: Rights
) -> Lesson:
    """Tie a meeting to a lesson of the same cluster, or change its stage. Raises NotAllowed as `make` does."""
    await lock(db, meeting)
    await _must_shape(db, meeting, by, rights)
    lesson = await existing(db, Lesson, lesson_id)
    if lesson.cluster_id != meeting.cluster_id:
        raise Refusal(OTHER_CLUSTER)
    meeting.lesson_id, meeting.stage = lesson.id, stage
    return lesson


async def unlink(db: AsyncSession, meeting: Meeting, *, by: Person, rights: Rights) -> None:
    """Untie a meeting from its lesson; the lesson and its files stay. Raises NotAllowed as `make` does."""
    await lock(db, meeting)
    await _must_shape(db, meeting, by, rights)
    meeting.lesson_id = meeting.stage = None


async def of_cluster(db: AsyncSession, cluster_id: int, limit: int = 6) -> Sequence[Lesson]:
    """Return a cluster's lessons, newest first."""
    newest = select(Lesson).where(Lesson.cluster_id == cluster_id).order_by(Lesson.id.desc()).limit(limit)
    return (await db.scalars(newest)).all()


async def title_of(db: AsyncSession, lesson_id: int) -> str:
    """Return a lesson's title."""
    return (await existing(db, Lesson, lesson_id)).title


async def seen(db: AsyncSession, lesson_id: int, person: Person, rights: Rights) -> tuple[Lesson, Sequence[Meeting]]:
    """Return a lesson with those of its meetings that concern a person, in order. Raises Gone where none does."""
    lesson = await existing(db, Lesson, lesson_id)
    mine = select(Meeting).where(Meeting.lesson_id == lesson_id, concerned.concerns(person, rights))
    found = (await db.scalars(mine.order_by(Meeting.month, Meeting.starts_at, Meeting.id))).all()
    if not found and not rights.may_lead(lesson.cluster_id):
        raise Gone
    return lesson, found


@dataclass(frozen=True, slots=True)
class MeetingProgress:
    """What a meeting has brought so far."""

    came: int
    marked: int
    reflections: int


async def progress(db: AsyncSession, found: Sequence[Meeting]) -> dict[int, MeetingProgress]:
    """Count marks and reflections of several meetings; nothing for those that have not begun or were called off."""
    ids = [meeting.id for meeting in found if meeting.state is MeetingState.SETTLED]
    marked = (Invitee.meeting_id.in_(ids), Invitee.presence.is_not(None))
    grouped = select(Invitee.meeting_id, Invitee.presence, func.count()).where(*marked)
    held = (await db.execute(grouped.group_by(Invitee.meeting_id, Invitee.presence))).all()
    handed_in = select(Reflection.meeting_id, func.count()).where(
        Reflection.meeting_id.in_(ids), Reflection.submitted_at.is_not(None)
    )
    reflections = dict((await db.execute(handed_in.group_by(Reflection.meeting_id))).all())
    counts = {}
    for number in ids:
        kinds = {presence: many for meeting, presence, many in held if meeting == number}
        came = sum(kinds.get(presence, 0) for presence in CAME)
        counts[number] = MeetingProgress(came, sum(kinds.values()), reflections.get(number, 0))
    return counts


async def files(db: AsyncSession, lesson_id: int) -> Sequence[LessonFile]:
    """Return every version of a lesson's plan, newest first."""
    asked = select(LessonFile).where(LessonFile.lesson_id == lesson_id).order_by(LessonFile.version.desc())
    return (await db.scalars(asked)).all()


async def may_add(db: AsyncSession, found: Sequence[Meeting], person: Person, rights: Rights) -> bool:
    """Say whether somebody may put a version in: who may shape one of the lesson's meetings."""
    return any([await may_shape(db, meeting, person, rights) for meeting in found])


async def add_file(
    db: AsyncSession, lesson_id: int, sha: str, name: str, *, by: Person, rights: Rights, now: datetime
) -> LessonFile:
    """Keep the next version of a lesson's plan; the newest one's own content again is no new version."""
    lesson, found = await seen(db, lesson_id, by, rights)
    if not await may_add(db, found, by, rights):
        raise NotAllowed
    await lock(db, lesson)
    newest = next(iter(await files(db, lesson_id)), None)
    if newest and newest.sha == sha:
        return newest
    number = newest.version + 1 if newest else 1
    # A long name is cut at its front: the end tells what kind of file it is.
    name = nfc(name)[-LONGEST_NAME:] or "ke-hoach-bai-day"
    file = LessonFile(lesson_id=lesson_id, version=number, sha=sha, name=name, by_id=by.id, at=now)
    db.add(file)
    await faces.came(db, sha, by, now)
    await db.flush()
    return file


async def file(db: AsyncSession, lesson_id: int, number: int, person: Person, rights: Rights) -> LessonFile:
    """Return one version of a lesson's plan. Raises Gone where the lesson does not concern the person."""
    await seen(db, lesson_id, person, rights)
    asked = select(LessonFile).where(LessonFile.lesson_id == lesson_id, LessonFile.version == number)
    found = await db.scalar(asked)
    if found is None:
        raise Gone
    return found
