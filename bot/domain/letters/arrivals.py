"""Who has come to a school, told to its principal: together, some minutes after the first, and never by night.

Whom the school's list names is only named; of everybody else is asked whether they are of the school. Where a school
has no principal yet, its newcomers wait for one; who asks to change schools is then an officer's to answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calendar import quiet
from bot.domain.models import Person, Purpose, SchoolArrival, Topic, Unit
from bot.domain.organisation import arrivals, reach, terms
from bot.domain.organisation.arrivals import Newcomer
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import ArrivedPeople
from bot.domain.outbox.outbox import Due
from bot.vietnamese import local

PURPOSES = frozenset({Purpose.ARRIVALS})
AFTER = timedelta(minutes=5)
"""How long the first one waits for others who come by the same link, and for the end of the own questions."""
APART = timedelta(minutes=10)
"""How far apart two letters about one school are at least."""
USEFUL_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ArrivalsLetter:
    """Who has come to one school."""

    unit_id: int
    school: str
    listed: Sequence[str]
    """The names that stand on the school's list."""
    asked: Sequence[Newcomer]


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, ArrivalsLetter]:
    """Return by row what is still open of it; where all was answered meanwhile there is nothing to say."""
    del now
    facts = {row.id: ArrivedPeople.read(row.facts).arrivals for row in rows}
    ids = {one for some in facts.values() for one in some}
    waiting = {one.id: one for one in await arrivals.newcomers(db, SchoolArrival.id.in_(ids))}
    listed = select(SchoolArrival.id, Person.name).join(Person, Person.id == SchoolArrival.person_id)
    on_list = (SchoolArrival.ours.is_(True), SchoolArrival.decided_by_id.is_(None), Person.erased_at.is_(None))
    named = dict((await db.execute(listed.where(SchoolArrival.id.in_(ids), *on_list).order_by(Person.folded))).all())
    of = {row.topic.arrivals_at for row in rows}
    schools = dict((await db.execute(select(Unit.id, Unit.name).where(Unit.id.in_(of)))).all())
    found = {}
    for row in rows:
        mine, unit = facts[row.id], row.topic.arrivals_at
        letter = ArrivalsLetter(
            unit,
            schools.get(unit, ""),
            [name for number, name in named.items() if number in mine],
            [one for number, one in waiting.items() if number in mine and not one.listed],
        )
        if letter.listed or letter.asked:
            found[row.id] = letter
    return found


_RIPE = (
    select(SchoolArrival.unit_id)
    .where(SchoolArrival.told_at.is_(None), SchoolArrival.decided_at.is_(None))
    .group_by(SchoolArrival.unit_id)
    .having(func.min(SchoolArrival.at) <= bindparam("before"))
)


async def tell(db: AsyncSession, now: datetime) -> None:
    """Queue one letter a school about everybody who has come since the last one. Nothing is queued in the quiet."""
    ripe = set(await db.scalars(_RIPE, {"before": now - AFTER}))
    if not ripe or (await quiet.read(db)).opens(now) > now:
        return
    late = select(SchoolArrival.unit_id).where(SchoolArrival.unit_id.in_(ripe), SchoolArrival.told_at > now - APART)
    ripe -= set(await db.scalars(late))
    untold = await arrivals.newcomers(db, SchoolArrival.unit_id.in_(ripe), SchoolArrival.told_at.is_(None))
    by_school: dict[int, list[Newcomer]] = {}
    for one in untold:
        by_school.setdefault(one.unit_id, []).append(one)
    heads, officers = await _heads(db, [*by_school], now), await reach.of_officers(db, local(now).date())
    for unit_id, some in by_school.items():
        if readers := heads.get(unit_id, []):
            await _put(db, unit_id, some, readers, now)
        else:
            near = [person for person, far in officers.items() if far is None or unit_id in far.units]
            await _put(db, unit_id, [one for one in some if one.wants], near, now)


async def _heads(db: AsyncSession, schools: Sequence[int], now: datetime) -> dict[int, list[int]]:
    head = terms.heading(local(now).date())
    found: dict[int, list[int]] = {}
    asked = select(head.c.unit_id, head.c.person_id).where(head.c.unit_id.in_(schools)).distinct()
    for unit_id, person in await db.execute(asked):
        found.setdefault(unit_id, []).append(person)
    return found


async def _put(db: AsyncSession, unit_id: int, some: Sequence[Newcomer], readers: Sequence[int], now: datetime) -> None:
    # Whoever answers for the school answers for themselves.
    news = [one for one in some if one.person_id not in readers]
    if not some or not readers:
        return
    told = update(SchoolArrival).where(SchoolArrival.id.in_([one.id for one in some])).values(told_at=now)
    await db.execute(told.execution_options(synchronize_session=False))
    await arrivals.settle_listed(db, [one.id for one in some if one.listed or one.person_id in readers], now)
    if not news:
        return
    await outbox.put(
        db,
        readers,
        Purpose.ARRIVALS,
        Topic.arrivals(unit_id),
        version=max(one.id for one in news),
        due_at=now,
        not_after=now + USEFUL_FOR,
        facts=ArrivedPeople(tuple(one.id for one in news)),
    )
