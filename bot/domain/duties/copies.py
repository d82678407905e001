"""Each office has its own of a sample: the library's row while no other has it, else a copy for its schools alone.

So one office switches on and off, pauses and sets days for its own schools, and another one's stays as it is. An office
with a plan of its own for each level of schooling has one for each level in the same way. What an office above has on
already is asked of its schools: the one below has nothing left to switch on there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.duties import issuing
from bot.domain.duties.catalogue import CATALOGUE
from bot.domain.models import DutyRule, Unit
from bot.domain.organisation import reach
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
    above: frozenset[int] = frozenset()
    """The offices whose word reaches that office: what they have on is asked of its schools already."""


ANYBODY = Orderer()


def theirs(rule: DutyRule, who: Orderer) -> bool:
    """Say whether a rule of the library is, or was last, ordered by an office, or by another one of its officer's."""
    if rule.scope_id in (None, who.office_id):
        return True
    far = who.rights.reach
    own = far.offices if far else frozenset[int]()
    return rule.scope_id in own or (who.office_id is None and who.rights.oversees_unit(rule.scope_id or 0))


def asked(rule: DutyRule, who: Orderer) -> bool:
    """Say whether a rule that is on is an office's own, or asks its schools for an office above."""
    return theirs(rule, who) or rule.scope_id in who.above


async def orderer(db: AsyncSession, office_id: int | None, rights: Rights, today: date) -> Orderer:
    """Return an office as who orders, with the offices above it on a day."""
    above = await reach.above(db, office_id, today) if office_id else frozenset[int]()
    return Orderer(office_id, rights, above)


async def asked_above(db: AsyncSession, found: Sequence[DutyRule], who: Orderer) -> str:
    """Return the name of an office above that has some samples on already; empty where none has."""
    mine = (DutyRule.code.in_([rule.code for rule in found]), DutyRule.switched_on_at.is_not(None))
    above = select(Unit.name).join(DutyRule, DutyRule.scope_id == Unit.id).where(*mine, Unit.id.in_(who.above))
    return await db.scalar(above.order_by(DutyRule.id).limit(1)) or ""


async def below(db: AsyncSession, found: Sequence[DutyRule], who: Orderer) -> Sequence[str]:
    """Return the names of other offices, none of them above, that have some samples on for their own schools."""
    codes = [rule.code for rule in found if rule.code]
    asked_for = select(DutyRule).where(DutyRule.code.in_(codes), DutyRule.paused_at.is_(None))
    theirs_on = [rule.scope_id for rule in await db.scalars(asked_for) if not asked(rule, who)]
    names = select(Unit.name).where(Unit.id.in_([one for one in theirs_on if who.rights.oversees_unit(one or 0)]))
    return (await db.scalars(names.order_by(Unit.name))).all()


def of_office(found: Iterable[DutyRule], who: Orderer) -> list[DutyRule]:
    """Return the rules of papers as they stand for one office: what it has on, and what it could switch on.

    What it could switch on and another office has is a row in no table, whose id is the library's with a minus.
    """
    by_code: dict[str, list[DutyRule]] = {}
    for rule in found:
        by_code.setdefault(rule.code or "", []).append(rule)
    return [one for code, rows in by_code.items() for one in _of_code(code, rows, who)]


def _of_code(code: str, rows: Sequence[DutyRule], who: Orderer) -> list[DutyRule]:
    on = _asked_of(rows, who)
    left, library = left_of(code, on), next(rule for rule in rows if not rule.copied)
    if not left:
        return on
    whole = not on and library.sample and library.scope_id in (None, who.office_id)
    return [*on, library if whole else stand_in(library, left)]


def _asked_of(rows: Sequence[DutyRule], who: Orderer) -> list[DutyRule]:
    """Return what an office has on of a sample, and what one above asks of its schools beside that."""
    mine = [rule for rule in rows if not rule.sample and theirs(rule, who)]
    left = set(left_of(rows[0].code or "", mine))
    above = (rule for rule in rows if not rule.sample and rule not in mine and rule.scope_id in who.above)
    return [*mine, *(rule for rule in above if left & set(rule.levels or EVERY_LEVEL))]


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
    of_code = select(DutyRule).where(DutyRule.code == rule.code).order_by(DutyRule.id)
    rows = (await db.scalars(of_code.execution_options(populate_existing=True))).all()
    on = [one for one in rows if not one.sample and asked(one, who)]
    levels = [one for one in left_of(rule.code or "", on) if not level or one == level]
    if not levels:
        return None
    library = next(one for one in rows if not one.copied)
    if not on and not level and library.sample and library.scope_id in (None, who.office_id):
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
    left = {level for rule in off for level in rule.levels or EVERY_LEVEL}
    found = [level for level in EVERY_LEVEL if level in plans & left]
    return found if len(found) > 1 else []
