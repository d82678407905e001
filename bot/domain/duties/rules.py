"""The rules: put in from the catalogue as samples, changed by officers, and written anew by officers and leads.

Only what the law asks holds once it is put in; what else stands in the catalogue waits until an officer switches it on
(`orders`).

A rule of the directives is an officer's to change, what a person wrote is its author's and the officers'. Whoever
changes a rule says which version they saw, so that the second of two editors is told of the first.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import LockName, insert, lock_name
from bot.domain.calendar.settings import CHANGED_MEANWHILE, Ladder
from bot.domain.duties import audience, duty_reminders
from bot.domain.duties.catalogue import CATALOGUE
from bot.domain.duties.catalogue.entry import WITH_A_DAY, Entry
from bot.domain.models import (
    Anchor,
    Appointment,
    Cluster,
    DaySource,
    Duty,
    DutyRule,
    DutyState,
    Owner,
    Person,
    Proof,
    Role,
    Unit,
)
from bot.domain.organisation import terms, tree
from bot.domain.organisation.people import Rights
from bot.domain.organisation.school_year import SchoolYear
from bot.errors import N_, BadInput, Gone, NotAllowed, Refusal
from bot.vietnamese import local, nfc

MOST_DAYS = 60
"""No day lies further from the event that it is counted from."""
FARTHEST = timedelta(days=366)
END_OF_WORK = time(17)
LONGEST_TITLE = 200
AFTERWARDS = frozenset({Anchor.END, Anchor.ROUND})

DAY_IS_PAST = N_("This day is over. Please write a day that is still to come.")
DAY_TOO_FAR = N_("{day} is more than a year away. Please check the year.")
NOT_EACH_YEAR = N_("29/02 does not come every year. Please write another day.")
COUNTED = N_("This day is counted from the meeting. Please change the number of days instead.")
NOT_COUNTED = N_("This is not counted from a meeting. Please enter a day instead.")
TOO_MANY_DAYS = N_("Please write a number of days from 0 to {most}.")
NOT_AFTER = N_("This can only be done after the meeting. Please write how many days after it.")
NOT_BEFORE = N_("This must be done before the meeting. Please write how many days before it.")
NO_TITLE = N_("Please write what is to be done, for example: hand in the list of topics.")
TITLE_TOO_LONG = N_("Please write what is to be done in at most {most} letters; these are {letters}.")
ONLY_A_SAMPLE = N_("This stands in a sample paper only. Please switch it on first.")
NO_SCHOOL = N_("No school is chosen. Please tap at least one school.")


@dataclass(frozen=True, slots=True)
class Edit:
    """Who changes a rule, having seen which version of it, and when."""

    person_id: int
    rights: Rights
    seen: int
    now: datetime


_KNOWN = select(DutyRule.code).where(DutyRule.code.is_not(None), ~DutyRule.copied)


async def ensure(db: AsyncSession, now: datetime) -> None:
    """Put in what the catalogue has and the table has not; what stands there is never overwritten."""
    known = set(await db.scalars(_KNOWN))
    missing = [_row(entry, now) for entry in CATALOGUE if entry.code not in known]
    if missing:
        await db.execute(insert(db, DutyRule).on_conflict_do_nothing(), missing)


def _row(entry: Entry, now: datetime) -> dict[str, object]:
    row = asdict(entry) | {"basis": entry.basis, "version": 0, "changed_at": now}
    del row["where"], row["named"], row["doubled"]
    row |= {"levels": entry.levels, "day_source": entry.day_source}
    # Every row names both: of rows put in together only what the first one names is written.
    return row | {"paused_at": None if entry.law else now, "switched_on_at": now if entry.law else None}


async def everything(db: AsyncSession) -> Sequence[DutyRule]:
    """Return all rules: the directives' in their order, then what people wrote, the newest first."""
    order = {entry.code: number for number, entry in enumerate(CATALOGUE)}
    # What a meeting agreed on stands with the meeting.
    found = (await db.scalars(select(DutyRule).where(DutyRule.agreed_at_id.is_(None)))).all()
    return sorted(found, key=lambda rule: (order.get(rule.code or "", len(order)), -rule.id))


async def get(db: AsyncSession, rule_id: int) -> DutyRule:
    """Return a rule. Raises Gone where there is none of that id."""
    rule = await db.get(DutyRule, rule_id, populate_existing=True)
    if rule is None:
        raise Gone
    return rule


async def counts(db: AsyncSession, rule_id: int) -> dict[DutyState, int]:
    """Return how many duties came of a rule, by state."""
    by_state = select(Duty.state, func.count().label("number")).where(Duty.rule_id == rule_id).group_by(Duty.state)
    return {row.state: row.number for row in await db.execute(by_state)}


def may_change(rule: DutyRule, rights: Rights, person_id: int) -> bool:
    """Say whether a rule may be changed by a person today: by who governs all but another office's, by others theirs.

    Theirs is what they wrote, and what an officer's own office has ordered.
    """
    ordered = rights.reach is not None and rule.scope_id in rights.reach.offices
    governed = rights.governs and (rule.scope_id is None or ordered or rights.oversees_unit(rule.scope_id))
    if rights.officer and (governed or ordered or rule.author_id == person_id):
        return True
    return rule.author_id == person_id and rule.cluster_id in rights.leads


async def change_day(db: AsyncSession, rule_id: int, day: date, edit: Edit, *, yearly: bool = False) -> DutyRule:
    """Give a rule a day, with `yearly` the same one each year.

    Raises NotAllowed and Refusal as `_begin` does, BadInput for a day that has passed or is over a year away and for
    rules whose day is counted from a meeting.
    """
    rule = await _begin(db, rule_id, edit)
    anchor = day_anchor(rule, yearly=yearly)
    check_day(day, anchor, edit.now)
    rule.anchor, rule.day = anchor, day
    _say_whose_day(rule)
    if rule.author_id is not None:
        rule.school_year = str(SchoolYear.of(day))
    return await _end(db, rule, edit, day=True)


def _say_whose_day(rule: DutyRule) -> None:
    """A day that an officer enters is not the paper's; what a person wrote has that person's day."""
    if rule.author_id is None:
        rule.day_source = DaySource.OFFICE


def day_anchor(rule: DutyRule, *, yearly: bool) -> Anchor:
    """Return what a rule counts from once it has a new day. What a person wrote is for one year."""
    if rule.anchor not in WITH_A_DAY:
        raise BadInput(COUNTED)
    return Anchor.YEARLY if rule.author_id is None and (yearly or rule.anchor is Anchor.YEARLY) else Anchor.DAY


def is_working_day_left(now: datetime) -> bool:
    """Tell whether something may still be due today: there is a working hour left, in Việt Nam."""
    return local(now).time() < END_OF_WORK


def check_day(day: date, anchor: Anchor, now: datetime) -> None:
    """Raise BadInput for a day without a working hour left, one over a year away, and for 29 February each year."""
    if anchor is Anchor.YEARLY:
        if (day.month, day.day) == (2, 29):
            raise BadInput(NOT_EACH_YEAR)
        return
    here = local(now)
    if day < here.date() or (day == here.date() and not is_working_day_left(now)):
        raise BadInput(DAY_IS_PAST)
    if day - here.date() > FARTHEST:
        raise BadInput(DAY_TOO_FAR, day=f"{day:%d/%m/%Y}")


async def change_shift(db: AsyncSession, rule_id: int, shift: int, edit: Edit) -> DutyRule:
    """Set how many days after its event a rule falls due, negative before it."""
    rule = await _begin(db, rule_id, edit)
    check_shift(rule, shift)
    rule.shift = shift
    _say_whose_day(rule)
    if rule.anchor is Anchor.START:
        rule.lasts = -shift  # of use until the meeting itself
    return await _end(db, rule, edit)


def check_shift(rule: DutyRule, shift: int) -> None:
    """Raise BadInput for more than 60 days, for the wrong side of the event, and for a rule that counts none."""
    if rule.anchor in WITH_A_DAY:
        raise BadInput(NOT_COUNTED)
    if abs(shift) > MOST_DAYS:
        raise BadInput(TOO_MANY_DAYS, most=MOST_DAYS)
    if rule.anchor in AFTERWARDS and shift < 0:
        raise BadInput(NOT_AFTER)
    if rule.anchor is Anchor.START and shift > 0:
        raise BadInput(NOT_BEFORE)


async def change_reminders(db: AsyncSession, rule_id: int, days: tuple[int, ...] | None, edit: Edit) -> DutyRule:
    """Set how many days before the due day a rule reminds; None for as the organisation does."""
    rule = await _begin(db, rule_id, edit)
    rule.reminders = None if days is None else list(days)
    return await _end(db, rule, edit)


async def change_ladder(db: AsyncSession, rule_id: int, ladder: Ladder | None, edit: Edit) -> DutyRule:
    """Set who is told how many days after the due day; None for as the organisation does."""
    rule = await _begin(db, rule_id, edit)
    rule.ladder = None if ladder is None else [[str(rung), days] for rung, days in ladder]
    return await _end(db, rule, edit)


async def pause(db: AsyncSession, rule_id: int, edit: Edit) -> DutyRule:
    """Pause a rule: it opens nothing, and its open duties are void."""
    rule = await _begin(db, rule_id, edit)
    rule.paused_at = rule.paused_at or edit.now
    return await _end(db, rule, edit)


async def resume(db: AsyncSession, rule_id: int, edit: Edit) -> DutyRule:
    """Resume a paused rule: its void duties that are still of use are owed again.

    Of the same sample the office that had it on first asks a school (`levels.of_rules`). So an office's copy that
    rested stands behind what another office has switched on meanwhile, and no school is asked by two. Raises BadInput
    for a sample, which must be switched on.
    """
    rule = await _begin(db, rule_id, edit)
    if rule.sample:
        raise BadInput(ONLY_A_SAMPLE)
    if rule.paused_at and rule.scope_id:
        rule.switched_on_at = edit.now
    rule.paused_at = None
    return await _end(db, rule, edit)


async def _begin(db: AsyncSession, rule_id: int, edit: Edit) -> DutyRule:
    await lock_name(db, LockName.DUTIES)
    rule = await get(db, rule_id)
    if not may_change(rule, edit.rights, edit.person_id):
        raise NotAllowed
    # Optimistic lock: of two officers who saw the same version, one changes a row.
    mine = update(DutyRule).where(DutyRule.id == rule_id, DutyRule.version == edit.seen)
    changed = await db.execute(mine.values(version=edit.seen + 1, changed_at=edit.now))
    if not changed.rowcount:  # type: ignore[attr-defined] # an UPDATE has it
        raise Refusal(CHANGED_MEANWHILE)
    await db.refresh(rule)
    return rule


async def _end(db: AsyncSession, rule: DutyRule, edit: Edit, *, day: bool = False) -> DutyRule:
    await db.flush()
    await duty_reminders.rule_changed(db, rule, edit.now, day=day)
    return rule


def read_title(typed: str) -> str:
    """Return a title with single spaces. Raises BadInput where it is empty or too long."""
    title = " ".join(nfc(typed).split())
    if not title:
        raise BadInput(NO_TITLE)
    if len(title) > LONGEST_TITLE:
        raise BadInput(TITLE_TOO_LONG, most=LONGEST_TITLE, letters=len(title))
    return title


async def write_own(
    db: AsyncSession,
    rights: Rights,
    person: Person,
    *,
    title: str,
    day: date,
    schools: Sequence[int] | None,
    cluster_id: int | None,
    now: datetime,
) -> DutyRule:
    """Write a rule of an officer or a lead for some schools, and open its duties at once.

    `schools` None means every school of the cluster, and without a cluster those of all the year's clusters. Raises
    NotAllowed for schools of others, BadInput as `check_day` and `read_title` do and for no school at all.
    """
    words = read_title(title)
    check_day(day, Anchor.DAY, now)
    today = local(now).date()
    rule = DutyRule(
        title=words,
        sentence=words,
        basis=await _author(db, rights, person, cluster_id, today),
        owner=Owner.SCHOOL,
        proof=Proof.HAND_IN,
        anchor=Anchor.DAY,
        day=day,
        school_year=str(SchoolYear.of(day)),
        chosen=await owing(db, rights, schools, cluster_id, today),
        author_id=person.id,
        cluster_id=None if rights.officer else cluster_id,
        changed_at=now,
    )
    await lock_name(db, LockName.DUTIES)
    db.add(rule)
    await db.flush()
    await duty_reminders.rule_written(db, rule, now)
    return rule


async def owing(
    db: AsyncSession, rights: Rights, schools: Sequence[int] | None, cluster_id: int | None, today: date
) -> list[int]:
    """Return the ids of the schools that are meant. Raises BadInput for none, NotAllowed for schools of others."""
    within = [school.id for school in await choosable(db, rights, cluster_id, today)]
    if schools is not None and not set(schools) <= set(within):
        raise NotAllowed
    chosen = within if schools is None else [school for school in within if school in set(schools)]
    if not chosen:
        raise BadInput(NO_SCHOOL)
    return chosen


async def choosable(db: AsyncSession, rights: Rights, cluster_id: int | None, today: date) -> Sequence[Unit]:
    """Return the schools that a duty may be written for, by name. Raises NotAllowed unless one leads them."""
    if cluster_id is not None:
        rights.must_lead(cluster_id)
        return await tree.members(db, cluster_id, today)
    rights.must_oversee()
    return [one for one in await audience.schools_of_year(db, today) if rights.oversees_unit(one.id)]


async def _author(db: AsyncSession, rights: Rights, person: Person, cluster_id: int | None, today: date) -> str:
    if rights.officer:
        office = select(Unit.name).join(Appointment, Appointment.unit_id == Unit.id)
        holds = terms.holds(Appointment, today) & (Appointment.person_id == person.id)
        name = await db.scalar(office.where(holds, Appointment.role == Role.OFFICER).limit(1))
        return f"{person.name}, {name}" if name else person.name
    cluster = await db.get_one(Cluster, cluster_id)
    return f"{person.name}, phụ trách {cluster.name}"
