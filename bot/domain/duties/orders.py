"""Whose orders hold: an officer switches papers of the library on and off, whole or duty by duty.

Before the yes it is shown what would follow. A paper is cited as it stands only while it holds; under the own office's
name it is that office's plan which asks, and the sample's words and days are not said to be its own. Either way it is
for what stands below the office whose officer switches it on, and another office has its own of it (`copies`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import LockName, lock_name
from bot.domain.calendar import quiet, settings
from bot.domain.calendar.quiet import Quiet
from bot.domain.calendar.settings import OrganisationSettings
from bot.domain.duties import audience, copies, due, issuing, levels, proofs, rules, steps
from bot.domain.duties.catalogue.entry import WITH_A_DAY, Entry, paper_of
from bot.domain.duties.catalogue.papers import LAW, PAPERS, SamplePaper
from bot.domain.duties.copies import ANYBODY, ENTRIES, Orderer
from bot.domain.duties.due import Wanted
from bot.domain.models import Anchor, DaySource, Duty, DutyRule, DutyState, Owner, Unit
from bot.domain.organisation.people import Rights
from bot.errors import N_, BadInput, Gone, Refusal
from bot.vietnamese import at, local

CANNOT_STAND = N_(
    "This paper is no order of your office or of one above it that holds today. It can be switched on under your own "
    "office's name only."
)
ASKED_ABOVE = N_("{office} has this on already, also for your schools. Nothing was switched on a second time.")
OF_ANOTHER = N_("{office} has this on for its own schools, and only its officers switch it off or change it.")
NOT_YOUR_OFFICE = N_("You are no officer of this office. Please choose your own.")


_OPENS = {Anchor.END: timedelta(), Anchor.ROUND: timedelta(), Anchor.MONTH: due.MONTH_AHEAD}
"""How long before what a day is counted from its duty is opened; before a meeting with its day, which nobody knows."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What switching one rule on would do."""

    rule: DutyRule
    people: int
    """Who would be messaged, as far as they are known before a meeting is held."""
    deputies: int
    """How many of them head a school as its deputy."""
    letters: int
    """Reminders to each of them a duty, without those to come once it is late."""
    first: date | None
    """The next day by which it is due; None where no day is near or known."""
    day_source: DaySource = DaySource.PAPER
    """Whose its day would be: of a paper that cannot be cited any more it is only proposed."""
    over: bool = False
    """Whether the paper's one day is over, so that an officer is to enter another one."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What switching a whole paper on means: each of its rules that are off, and those left out."""

    effects: tuple[Effect, ...]
    left_out: tuple[DutyRule, ...] = ()
    """Asked of the same people at the same event already."""


async def of_paper(db: AsyncSession, key: str, who: Orderer = ANYBODY) -> Sequence[DutyRule]:
    """Return a paper's rules in its order, as they stand for an office. Raises Gone for no paper of the library."""
    if key not in PAPERS:
        raise Gone
    found = [rule for rule in await rules.everything(db) if paper_of(rule.code) == key]
    return copies.of_office(found, who)


async def as_it_stands(db: AsyncSession, rule: DutyRule, who: Orderer) -> DutyRule:
    """Return a rule as it stands for an office: of what another office has on what it could switch on itself."""
    if paper_of(rule.code) not in PAPERS or (not rule.sample and copies.asked(rule, who)):
        return rule
    asked = select(DutyRule).where(DutyRule.code == rule.code).order_by(DutyRule.id)
    found = copies.of_office((await db.scalars(asked)).all(), who)
    return next((one for one in found if one.sample), found[0])


def _same(rule: DutyRule) -> tuple[object, ...] | None:
    """Return what two rules have in common that ask the same people for the same thing; None where each may be one."""
    if rule.anchor in WITH_A_DAY and rule.anchor is not Anchor.YEARLY:
        return None
    return rule.owner, rule.anchor, rule.proof, rule.day


class _Known:
    """What is asked of whom already, by level of schooling."""

    def __init__(self) -> None:
        self._levels: dict[tuple[object, ...], set[str]] = {}

    def add(self, rule: DutyRule) -> None:
        if same := _same(rule):
            self._levels.setdefault(same, set()).update(rule.levels or copies.EVERY_LEVEL)

    def has(self, rule: DutyRule) -> bool:
        same = _same(rule)
        return same is not None and not self._levels.get(same, set()).isdisjoint(rule.levels or copies.EVERY_LEVEL)


async def choose(db: AsyncSession, key: str, now: datetime, who: Orderer = ANYBODY, level: str = "") -> Choice:
    """Return what an office's switching a whole paper on would do: all that is off, but what would be asked twice.

    With a level it is for the schools of that one.
    """
    every = [rule for rule in await rules.everything(db) if rule.paused_at is None]
    known = _Known()
    for rule in every:
        if copies.asked(rule, who):
            known.add(rule)
    chosen: list[DutyRule] = []
    left_out: list[DutyRule] = []
    for rule in for_level([one for one in await of_paper(db, key, who) if one.paused_at], level):
        entry = ENTRIES.get(rule.code or "")
        twice = (entry is not None and entry.doubled) or known.has(rule)
        (left_out if twice else chosen).append(rule)
        if not twice:
            known.add(rule)
    return Choice(tuple(await effects(db, chosen, now, who.office_id)), tuple(left_out))


def for_level(off: Sequence[DutyRule], level: str) -> list[DutyRule]:
    """Return what could be switched on for one level of schooling alone; without one all of it."""
    if not level:
        return [*off]
    asked = (rule for rule in off if level in (rule.levels or copies.EVERY_LEVEL))
    return [copies.stand_in(rule, [level]) if rule.id > 0 else _narrowed(rule, level) for rule in asked]


def _narrowed(rule: DutyRule, level: str) -> DutyRule:
    rule.levels = [level]
    return rule


async def effects(
    db: AsyncSession, chosen: Sequence[DutyRule], now: datetime, office_id: int | None = None
) -> list[Effect]:
    """Return what an office's switching some rules on would do, each by itself; None stands for all there are."""
    common, when = await settings.read(db), await quiet.read(db)
    known = await levels.of_rules(db, chosen, local(now).date(), to_be=office_id)
    asked = await due.by_rules(db, chosen, now, known=known)
    cited = await may_cite(db, chosen, office_id, local(now).date())
    found = []
    for rule in chosen:
        mine = [one for one in asked if one.rule is rule]
        people = await audience.reach(db, rule, now, known)
        deputies = await audience.deputies(db, rule, now, known) if rule.owner is Owner.SCHOOL else 0
        first = _next_day(rule, mine, now)
        letters, over = _letters(rule, first, common, when, now), _is_over(rule, now)
        found.append(Effect(rule, people, deputies, letters, first, _would_be(rule, cited=cited), over))
    return found


def _is_over(rule: DutyRule, now: datetime) -> bool:
    past = rule.anchor is Anchor.DAY and rule.day is not None and rule.day < local(now).date()
    return past and rule.day_source is not DaySource.OFFICE


def _would_be(rule: DutyRule, *, cited: bool) -> DaySource:
    foreign = rule.sample and rule.day_source is DaySource.PAPER and not cited
    return DaySource.OURS if foreign else rule.day_source


def _next_day(rule: DutyRule, asked: Sequence[Wanted], now: datetime) -> date | None:
    today = local(now).date()
    if rule.day and rule.anchor is Anchor.YEARLY:
        both = (date(year, rule.day.month, rule.day.day) for year in (today.year, today.year + 1))
        return next(day for day in both if day >= today)
    return min((one.due_on(now, 0) for one in asked if one.of_use(now)), default=None)


def _letters(rule: DutyRule, first: date | None, common: OrganisationSettings, when: Quiet, now: datetime) -> int:
    """Return how many reminders of one duty its owner would get: of one whose day is known those still to come."""
    before = common.reminders if rule.reminders is None else rule.reminders
    if rule.anchor in _OPENS:
        # Who owes it is known so many days before it is due, and what would have been said earlier is not said.
        ahead = [days for days in before if days < rule.shift + _OPENS[rule.anchor].days]
        return len(ahead) or min(len(before), 1)
    if first is None or rule.anchor not in WITH_A_DAY:
        return len(before) if rule.anchor not in WITH_A_DAY else 0
    duty = Duty(rule=rule, due_on=first, not_after=at(first + steps.A_DAY * (rule.lasts + 1), time.min))
    still = [step for step in steps.of(duty, common, when) if step.detail.startswith(steps.REMIND) and step.at > now]
    # Who would have been reminded before is reminded once.
    return len(still) or min(len(before), 1)


async def switch_on(
    db: AsyncSession,
    ids: Collection[int],
    rights: Rights,
    *,
    office_id: int | None,
    by_id: int | None,
    now: datetime,
    level: str = "",
) -> Sequence[DutyRule]:
    """Switch rules on, under an office's name or with None as they stand; return those that were off. Idempotent.

    What another office has on is switched on as the own office's copy, and so is what is for one `level` alone.

    Raises NotAllowed unless who asks is an officer, BadInput for a paper that cannot be cited as it stands and for an
    office that is not theirs, Refusal for what an office above has on, Gone for what a person wrote.
    """
    rights.must_oversee()
    await lock_name(db, LockName.DUTIES)
    today = local(now).date()
    found = await _library(db, ids)
    if office_id and by_id and office_id not in {office.id for office in await issuing.offices_of(db, by_id, today)}:
        raise BadInput(NOT_YOUR_OFFICE)
    ordering = office_id or (await issuing.ordering_office(db, by_id, today) if by_id else None)
    if ordering is None:
        rights.must_govern()
    if office_id is None and not await may_cite(db, found, ordering, today):
        raise BadInput(CANNOT_STAND)
    own = await issuing.own_name(db, office_id, today) if office_id else None
    who = await copies.orderer(db, ordering, rights, today)
    off = [rule for rule in found if rule.paused_at is not None or not copies.theirs(rule, who)]
    asked = [await copies.to_switch_on(db, rule, who, level, now) for rule in off]
    fresh = [rule for rule in asked if rule]
    if not fresh and (name := await copies.asked_above(db, found, who)):
        raise Refusal(ASKED_ABOVE, office=name)
    for rule in fresh:
        entry = ENTRIES[rule.code or ""]
        rule.paused_at, rule.switched_on_at, rule.office_id = None, now, office_id
        rule.scope_id = ordering
        rule.basis = own.basis(rule.levels) if own else entry.basis
        rule.day_source = _whose_day(rule, entry)
        if office_id and _is_over(rule, now):
            rule.anchor, rule.day = Anchor.NONE, None
        rule.version, rule.changed_at = rule.version + 1, now
    await db.flush()
    return fresh


async def _library(db: AsyncSession, ids: Collection[int]) -> Sequence[DutyRule]:
    asked = select(DutyRule).where(DutyRule.id.in_(ids)).execution_options(populate_existing=True)
    found = (await db.scalars(asked)).all()
    if len(found) != len(set(ids)) or any(paper_of(rule.code) not in PAPERS for rule in found):
        raise Gone
    return found


def paper(rule: DutyRule) -> SamplePaper:
    """Return the paper of the library that a rule stands in. Raises Gone for what stands in none."""
    if paper_of(rule.code) not in PAPERS:
        raise Gone
    return PAPERS[paper_of(rule.code)]


async def may_cite(db: AsyncSession, found: Sequence[DutyRule], office_id: int | None, today: date) -> bool:
    """Say whether an office may cite rules in their papers' own names: its own or one's above, while they hold.

    What is in no paper of the library names no other.
    """
    papers = {key: PAPERS[key] for rule in found if (key := paper_of(rule.code)) in PAPERS}.values()
    if not all(one.may_stand(today) for one in papers):
        return False
    return all([await issuing.may_cite(db, office_id, one.issuer, today) for one in papers])


async def unknown_levels(db: AsyncSession, chosen: Sequence[DutyRule], now: datetime) -> int:
    """Return of how many schools nobody knows the level, where some rules are for some levels only."""
    known = await levels.of_rules(db, chosen, local(now).date())
    return sum(not said for said in known.schools.values())


def _whose_day(rule: DutyRule, entry: Entry) -> DaySource:
    """An officer's day stays the officer's; that of a sample in another office's name is only proposed."""
    if rule.day_source is DaySource.OFFICE:
        return DaySource.OFFICE
    if rule.office_id and entry.anchor is not Anchor.NONE:
        return DaySource.OURS
    return entry.day_source


def of_another(found: Sequence[DutyRule], rights: Rights) -> int | None:
    """Return the office for whose schools some rules are on and to which one's own word does not reach; else None."""
    on = (rule.scope_id for rule in found if rule.paused_at is None and rule.scope_id)
    return next((office for office in on if not rights.oversees_unit(office)), None)


async def name_of_another(db: AsyncSession, found: Sequence[DutyRule], rights: Rights) -> str:
    """Return the name of the office that `of_another` finds; empty where it finds none."""
    office = of_another(found, rights)
    return (await db.scalar(select(Unit.name).where(Unit.id == office)) or "") if office else ""


async def open_duties(db: AsyncSession, ids: Collection[int]) -> int:
    """Return how many duties of some rules are open."""
    mine = (Duty.rule_id.in_(ids), Duty.state == DutyState.OPEN)
    return await db.scalar(select(func.count()).select_from(Duty).where(*mine)) or 0


async def switch_off(db: AsyncSession, ids: Collection[int], rights: Rights, now: datetime) -> Sequence[DutyRule]:
    """Switch rules of the library off; return those that were on. Idempotent.

    Their open duties are void at once, so that letters on their way say nothing of them any more. Raises NotAllowed
    unless who asks is an officer, Gone for what is no sample, Refusal for what another office has on.
    """
    rights.must_oversee()
    await lock_name(db, LockName.DUTIES)
    found = [rule for rule in await _library(db, ids) if not rule.sample]
    if any(rule.scope_id is None for rule in found):
        rights.must_govern()
    if name := await name_of_another(db, found, rights):
        raise Refusal(OF_ANOTHER, office=name)
    off = {"paused_at": now, "switched_on_at": None, "version": DutyRule.version + 1, "changed_at": now}
    which = DutyRule.id.in_([rule.id for rule in found])
    await db.execute(update(DutyRule).where(which).values(**off).execution_options(synchronize_session="fetch"))
    await proofs.close(db, now)
    return found


class InForce(NamedTuple):
    """What some rules in force rest on, and how many they are."""

    key: str
    """That of a paper of the library, the law's, or none for what people wrote."""
    number: int
    own: str
    """What they are called where they hold under an office's own name, and not under the paper's; else empty."""


async def in_force(db: AsyncSession, who: Orderer = ANYBODY) -> Sequence[InForce]:
    """Return what the rules in force rest on, the law first; of the papers only what an office has on itself."""
    order = [LAW, *PAPERS, ""]
    found: dict[tuple[str, str], int] = {}
    for rule in await rules.everything(db):
        key = paper_of(rule.code)
        if rule.paused_at is None and (key not in PAPERS or copies.asked(rule, who)):
            said = key, rule.basis if key in PAPERS and rule.office_id else ""
            found[said] = found.get(said, 0) + 1
    every = [InForce(key, number, own) for (key, own), number in found.items()]
    return sorted(every, key=lambda one: order.index(one.key))
