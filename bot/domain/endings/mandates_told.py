"""Giving somebody to act for another one, and ending it: done and told in one transaction."""

from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calendar import quiet
from bot.domain.models import Appointment, Only, Person, Purpose, Role, Topic
from bot.domain.organisation import mandates
from bot.domain.organisation.mandates import ActingAt, Mandate
from bot.domain.organisation.people import Rights
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import MandateFacts, MandateNews

USEFUL_FOR = timedelta(days=14)


async def give(
    db: AsyncSession,
    rights: Rights,
    role: Role,
    person: Person,
    place: ActingAt,
    *,
    since: date | None = None,
    until: date | None,
    instead: bool,
    only: Only | None = None,
    by: Person,
    now: datetime,
) -> None:
    """Give as `mandates.give` does, and tell whom it is given to."""
    tie = await mandates.give(
        db, rights, role, person, place, since=since, until=until, instead=instead, only=only, by=by, now=now
    )
    await _tell(db, tie, "given", by, now)


async def end(db: AsyncSession, rights: Rights, mandate_id: int, *, by: Person, now: datetime) -> Mandate:
    """End as `mandates.end` does, and tell who had it. Idempotent."""
    mandate, ran = await mandates.end(db, rights, mandate_id, by=by, now=now)
    if ran:
        await _tell(db, mandate.tie, "ended", by, now)
    return mandate


async def _tell(db: AsyncSession, tie: Appointment, news: MandateNews, by: Person, now: datetime) -> None:
    due = await quiet.leaves(db, now)
    told, about, facts = [tie.person_id or 0], Topic.term(tie.id), MandateFacts(news, by.name)
    await outbox.put(
        db,
        told,
        Purpose.MANDATE,
        about,
        version=int(now.timestamp()),
        due_at=due,
        not_after=due + USEFUL_FOR,
        facts=facts,
    )
