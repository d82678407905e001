"""The minutes of a meeting, read whole: what the tables know, what was written, who wrote it, who approved it.

Beside the meeting, its roll and its parts stands what somebody wrote under each heading. A paper that holds is one of
an approved version; the newest text may be later than that. Chair, secretary and hours are the tables' own until
somebody writes others; who was there is the roll's alone.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.db import existing
from bot.domain.models import (
    Assent,
    Evidence,
    Heading,
    Invitee,
    Meeting,
    Minutes,
    MinutesApproval,
    MinutesEntry,
    MinutesState,
    Part,
    PartKind,
    Person,
    Scope,
    Stage,
    Unit,
)
from bot.domain.organisation import capacities, consents, terms
from bot.domain.organisation.capacities import Capacity, Did
from bot.domain.organisation.people import Rights
from bot.domain.programme import concerned, figures, lesson_steps, marks, meetings, parts
from bot.domain.programme.figures import Figures, OfSchool, Which
from bot.domain.programme.questions import Named
from bot.errors import NotAllowed
from bot.vietnamese import local, sort_key

STEPS: Mapping[Stage | None, tuple[Heading, ...]] = {
    Stage.PREPARE: (Heading.PREPARE,),
    Stage.TEACH: (Heading.TEACH, Heading.DISCUSS),
    Stage.AGAIN: (Heading.TEACH, Heading.DISCUSS, Heading.APPLY),
    None: lesson_steps.STEPS,
}
"""The steps of 1315/BGDĐT-GDTH that a meeting covers, by its stage; of one that names none any may be written."""
CLOSING = (Heading.STRENGTHS, Heading.WEAKNESSES, Heading.CONCLUSION, Heading.REQUESTS, Heading.NEXT)


@dataclass(frozen=True, slots=True)
class Written:
    """One text under a heading."""

    id: int
    text: str
    by: str
    """Who wrote it; empty for what a lead took from a reflection, and for somebody whose name was erased."""
    by_id: int
    at: datetime
    reflection: bool
    """Whether it was taken from somebody's reflection, whose name nobody is told."""
    sha: str | None
    """The photo of handwriting that it is."""
    faces: bool | None
    consented: bool


@dataclass(frozen=True, slots=True)
class Approval:
    """A yes to one version."""

    id: int
    version: int
    by: str
    at: datetime
    acted: Capacity | None
    """As what they said yes."""


@dataclass(frozen=True, slots=True)
class FullMinutes:
    """All that a paper or a message needs of one meeting's minutes, as of one version."""

    meeting: Meeting
    starts_at: datetime | None
    ends_at: datetime | None
    chairs: Sequence[Named]
    """Who chaired; where nobody was asked to, who leads the cluster."""
    chair_as_written: str
    """In place of them where somebody wrote it."""
    secretaries: Sequence[Named]
    secretary_as_written: str
    teachers: Sequence[Named]
    """Who taught the demo lesson."""
    schools: Sequence[OfSchool]
    """The roll by school: figures of each, those that sent nobody with 0. Who it was: `attendance.roll`."""
    beyond: int
    """How many of those counted were not on the list."""
    roll_closed: bool
    steps: tuple[Heading, ...]
    """The steps of 1315/BGDĐT-GDTH that it covers, in order; where nobody has said, those of which somebody wrote."""
    steps_said: bool
    """Whether somebody has said which steps it covers: its stage, or who writes the minutes."""
    entries: Mapping[Heading, Sequence[Written]]
    """What stands under each heading, in the order in which it was written; a heading without a text is not in it."""
    state: MinutesState
    version: int
    """The version that this is."""
    newest: int
    remark: str
    approvals: Sequence[Approval]
    """Every version that was approved, the oldest first."""

    @property
    def figures(self) -> Figures:
        """The roll of everybody: `here` of `expected` ("09/11")."""
        return figures.total(self.schools)

    @property
    def approved(self) -> Approval | None:
        """The yes to this very version; None for a draft."""
        return next((one for one in self.approvals if one.version == self.version), None)

    @property
    def headings(self) -> tuple[Heading, ...]:
        """What is written, in the order of the paper: the course of the meeting, then what came of it."""
        return (*(step for step in STEPS[None] if step in self.steps or step in self.entries), *CLOSING)

    @property
    def choices(self) -> tuple[Heading, ...]:
        """Under which headings words may belong: while nobody has said which steps it covers, under any of them."""
        return self.headings if self.steps_said else (*STEPS[None], *CLOSING)

    def text(self, heading: Heading) -> str:
        """Return what stands under a heading, one entry a line; empty where nothing was written."""
        return "\n".join(one.text for one in self.entries.get(heading, ()) if one.text)

    def writers(self) -> list[str]:
        """Return who wrote something of this version, by tên."""
        names = {one.by for found in self.entries.values() for one in found if one.by}
        return sorted(names, key=sort_key)


async def of(db: AsyncSession, meeting_id: int) -> Minutes | None:
    """Return the row of a meeting's minutes."""
    return await db.scalar(select(Minutes).where(Minutes.meeting_id == meeting_id))


async def meeting_of(db: AsyncSession, minutes_id: int) -> int:
    """Return the meeting that minutes are of. Raises Gone where there are none."""
    return (await existing(db, Minutes, minutes_id)).meeting_id


async def may_write(db: AsyncSession, meeting: Meeting, person: Person, rights: Rights) -> bool:
    """Say whether a person writes a meeting's minutes: its secretary and chair, and who makes the cluster's papers."""
    if meeting.cluster_id in rights.helps or rights.may_lead(meeting.cluster_id):
        return True
    return await parts.plays(db, meeting.id, person.id, PartKind.SECRETARY, PartKind.CHAIR)


async def must_write(db: AsyncSession, meeting: Meeting, person: Person, rights: Rights) -> None:
    """Raise NotAllowed unless a person writes a meeting's minutes."""
    if not await may_write(db, meeting, person, rights):
        raise NotAllowed


async def newest_approval(db: AsyncSession, meeting_id: int) -> MinutesApproval | None:
    """Return the approval that holds."""
    asked = select(MinutesApproval).join(Minutes, Minutes.id == MinutesApproval.minutes_id)
    asked = asked.where(Minutes.meeting_id == meeting_id).order_by(MinutesApproval.version.desc()).limit(1)
    return await db.scalar(asked)


async def for_reader(
    db: AsyncSession, meeting_id: int, person: Person, rights: Rights, *, version: int | None = None
) -> FullMinutes | None:
    """Return the minutes as somebody may see them: who writes them the newest text, all others the approved one.

    None where there is nothing that they may see yet. Raises Gone where the meeting does not concern the person.
    """
    meeting = await meetings.get(db, meeting_id)
    await concerned.must_concern(db, meeting, person, rights)
    if not await may_write(db, meeting, person, rights):
        approved = await newest_approval(db, meeting_id)
        if approved is None:
            return None
        version = approved.version
    return await read(db, meeting, version=version)


async def read(db: AsyncSession, meeting: Meeting, *, version: int | None = None) -> FullMinutes | None:
    """Return a meeting's minutes as of a version, by default the newest text; None where nobody has begun any."""
    row = await of(db, meeting.id)
    return await _read(db, meeting, row, version) if row else None


async def read_or_blank(db: AsyncSession, meeting: Meeting, now: datetime) -> FullMinutes:
    """Return the newest text of a meeting's minutes; what the tables know where nobody has begun any."""
    blank = Minutes(id=0, meeting_id=meeting.id, state=MinutesState.DRAFT, version=0, remark="", at=now)
    return await _read(db, meeting, await of(db, meeting.id) or blank, None)


async def _read(db: AsyncSession, meeting: Meeting, row: Minutes, version: int | None) -> FullMinutes:
    upto = row.version if version is None else min(version, row.version)
    entries = await _entries(db, row.id, upto)
    chairs, secretaries, teachers = await _people(db, meeting)
    starts_at, ends_at = _hours(meeting, entries)
    of_meeting = Which(None, meeting_id=meeting.id)
    steps = _steps(entries) or (STEPS[meeting.stage] if meeting.stage else ())
    return FullMinutes(
        meeting=meeting,
        starts_at=starts_at,
        ends_at=ends_at,
        chairs=chairs,
        chair_as_written=_written(entries, Heading.CHAIR),
        secretaries=secretaries,
        secretary_as_written=_written(entries, Heading.SECRETARY),
        teachers=teachers,
        schools=await figures.by_school(db, of_meeting, row.at),
        beyond=await figures.unexpected(db, of_meeting, row.at),
        roll_closed=meeting.roll_closed_at is not None,
        steps=steps or tuple(step for step in STEPS[None] if step in entries),
        steps_said=bool(steps),
        entries=entries,
        state=row.state,
        version=upto,
        newest=row.version,
        remark=row.remark,
        approvals=await _approvals(db, row.id, meeting.cluster_id),
    )


def _written(entries: Mapping[Heading, Sequence[Written]], heading: Heading) -> str:
    return "\n".join(one.text for one in entries.get(heading, ()))


def hours_kept(starts_at: datetime, ends_at: datetime) -> str:
    """Return hours as the heading of the time keeps them."""
    return f"{starts_at.isoformat()}/{ends_at.isoformat()}"


def steps_kept(steps: Collection[Heading]) -> str:
    """Return steps as the heading of the steps keeps them."""
    return " ".join(one.value for one in STEPS[None] if one in steps)


def _steps(entries: Mapping[Heading, Sequence[Written]]) -> tuple[Heading, ...]:
    written = _written(entries, Heading.STEPS).split()
    return tuple(one for one in STEPS[None] if one.value in written)


def _hours(meeting: Meeting, entries: Mapping[Heading, Sequence[Written]]) -> tuple[datetime | None, datetime | None]:
    if not (written := entries.get(Heading.TIME)):
        return meeting.starts_at, meeting.ends_at
    starts, _, ends = written[-1].text.partition("/")
    return datetime.fromisoformat(starts), datetime.fromisoformat(ends)


async def _entries(db: AsyncSession, minutes_id: int, upto: int) -> dict[Heading, Sequence[Written]]:
    """Return what stands under each heading in a version: from the last entry on that replaced all before."""
    writer = aliased(Person)  # a name of its own, since what is shown of a photo asks for its owner
    asked = select(MinutesEntry, writer.name, Evidence.sha, Evidence.faces, Evidence.consented)
    asked = asked.join(writer, writer.id == MinutesEntry.by_id)
    # A photo of somebody who has taken back their consent to photos is shown to nobody.
    shown = (Evidence.id == MinutesEntry.evidence_id) & consents.shown(Scope.PHOTOS, Evidence.person_id)
    asked = asked.outerjoin(Evidence, shown)
    asked = asked.where(MinutesEntry.minutes_id == minutes_id, MinutesEntry.version <= upto)
    found: dict[Heading, list[Written]] = {}
    for row, name, sha, faces, consented in await db.execute(asked.order_by(MinutesEntry.version)):
        before = [] if row.replaces else found.get(row.heading, [])
        taken = row.reflection_id is not None
        entry = Written(row.id, row.text, "" if taken else name, row.by_id, row.at, taken, sha, faces, bool(consented))
        # An empty text that replaces takes everything out.
        found[row.heading] = [*before, *([entry] if row.text or sha else [])]
    return {heading: entries for heading, entries in found.items() if entries}


async def _approvals(db: AsyncSession, minutes_id: int, cluster_id: int) -> list[Approval]:
    asked = select(MinutesApproval, Person.name).join(Person, Person.id == MinutesApproval.by_id)
    asked = asked.where(MinutesApproval.minutes_id == minutes_id).order_by(MinutesApproval.version)
    found = (await db.execute(asked)).all()
    did = {one.id: Did(one.by_id, local(one.at).date(), cluster=cluster_id) for one, _name in found}
    acted = await capacities.of(db, did.values())
    return [Approval(one.id, one.version, name, one.at, acted[did[one.id]]) for one, name in found]


_LEADS = (PartKind.CHAIR, PartKind.SECRETARY, PartKind.TEACH)


async def _people(db: AsyncSession, meeting: Meeting) -> tuple[Sequence[Named], Sequence[Named], Sequence[Named]]:
    """Return who chaired (where nobody was asked to, the leads), who was secretary and who taught, each by tên."""
    accepted = (Part.meeting_id == meeting.id, Part.assent == Assent.ACCEPTED, Part.kind.in_(_LEADS))
    played = dict.fromkeys(_LEADS, frozenset[int]())
    for kind, person in await db.execute(select(Part.kind, Part.person_id).where(*accepted)):
        played[kind] |= {person}
    if not played[PartKind.CHAIR]:
        played[PartKind.CHAIR] = await chairs_by_office(db, meeting)
    names = await named(db, frozenset().union(*played.values()))
    chairs, secretaries, teachers = ([one for one in names if one.person_id in played[kind]] for kind in _LEADS)
    return chairs, secretaries, teachers


async def chairs_by_office(db: AsyncSession, meeting: Meeting) -> frozenset[int]:
    """Return who chaired where nobody was asked to: the leads of the day who came, a deputy where no lead did.

    While the roll says nothing of any of them it is the leads.
    """
    day = local(meeting.starts_at).date() if meeting.starts_at else meeting.month
    leads = await terms.leaders(db, meeting.cluster_id, day)
    there = (Invitee.meeting_id == meeting.id, Invitee.person_id.in_(leads), Invitee.presence.in_(marks.CAME))
    came = set(await db.scalars(select(Invitee.person_id).where(*there)))
    did = {one: Did(one, day, cluster=meeting.cluster_id) for one in leads if not came or one in came}
    acted = await capacities.of(db, did.values())
    first = frozenset(one for one, how in did.items() if (as_what := acted[how]) and as_what.role in terms.LEADING)
    return first or frozenset(did)


async def named(db: AsyncSession, people: Collection[int]) -> list[Named]:
    """Return people with their schools, by tên; who had the name erased is left out."""
    asked = select(Person.id, Person.name, Unit.name).outerjoin(Unit, Unit.id == Person.unit_id)
    rows = await db.execute(asked.where(Person.id.in_(people), Person.name != ""))
    return sorted(
        (Named(number, name, school or "") for number, name, school in rows), key=lambda one: sort_key(one.name)
    )
