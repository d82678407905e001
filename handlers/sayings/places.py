"""Which schools and clusters a sentence names: "trường Na Sang", "số 1 na sang", "cụm 2", "Cụm số 2"."""

import re
from collections.abc import Iterable

from bot.domain.models import Cluster, Unit
from bot.domain.organisation import units
from bot.domain.organisation.naming import LEVEL, called, cluster_and_level, cluster_key
from bot.domain.organisation.subjects import subject_key
from handlers.sayings.sentence import Sentence

_BEFORE_A_SCHOOL = r"(?:(?:truong|ptdtbt|ptdtnt|mn|th|thcs|thpt|tieu hoc|mam non|va|so \d{1,2}) )*"
_AT = "(?:o|tai|ben|sang|den) "
_OF_LEVEL = rf"(?:cap )?(?:{LEVEL})|cap [123](?! \d)"
_CLUSTER = rf"(?:tieu )?cum(?: (?:{_OF_LEVEL}))?(?: so)? \d{{1,2}}(?: (?:{_OF_LEVEL}))?"
_MENTION = re.compile(rf"(?<= ){_CLUSTER}(?= )")
_NUMBERED = re.compile(r"(?:tieu )?cum \d{1,2}")
ONLY_A_CLUSTER = re.compile(rf" {_CLUSTER} (?:a |da |nhe |em )*")
"""All that was typed is a cluster: "cụm 2", "Cụm số 2 cấp TH", "cụm THCS số 2"."""


def _keys(cluster: Cluster) -> set[str]:
    return {cluster.folded, cluster_key(cluster.name)} - {""}


def _levels_said(said: Sentence, cluster: Cluster) -> set[str]:
    """Return at which levels a cluster of this number is spoken of; an empty one where none is said."""
    found = map(cluster_and_level, _MENTION.findall(said.plain))
    return {level for key, level in found if key in _keys(cluster)}


def cluster_said(said: Sentence) -> str:
    """Return the cluster of which a sentence speaks by its number, as it is called; else nothing."""
    found = _MENTION.search(said.plain)
    return called(found[0]) if found else ""


def is_of_another_level(said: Sentence, cluster: Cluster) -> bool:
    """Say whether a cluster of this number is spoken of, and of another level: two of one Sở may have one number."""
    levels = _levels_said(said, cluster)
    return bool(levels and cluster.level) and levels.isdisjoint({"", cluster.level})


def names_cluster(said: Sentence, cluster: Cluster) -> bool:
    """Say whether a cluster is named, with or without its "số"; a level beside the number must be its own.

    Of a subject's it does as well to name the subject as people call it.
    """
    if cluster.subject and subject_key(cluster.subject) in said.subjects:
        return True
    if _levels_said(said, cluster):
        return not is_of_another_level(said, cluster)
    if _MENTION.search(said.plain) and any(_NUMBERED.fullmatch(key) for key in _keys(cluster)):
        return False
    plain = re.sub(r" so (?=\d)", " ", said.plain)
    return any(f" {key} " in plain or f" {key} " in said.plain for key in _keys(cluster)) or said.names(cluster.name)


def names_school(said: Sentence, name: str) -> bool:
    """Say whether a school is named by its place; a number or a level beside it must be its own."""
    return _stands(said.plain, name, "")


def is_at(said: Sentence, name: str) -> bool:
    """Say whether something is to be at a school: "buổi ở Kim Đồng", never "cô Páo trường Kim Đồng"."""
    return _stands(said.plain, name, _AT)


def _stands(plain: str, name: str, before: str) -> bool:
    school = units.parse(name)
    if not school.place:
        return False
    place = re.escape(school.place)
    # One word alone may be a name of somebody: "cô Hoa" is not at the school "Hoa".
    begins = before or ("" if " " in school.place else r"(?:truong|ptdtbt|ptdtnt|mn|th|thcs|thpt|so \d{1,2}) ")
    found = re.search(rf" {begins}{_BEFORE_A_SCHOOL if before else ''}{place}(?: so)?(?: (\d{{1,2}}))? ", plain)
    if found is None:
        return False
    level = re.search(rf" ({LEVEL}) (?:so \d{{1,2}} )?{place} ", plain)
    if level and school.levels and not {*units.parse(f"{level[1]} {place}").levels} <= {*school.levels}:
        return False
    number = re.search(rf" so (\d{{1,2}}) {place} ", plain) or (found if found[1] else None)
    return number is None or (school.number is not None and int(number[1]) == school.number)


def clusters_of(said: Sentence, every: Iterable[Cluster]) -> list[Cluster]:
    """Return the clusters that a sentence names."""
    return [cluster for cluster in every if names_cluster(said, cluster)]


def schools_of(said: Sentence, every: Iterable[Unit]) -> list[Unit]:
    """Return the schools that a sentence names; several may share a place."""
    return [unit for unit in every if names_school(said, unit.name)]
