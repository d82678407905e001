"""Who approved minutes were sent to, who has read them, and which schools have nobody to read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Meeting, MinutesApproval, MinutesReader, Person
from bot.domain.organisation import terms, tree
from bot.vietnamese import sort_key


@dataclass(frozen=True, slots=True)
class SentTo:
    """Somebody to whom approved minutes were sent."""

    name: str
    at: datetime | None
    """When they said "Đã rõ"; None while they have not."""


async def of(db: AsyncSession, approval_id: int) -> list[SentTo]:
    """Return to whom an approved version was sent, by tên."""
    asked = select(Person.name, MinutesReader.at).join(Person, Person.id == MinutesReader.person_id)
    asked = asked.where(MinutesReader.approval_id == approval_id, Person.erased_at.is_(None))
    return sorted((SentTo(*row) for row in await db.execute(asked)), key=lambda one: sort_key(one.name))


async def without_head(db: AsyncSession, meeting: Meeting, today: date) -> Sequence[str]:
    """Return the schools of a meeting's cluster that nobody heads today: the minutes reach none of them."""
    head = terms.heading(today)
    headed = set(await db.scalars(select(head.c.unit_id)))
    return [school.name for school in await tree.members(db, meeting.cluster_id, today) if school.id not in headed]


async def say_read(db: AsyncSession, minutes_id: int, person: Person, now: datetime) -> bool:
    """Note that somebody has read the newest approved minutes that they were sent; say whether that is new."""
    sent = select(MinutesApproval.id).join(MinutesReader, MinutesReader.approval_id == MinutesApproval.id)
    sent = sent.where(MinutesApproval.minutes_id == minutes_id, MinutesReader.person_id == person.id)
    newest = sent.order_by(MinutesApproval.version.desc()).limit(1).scalar_subquery()
    theirs = (MinutesReader.approval_id == newest, MinutesReader.person_id == person.id, MinutesReader.at.is_(None))
    turn = update(MinutesReader).where(*theirs).values(at=now).execution_options(synchronize_session=False)
    return bool((await db.execute(turn)).rowcount)  # type: ignore[attr-defined] # an UPDATE's result has it
