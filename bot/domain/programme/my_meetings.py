"""One's own meetings: what somebody attended, with which parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import (
    Assent,
    Contest,
    Heading,
    Invitee,
    Meeting,
    Minutes,
    MinutesEntry,
    Part,
    PartKind,
    Presence,
)
from bot.domain.organisation import capacities, terms
from bot.domain.organisation.capacities import Did
from bot.domain.organisation.school_year import Span
from bot.domain.programme import marks, minutes
from bot.domain.programme.figures import Which, summed
from bot.vietnamese import local


@dataclass(frozen=True, slots=True)
class Attended:
    """One meeting at which somebody was expected, and what stands of them."""

    meeting: Meeting
    presence: Presence | None
    left_early: bool
    contested: bool
    undecided: bool
    """They have said that they were there, and nobody has decided yet."""
    kinds: tuple[PartKind, ...]
    """The parts they played."""

    @property
    def came(self) -> bool:
        """Whether the newest mark says so."""
        return self.presence in marks.CAME


async def of(db: AsyncSession, person_id: int, span: Span, now: datetime) -> list[Attended]:
    """Return the meetings of some days at which somebody was expected and that have begun, the newest first."""
    about = select(Meeting, Invitee.presence, Invitee.left_early, Contest.invitee_id.is_not(None), Contest.granted)
    mine = about.join(Invitee, Invitee.meeting_id == Meeting.id)
    mine = mine.outerjoin(Contest, Contest.invitee_id == Invitee.id).where(Invitee.person_id == person_id)
    begun = (marks.counts(), *summed(Which(None, span=span), now))
    rows = (await db.execute(mine.where(*begun).order_by(Meeting.starts_at.desc()))).all()
    played: dict[int, list[PartKind]] = {}
    parts = select(Part.meeting_id, Part.kind).where(Part.person_id == person_id, Part.assent == Assent.ACCEPTED)
    for meeting, kind in await db.execute(parts):
        played.setdefault(meeting, []).append(kind)
    for number in await _chaired_as_lead(db, person_id, [row[0] for row in rows if row[1] in marks.CAME]):
        played.setdefault(number, []).insert(0, PartKind.CHAIR)
    return [
        Attended(meeting, presence, early, said, said and granted is None, tuple(played.get(meeting.id, ())))
        for meeting, presence, early, said, granted in rows
    ]


async def _chaired_as_lead(db: AsyncSession, person_id: int, came_to: Sequence[Meeting]) -> list[int]:
    """Return which meetings somebody chaired since they led the cluster on the day and nobody was asked to chair.

    It is the rule of the minutes' head; where somebody wrote there who chaired, that alone says it.
    """
    days = {one.id: local(one.starts_at).date() for one in came_to if one.starts_at}
    of_them = Meeting.id.in_(days)
    asked = exists().where(Part.meeting_id == Meeting.id, Part.kind == PartKind.CHAIR, Part.assent == Assent.ACCEPTED)
    written = select(MinutesEntry.id).join(Minutes, Minutes.id == MinutesEntry.minutes_id)
    written = written.where(Minutes.meeting_id == Meeting.id, MinutesEntry.heading == Heading.CHAIR)
    free = set(await db.scalars(select(Meeting.id).where(of_them, ~asked, ~written.exists())))
    did = {one.id: Did(person_id, days[one.id], cluster=one.cluster_id) for one in came_to if one.id in free}
    acted = await capacities.of(db, did.values())
    led = [one for one in came_to if one.id in did and (how := acted[did[one.id]]) and how.role in terms.ACTING_LEADS]
    # Asked for each since only who leads a cluster gets here, and of a year they led few meetings.
    return [one.id for one in led if person_id in await minutes.chairs_by_office(db, one)]
