"""What a cluster is, put right by officers: its level, its decision, the cluster it is part of, its schools."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import LockName, lock_name
from bot.domain.models import Cluster, ClusterSchool, Unit
from bot.domain.organisation import terms
from bot.domain.organisation.naming import cluster_key, key_beside_others
from bot.domain.organisation.people import Rights
from bot.errors import N_, BadInput
from bot.vietnamese import nfc

LONGEST_NUMBER = 60

NUMBER_TOO_LONG = N_("Please send the number as it stands on the decision, in at most {most} letters.")
TWO_OF_LEVEL = N_("Another {cluster} of level {level} stands at this office. Please give this one another name first.")
IN_ANOTHER = N_(
    "{school} is in {cluster}, and a school is in one cluster of a level. Please let it leave that one first."
)
PART_OF_ITSELF = N_("{cluster} cannot be part of itself or of its own part.")


def by_key(found: Sequence[Cluster]) -> dict[str, Cluster]:
    """Return clusters by their keys; of a plan of several levels two of one number stay two by their levels."""
    times = Counter(row.folded for row in found)
    return {
        key_beside_others(row.folded, row.level) if times[row.folded] > 1 and row.level else row.folded: row
        for row in found
    }


async def mark_twins(db: AsyncSession, school_year: str) -> None:
    """Note what tells clusters of a year apart that share their name; whoever changes any of it says so here.

    Holds whatever the caller holds: both do under the lock of the organisation, or of the plan that is accepted.
    """
    named = defaultdict[str, list[Cluster]](list)
    for cluster in await db.scalars(select(Cluster).where(Cluster.school_year == school_year)):
        named[cluster_key(cluster.name)].append(cluster)
    offices = {cluster.office_id for of_name in named.values() if len(of_name) > 1 for cluster in of_name}
    names = dict((await db.execute(select(Unit.id, Unit.name).where(Unit.id.in_(offices - {None})))).all())
    above = {cluster.id: cluster.name for of_name in named.values() for cluster in of_name}
    for of_name in named.values():
        said = {one.id: _ways_to_tell(one, above, names) for one in of_name}
        for one in of_name:
            one.apart = _apart(said[one.id], [said[other.id] for other in of_name if other is not one])
    await db.flush()


def _ways_to_tell(cluster: Cluster, above: Mapping[int, str], offices: Mapping[int, str]) -> tuple[str, str, str]:
    """Return level, cluster above and office in words, the shortest first; empty where one has none."""
    office = offices.get(cluster.office_id or 0, "").removeprefix("UBND ")
    return (cluster.level or "").upper(), above.get(cluster.parent_id or 0, ""), office


def _apart(mine: Sequence[str], others: Sequence[Sequence[str]]) -> str:
    """Return the words that no other one has all of, as few as it takes; empty where nothing can be told."""
    words: list[str] = []
    for place, word in enumerate(mine):
        alike = [other for other in others if other[place] == word]
        if word and len(alike) < len(others):
            words, others = [*words, word], alike
    return ", ".join(words)


async def set_level(db: AsyncSession, rights: Rights, cluster: Cluster, level: str | None) -> None:
    """Say which level of schooling a cluster is for, with None that it is for several.

    Raises NotAllowed unless an officer oversees it, BadInput where its office has one of that name and level.
    """
    rights.must_oversee_cluster(cluster.id)
    await lock_name(db, LockName.ORGANISATION)
    of_level = Cluster.level.is_not_distinct_from(level)
    same = (Cluster.school_year == cluster.school_year, Cluster.folded == cluster.folded, of_level)
    of_office = Cluster.office_id.is_not_distinct_from(cluster.office_id)
    if await db.scalar(select(Cluster.id).where(*same, of_office, Cluster.id != cluster.id).limit(1)):
        raise BadInput(TWO_OF_LEVEL, cluster=cluster.name, level=(level or "–").upper())
    cluster.level = level
    await db.flush()
    await mark_twins(db, cluster.school_year)


def set_decision(rights: Rights, cluster: Cluster, typed: str) -> None:
    """Keep the number of the decision that founded a cluster, as it was typed.

    Raises NotAllowed unless an officer oversees it, BadInput for a number that is too long.
    """
    rights.must_oversee_cluster(cluster.id)
    number = " ".join(nfc(typed).split())
    if len(number) > LONGEST_NUMBER:
        raise BadInput(NUMBER_TOO_LONG, most=LONGEST_NUMBER)
    cluster.decision_no = number


async def put_under(db: AsyncSession, rights: Rights, cluster: Cluster, parent: Cluster | None) -> None:
    """Make a cluster part of another one of its school year, or with None a cluster of its own.

    Raises NotAllowed unless an officer oversees it, BadInput where it would be part of itself.
    """
    rights.must_oversee_cluster(cluster.id)
    if parent:
        rights.must_oversee_cluster(parent.id)
    await lock_name(db, LockName.ORGANISATION)
    # Walked up to the top: a cycle would let every later walk run for ever.
    above = parent
    while above is not None:
        if above.id == cluster.id or above.school_year != cluster.school_year:
            raise BadInput(PART_OF_ITSELF, cluster=cluster.called)
        above = await db.get(Cluster, above.parent_id, populate_existing=True) if above.parent_id else None
    cluster.parent_id = parent.id if parent else None
    await db.flush()
    await mark_twins(db, cluster.school_year)


async def parts_of(db: AsyncSession, cluster: Cluster) -> Sequence[Cluster]:
    """Return the clusters that are part of a cluster."""
    return (await db.scalars(select(Cluster).where(Cluster.parent_id == cluster.id).order_by(Cluster.id))).all()


async def let_in(
    db: AsyncSession, rights: Rights, cluster: Cluster, unit: Unit, *, since: date, until: date | None = None
) -> None:
    """Let a school be in a cluster for a time; a time that it has there already is stretched, never shortened.

    Raises NotAllowed unless an officer oversees it.
    """
    rights.must_oversee_cluster(cluster.id)
    # The key is cluster and school, so a school has one time in a cluster: a gap between two is filled.
    await lock_name(db, LockName.ORGANISATION)
    row = await db.get(ClusterSchool, (cluster.id, unit.id), populate_existing=True)
    if row is None:
        db.add(ClusterSchool(cluster_id=cluster.id, unit_id=unit.id, valid_from=since, valid_to=until))
        return
    row.valid_from = None if row.valid_from is None else min(row.valid_from, since)
    row.valid_to = None if row.valid_to is None or until is None else max(row.valid_to, until)


async def rival(db: AsyncSession, cluster: Cluster, unit: Unit, today: date) -> Cluster | None:
    """Return another cluster of the same year, level and subject that a school is in; not a part, nor the whole."""
    there = [one for _unit, one in await places(db, cluster.school_year, [unit.id], today)]
    return next((one for one in there if of_one_kind(cluster, one)), None)


async def places(db: AsyncSession, year: str, units: Collection[int], day: date) -> Sequence[tuple[int, Cluster]]:
    """Return the clusters of a school year that schools are in on a day, each with the school's id; one query."""
    here = select(ClusterSchool.unit_id, Cluster).join(Cluster, ClusterSchool.cluster_id == Cluster.id)
    here = here.where(ClusterSchool.unit_id.in_(units), Cluster.school_year == year, terms.holds(ClusterSchool, day))
    found = await db.execute(here.order_by(Cluster.id, ClusterSchool.unit_id))
    return [(unit, cluster) for unit, cluster in found]


def of_one_kind(one: Cluster, other: Cluster) -> bool:
    """Say whether two clusters are such that a school is in one of them only: none is the other, or a part of it."""
    alike = (one.school_year, one.level, one.subject) == (other.school_year, other.level, other.subject)
    return alike and one.id not in (other.id, other.parent_id) and one.parent_id != other.id


async def let_out(db: AsyncSession, rights: Rights, cluster: Cluster, unit: Unit, last_day: date) -> None:
    """Let a school's time in a cluster end with a day. Raises NotAllowed unless an officer oversees it."""
    rights.must_oversee_cluster(cluster.id)
    row = await db.get_one(ClusterSchool, (cluster.id, unit.id))
    if row.valid_from and row.valid_from > last_day:
        await db.delete(row)  # it never was in it
    row.valid_to = last_day
