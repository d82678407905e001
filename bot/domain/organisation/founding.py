"""Offices, schools, centres, branches, sites and clusters made one by one, renamed and ended."""

import re
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import LockName, lock_name
from bot.domain.models import Appointment, Cluster, Role, Unit, UnitKind, UnitTie
from bot.domain.organisation import clusters, former_names, naming, reach, schools, terms, tree, units
from bot.domain.organisation.people import Rights
from bot.domain.organisation.reach import OFFICES
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.organisation.terms import A_DAY
from bot.errors import N_, BadInput
from bot.vietnamese import fold

NO_OFFICE = N_("No office stands here yet. Please name it, for example: Sở GD&ĐT Điện Biên.")
WHICH_OFFICE = N_("Several offices stand here: {offices}. Please say which one.")
STANDS = N_("{name} stands already ({above}). Please give another name.")
HAS_UNITS = N_("{number} units stand under {unit}, such as {first}. Please move or end them first.")
IN_CLUSTERS = N_("{unit} is in {clusters}. Please let it leave them first.")
LAST_OFFICERS = N_("After {unit} nobody would be an officer. Please invite an officer of another office first.")
BESIDE = N_("{name} would stand beside {top}. Only offices above or below your own can be made here.")
NO_KIND = N_("'{name}' is no office. Please write it like 'Sở GD&ĐT Điện Biên' or 'UBND xã Na Sang'.")


def kind_of(name: str) -> UnitKind | None:
    """Return what kind of office a name says: Bộ, Sở, the former phòng, or the UBND of a commune; None for none."""
    named, kind = naming.issuer(name, "", "")
    if named:
        return kind
    return UnitKind.COMMUNE if re.match(r"(?i)(?:xã|phường|đặc khu|thị trấn)\b", units.tidy(name)) else None


async def office(db: AsyncSession, rights: Rights, name: str) -> Unit:
    """Return the office of a name, made where none stands; without a name the only one above communes.

    Raises BadInput for a name of no office, and without a name where there is none or several; NotAllowed as
    `tree.found` does.
    """
    standing = await schools.offices(db, rights)
    if name:
        key = naming.office_key(name)
        if known := next((unit for unit in standing if naming.office_key(unit.name) == key), None):
            return known
        kind = kind_of(name)
        if kind is None:
            raise BadInput(NO_KIND, name=name)
        return await tree.found(db, rights, kind, name)
    higher = [unit for unit in standing if unit.kind is not UnitKind.COMMUNE] or [*standing]
    if not higher:
        raise BadInput(NO_OFFICE)
    if len(higher) > 1:
        raise BadInput(WHICH_OFFICE, offices=", ".join(unit.name for unit in higher))
    return higher[0]


async def make(db: AsyncSession, rights: Rights, name: str, under: Unit | None, today: date) -> Unit:
    """Make an office, a school, a centre, a branch or a site, whose kind its name says, from today on.

    Raises BadInput where one of that name stands under the same unit, and for an office that stands under none and is
    not above all others: it would be another province's; else what `tree.found` raises.
    """
    tidy, kind = tree.read_name(name), kind_of(name) or teaching_kind(name)
    rights.must_oversee()
    await lock_name(db, LockName.ORGANISATION)
    await must_not_stand_beside(db, tidy, kind, today, under=under)
    await must_be_new(db, tidy, kind, under, today)
    return await tree.found(db, rights, kind, tidy, under=under, since=today)


async def must_not_stand_beside(
    db: AsyncSession, name: str, kind: UnitKind, today: date, *, under: Unit | None = None
) -> None:
    """Raise BadInput for an office that would stand neither above nor below the one at the top."""
    if kind not in OFFICES:
        return
    tops = (await db.scalars(select(Unit).where(Unit.id.in_(await reach.tops_of(db, today))).order_by(Unit.id))).all()
    for top in tops:
        above = under is None or OFFICES.index(under.kind) < OFFICES.index(top.kind)
        if above and OFFICES.index(kind) >= OFFICES.index(top.kind):
            raise BadInput(BESIDE, name=name, top=top.name)


async def must_be_new(db: AsyncSession, name: str, kind: UnitKind, under: Unit | None, today: date) -> None:
    """Raise BadInput where a unit of that kind and name stands under the same one."""
    beside = await tree.children_of(db, under, today) if under else await _loose(db, kind)
    key = naming.office_key if kind in OFFICES else units.key
    if any(one.kind is kind and key(one.name) == key(name) for one in beside):
        raise BadInput(STANDS, name=name, above=under.name if under else "–")


async def _loose(db: AsyncSession, kind: UnitKind) -> Sequence[Unit]:
    return (await db.scalars(select(Unit).where(Unit.kind == kind, terms.endless(Unit)))).all()


async def new_name(db: AsyncSession, rights: Rights, unit: Unit, name: str, today: date) -> tuple[str, bool]:
    """Return a name as it would be kept, and whether it is another one, and no other spelling of the same.

    Raises as `rename` does.
    """
    rights.must_oversee_unit(unit.id)
    tidy = tree.read_name(name)
    if tidy != unit.name:
        await must_be_new(db, tidy, unit.kind, await tree.parent_of(db, unit, today), today)
    return tidy, units.key(tidy) != units.key(unit.name)


async def rename(
    db: AsyncSession, rights: Rights, unit: Unit, name: str, today: date, *, from_day: date | None = None
) -> None:
    """Give a unit another name from a day on, else from today; papers about days before bear the former one.

    A day that is yet to come changes nothing until then (`former_names`). Raises NotAllowed unless an officer oversees
    it, BadInput as `make` does.
    """
    rights.must_oversee_unit(unit.id)
    await lock_name(db, LockName.ORGANISATION)
    tidy, _ = await new_name(db, rights, unit, name, today)
    await former_names.rename(db, {unit.id: tidy}, from_day or today, today)
    await db.refresh(unit)
    years = select(Cluster.school_year).where(Cluster.office_id == unit.id).distinct()
    for year in (await db.scalars(years)).all():
        await clusters.mark_twins(db, year)  # they may be told apart by the office's name


async def end(db: AsyncSession, rights: Rights, unit: Unit, last_day: date) -> None:
    """Let a unit end with a day: what it was before stays as it was, and all terms in it end with it.

    Raises NotAllowed unless an officer oversees it, BadInput while units stand under it, while it is in clusters, and
    where nobody would be left who oversees anything.
    """
    rights.must_oversee_unit(unit.id)
    await lock_name(db, LockName.ORGANISATION)
    tree.must_exist_on(unit, last_day)
    after = last_day + A_DAY
    if below := await tree.children_of(db, unit, after):
        raise BadInput(HAS_UNITS, unit=unit.name, number=len(below), first=below[0].name)
    if clusters := await tree.clusters_of(db, unit, after):
        raise BadInput(IN_CLUSTERS, unit=unit.name, clusters=", ".join(one.name for one in clusters))
    others = select(Appointment.id).where(
        Appointment.role == Role.OFFICER, Appointment.unit_id != unit.id, terms.lasting(Appointment, after)
    )
    if unit.kind in OFFICES and await db.scalar(others.limit(1)) is None:
        raise BadInput(LAST_OFFICERS, unit=unit.name)
    unit.valid_to = last_day
    for row, here in ((UnitTie, UnitTie.unit_id), (Appointment, Appointment.unit_id)):
        running = update(row).where(here == unit.id, terms.lasting(row, after))
        await db.execute(running.values(valid_to=last_day).execution_options(synchronize_session=False))
    await db.flush()


def teaching_kind(name: str) -> UnitKind:
    """Return what a unit that teaches is, by its name: a school where nothing else is said."""
    folded = fold(name)
    for pattern, kind in _KINDS:
        if re.search(pattern, folded):
            return kind
    return UnitKind.SCHOOL


_KINDS = (
    (r"^(?:phan hieu|co so \d)\b|[-–,(] ?(?:phan hieu|co so \d)\b|\bco so \d+$", UnitKind.BRANCH),
    (r"^(?:diem truong|diem)\b|[-–,(] ?diem\b", UnitKind.SITE),
    (r"^(?:trung tam|tt)\b|\bgdtx\b|\bgdnn\b|^ttgd", UnitKind.CENTRE),
)


async def make_cluster(
    db: AsyncSession,
    rights: Rights,
    name: str,
    *,
    office: Unit,
    level: str | None,
    year: SchoolYear,
    first: date | None = None,
) -> Cluster:
    """Make a cluster of an office for a year, from its first day on.

    Raises NotAllowed unless an officer oversees the office, BadInput where it has one of that name and level.
    """
    rights.must_oversee_unit(office.id)
    await lock_name(db, LockName.ORGANISATION)
    tidy = tree.read_name(name)
    key = naming.cluster_key(tidy)
    of_office = (Cluster.school_year == str(year), Cluster.office_id == office.id, Cluster.folded == key)
    if await db.scalar(select(Cluster.id).where(*of_office, Cluster.level.is_not_distinct_from(level)).limit(1)):
        raise BadInput(STANDS, name=tidy, above=office.name)
    cluster = Cluster(school_year=str(year), name=tidy, folded=key, level=level, office_id=office.id, valid_from=first)
    db.add(cluster)
    await db.flush()
    await clusters.mark_twins(db, cluster.school_year)
    return cluster


async def rename_cluster(db: AsyncSession, rights: Rights, cluster: Cluster, name: str) -> None:
    """Give a cluster another name. Raises NotAllowed unless an officer oversees it, BadInput where it is taken."""
    rights.must_oversee_cluster(cluster.id)
    await lock_name(db, LockName.ORGANISATION)
    tidy = tree.read_name(name)
    key = naming.cluster_key(tidy)
    same = (Cluster.school_year == cluster.school_year, Cluster.whose == cluster.whose, Cluster.folded == key)
    if await db.scalar(select(Cluster.id).where(*same, Cluster.id != cluster.id)):
        raise BadInput(STANDS, name=tidy, above=cluster.school_year)
    cluster.name, cluster.folded = tidy, key
    await db.flush()
    await clusters.mark_twins(db, cluster.school_year)
