"""Reads a list of schools against what stands: what is new, what is known, and what is in doubt. Writes nothing."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.drafts import UnitRow
from bot.domain.models import Cluster, ClusterSchool, Unit, UnitKind, UnitTie
from bot.domain.organisation import formerly, founding, naming, terms, unit_list, units
from bot.domain.organisation.naming import cluster_and_level, cluster_key, commune_place, levels_in, office_key
from bot.domain.organisation.people import Rights
from bot.domain.organisation.reach import OFFICES
from bot.domain.organisation.tree import LONGEST_NAME
from bot.domain.organisation.unit_list import MOVE, NEW, ForWhom, Known, Listed, Looked, RowDoubtError, UnitDoubt
from bot.errors import BadInput
from bot.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Stands:
    """The tables as far as a list of schools of one office touches them."""

    communes: Sequence[Unit]
    schools: Sequence[Known]
    names: Mapping[int, str]
    former: Mapping[str, units.School]
    clusters: Sequence[Cluster]
    members: Mapping[tuple[int, int], bool]
    """By cluster and school, whether the time there runs today."""


async def _stands(db: AsyncSession, rights: Rights, whom: ForWhom) -> Stands:
    today, year = whom.today, whom.year
    found = (await db.scalars(select(Unit).where(terms.endless(Unit)).order_by(Unit.id))).all()
    mine = [unit for unit in found if rights.oversees_unit(unit.id)]
    ties = dict((await db.execute(select(UnitTie.unit_id, UnitTie.parent_id).where(terms.holds(UnitTie, today)))).all())
    of_year = select(Cluster).where(Cluster.school_year == str(year), Cluster.office_id == whom.office.id)
    clusters = (await db.scalars(of_year.order_by(Cluster.id))).all()
    rows = select(ClusterSchool).where(ClusterSchool.cluster_id.in_([one.id for one in clusters]))
    names = {unit.id: unit.name for unit in found}
    return Stands(
        communes=[unit for unit in mine if unit.kind is UnitKind.COMMUNE],
        schools=[
            Known(unit.id, unit.kind, unit.name, units.parse(_alone(unit.name, names.get(above or 0))), above)
            for unit, above in ((unit, ties.get(unit.id)) for unit in mine)
            if unit.kind not in OFFICES
        ],
        names=names,
        former=(await formerly.in_a_year(db, today, [units.School(unit.name, unit.id) for unit in mine])).names,
        clusters=clusters,
        members={
            (one.cluster_id, one.unit_id): terms.row_lasts(one, max(today, year.starts))
            for one in await db.scalars(rows)
        },
    )


async def look(db: AsyncSession, rights: Rights, rows: Sequence[UnitRow], whom: ForWhom) -> Looked:
    """Say what a list would bring to an office.

    Raises NotAllowed unless an officer oversees the office, BadInput for a list without schools.
    """
    rights.must_oversee_unit(whom.office.id)
    if not rows:
        raise BadInput(unit_list.NOBODY)
    return _Reading(await _stands(db, rights, whom), whom.answers).read(rows)


def _alone(name: str, commune: str | None) -> str:
    """Return a school's name without the commune that tells it from another one, also where that is a number."""
    return name.removesuffix(f" ({commune})") if commune else name


class _Reading:
    """Reads one list against what stands."""

    def __init__(self, stands: Stands, answers: Mapping[str, str]) -> None:
        self._stands, self._answers = stands, answers
        self._found = Looked()
        self._communes: dict[str, Listed] = {}
        self._schools: dict[tuple[str, str], Listed] = {}
        self._clusters: dict[tuple[str, str | None, str], Listed] = {}
        self._placed: dict[tuple[Listed, str | None], tuple[Listed, UnitRow]] = {}
        self._levels: dict[str, set[str]] = defaultdict(set)
        self._bare: dict[str, set[str]] = defaultdict(set)

    def read(self, rows: Sequence[UnitRow]) -> Looked:
        """Read all rows; each by itself is taken, or left out with its doubt."""
        for row in rows:
            has = self._said(row) or {*units.parse(row.school).levels}
            if row.cluster and len(has) == 1:
                self._levels[_cluster_name(row.cluster)[0]] |= has
            self._bare[units.parse(row.school).bare].add(fold(row.commune))
        # A site or a branch may stand above its school in the list.
        for row in sorted(rows, key=lambda row: founding.teaching_kind(row.school) not in _WHOLE):
            try:
                self._row(row)
            except RowDoubtError as doubt:
                self._found.doubts.append(UnitDoubt(row, doubt.sentence, doubt.facts, doubt.ways))
        in_order = {row.place: number for number, row in enumerate(rows)}
        self._found.doubts.sort(key=lambda doubt: in_order[doubt.row.place])
        self._found.rows = len(rows)
        return self._found

    @staticmethod
    def _said(row: UnitRow) -> set[str]:
        """Return the levels that a row says in its column ("TH", "cấp 1", "cấp II"), else beside a cluster's number."""
        counted = re.findall(r"\bcap ([123]|i{1,3})\b", fold(row.level))
        own = levels_in(row.level.upper()) | levels_in(row.level) | {_COUNTED[one] for one in counted}
        return own or {cluster_and_level(row.cluster)[1]} - {""}

    def _row(self, row: UnitRow) -> None:
        if not row.school:
            raise RowDoubtError(unit_list.NO_SCHOOL)
        name = units.tidy(row.school)
        if len(name) > LONGEST_NAME or len(row.cluster) > LONGEST_NAME or len(row.part) > LONGEST_NAME:
            raise RowDoubtError(unit_list.TOO_LONG, most=LONGEST_NAME)
        levels = self._level(row, name)
        commune = self._commune(row.commune)
        school = self._school(row, name, commune)
        if row.part and not row.cluster:
            raise RowDoubtError(unit_list.NO_CLUSTER, school=name, part=row.part)
        cluster = self._cluster(row, name, levels) if row.cluster else None
        if cluster:
            self._place(row, school, cluster)
        # Nothing of a row in doubt is kept: what is new is noted only now.
        self._note(school, commune, cluster)

    def _answer(self, row: UnitRow) -> list[str]:
        return self._answers.get(row.place, "").split()

    def _level(self, row: UnitRow, name: str) -> set[str]:
        if answered := {*self._answer(row)} & {*units.LEVELS}:
            return answered
        said, named = self._said(row), {*units.parse(name).levels}
        if row.level and not said and not _of_centres(row):
            raise RowDoubtError(unit_list.LEVEL_UNKNOWN, *_ways(named or units.LEVELS), typed=row.level)
        if said and named and not said & named:
            raise RowDoubtError(
                unit_list.LEVEL_DIFFERS,
                *_ways(said | named),
                typed=row.level or row.cluster,
                named=", ".join(one.upper() for one in sorted(named)),
            )
        return said or named

    def _commune(self, typed: str) -> Listed | None:
        if not typed:
            return None
        key = office_key(units.tidy(typed))
        place = fold(typed)
        if key not in self._communes:
            same = [unit for unit in self._stands.communes if office_key(unit.name) == key]
            # "Na Sang" in a column of communes is the one that stands, whether xã or phường.
            same = same or [unit for unit in self._stands.communes if commune_place(unit.name) == place]
            one = same[0] if len(same) == 1 else None
            name = one.name if one else naming.commune_written(units.tidy(typed))
            self._communes[key] = Listed(name, key, UnitKind.COMMUNE, id=one.id if one else None)
        return self._communes[key]

    def _school(self, row: UnitRow, name: str, commune: Listed | None) -> Listed:
        parts = units.parse(name)
        key = (parts.bare, commune.key if commune else parts.ward)
        if key in self._schools:
            return self._schools[key]
        answer = self._answer(row)
        same = [one for one in self._stands.schools if one.parts.bare == parts.bare]
        used = {wanted.id for wanted in self._schools.values()} - {None}
        same = [one for one in same if one.id not in used]
        here = [one for one in same if commune and (one.commune == commune.id is not None or _in_ward(one, commune))]
        loose = [one for one in same if one.commune is None or commune is None]
        found = here or loose
        found = [one for one in found if str(one.id) in answer] or found
        if len(found) > 1:
            ways = [(str(one.id), f"{_alone(one.name, self._above(one))} ({self._above(one)})") for one in found]
            raise RowDoubtError(unit_list.WHICH_COMMUNE, *ways, school=name)
        known = found[0] if found else self._asked(name, commune, same, answer)
        if known:
            wanted = Listed(known.name, key[0], known.kind, id=known.id)
        else:
            shared = len(self._bare[parts.bare]) > 1 or same
            full = f"{name} ({commune.name})" if shared and commune and not parts.ward else name
            wanted = Listed(full, units.key(full), founding.teaching_kind(name), above=self._parent(row, name, commune))
        self._schools[key] = wanted
        return wanted

    def _asked(self, name: str, commune: Listed | None, same: Sequence[Known], answer: Sequence[str]) -> Known | None:
        """Return the known school that an answer says is meant, None for a new one."""
        parts = units.parse(name)
        listed = self._bare[parts.bare]
        elsewhere = [
            one for one in same if not any(commune_place(self._above(one)) == commune_place(typed) for typed in listed)
        ]
        others = (one for one in self._stands.schools if one.parts.bare != parts.bare)
        now = self._stands.former.get(parts.key)
        alike = elsewhere or [one for one in others if parts.could_be(one.parts) or (now and one.id == now.unit_id)]
        if not alike or NEW in answer:
            return None
        chosen = next((one for one in alike if str(one.id) in answer), None)
        if chosen or (elsewhere and MOVE in answer):
            return chosen or elsewhere[0]
        ways = [(str(one.id), one.name) for one in alike[:5]]
        if elsewhere:
            facts = {"before": self._above(elsewhere[0]), "now": commune.name if commune else "–"}
            raise RowDoubtError(unit_list.ELSEWHERE, (MOVE, ""), (NEW, ""), school=name, **facts)
        raise RowDoubtError(unit_list.MAY_BE, *ways, (NEW, ""), school=name)

    def _above(self, school: Known) -> str:
        return self._stands.names.get(school.commune or 0, "–")

    def _parent(self, row: UnitRow, name: str, commune: Listed | None) -> Listed | None:
        """Return the school that a branch or a site is of, by its name or as answered; of a school none."""
        if founding.teaching_kind(name) in _WHOLE:
            return None
        found = [one for words in _names_of_whole(name) if (one := self._of_name(units.parse(words)))]
        if len({one.key for one in found}) == 1:
            return found[0]
        may_be = found or self._wholes(commune)
        ways = {f"{unit_list.OF}{one.id or one.key.replace(' ', '_')}": one for one in may_be}
        if answered := [one for way, one in ways.items() if way in self._answer(row)]:
            return answered[0]
        raise RowDoubtError(unit_list.OF_WHICH, *((way, one.name) for way, one in ways.items()), school=name)

    def _wholes(self, commune: Listed | None) -> list[Listed]:
        """Return the schools that a site may be of: those of its commune, where any is known there, else all."""
        standing = [
            (Listed(one.name, one.parts.key, one.kind, id=one.id), one.commune)
            for one in self._stands.schools
            if one.kind in _WHOLE
        ]
        listed = [(one, key) for (_, key), one in self._schools.items() if one.id is None and one.kind in _WHOLE]
        here = [one for one, above in standing if commune and above == commune.id is not None]
        here += [one for one, above in listed if commune and above == commune.key]
        return here or [one for one, _ in (*standing, *listed)]

    def _of_name(self, parts: units.Name) -> Listed | None:
        """Return the one school that a name means, standing or listed; None for none and for several."""
        standing = [one for one in self._stands.schools if parts.could_be(one.parts)]
        if len(standing) == 1:
            return Listed(standing[0].name, standing[0].parts.key, id=standing[0].id)
        listed = [one for (bare, _), one in self._schools.items() if parts.bare == bare]
        return listed[0] if len(listed) == 1 else None

    def _cluster(self, row: UnitRow, name: str, levels: set[str]) -> Listed:
        key, called = _cluster_name(row.cluster)
        if not levels and _of_centres(row):
            return self._with_part(row, self._of(key, called, None, None))
        there = self._levels[key] or {one.level for one in self._stands.clusters if one.folded == key and one.level}
        fits = levels & there if levels else there
        fits = fits if len(fits) == 1 else levels
        if len(fits) != 1 and there:
            raise RowDoubtError(unit_list.LEVEL_OPEN, *_ways(levels & there or there), school=name, cluster=called)
        # A cluster of schools that all teach several levels is for all of them.
        level = next(iter(fits)) if len(fits) == 1 else None
        return self._with_part(row, self._of(key, called, level, None))

    def _with_part(self, row: UnitRow, cluster: Listed) -> Listed:
        if not row.part:
            return cluster
        part = row.part if not row.part.strip().isdigit() else f"Tiểu cụm {row.part.strip()}"
        return self._of(f"{cluster_key(part)} {cluster.key}", " ".join(part.split()), cluster.level, cluster)

    def _of(self, key: str, name: str, level: str | None, above: Listed | None) -> Listed:
        found = self._clusters.get((key, level, ""))
        if found is None:
            known = next((one for one in self._stands.clusters if (one.folded, one.level) == (key, level)), None)
            found = Listed(known.name if known else name, key, level=level, above=above, id=known.id if known else None)
            self._clusters[key, level, ""] = found
        return found

    def _place(self, row: UnitRow, school: Listed, cluster: Listed) -> None:
        """Let a school be in a cluster, which it can be in one of at a level."""
        before = self._placed.get((school, cluster.level))
        if before and before[0] is not cluster:
            raise RowDoubtError(unit_list.TWICE, school=school.name, cluster=before[0].name, row=before[1].place)
        self._placed[school, cluster.level] = (cluster, row)
        whole = {one for one in (cluster, cluster.above) if one}
        rivals = [
            one
            for one in self._stands.clusters
            if one.level == cluster.level
            and one.subject is None
            and self._stands.members.get((one.id, school.id or 0))
            and one.id not in {wanted.id for wanted in whole}
            and (one.parent_id is None or one.parent_id != cluster.id)
        ]
        if rivals and MOVE not in self._answer(row):
            del self._placed[school, cluster.level]
            facts = {"school": school.name, "before": rivals[0].name, "now": cluster.name}
            raise RowDoubtError(unit_list.IN_ANOTHER, (MOVE, ""), **facts)
        self._found.left += [(one.id, school.id) for one in rivals if school.id]

    def _note(self, school: Listed, commune: Listed | None, cluster: Listed | None) -> None:
        found = self._found
        if commune and commune.id is None and commune not in found.communes:
            found.communes.append(commune)
        known = next((one for one in self._stands.schools if one.id == school.id), None)
        found.known += known is not None
        if known is None and school not in found.schools:
            found.schools.append(school)
        above = school.above or commune
        stands = known is not None and above is not None and known.commune == above.id is not None
        if above and not stands and (school, above) not in found.ties:
            found.ties.append((school, above))
        for one in (cluster.above if cluster else None, cluster):
            if one is None:
                continue
            if one.id is None and one not in found.clusters:
                found.clusters.append(one)
            if not self._stands.members.get((one.id or 0, school.id or 0)) and (one, school) not in found.members:
                found.members.append((one, school))


def _ways(levels: Collection[str]) -> list[tuple[str, str]]:
    return [(level, level.upper()) for level in units.LEVELS if level in levels]


def _of_centres(row: UnitRow) -> bool:
    """Say whether the column of levels says continuing education, whose centres teach what several levels do."""
    return any(word in fold(row.level) for word in ("gdtx", "gdnn", "thuong xuyen"))


def _in_ward(school: Known, commune: Listed) -> bool:
    return bool(school.parts.ward) and school.parts.ward == commune_place(commune.name)


def _cluster_name(typed: str) -> tuple[str, str]:
    """Return the key and the name of a cluster; of "1", and of "Cụm 1 cấp TH", it is "Cụm số 1"."""
    name = " ".join(typed.split())
    name = f"Cụm số {int(name)}" if name.isdigit() else naming.without_level(name)
    return cluster_key(name), name


_COUNTED = {"1": "th", "2": "thcs", "3": "thpt", "i": "th", "ii": "thcs", "iii": "thpt"}
_WHOLE = frozenset({UnitKind.SCHOOL, UnitKind.CENTRE})
"""What branches and sites are of."""
_BETWEEN = re.compile(r"\s+[–-]\s+|\s*[,;()]\s*|\s(?:của|thuộc|tại)\s", re.IGNORECASE)
_PART = re.compile(
    r"^(?:phân hiệu|cơ sở|điểm trường|điểm lẻ|điểm)(?:\s+(?:số\s*)?\d+)?\s*|\s+cơ sở\s+\d+$", re.IGNORECASE
)


def _names_of_whole(name: str) -> list[str]:
    """Return what may be the name of a branch's or site's school: "TH B" of "Điểm A - TH B" and "TH B (điểm A)"."""
    pieces = (piece for piece in _BETWEEN.split(name) if piece)
    return [words for piece in pieces if (words := _PART.sub("", piece).strip())]
