"""Opens duties when their time comes, and moves them when their event moves.

Idempotent: a duty's key names its rule, who owes it and what it is about, and the table holds each key once.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import LockName, insert, lock_name
from bot.domain.calendar import quiet, settings
from bot.domain.duties import due, history, levels, proofs, steps
from bot.domain.duties.due import Wanted
from bot.domain.models import Duty, DutyEventKind, DutyRule, DutyState, Person, Proof
from bot.vietnamese import local

AT_ONCE = 1000
"""Duties that are opened in one transaction."""


_IN_FORCE = select(DutyRule).where(DutyRule.paused_at.is_(None))


async def open_due(db: AsyncSession, now: datetime) -> bool:
    """Open the duties whose time has come and move those whose event moved; say whether there may be more."""
    await lock_name(db, LockName.DUTIES)
    rules = (await db.scalars(_IN_FORCE)).all()
    return await put(db, await due.by_rules(db, rules, now), now)


async def open_rule(db: AsyncSession, rule: DutyRule, *, now: datetime) -> Sequence[int]:
    """Open at once what a person wrote, as duties that their owners are told of; return the ids."""
    asked = await due.of_the_year(db, [rule], local(now).date())
    # Each turn opens `AT_ONCE` of them; what is opened is not among the next turn's new ones.
    while await put(db, asked, now, told=True):
        pass
    return (await db.scalars(select(Duty.id).where(Duty.rule_id == rule.id, Duty.state == DutyState.OPEN))).all()


async def reopen(db: AsyncSession, rule: DutyRule, *, now: datetime, day: bool) -> tuple[Sequence[int], Sequence[int]]:
    """Give the duties of a changed rule their new day; return the ids of those that were opened, and of those moved.

    With `day` the rule has a new day of its own: duties of the former one that it asks for no more are void, and new
    ones are opened as duties that their owners are told of. A pause alone voids nothing here; of a rule that is on
    again after it, what another office asks for meanwhile is void.
    """
    before = await _days(db, rule)
    asked = await due.by_rules(db, [rule], now, again=True)
    if day:
        await _void(db, rule, Duty.key.not_in([one.key for one in asked]), now)
    elif rule.switched_on_at == now:
        await _void(db, rule, Duty.key.in_(await _asked_by_others(db, rule, now)), now)
    while not rule.paused_at and await put(db, asked, now, told=day):
        pass
    after = await _days(db, rule)
    opened = [duty for duty in after if duty not in before]
    return opened, [duty for duty, day in after.items() if before.get(duty, day) != day]


async def _days(db: AsyncSession, rule: DutyRule) -> dict[int, date]:
    is_open = (Duty.rule_id == rule.id, Duty.state == DutyState.OPEN)
    return dict((await db.execute(select(Duty.id, Duty.due_on).where(*is_open))).all())


async def _asked_by_others(db: AsyncSession, rule: DutyRule, now: datetime) -> list[str]:
    """Return the keys of a rule's duties whose owners another office asks for the same, which had it on before."""
    known = await levels.of_rules(db, [rule], local(now).date())
    owners = select(Duty.key, func.coalesce(Duty.unit_id, Person.unit_id), Duty.cluster_id)
    rows = await db.execute(owners.outerjoin(Person, Person.id == Duty.person_id).where(Duty.rule_id == rule.id))
    return [key for key, school, cluster in rows if known.asked_before(rule, school=school, cluster=cluster)]


async def _void(db: AsyncSession, rule: DutyRule, which: ColumnElement[bool], now: datetime) -> None:
    """Void some duties of a rule for good: a `not_after` of now keeps them from reopening."""
    gone = (Duty.rule_id == rule.id, which)
    were_open = (await db.scalars(select(Duty.id).where(*gone, Duty.state == DutyState.OPEN))).all()
    values = {"state": DutyState.VOID, "closed_at": now, "next_at": None, "not_after": now}
    either = update(Duty).where(*gone, Duty.state.in_((DutyState.OPEN, DutyState.VOID)))
    await db.execute(either.values(**values).execution_options(synchronize_session=False))
    await history.note(db, were_open, DutyEventKind.VOID, now)


async def put(db: AsyncSession, asked: Sequence[Wanted], now: datetime, *, told: bool = False) -> bool:
    """Open what is new and of use, move what has another day; say whether anything was opened: there may be more."""
    known = await _known(db, asked)
    await _move(db, asked, known, now)
    new = [one for one in asked if (one.rule.id, one.key) not in known]
    of_use = [one for one in new if one.of_use(now)][:AT_ONCE]
    if not of_use:
        return False
    common, when = await settings.read(db), await quiet.read(db)
    await db.execute(
        insert(db, Duty).on_conflict_do_nothing(), [_row(one, common, when, now, told=told) for one in of_use]
    )
    return True


def _row(
    one: Wanted, common: settings.OrganisationSettings, when: quiet.Quiet, now: datetime, *, told: bool
) -> dict[str, Any]:
    due_on = one.due_on(now, 0)
    row: dict[str, Any] = dict.fromkeys(("person_id", "unit_id", "cluster_id"))
    row |= {one.owner: one.owner_id, "rule_id": one.rule.id, "key": one.key, "school_year": one.year, "due_on": due_on}
    row |= {"meeting_id": one.meeting.id if one.meeting else None, "round_id": one.round_id}
    row |= {"not_after": one.not_after(due_on), "state": DutyState.OPEN, "extra": 0, "version": 0, "opened_at": now}
    duty = Duty(**row, rule=one.rule)
    # Whoever is asked to play a part has the question already.
    knows = told or one.rule.proof is Proof.ANSWERED
    return row | {"told_until": steps.begin(steps.of(duty, common, when), now, told=knows), "next_at": now}


async def _known(db: AsyncSession, asked: Sequence[Wanted]) -> dict[tuple[int, str], Any]:
    columns = (Duty.rule_id, Duty.key, Duty.id, Duty.state, Duty.due_on, Duty.not_after, Duty.opened_at, Duty.extra)
    found: dict[tuple[int, str], Any] = {}
    for start in range(0, len(asked), AT_ONCE):
        some = asked[start : start + AT_ONCE]
        # Pairs of rule and key cannot use the index on SQLite, which then reads every duty there ever was.
        near = Duty.rule_id.in_({one.rule.id for one in some}), Duty.key.in_({one.key for one in some})
        rows = await db.execute(select(*columns).where(*near))
        found |= {(row.rule_id, row.key): row for row in rows}
    return found


def _may_be_owed(rule: DutyRule, state: DutyState) -> bool:
    """Say whether a duty is open or may be again: one that was handed in or excused stays closed."""
    again = (DutyState.OPEN, DutyState.VOID, DutyState.LAPSED)
    return state in again or (state is DutyState.DONE and rule.proof not in proofs.BY_SOMEBODY)


async def _move(db: AsyncSession, asked: Iterable[Wanted], known: Mapping[tuple[int, str], Any], now: datetime) -> None:
    """Give duties the day that their event has now; days that a superior has added are added to it.

    Void, lapsed and done duties are moved as well, since they may be owed again. A new day is a new version, which
    makes letters about the former one void; after a new hour alone they still hold.
    """
    days, hours = [], []
    for one in asked:
        stands = known.get((one.rule.id, one.key))
        if stands is None or not _may_be_owed(one.rule, stands.state):
            continue
        day = one.due_on(stands.opened_at, stands.extra)
        new = {"duty": stands.id, "due": day, "last": one.not_after(day), "now": now}
        if day != stands.due_on:
            days.append(new)
        elif new["last"] != stands.not_after:
            hours.append(new)
    another_hour: dict[str, Any] = {"not_after": bindparam("last"), "next_at": bindparam("now")}
    another_day = {"due_on": bindparam("due"), "version": Duty.version + 1, "told_until": bindparam("now")}
    # Given a list of values the session updates whole entities by primary key; its connection takes any executemany.
    core, this = await db.connection(), update(Duty).where(Duty.id == bindparam("duty"))
    if days:
        await core.execute(this.values(**another_hour, **another_day), days)
    if hours:
        await core.execute(this.values(**another_hour), hours)
