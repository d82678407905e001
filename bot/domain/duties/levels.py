"""Which schools and clusters a rule is for: those of its levels of schooling, below the office that ordered it.

A school's name says it; where it does not, its cluster does: by its own level, or by the names of its other schools.
What nobody knows is left out by no paper, and an officer sees how many they are before saying yes. What a commune
orders is for its own schools, in whatever clusters these are, and for no lead of another office's cluster. Where two
offices have the same sample on, whoever had it first asks the schools that both reach: nobody is asked twice.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Cluster, ClusterSchool, DutyRule, Unit
from bot.domain.organisation import reach, terms
from bot.domain.organisation.reach import Oversight
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
    offices: Mapping[int, Oversight | None] = field(default_factory=dict)
    """How far the word of each ordering office reaches; None for everything."""
    to_be: int | None = None
    """The office that would order what nobody has ordered yet."""
    earlier: Mapping[int, Sequence[DutyRule]] = field(default_factory=dict)
    """By rule the same sample as other offices had it on before."""

    def office(self, rule: DutyRule) -> int | None:
        """Return the office that has ordered a rule, or would; None where no office is known to."""
        return rule.scope_id or self.to_be

    def school(self, unit_id: int, rule: DutyRule) -> bool:
        """Say whether a rule is for a school."""
        return not self.asked_before(rule, school=unit_id) and self._school(unit_id, rule)

    def asked_before(self, rule: DutyRule, *, school: int | None = None, cluster: int | None = None) -> bool:
        """Say whether an office that had the same sample on before asks a school or cluster for it."""
        others = self.earlier.get(rule.id, ())
        if cluster is not None and any(self._cluster(cluster, one) for one in others):
            return True
        return school is not None and any(self._school(school, one) for one in others)

    def _school(self, unit_id: int, rule: DutyRule) -> bool:
        far = self.offices.get(self.office(rule) or 0)
        return _meets(self.schools.get(unit_id, UNKNOWN), rule.levels) and (far is None or unit_id in far.units)

    def cluster(self, cluster_id: int, rule: DutyRule) -> bool:
        """Say whether a rule is for a cluster, its lead and its meetings."""
        return not self.asked_before(rule, cluster=cluster_id) and self._cluster(cluster_id, rule)

    def _cluster(self, cluster_id: int, rule: DutyRule) -> bool:
        far = self.offices.get(self.office(rule) or 0)
        return self.meeting(cluster_id, rule) and (far is None or cluster_id in far.clusters)

    def meeting(self, cluster_id: int, rule: DutyRule) -> bool:
        """Say whether a rule may be for somebody at a cluster's meeting, whosever the cluster is."""
        return _meets(self.clusters.get(cluster_id, UNKNOWN), rule.levels)

    def apart(self, rule: DutyRule) -> list[int]:
        """Return the schools that are in a cluster and that a rule is not for."""
        return [unit for unit in self.schools if not self.school(unit, rule)]


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


async def of_rules(db: AsyncSession, rules: Iterable[DutyRule], today: date, *, to_be: int | None = None) -> Levels:
    """Read what is known, in a few queries; in none where no rule asks for it.

    What no office has ordered yet is read as if the office `to_be` had.
    """
    every = list(rules)
    earlier = await _earlier(db, every, to_be)
    others = {one.scope_id for found in earlier.values() for one in found if one.scope_id}
    ordering = {one for rule in every if (one := rule.scope_id or to_be)} | others
    if not ordering and not any(rule.levels for rule in every):
        return EVERYWHERE
    offices = await reach.of_offices(db, ordering, today)
    return replace(await read(db, today), offices=offices, to_be=to_be, earlier=earlier)


async def _earlier(db: AsyncSession, rules: Sequence[DutyRule], to_be: int | None) -> Mapping[int, list[DutyRule]]:
    """Return by rule the same sample as other offices have it on, and had before that rule was switched on."""
    codes = {rule.code for rule in rules if rule.code and (rule.scope_id or to_be)}
    if not codes:
        return {}
    on = (DutyRule.paused_at.is_(None), DutyRule.switched_on_at.is_not(None), DutyRule.scope_id.is_not(None))
    by_code: dict[str, list[DutyRule]] = {}
    for one in await db.scalars(select(DutyRule).where(DutyRule.code.in_(codes), *on).order_by(DutyRule.id)):
        by_code.setdefault(one.code or "", []).append(one)
    found = {rule.id: [one for one in by_code.get(rule.code or "", ()) if _before(one, rule, to_be)] for rule in rules}
    return {number: others for number, others in found.items() if others}


def _before(one: DutyRule, rule: DutyRule, to_be: int | None) -> bool:
    if one.scope_id == (to_be if rule.sample else rule.scope_id) or one.switched_on_at is None:
        return False
    if rule.sample or rule.switched_on_at is None:
        return True
    return (one.switched_on_at, one.id) < (rule.switched_on_at, rule.id)


async def read(db: AsyncSession, today: date) -> Levels:
    """Read the levels of all schools that are in a cluster on a day."""
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
