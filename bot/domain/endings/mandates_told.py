"""Giving somebody to act for another one, and ending it: done and told in one transaction. Also told: a day ends it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.calendar import quiet
from bot.domain.models import Appointment, Only, Outbox, Person, Purpose, Role, Topic, topic_of_each
from bot.domain.organisation import mandates, terms
from bot.domain.organisation.mandates import ActingAt, Mandate
from bot.domain.organisation.people import Rights
from bot.domain.organisation.terms import Day
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import MandateFacts
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
    await _tell(db, Mandate(tie, person.name), place, MandateFacts("given", by.name), by_id=by.id, now=now)


async def end(db: AsyncSession, rights: Rights, mandate_id: int, *, by: Person, now: datetime) -> Mandate:
    """End as `mandates.end` does, and tell who had it, and whom they acted for. Idempotent."""
    mandate, ran = await mandates.end(db, rights, mandate_id, by=by, now=now)
    if ran:
        _mandate, place = await mandates.get(db, mandate_id)
        await _tell(db, mandate, place, MandateFacts("ended", by.name), by_id=by.id, now=now)
    return mandate


def _are_over(today: Day, since: Day) -> Select[Appointment]:
    """Select what a last day of lately has ended, of which nobody was told; who goes on by another term has no end."""
    other = aliased(Appointment)
    same = (other.role == Appointment.role, other.person_id == Appointment.person_id, terms.holds(other, today))
    there = other.unit_id.is_not_distinct_from(Appointment.unit_id)
    there &= other.cluster_id.is_not_distinct_from(Appointment.cluster_id)
    told = exists().where(Outbox.topic == topic_of_each(Topic.ends, Appointment.id), Outbox.purpose == Purpose.MANDATE)
    return (
        select(Appointment)
        .join(Person, Person.id == Appointment.person_id)
        .where(Appointment.role.in_((*mandates.OF_SCHOOL, *mandates.OF_CLUSTER)), Appointment.by_id.is_not(None))
        .where(terms.over(Appointment, today), Appointment.valid_to >= since, Person.erased_at.is_(None))
        .where(~told, ~exists().where(*same, there))
        .order_by(Appointment.id)
    )


_OVER = _are_over(bindparam("today"), bindparam("since"))


async def tell_over(db: AsyncSession, now: datetime) -> None:
    """Tell of what its last day has ended: who acted, and whom they acted for. Idempotent."""
    today = local(now).date()
    for tie in (await db.scalars(_OVER, {"today": today, "since": today - USEFUL_FOR})).all():
        mandate, place = await mandates.get(db, tie.id)
        await _tell(db, mandate, place, MandateFacts("over", ""), by_id=0, now=now)


async def _tell(
    db: AsyncSession, mandate: Mandate, place: ActingAt, facts: MandateFacts, *, by_id: int, now: datetime
) -> None:
    today, due, version = local(now).date(), await quiet.leaves(db, now), int(now.timestamp())
    theirs = {*await mandates.holders(db, mandate.tie, today)}
    # What has ended is told of once, by whichever way it ended.
    about = (Topic.term if facts.news == "given" else Topic.ends)(mandate.tie.id)
    # Who gave it knows; another one who heads the same place, or whose officer gave it, does not.
    others = {*await mandates.stood_for(db, place, today)} - theirs - {by_id}
    row = outbox.OutboxRow(0, Purpose.MANDATE, about, version, facts, due, due + USEFUL_FOR)
    letters = [row._replace(person_id=one) for one in sorted(theirs)]
    letters += [row._replace(person_id=one, facts=replace(facts, name=mandate.name)) for one in sorted(others)]
    await outbox.put_each(db, letters)
