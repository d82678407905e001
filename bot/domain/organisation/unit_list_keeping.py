"""Puts a list of schools in: what of it is certain or was answered, in one statement a table."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import LockName, insert, lock_name
from bot.domain.drafts import UnitRow
from bot.domain.models import Cluster, ClusterSchool, Unit, UnitKind, UnitTie
from bot.domain.organisation import clusters, terms, unit_list_reading, units
from bot.domain.organisation.people import Rights
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.organisation.terms import A_DAY
from bot.domain.organisation.unit_list import ForWhom, Listed, Looked


async def take(db: AsyncSession, rights: Rights, rows: Sequence[UnitRow], whom: ForWhom) -> Looked:
    """Put a list in, however long it is; a second time nothing changes.

    Raises as `unit_list_reading.look` does.
    """
    await lock_name(db, LockName.ORGANISATION)
    found = await unit_list_reading.look(db, rights, rows, whom)
    office, year, today = whom.office, whom.year, whom.today
    since = max(today, year.starts) if today in year else year.starts
    await _make(db, Unit, (*found.communes, *found.schools), lambda one: {"kind": one.kind, "name": one.name})
    tops = [one for one in found.clusters if one.above is None]
    parts = [one for one in found.clusters if one.above is not None]
    about = {"school_year": str(year), "office_id": office.id}
    for some in (tops, parts):
        await _make(db, Cluster, some, lambda one: about | _of_cluster(one))
    moved = [(school.id, above.id) for school, above in found.ties] + [(one.id, office.id) for one in found.communes]
    loose = {one.id for one in found.schools} - {school for school, _ in moved}
    in_cluster = {school.id for _, school in found.members}
    # A school without a commune is its cluster's office's; without a cluster either, it stands under the office.
    await _tie(db, [*moved, *((one, office.id) for one in loose - in_cluster)], today)
    for cluster, school in found.left:
        ends = update(ClusterSchool).where(ClusterSchool.cluster_id == cluster, ClusterSchool.unit_id == school)
        await db.execute(ends.values(valid_to=since - A_DAY))
    await _join(db, found.members, year)
    await clusters.mark_twins(db, str(year))
    return found


def _of_cluster(one: Listed) -> dict[str, Any]:
    return {"name": one.name, "level": one.level, "parent_id": one.above.id if one.above else None}


async def _make(db: AsyncSession, table: type[Unit | Cluster], wanted: Iterable[Listed], values: Any) -> None:
    """Put in rows in one statement, and give each its id."""
    missing = list(wanted)
    if not missing:
        return
    last = (await db.scalars(select(table.id).order_by(table.id.desc()).limit(1))).first() or 0
    await db.execute(insert(db, table), [values(one) | {"folded": _folded(one)} for one in missing])
    for one, number in zip(
        missing, await db.scalars(select(table.id).where(table.id > last).order_by(table.id)), strict=True
    ):
        one.id = number


def _folded(one: Listed) -> str:
    return units.key(one.name) if one.kind is UnitKind.COMMUNE else one.key


async def _tie(db: AsyncSession, pairs: Sequence[tuple[int | None, int | None]], today: date) -> None:
    if not pairs:
        return
    below = [unit for unit, _ in pairs]
    running = update(UnitTie).where(UnitTie.unit_id.in_(below), terms.holds(UnitTie, today))
    await db.execute(running.values(valid_to=today - A_DAY).execution_options(synchronize_session=False))
    rows = [{"unit_id": unit, "parent_id": above, "valid_from": today} for unit, above in pairs]
    await db.execute(insert(db, UnitTie), rows)


async def _join(db: AsyncSession, members: Sequence[tuple[Listed, Listed]], year: SchoolYear) -> None:
    if not members:
        return
    rows = [
        {"cluster_id": cluster.id, "unit_id": school.id, "valid_from": year.starts, "valid_to": year.ends}
        for cluster, school in members
    ]
    put = insert(db, ClusterSchool)
    again = put.on_conflict_do_update(index_elements=["cluster_id", "unit_id"], set_={"valid_to": year.ends})
    await db.execute(again, rows)
    # A list that names schools of a cluster says that it goes on.
    named = update(Cluster).where(Cluster.id.in_({cluster.id for cluster, _ in members}), Cluster.valid_to.is_not(None))
    await db.execute(named.values(valid_to=None).execution_options(synchronize_session=False))
