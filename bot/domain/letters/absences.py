"""Who of a school has said that they cannot come, told to who says whether that is excused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import reading
from bot.domain.models import Appointment, Coming, Invitee, Meeting, Person, Purpose, Why
from bot.domain.organisation import terms
from bot.domain.outbox.outbox import Due
from bot.domain.programme import on_behalf
from bot.domain.programme.sending import Candidate
from bot.vietnamese import local, sort_key

PURPOSES = frozenset({Purpose.ABSENCE})


@dataclass(frozen=True, slots=True)
class Absentee:
    """Somebody who has said no, and why."""

    invitee_id: int
    name: str
    reason: str
    instead: Candidate | None = None
    """Whom their principal could send in their place, where they were sent."""
    unit_id: int | None = None
    """The school that could send somebody else; None where that is not the reader's to do."""


@dataclass(frozen=True, slots=True)
class AbsencesLetter:
    """A meeting, and whose absence is still to be decided."""

    meeting: Meeting
    absent: tuple[Absentee, ...]


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, AbsencesLetter]:
    """Return by row what is still wanted: where the reader has an absence to decide at a meeting that is not over."""
    found = await reading.meetings(db, rows)
    asked = select(Invitee, Person.name).join(Person, Person.id == Invitee.person_id)
    asked = asked.where(Invitee.meeting_id.in_(found), Invitee.answer == Coming.NO, Invitee.excused.is_(None))
    absent = (await db.execute(asked)).all()
    deciding, heads = await _deciding(db, [one for one, _ in absent], found, now)
    sent = [one.id for one, _ in absent if one.why is Why.SENT]
    instead = await on_behalf.substitutes(db, sent, now)
    letters = {}
    for row in rows:
        meeting = found[row.topic.meeting_id]
        theirs = [
            _absentee(one, name, instead, is_head=row.person_id in heads.get(one.unit_id, ()))
            for one, name in absent
            if one.meeting_id == meeting.id and row.person_id in deciding[one.id]
        ]
        if theirs and reading.is_ahead(meeting, now):
            letters[row.id] = AbsencesLetter(meeting, tuple(sorted(theirs, key=lambda one: sort_key(one.name))))
    return letters


def _absentee(one: Invitee, name: str, instead: Mapping[int, Candidate], *, is_head: bool) -> Absentee:
    if not is_head or one.why is not Why.SENT:
        return Absentee(one.id, name, one.reason)
    return Absentee(one.id, name, one.reason, instead.get(one.id), one.unit_id)


async def _deciding(
    db: AsyncSession, absent: Iterable[Invitee], found: Mapping[int, Meeting], now: datetime
) -> tuple[dict[int, set[int]], dict[int | None, set[int]]]:
    """Return by row of an invitee who decides, as `answers.deciding` has it of one; and the heads of the schools."""
    today, units, clusters = local(now).date(), {one.unit_id for one in absent}, {m.cluster_id for m in found.values()}
    head = terms.heading(today)
    heads: dict[int | None, set[int]] = {}
    for person, unit in await db.execute(select(head).where(head.c.unit_id.in_(units))):
        heads.setdefault(unit, set()).add(person)
    lead = terms.leading(today, Appointment.cluster_id.in_(clusters))
    leads: dict[int, set[int]] = {}
    for person, cluster in await db.execute(select(lead)):
        leads.setdefault(cluster, set()).add(person)
    deciding = {
        one.id: heads.get(one.unit_id, set()) - {one.person_id or 0}
        or leads.get(found[one.meeting_id].cluster_id, set()) - {one.person_id or 0}
        for one in absent
    }
    return deciding, heads
