"""Which levels of schooling schools and clusters are of: a paper for primary schools reaches no lower secondary one.

A school's name says it; where it does not, its cluster does: by its own level, or by the names of its other schools.
What nobody knows is left out by no paper, and an officer sees how many they are before saying yes.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Cluster, ClusterSchool, DutyRule, Unit
from bot.domain.organisation import terms
from bot.domain.organisation.units import parse
from bot.vietnamese import fold

Known = frozenset[str]
UNKNOWN: Known = frozenset()
_CENTRES = ("gdtx", "giao duc thuong xuyen")


@dataclass(frozen=True, slots=True)
class Levels:
    """What is known of the schools and clusters of the clusters' schools."""

    schools: Mapping[int, Known]
    clusters: Mapping[int, Known]

    def school(self, unit_id: int, wanted: Collection[str] | None) -> bool:
        """Say whether a paper for some levels, None for all, reaches a school."""
        return _meets(self.schools.get(unit_id, UNKNOWN), wanted)

    def cluster(self, cluster_id: int, wanted: Collection[str] | None) -> bool:
        """Say whether a paper for some levels, None for all, reaches a cluster."""
        return _meets(self.clusters.get(cluster_id, UNKNOWN), wanted)

    def apart(self, wanted: Collection[str] | None) -> list[int]:
        """Return the schools that such a paper does not reach."""
        return [unit for unit, known in self.schools.items() if not _meets(known, wanted)]


EVERYWHERE = Levels({}, {})


def _meets(known: Known, wanted: Collection[str] | None) -> bool:
    return not wanted or not known or not known.isdisjoint(wanted)


@lru_cache(maxsize=10_000)
def of_name(name: str) -> Known:
    """Return what a school's name says of its levels; empty where it says none."""
    named = frozenset(parse(name).levels)
    return named or frozenset({"gdtx"} if any(word in fold(name) for word in _CENTRES) else ())


_TIES = (
    select(Cluster.id, Cluster.subject, Cluster.level, Unit.id, Unit.name)
    .join(ClusterSchool, ClusterSchool.cluster_id == Cluster.id)
    .join(Unit, Unit.id == ClusterSchool.unit_id)
    .where(terms.holds(ClusterSchool, bindparam("today")))
)


async def of_rules(db: AsyncSession, rules: Iterable[DutyRule], today: date) -> Levels:
    """Read what is known, in one query; in none where no rule asks for it."""
    return await read(db, today) if any(rule.levels for rule in rules) else EVERYWHERE


async def read(db: AsyncSession, today: date) -> Levels:
    """Read what is known of all schools that are in a cluster on a day."""
    ties = (await db.execute(_TIES, {"today": today})).all()
    clusters: dict[int, Known] = {}
    for cluster, _subject, level, _unit, name in ties:
        said = frozenset({level}) if level else of_name(name)
        clusters[cluster] = clusters.get(cluster, UNKNOWN) | said
    schools: dict[int, Known] = {}
    # The clusters of all teachers tell more of a school than the groups of a subject.
    for cluster, _subject, _level, unit, name in sorted(ties, key=lambda tie: tie[1] is not None):
        schools[unit] = of_name(name) or schools.get(unit, UNKNOWN) or clusters[cluster]
    return Levels(schools, clusters)
