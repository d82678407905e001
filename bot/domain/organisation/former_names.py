"""What units were called on which day: papers about a day that is past bear the name that stood then.

`Unit.name` is the name of today. What a unit was called before stands beside it with its last day, and a name that is
decided and yet to come with the day on which it begins: `come_true` brings it in. A spelling that is put right is no
other name and holds for every day.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import ColumnElement, bindparam, case, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.domain.models import PaperHead, Unit, UnitName
from bot.domain.organisation import units
from bot.domain.organisation.terms import A_DAY
from bot.vietnamese import local

NOT_ENDED = date.max
"""The last day of a name that is yet to come."""


def name_on(day: date | ColumnElement[date]) -> ColumnElement[str]:
    """Return what the `Unit` of the query around is called on a day; a day that is null means today."""
    then = select(UnitName.name).where(UnitName.unit_id == Unit.id, UnitName.valid_to >= day)
    return func.coalesce(then.order_by(UnitName.valid_to).limit(1).correlate(Unit).scalar_subquery(), Unit.name)


async def names_on(db: AsyncSession, unit_ids: Collection[int], day: date) -> Mapping[int, str]:
    """Return what units are called on a day."""
    return dict((await db.execute(select(Unit.id, name_on(day)).where(Unit.id.in_(unit_ids)))).all())


async def rename(db: AsyncSession, names: Mapping[int, str], day: date, today: date) -> None:
    """Give units other names from a day on, which may be past or yet to come; flushed.

    Names that were to hold on that day or later do not any more.
    """
    if not names:
        return
    before = await names_on(db, names, day - A_DAY)
    # The name of the day before is written anew: of two renamings from one day the later one counts.
    gone = delete(UnitName).where(UnitName.unit_id.in_(names), UnitName.valid_to >= day - A_DAY)
    await db.execute(gone.execution_options(synchronize_session=False))
    others = {unit: name for unit, name in names.items() if units.key(before[unit]) != units.key(name)}
    rows = [{"unit_id": unit, "name": before[unit], "valid_from": None, "valid_to": day - A_DAY} for unit in others]
    ahead = day > today
    if ahead:
        rows += [
            {"unit_id": unit, "name": name, "valid_from": day, "valid_to": NOT_ENDED} for unit, name in others.items()
        ]
    if rows:
        await db.execute(insert(db, UnitName), rows)
    await _call(db, {unit: name for unit, name in names.items() if not ahead or unit not in others})
    if not ahead:
        await _forget_heads(db, others)


async def _call(db: AsyncSession, names: Mapping[int, str]) -> None:
    if not names:
        return
    keys = {unit: units.key(name) for unit, name in names.items()}
    rows = update(Unit).where(Unit.id.in_(names)).execution_options(synchronize_session=False)
    await db.execute(rows.values(name=case(names, value=Unit.id), folded=case(keys, value=Unit.id)))


async def _forget_heads(db: AsyncSession, unit_ids: Collection[int]) -> None:
    """Let the head of papers say the new name: what was typed there is the former one."""
    typed = update(PaperHead).where(PaperHead.unit_id.in_(unit_ids)).values(body="")
    await db.execute(typed.execution_options(synchronize_session=False))


_COME = select(UnitName).where(UnitName.valid_to == NOT_ENDED, UnitName.valid_from <= bindparam("today"))


async def come_true(db: AsyncSession, now: datetime) -> None:
    """Call units by the names whose day has come; the organisation is locked by whoever calls. Idempotent."""
    names = {one.unit_id: one.name for one in (await db.scalars(_COME, {"today": local(now).date()})).all()}
    if not names:
        return
    await _call(db, names)
    await _forget_heads(db, names)
    done = delete(UnitName).where(UnitName.unit_id.in_(names), UnitName.valid_to == NOT_ENDED)
    await db.execute(done.execution_options(synchronize_session=False))
