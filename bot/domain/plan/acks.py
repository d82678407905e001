"""“Đã rõ” to what a new version of a plan changes: who has said so, of those who were told."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.domain.models import Outbox, OutboxState, Person, Plan, PlanRead, Purpose, Topic
from bot.errors import Gone
from bot.vietnamese import sort_key

TOLD_BY = (Purpose.PLAN_CHANGED, Purpose.SCHOOL_MOVED)
"""The letters about a new version."""


@dataclass(frozen=True, slots=True)
class PlanReaders:
    """How many were told of a plan's newest version, and who of them has not said that they have read it, by tên."""

    told: int
    silent: tuple[str, ...]


async def say_read(db: AsyncSession, row_id: int, person: Person, now: datetime) -> bool:
    """Note that somebody has read the letter of a row; False if it is noted already. Raises Gone for no such letter."""
    mine = (Outbox.id == row_id, Outbox.person_id == person.id, Outbox.purpose.in_(TOLD_BY))
    letter = (await db.execute(select(Outbox.topic, Outbox.version).where(*mine))).one_or_none()
    if letter is None:
        raise Gone
    topic, version = letter
    row = insert(db, PlanRead).values(plan_id=topic.plan_id, version=version, person_id=person.id, at=now)
    return bool((await db.execute(row.on_conflict_do_nothing())).rowcount)  # type: ignore[attr-defined] # an INSERT's result has it


async def readers(db: AsyncSession, plan: Plan) -> PlanReaders | None:
    """Return who was told of the newest version and who has not answered; None where nobody was told."""
    letters = (Outbox.topic == Topic.plan(plan.id), Outbox.purpose.in_(TOLD_BY))
    version = await db.scalar(select(func.max(Outbox.version)).where(*letters))
    if version is None:
        return None
    arrived = Outbox.state == OutboxState.SENT
    asked = select(Person.id, Person.name, PlanRead.at).join(Outbox, Outbox.person_id == Person.id)
    same = (PlanRead.plan_id == plan.id) & (PlanRead.version == version) & (PlanRead.person_id == Person.id)
    rows = await db.execute(
        asked.outerjoin(PlanRead, same).where(*letters, Outbox.version == version, arrived, Person.name != "")
    )
    people = {person: (name, at) for person, name, at in rows}
    silent = sorted((name for name, at in people.values() if at is None), key=sort_key)
    return PlanReaders(len(people), tuple(silent)) if people else None
