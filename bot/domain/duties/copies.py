"""Each office has its own of a sample: the library's row while no other has it, else a copy for its schools alone.

So one office switches on and off, pauses and sets days for its own schools, and another one's stays as it is. An office
with a plan of its own for each level of schooling has one for each level in the same way.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.duties import issuing
from bot.domain.duties.catalogue import CATALOGUE
from bot.domain.models import DutyRule
from bot.domain.organisation.people import EVERYTHING, Rights
from bot.domain.organisation.units import LEVELS

ENTRIES = {entry.code: entry for entry in CATALOGUE}
EVERY_LEVEL = (*LEVELS, "gdtx")
COPIED = ("code", "title", "sentence", "owner", "proof", "anchor", "day", "shift", "lasts", "reminders", "ladder")
"""What a copy takes from the catalogue's entry."""


@dataclass(frozen=True, slots=True)
class Orderer:
    """For which office's schools is ordered, and how far the word of who orders reaches."""

    office_id: int | None = None
    rights: Rights = EVERYTHING


ANYBODY = Orderer()


def theirs(rule: DutyRule, who: Orderer) -> bool:
    """Say whether a rule of the library is, or was last, ordered by an office, or by one that its officer oversees."""
    return rule.scope_id in (None, who.office_id) or who.rights.oversees_unit(rule.scope_id or 0)


def of_office(found: Iterable[DutyRule], who: Orderer) -> list[DutyRule]:
    """Return the rules of papers as they stand for one office: what it has on, and what it could switch on.

    What it could switch on and another office has is a row in no table, whose id is the library's with a minus.
    """
    by_code: dict[str, list[DutyRule]] = {}
    for rule in found:
        by_code.setdefault(rule.code or "", []).append(rule)
    return [one for code, rows in by_code.items() for one in _of_code(code, rows, who)]


def _of_code(code: str, rows: Sequence[DutyRule], who: Orderer) -> list[DutyRule]:
    on = [rule for rule in rows if not rule.sample and theirs(rule, who)]
    left, library = left_of(code, on), next(rule for rule in rows if not rule.copied)
    if not left:
        return on
    whole = not on and library.sample and library.scope_id in (None, who.office_id)
    return [*on, library if whole else stand_in(library, left)]


def left_of(code: str, on: Iterable[DutyRule]) -> list[str]:
    """Return the levels of schooling for which a sample is not on yet, in their order."""
    entry = ENTRIES.get(code)
    every = (entry.levels if entry else None) or EVERY_LEVEL
    known = {level for rule in on for level in rule.levels or every}
    return [level for level in every if level not in known]


def stand_in(library: DutyRule, levels: Sequence[str]) -> DutyRule:
    """Return what an office would switch on, in no table."""
    return _new(library, levels, id=-library.id, paused_at=library.changed_at, version=0, changed_at=library.changed_at)


def _new(library: DutyRule, levels: Sequence[str], **more: object) -> DutyRule:
    entry = ENTRIES[library.code or ""]
    said = {name: getattr(entry, name) for name in COPIED}
    said |= {"basis": entry.basis, "day_source": entry.day_source, "levels": _as_kept(levels, entry.levels)}
    return DutyRule(**said | {"copied": True} | more)


def _as_kept(levels: Sequence[str], of_entry: Sequence[str] | None) -> list[str] | None:
    """Return levels as a rule keeps them: what is for every level names none."""
    return None if not of_entry and set(levels) == set(EVERY_LEVEL) else [*levels]


async def to_switch_on(db: AsyncSession, rule: DutyRule, who: Orderer, level: str, now: datetime) -> DutyRule | None:
    """Return the row that an office switches on for a level, or with none for all that are left; None where it is on.

    The caller holds the lock of duties.
    """
    if not rule.sample and theirs(rule, who):
        return rule  # it was paused
    asked = select(DutyRule).where(DutyRule.code == rule.code).order_by(DutyRule.id)
    rows = (await db.scalars(asked.execution_options(populate_existing=True))).all()
    on = [one for one in rows if not one.sample and theirs(one, who)]
    levels = [one for one in left_of(rule.code or "", on) if not level or one == level]
    if not levels:
        return None
    library = next(one for one in rows if not one.copied)
    if not on and not level and library.sample:
        return library
    kept = _as_kept(levels, ENTRIES[rule.code or ""].levels)
    off = (one for one in rows if one.copied and one.sample and one.scope_id == who.office_id and one.levels == kept)
    if former := next(off, None):
        return former
    fresh = _new(library, levels, paused_at=now, version=0, changed_at=now, scope_id=who.office_id)
    db.add(fresh)
    return fresh


async def levels_to_ask(db: AsyncSession, off: Iterable[DutyRule], office_id: int | None, today: date) -> list[str]:
    """Return the levels between which an office chooses: it has a plan for each, and a sample is for several."""
    if office_id is None:
        return []
    plans = {plan.level for plan in (await issuing.own_name(db, office_id, today)).plans if plan.level}
    asked = {level for rule in off for level in rule.levels or EVERY_LEVEL}
    found = [level for level in EVERY_LEVEL if level in plans & asked]
    return found if len(found) > 1 else []
