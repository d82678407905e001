"""What somebody was given to act for another one, and that it was ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Appointment, Cluster, Person, Purpose, Unit
from bot.domain.outbox.facts import MandateFacts
from bot.domain.outbox.outbox import Due
from bot.vietnamese import local

PURPOSES = frozenset({Purpose.MANDATE})


@dataclass(frozen=True, slots=True)
class MandateLetter:
    """What was given, as it stands now, and what became of it."""

    tie: Appointment
    place: str
    facts: MandateFacts
    today: date
    subject: str | None = None
    """What somebody teaches who heads a subject group: it is the group of that."""


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, MandateLetter]:
    """Return by row what is said; it is wanted whatever happened since, as long as it stands."""
    facts = {row.id: MandateFacts.read(row.facts) for row in rows}
    ids = {row.id: row.topic.appointment_id for row in rows}
    asked = (
        select(Appointment, Unit.name, Cluster, Person.subject)
        .outerjoin(Person, Person.id == Appointment.person_id)
        .outerjoin(Unit, Unit.id == Appointment.unit_id)
        .outerjoin(Cluster, Cluster.id == Appointment.cluster_id)
        .where(Appointment.id.in_(ids.values()))
    )
    found = {
        tie.id: [(tie, unit or (cluster.called if cluster else ""), subject)]
        for tie, unit, cluster, subject in await db.execute(asked)
    }
    today = local(now).date()
    return {
        row: MandateLetter(tie, place, facts[row], today, subject)
        for row, number in ids.items()
        for tie, place, subject in found.get(number, ())
    }
