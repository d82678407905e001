"""One's own meetings: what somebody attended, with which parts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Assent, Contest, Invitee, Meeting, Part, PartKind, Presence
from bot.domain.organisation.school_year import Span
from bot.domain.programme import marks
from bot.domain.programme.figures import Which, summed


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
    return [
        Attended(meeting, presence, early, said, said and granted is None, tuple(played.get(meeting.id, ())))
        for meeting, presence, early, said, granted in rows
    ]
