"""What papers about meetings are made of, read in a handful of statements however many people there are.

Photos go into a paper only where no pupil's face can be seen, or where the owner says that consent was given: a paper
is passed on, and nobody can take it back (Luật 91/2025/QH15, Điều 24).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import (
    Assent,
    Evidence,
    EvidenceKind,
    Heading,
    Invitee,
    Lesson,
    Mark,
    Meeting,
    PartKind,
    Person,
    Presence,
    Reflection,
    RosterEntry,
    Scope,
    Unit,
)
from bot.domain.organisation import consents, former_names, terms
from bot.domain.programme import marks, meetings, parts
from bot.domain.programme.attendance import ERASED, name_of_invitee
from bot.vietnamese import in_order, local, sort_key

MOST_PHOTOS = 30
"""Of one paper: more of them nobody looks through, and the file would not go through a chat."""


@dataclass(frozen=True, slots=True)
class RollEntry:
    """One name of a roll, as a paper shows it."""

    invitee_id: int
    name: str
    school: str
    post: str
    presence: Presence | None
    left_early: bool
    at: datetime | None
    reason: str
    unit_id: int | None
    off_list: bool
    """They came without having been expected."""


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody with a part in the meeting."""

    kind: PartKind
    name: str
    school: str


@dataclass(frozen=True, slots=True)
class PaperPicture:
    """A photo that may go into a paper."""

    meeting_id: int
    sha: str
    caption: str


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """One meeting with everybody expected."""

    meeting: Meeting
    lesson: str
    players: tuple[Player, ...]
    roll: tuple[RollEntry, ...]
    pictures: tuple[PaperPicture, ...]
    reflections: int
    schools: tuple[str, ...]
    host: str
    """What the host was called on the day, as were the schools of the roll."""
    starts_at: datetime | None
    """As the minutes say where there are any, else as planned; the end as well."""
    ends_at: datetime | None
    topic: str
    """What it is about, as the plan writes it; where the plan does not, as somebody filled it in."""
    steps: tuple[Heading, ...] = ()
    """The steps of the lesson study that it covered, as its minutes say; empty where nobody has said."""

    @property
    def came(self) -> int:
        """How many were there."""
        return sum(one.presence in marks.CAME for one in self.roll)

    @property
    def off_list(self) -> int:
        """How many of the roll were not on the list."""
        return sum(one.off_list for one in self.roll)

    @property
    def schools_there(self) -> tuple[str, ...]:
        """The schools of who was there, in order."""
        return tuple(
            sorted({one.school for one in self.roll if one.school and one.presence in marks.CAME}, key=in_order)
        )

    def who(self, kind: PartKind) -> list[Player]:
        """Return who plays a part."""
        return [one for one in self.players if one.kind is kind]


def day_of(meeting: Meeting) -> date:
    """Return the day by which names and posts on papers about a meeting go."""
    return local(meeting.starts_at).date() if meeting.starts_at else meeting.day or meeting.month


async def of_meeting(db: AsyncSession, meeting_id: int, *, schools: Collection[int] | None = None) -> MeetingFacts:
    """Return the facts of a meeting, of some schools' people or of all. Raises Gone for an unknown one."""
    meeting = await meetings.get(db, meeting_id)
    lesson = await db.scalar(select(Lesson.title).where(Lesson.id == meeting.lesson_id)) if meeting.lesson_id else ""
    given = (await parts.given(db, [meeting_id]))[meeting_id]
    people = await roll(db, meeting, schools)
    handed_in = (Reflection.meeting_id == meeting_id, Reflection.submitted_at.is_not(None))
    return MeetingFacts(
        meeting=meeting,
        lesson=lesson or "",
        players=tuple(Player(one.kind, one.name, one.school) for one in given if one.assent is Assent.ACCEPTED),
        roll=tuple(people),
        pictures=tuple(await pictures(db, [meeting_id])),
        reflections=await db.scalar(select(func.count()).where(*handed_in)) or 0,
        schools=tuple(sorted({one.school for one in people if one.school}, key=in_order)),
        host=(await former_names.names_on(db, [meeting.host_id], day_of(meeting)))[meeting.host_id],
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        topic=meeting.content,
    )


async def roll(db: AsyncSession, meeting: Meeting, schools: Collection[int] | None) -> list[RollEntry]:
    """Return everybody whom figures count: by school, then by tên."""
    newest = select(func.max(Mark.id)).where(Mark.invitee_id == Invitee.id).correlate(Invitee).scalar_subquery()
    subject = func.coalesce(Person.subject, RosterEntry.subject, "")
    called = former_names.name_on(day_of(meeting))
    about = (Invitee.presence, Invitee.left_early, Mark.at, Invitee.reason, Invitee.unit_id, Invitee.person_id)
    off_list = Invitee.why.in_(marks.UNEXPECTED)
    asked = (
        select(Invitee.id, name_of_invitee(), func.coalesce(called, ""), subject, Invitee.name, *about, off_list)
        .outerjoin(Person, Person.id == Invitee.person_id)
        .outerjoin(RosterEntry, RosterEntry.id == Invitee.roster_entry_id)
        .outerjoin(Unit, Unit.id == Invitee.unit_id)
        .outerjoin(Mark, Mark.id == newest)
        .where(Invitee.meeting_id == meeting.id, marks.counts())
    )
    if schools is not None:
        asked = asked.where(Invitee.unit_id.in_(schools))
    heads = await _heads(db, day_of(meeting))
    found = []
    for number, name, school, teaches, typed, presence, early, at, reason, unit, person, off in await db.execute(asked):
        post = "Hiệu trưởng" if (person, unit) in heads else _post(teaches, guest=bool(typed))
        found.append(RollEntry(number, name, school, post, presence, early, at, reason, unit, off))
    return sorted(found, key=_by_school)


def _post(teaches: str, *, guest: bool) -> str:
    if teaches:
        return f"GV {teaches}"
    return "Khách mời" if guest else "Giáo viên"


def _by_school(one: RollEntry) -> tuple[object, ...]:
    return not one.school, in_order(one.school), one.name == ERASED, sort_key(one.name)


async def _heads(db: AsyncSession, day: date) -> set[tuple[int, int]]:
    head = terms.heading(day)
    return {(person, unit) for person, unit in await db.execute(select(head.c.person_id, head.c.unit_id))}


def _may_show() -> ColumnElement[bool]:
    """Say which `Evidence` may go into a paper."""
    seen = or_(Evidence.faces.is_(False), Evidence.consented.is_(True))
    photos = Evidence.kind.in_((EvidenceKind.PHOTO, EvidenceKind.HANDWRITING))
    return seen & photos & consents.shown(Scope.PHOTOS, Evidence.person_id)


async def pictures(db: AsyncSession, found: Sequence[int]) -> list[PaperPicture]:
    """Return the photos of some meetings that may go into a paper, as many as one takes, oldest first."""
    asked = select(Evidence.meeting_id, Evidence.sha, Evidence.caption)
    rows = await db.execute(
        asked.where(Evidence.meeting_id.in_(found), _may_show())
        .order_by(Evidence.meeting_id, Evidence.id)
        .limit(MOST_PHOTOS)
    )
    return [PaperPicture(meeting, sha, caption) for meeting, sha, caption in rows if sha]


async def may_show(db: AsyncSession, shas: Collection[str]) -> set[str]:
    """Return which of some photos may still be shown: their owners may have taken them back since."""
    found = await db.scalars(select(Evidence.sha).where(Evidence.sha.in_(shas), _may_show()))
    return {sha for sha in found if sha}


async def photo_counts(db: AsyncSession, found: Sequence[int]) -> Mapping[int, int]:
    """Count the photos of meetings, those too that no paper shows."""
    photos = Evidence.kind.in_((EvidenceKind.PHOTO, EvidenceKind.HANDWRITING))
    asked = select(Evidence.meeting_id, func.count()).where(Evidence.meeting_id.in_(found), photos)
    return dict((await db.execute(asked.group_by(Evidence.meeting_id))).all())


async def reflection_counts(db: AsyncSession, found: Sequence[int]) -> Mapping[int, int]:
    """Count the reflections that were handed in on meetings."""
    done = (Reflection.meeting_id.in_(found), Reflection.submitted_at.is_not(None))
    asked = select(Reflection.meeting_id, func.count()).where(*done)
    return dict((await db.execute(asked.group_by(Reflection.meeting_id))).all())
