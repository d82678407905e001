"""A superior chases: owners of open duties are reminded, of each duty once in 20 hours."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import LockName, lock_name
from bot.domain.calendar import quiet
from bot.domain.duties import history, ledger, owners
from bot.domain.duties.lines import DutyLine
from bot.domain.models import Duty, DutyEvent, DutyEventKind, Outbox, Person, Purpose, Topic
from bot.domain.organisation.people import Rights
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import ChasedDutyFacts, pairs
from bot.vietnamese import local

CHASED_AGAIN = timedelta(hours=20)
"""How long after a superior's reminder nobody is reminded of the same duty again."""
CHASE_IS_OF_USE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class ChasedDuties:
    """What came of chasing: how many people and duties, how many duties were chased lately, when the letters leave."""

    people: int
    duties: int
    already: int
    due_at: datetime


async def reach_of(db: AsyncSession, ids: Iterable[int], person: Person, rights: Rights, now: datetime) -> int:
    """Return how many people a reminder of some duties would reach."""
    found = await ledger.open_and_overseen(db, ids, person, rights, now)
    fresh = await _not_chased(db, found, now)
    return len(await _owners(db, fresh, now))


async def _not_chased(db: AsyncSession, found: Iterable[DutyLine], now: datetime) -> list[DutyLine]:
    chased = select(DutyEvent.duty_id).where(
        DutyEvent.duty_id.in_([line.id for line in found]),
        DutyEvent.kind == DutyEventKind.CHASED,
        DutyEvent.at > now - CHASED_AGAIN,
    )
    lately = set(await db.scalars(chased))
    # Whose paper waits above has done their part: the decision is what is missing.
    return [line for line in found if line.id not in lately and not line.waits]


async def _owners(db: AsyncSession, found: Collection[DutyLine], now: datetime) -> dict[int, dict[int, int]]:
    """Return by person the duties they are to be reminded of, with their versions."""
    organisation = await owners.read(db, local(now).date())
    owed = await owners.read_owed(db, owners.owed(Duty.id.in_([line.id for line in found])))
    people: dict[int, dict[int, int]] = {}
    for one in owed:
        for owner in organisation.owners(one):
            people.setdefault(owner, {})[one.duty.id] = one.duty.version
    return people


async def chase(db: AsyncSession, ids: Iterable[int], person: Person, rights: Rights, now: datetime) -> ChasedDuties:
    """Remind the owners of the open ones of some duties, but not of those that were chased lately.

    Raises NotAllowed unless the person oversees them.
    """
    await lock_name(db, LockName.DUTIES)
    found = await ledger.open_and_overseen(db, ids, person, rights, now)
    fresh, due_at = await _not_chased(db, found, now), await quiet.leaves(db, now)
    people = await _owners(db, fresh, now)
    topic = Topic.chase(local(now).date())
    known = select(Outbox.person_id, func.max(Outbox.version)).where(
        Outbox.person_id.in_(people), Outbox.purpose == Purpose.CHASE, Outbox.topic == topic
    )
    versions = dict((await db.execute(known.group_by(Outbox.person_id))).all())
    until = {line.id: line.not_after for line in fresh}
    await outbox.put_each(
        db,
        [
            outbox.OutboxRow(
                owner,
                Purpose.CHASE,
                topic,
                versions.get(owner, -1) + 1,
                ChasedDutyFacts(pairs(duties), by=person.id),
                due_at,
                min(max(until[duty] for duty in duties), due_at + CHASE_IS_OF_USE),
            )
            for owner, duties in people.items()
        ],
    )
    told = {duty for duties in people.values() for duty in duties}
    await history.note(db, sorted(told), DutyEventKind.CHASED, now, by_id=person.id)
    return ChasedDuties(len(people), len(told), len(found) - len(fresh), due_at)
