"""Whose a plan is: which office issued it, and for which level of schooling. What is not said is asked, never invented.

The letterhead says the office, else the only one that stands here. The title says the level, else the one level that
all the schools have. By office, year and level a new version of a plan is told from another plan.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.drafts import Draft, Place
from bot.domain.models import Plan, Unit, UnitKind
from bot.domain.organisation import units
from bot.domain.organisation.naming import (
    LEVEL_NAMES,
    NO_ISSUER,
    cluster_and_level,
    issuer,
    levels_in,
    office_key,
)
from bot.domain.organisation.people import EVERYTHING, Rights
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.organisation.units import LEVELS
from bot.domain.plan.nouns import Doubt, Note, Whose
from bot.domain.plan.schools import Questions
from bot.domain.plan.standing import Of, of_whose, offices_of
from bot.errors import N_

SEVERAL = "Nhiều cấp học"
"""The answer that a plan is for several levels."""
_HEAD = Place(0, 1)
SCHOOLS_SAY = N_("The title says {level}, and the schools are {schools}. For which level is this plan?")
CLUSTERS_SAY = N_("The plan is for {level}, and clusters of {levels} stand in it. For which level is it?")


@dataclass(frozen=True, slots=True)
class Found:
    """Whose plan a draft is and which plan of the tables that is, or what is to be asked first."""

    whose: Whose
    of: Of
    doubts: tuple[Doubt, ...] = ()
    notes: tuple[Note, ...] = ()


async def find(
    db: AsyncSession,
    draft: Draft,
    year: SchoolYear,
    answers: Mapping[str, str],
    *,
    rights: Rights = EVERYTHING,
    office: str = "",
) -> Found:
    """Find out whose plan a draft is, among the offices that an officer oversees; `office` is said beforehand."""
    questions = Questions(answers)
    offices = [unit for unit in await offices_of(db, year) if rights.oversees_unit(unit.id)]
    name, kind = _office(draft, questions, offices, office)
    ids = [unit.id for unit in offices if office_key(unit.name) == office_key(name)]
    asked = select(Plan).where(Plan.school_year == str(year), Plan.cluster_id.is_(None), Plan.unit_id.in_(ids))
    level, notes = _level(draft, questions, (await db.scalars(asked)).all())
    found = Whose(name, kind, office_key(name), level)
    return Found(found, await of_whose(db, found, year), tuple(questions.doubts.values()), tuple(notes))


def levels_of(names: Sequence[str]) -> tuple[set[str], set[str]]:
    """Return the levels that all of some schools have, and those that any has; names that say none count for any."""
    said = [set(levels) for name in names if (levels := units.parse(name).levels)]
    return (set.intersection(*said) if said else set(), set().union(*said))


def _office(draft: Draft, questions: Questions, offices: Sequence[Unit], said: str) -> tuple[str, UnitKind]:
    name, kind = issuer(said, "", "") if said else issuer(draft.issuer, draft.superior, draft.town)
    if name:
        same = next((unit for unit in offices if office_key(unit.name) == office_key(name)), None)
        return (name, same.kind) if same else (name, kind)
    if not offices:
        return NO_ISSUER, UnitKind.DEPARTMENT
    if len(offices) == 1:
        return offices[0].name, offices[0].kind
    question = Note(N_("The file does not say which office issues it. Which one is it?"))
    by_name = {unit.name: unit for unit in offices}
    answer = questions.ask("office|", _HEAD, draft.issuer, question, by_name)
    unit = by_name[answer] if answer else offices[0]
    return unit.name, unit.kind


def _level(draft: Draft, questions: Questions, known: Sequence[Plan]) -> tuple[str | None, list[Note]]:
    """Return the level of a plan; None for several, and while it is asked."""
    titled = levels_in(draft.title)
    schools = [school for cluster in draft.clusters for school in cluster.schools]
    common, some = levels_of(schools)
    beside = {cluster_and_level(cluster.name)[1] for cluster in draft.clusters} - {""}
    over = beside | {level for cluster in draft.clusters for level in levels_in(cluster.under)}
    # Of a workbook with a sheet for each level the title is the first one's.
    if _each_has_its_own(draft) or len(titled) > 1 or (not titled and len(over) > 1):
        return None, []
    if certain := titled or (common if len(common) == 1 else set()):
        [level] = certain
        sentence, others = (SCHOOLS_SAY, some) if some and level not in some else (CLUSTERS_SAY, beside - certain)
        if others:
            return _ask(questions, draft, _contradiction(sentence, level, others), [*others, level]), []
        return level, _others(level, schools)
    rows = {cluster_and_level(meeting.cluster)[1] for meeting in draft.meetings if meeting.cluster}
    if len(said := beside or rows) == 1 and said != {""}:
        return next(iter(said)), []
    if not schools and (len(known) == 1 or not draft.meetings):
        return known[0].level if known else None, []
    question = Note(N_("The file does not say for which level of schooling it is. Which one is it?"))
    return _ask(questions, draft, question, [*(common or some or LEVELS)]), []


def _each_has_its_own(draft: Draft) -> bool:
    """Say whether every cluster's schools have one level in common, and not all the same one."""
    found = [levels_of(cluster.schools)[0] for cluster in draft.clusters if cluster.schools]
    return all(len(one) == 1 for one in found) and len({*map(frozenset, found)}) > 1


def _ask(questions: Questions, draft: Draft, question: Note, levels: Iterable[str]) -> str | None:
    likely = sorted(dict.fromkeys(levels), key=LEVELS.index)
    names = {LEVEL_NAMES[level]: level for level in [*likely, *(one for one in LEVELS if one not in likely)]}
    answer = questions.ask("level|", _HEAD, draft.title, question, [*names, SEVERAL])
    return names.get(answer or "")


def _contradiction(sentence: str, level: str, some: set[str]) -> Note:
    others = ", ".join(LEVEL_NAMES[one] for one in LEVELS if one in some)
    return Note(sentence, {"level": LEVEL_NAMES[level], "schools": others, "levels": others})


def _others(level: str, schools: Sequence[str]) -> list[Note]:
    """Tell of schools that do not teach the plan's level."""
    other = [name for name in dict.fromkeys(schools) if (has := units.parse(name).levels) and level not in has]
    facts = {"level": LEVEL_NAMES[level], "schools": ", ".join(other)}
    return [Note(N_("The plan is for {level}, and these schools do not teach it: {schools}."), facts)] if other else []
