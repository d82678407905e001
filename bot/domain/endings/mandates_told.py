"""Giving somebody to act for another one, and ending it: done and told in one transaction."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calendar import quiet
from bot.domain.models import Only, Person, Purpose, Role, Topic
from bot.domain.organisation import mandates
from bot.domain.organisation.mandates import ActingAt, Mandate
from bot.domain.organisation.people import Rights
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import MandateFacts, MandateNews
from bot.vietnamese import local

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
    """Give as `mandates.give` does; tell whom it is given to, and whom they act for where another one gave it."""
    tie = await mandates.give(
        db, rights, role, person, place, since=since, until=until, instead=instead, only=only, by=by, now=now
    )
    await _tell(db, Mandate(tie, person.name), place, "given", by=by, now=now)


async def end(db: AsyncSession, rights: Rights, mandate_id: int, *, by: Person, now: datetime) -> Mandate:
    """End as `mandates.end` does, and tell who had it, and whom they acted for. Idempotent."""
    mandate, ran = await mandates.end(db, rights, mandate_id, by=by, now=now)
    if ran:
        _mandate, place = await mandates.get(db, mandate_id)
        await _tell(db, mandate, place, "ended", by=by, now=now)
    return mandate


async def _tell(
    db: AsyncSession, mandate: Mandate, place: ActingAt, news: MandateNews, *, by: Person, now: datetime
) -> None:
    today, due, version = local(now).date(), await quiet.leaves(db, now), int(now.timestamp())
    theirs, about = {*await mandates.holders(db, mandate.tie, today)}, Topic.term(mandate.tie.id)
    # Who gave it knows; another one who heads the same place, or whose officer gave it, does not.
    others = {*await mandates.stood_for(db, place, today)} - theirs - {by.id}
    facts = MandateFacts(news, by.name)
    row = outbox.OutboxRow(0, Purpose.MANDATE, about, version, facts, due, due + USEFUL_FOR)
    letters = [row._replace(person_id=one) for one in sorted(theirs)]
    letters += [row._replace(person_id=one, facts=replace(facts, name=mandate.name)) for one in sorted(others)]
    await outbox.put_each(db, letters)
