"""Schools that are called otherwise today: merged into another one, or given another name.

People go on naming them, and lists do. What was said of the past keeps the name of its day (`former_names`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Unit, UnitName
from bot.domain.organisation import terms, units
from bot.domain.organisation.schools import TEACHING
from bot.domain.organisation.terms import A_DAY
from bot.domain.organisation.units import School


@dataclass(frozen=True, slots=True)
class Former:
    """A name of before, and the school that is meant by it now."""

    name: str
    now: Unit
    since: date
    """From which day on it is the other one, or has the other name."""


async def of_schools(db: AsyncSession, today: date) -> list[Former]:
    """Return every name of before by which no school is called today."""
    merged = select(Unit).where(Unit.merged_into_id.is_not(None), terms.over(Unit, today))
    ended = {one.id: one for one in await db.scalars(merged)}
    called = select(UnitName.unit_id, UnitName.name, UnitName.valid_to).where(UnitName.valid_to < today)
    names = [(unit.id, unit.name, today) for unit in ended.values()]
    names += [(unit, name, last) for unit, name, last in await db.execute(called.order_by(UnitName.valid_to))]
    if not names:
        return []
    ways = {unit: _way(unit, ended) for unit, _name, _last in names}
    found = select(Unit).where(
        Unit.kind.in_(TEACHING), terms.holds(Unit, today), Unit.id.in_({way[-1] for way in ways.values()})
    )
    stand = {unit.id: unit for unit in await db.scalars(found)}
    borne = select(Unit.folded).where(Unit.kind.in_(TEACHING), terms.holds(Unit, today))
    taken = set(await db.scalars(borne.where(Unit.folded.in_({units.key(name) for _unit, name, _last in names}))))
    former: dict[tuple[str, int], Former] = {}
    for unit, name, last in names:
        [*before, heir] = ways[unit]
        if heir in stand and units.key(name) not in taken:
            end = max((ended[one].valid_to or last for one in before), default=last)
            former.setdefault((units.key(name), heir), Former(name, stand[heir], end + A_DAY))
    return [*former.values()]


def _way(unit: int, ended: dict[int, Unit]) -> list[int]:
    """Return a school and those in which it went on, one after the other."""
    way = [unit]
    while (one := ended.get(way[-1])) and one.merged_into_id and one.merged_into_id not in way:
        way.append(one.merged_into_id)
    return way


def in_a_directory(former: Collection[Former], schools: Collection[School]) -> dict[str, School]:
    """Return by the key of each name of before the school of a directory that is meant now, where it is one only."""
    by_id = {school.unit_id: school for school in schools}
    meant: dict[str, set[School]] = {}
    for one in former:
        if school := by_id.get(one.now.id):
            meant.setdefault(units.key(one.name), set()).add(school)
    return {key: next(iter(found)) for key, found in meant.items() if len(found) == 1}


@dataclass(frozen=True, slots=True)
class InAYear:
    """The schools of a school year that are called otherwise in it than before, or end in it by a merger."""

    names: Mapping[str, School]
    """By the key of a name of before the year the school that is meant in it."""
    goes_on: Mapping[int, tuple[date, School]]
    """By a school that ends the first day on which it is the other one, and that one."""

    def on(self, school: School, day: date | None, month: date) -> School:
        """Return what a school is on a day; with a month alone it is the other one from the month of that day on."""
        since, heir = self.goes_on.get(school.unit_id or 0, (date.max, school))
        return heir if (day or month) >= (since if day else since.replace(day=1)) else school


async def in_a_year(db: AsyncSession, starts: date, schools: Collection[School]) -> InAYear:
    """Return how the schools of a year that starts on a day are called otherwise, and where they go on."""
    by_id = {school.unit_id: school for school in schools}
    merged = await db.scalars(select(Unit).where(Unit.merged_into_id.is_not(None), terms.lasting(Unit, starts)))
    ends = {one.id: one for one in merged}
    goes_on = {
        one.id: (one.valid_to + A_DAY, by_id[heir])
        for one in ends.values()
        if one.valid_to and (heir := _way(one.id, ends)[-1]) in by_id
    }
    return InAYear(in_a_directory(await of_schools(db, starts), schools), goes_on)
